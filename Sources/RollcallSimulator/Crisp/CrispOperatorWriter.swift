/// A writer of the elements of an operators list one after the other, with the values of one seeded stream.
///
/// The person's data (id, e-mail, avatar, names, availability, two-factor) and the membership's data (role, title) come
/// from two streams: with the same people and another membership stream, the same users appear on another website in
/// other roles, as they do in Crisp. Fields: Crisp's REST API reference, List Website Operators.
struct CrispOperatorWriter {
  private var people: SeededGenerator
  private let strangers: SeededGenerator
  private var membership: SeededGenerator
  private var sharedLeft: Int
  private let unknownRoles: Bool
  private let successors: CrispSuccessors?
  private static let ownersInThousand = 80
  private var place = 0
  /// Whether the next operator has the other role than the one that was drawn.
  private var hasOtherRole = false
  private let words = CrispVocabulary.shared

  /// - Parameters:
  ///   - shared: the number of first operators who are the same people on every website of the scenario.
  ///   - seats: who has left by now, and who came instead; nil for the people of the first day.
  init(seed: UInt64, websiteID: String, shared: Int, unknownRoles: Bool, seats: Seats? = nil) {
    people = SeededGenerator(seed: seed, purpose: "people of every website")
    strangers = SeededGenerator(seed: seed, purpose: "people of \(websiteID)")
    membership = SeededGenerator(seed: seed, purpose: "memberships of \(websiteID)")
    self.unknownRoles = unknownRoles
    successors = seats.map { CrispSuccessors(seed: seed, websiteID: websiteID, seats: $0) }
    sharedLeft = shared
    if shared == 0 { people = strangers }
  }

  /// Appends the next element.
  ///
  /// - Returns: the place of the details in `output`, which begin with the user's id; nil for an invitation.
  @discardableResult
  mutating func append(to output: inout [UInt8]) -> Range<Int>? {
    defer { advance() }
    guard let successors else { return appendOperator(to: &output) }
    let holder = successors.seats.holder(of: place)
    hasOtherRole = holder.hasOtherRole
    guard holder.person.generation > 0 else { return appendOperator(to: &output) }
    // The streams must go on behind the person who left.
    let start = output.count
    appendOperator(to: &output)
    output.removeSubrange(start...)
    let first = (people, membership)
    defer { (people, membership) = first }
    (people, membership) = successors.streams(of: holder.person)
    guard holder.isInvited else { return appendOperator(to: &output) }
    successors.appendInvitation(of: holder.person, to: &output)
    return nil
  }

  /// Appends `{"type":"operator","details":{…}}` and returns the place of the details in `output`.
  @discardableResult
  private mutating func appendOperator(to output: inout [UInt8]) -> Range<Int> {
    // Objects have no order: one element in a hundred names its details first.
    let detailsFirst = membership.oneIn(100)
    output.append(detailsFirst ? "{\"details\":" : "{\"type\":\"operator\",\"details\":")
    let start = output.count
    appendDetails(to: &output)
    let end = output.count
    if membership.oneIn(80) { output.append(contentsOf: words.elementExtras.pick(&membership)) }
    output.append(detailsFirst ? ",\"type\":\"operator\"}" : "}")
    return start..<end
  }

  private mutating func advance() {
    place += 1
    if sharedLeft > 0 {
      sharedLeft -= 1
      if sharedLeft == 0 { people = strangers }
    }
  }

  private mutating func appendDetails(to output: inout [UInt8]) {
    output.append("{\"user_id\":\"")
    output.appendUUID(from: &people)
    output.append("\",\"email\":\"")
    words.addresses.append(to: &output, using: &people)
    output.append(UInt8(ascii: "\""))
    appendAvatar(to: &output)
    appendNames(to: &output)
    appendRole(to: &output)
    appendTitle(to: &output)
    appendAvailability(to: &output)
    appendTwoFactor(to: &output)
    if membership.oneIn(60) { output.append(contentsOf: words.detailExtras.pick(&membership)) }
    output.append(UInt8(ascii: "}"))
  }

