/// The places and addresses of the people whom teams and sub-inboxes name, as the list of the website's operators has
/// them. A person takes four bytes, and five more with an address, beside the address itself.
struct CrispRoster: Sendable {
  /// The standing of a person in the list of operators.
  enum Standing: Equatable {
    /// The list lacks the person.
    case lacking
    /// The person was invited, and has not joined.
    case invited
    case joined
  }

  /// Places in the list, by the index of the person.
  private var ranks: [UInt32]
  private var emails: [CrispTexts.Place]
  private var texts = CrispTexts()
  private var held = HeldText()
  /// The number of people who were found.
  private(set) var count = 0

  private static let lacking = UInt32.max
  private static let invited = UInt32.max - 1

  /// - Parameters:
  ///   - people: the number of people who are named.
  ///   - keepsEmails: whether addresses are wanted.
  init(of people: Int = 0, keepsEmails: Bool = false) {
    ranks = Array(repeating: Self.lacking, count: people)
    emails = Array(repeating: .none, count: keepsEmails ? people : 0)
  }

  /// Takes an element of the list with a person who is named. The first one counts.
  ///
  /// - Parameter email: the address; `nil` for none.
  mutating func take(
    _ index: Int, rank: Int, isJoined: Bool, email: UnsafeBufferPointer<UInt8>?
  ) throws(DecodeError) {
    guard ranks[index] == Self.lacking else { return }
    guard rank < Self.invited else { throw DecodeError("the list has more than \(Self.invited) elements") }
    ranks[index] = isJoined ? UInt32(rank) : Self.invited
    count += 1
    guard isJoined, let email, !emails.isEmpty else { return }
    try held.add(email.count)
    emails[index] = try texts.append(email)
  }

  func standing(of index: Int) -> Standing {
    switch ranks[index] {
    case Self.lacking: .lacking
    case Self.invited: .invited
    default: .joined
    }
  }

  /// The people whom the list lacks, in the order in which they are first named.
  var lackingIndices: some Sequence<Int> { ranks.indices.lazy.filter { ranks[$0] == Self.lacking } }

  /// Whether the list lacks a person.
  var hasLacking: Bool { count < ranks.count }

  /// Whether another list has a person whom this one lacks.
  func isExceeded(by other: CrispRoster) -> Bool {
    lackingIndices.contains { other.ranks[$0] != Self.lacking }
  }

  /// The address of a person, as a value of a batch.
  func email(of index: Int, in batch: inout RowBatch) -> Cell {
    guard index < emails.count, emails[index] != .none else { return .null }
    return texts.withText(at: emails[index]) { batch.add($0) }
  }

  /// The people each once, by their places in the list, without those who were only invited. People whom the list lacks
  /// come last.
  func holders(_ indices: [Int]) -> [Int] {
    var keys = indices.filter { ranks[$0] != Self.invited }.map { UInt64(ranks[$0]) << 32 | UInt64($0) }
    keys.sort()
    var last: UInt64?
    return keys.compactMap { key in
      defer { last = key }
      return key == last ? nil : Int(key & 0xffff_ffff)
    }
  }

  /// The memory in use, in bytes.
  var memory: Int { 4 * (ranks.capacity + emails.capacity) + texts.memory }
}