  private mutating func appendAvatar(to output: inout [UInt8]) {
    guard Self.appendKey("avatar", to: &output, missingOneIn: 8, of: &people) else { return }
    output.append("\"https://storage.crisp.chat/users/avatar/operator/")
    output.appendHexadecimal(people.next(), digits: 14)
    output.append(UInt8(ascii: "/"))
    words.addresses.appendFileName(to: &output, using: &people)
    output.append(contentsOf: words.imageEndings.pick(&people))
    output.append(UInt8(ascii: "\""))
  }

  private mutating func appendNames(to output: inout [UInt8]) {
    let foreign = people.oneIn(10)
    let asciiOnly = people.oneIn(3)
    let script = WorldNames.scripts[people.below(WorldNames.scripts.count)]
    output.append(",\"first_name\":\"")
    output.append(
      contentsOf: foreign
        ? script.first.pick(&people, asciiOnly: asciiOnly) : words.firstNames.pick(&people))
    output.append(UInt8(ascii: "\""))
    guard Self.appendKey("last_name", to: &output, missingOneIn: 10, of: &people) else { return }
    output.append(UInt8(ascii: "\""))
    if people.oneIn(100) {
      output.append(contentsOf: AwkwardPhrases.all.pick(&people, asciiOnly: asciiOnly))
    } else {
      output.append(
        contentsOf: foreign ? script.last.pick(&people, asciiOnly: asciiOnly) : words.lastNames.pick(&people))
    }
    output.append(UInt8(ascii: "\""))
  }

  /// The first operator is an owner: a website always has one (Crisp's help center, Change agent roles).
  private mutating func appendRole(to output: inout [UInt8]) {
    let draw = membership.below(1_000)
    output.append(",\"role\":\"")
    if place == 0 || (draw < Self.ownersInThousand) != hasOtherRole {
      output.append("owner\"")
    } else if unknownRoles && draw >= 990 {
      output.append("supervisor\"")
    } else {
      output.append("member\"")
    }
  }

  private mutating func appendTitle(to output: inout [UInt8]) {
    guard Self.appendKey("title", to: &output, missingOneIn: 9, of: &membership) else { return }
    output.append(UInt8(ascii: "\""))
    if membership.oneIn(50) {
      output.append(contentsOf: AwkwardPhrases.all.pick(&membership, asciiOnly: membership.oneIn(3)))
    } else {
      words.titles.append(to: &output, using: &membership)
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func appendAvailability(to output: inout [UInt8]) {
    guard Self.appendKey("availability", to: &output, missingOneIn: 12, of: &people) else { return }
    switch people.below(20) {
    case 0: output.append("\"away\"")
    case 1...7: output.append("\"online\"")
    default: output.append("\"offline\"")
    }
  }

  /// A boolean if present, never "", which would be a value of the wrong type and not a missing one.
  private mutating func appendTwoFactor(to output: inout [UInt8]) {
    switch people.below(40) {
    case 0, 1: break
    case 2, 3: output.append(",\"has_token\":null")
    case 4...15: output.append(",\"has_token\":true")
    default: output.append(",\"has_token\":false")
    }
  }

  /// Appends the key and, once in `missingOneIn` times, one of the three forms of a missing value.
  /// - Returns: whether a value must still be appended.
  @inline(__always)
  private static func appendKey(
    _ key: StaticString, to output: inout [UInt8], missingOneIn: Int, of stream: inout SeededGenerator
  ) -> Bool {
    let missing = stream.oneIn(missingOneIn)
    let form = missing ? stream.below(3) : 3
    if form == 0 { return false }
    output.append(",\"")
    output.append(key)
    output.append("\":")
    if form == 1 { output.append("null") }
    if form == 2 { output.append("\"\"") }
    return form == 3
  }
}

extension CrispOperatorWriter {
  /// Whether the operator of a fresh stream of memberships is an owner: the role is the second value of an element.
  static func drawsOwner(from membership: inout SeededGenerator) -> Bool {
    _ = membership.oneIn(100)
    return membership.below(1_000) < ownersInThousand
  }

  /// The user id of the last operator: details always begin with it.
  static func userID(in bytes: [UInt8], details: Range<Int>) -> String {
    let start = details.lowerBound + "{\"user_id\":\"".utf8.count
    return String(decoding: bytes[start..<start + 36], as: UTF8.self)
  }
}
