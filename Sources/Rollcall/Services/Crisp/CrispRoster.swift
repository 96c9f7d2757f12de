/// What the list of a website's operators says of the people whom teams and inboxes name: their places in it, and their
/// addresses. An operator takes four bytes; with the address, eight more and those of the address.
struct CrispRoster: Sendable {
  /// The standing of somebody in the list of operators.
  enum Standing: Equatable {
    /// The list lacks them.
    case lacking
    /// They were invited, and have not joined.
    case invited
    case joined
  }

  /// Places in the list, by the index of the person.
  private var ranks: [UInt32]
  private var emails: [CrispTexts.Place]
  private var texts = CrispTexts()
  private var held = HeldText()
  /// How many of the people were found.
  private(set) var count = 0

  private static let lacking = UInt32.max
  private static let invited = UInt32.max - 1

  /// - Parameters:
  ///   - people: how many are named.
  ///   - keepsEmails: whether addresses are wanted.
  init(of people: Int = 0, keepsEmails: Bool = false) {
    ranks = Array(repeating: Self.lacking, count: people)
    emails = Array(repeating: .none, count: keepsEmails ? people : 0)
  }

  /// Takes an element of the list in which somebody is named. The first one counts.
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

  /// Those whom the list lacks, in the order in which they are named.
  var lackingIndices: some Sequence<Int> { ranks.indices.lazy.filter { ranks[$0] == Self.lacking } }

  /// Whether the list lacks somebody.
  var hasLacking: Bool { count < ranks.count }

  /// Whether a list has somebody whom this one lacks.
  func isExceeded(by other: CrispRoster) -> Bool {
    lackingIndices.contains { other.ranks[$0] != Self.lacking }
  }

  /// The address of somebody, as a value of a batch.
  func email(of index: Int, in batch: inout RowBatch) -> Cell {
    guard index < emails.count, emails[index] != .none else { return .null }
    return texts.withText(at: emails[index]) { batch.add($0) }
  }

  /// Sorts people by their places in the list, those whom it lacks last, and takes out who is there twice or was
  /// invited.
  ///
  /// - Parameter indices: at most 2³² of them.
  func holders(_ indices: [Int]) -> [Int] {
    var keys = indices.filter { ranks[$0] != Self.invited }.map { UInt64(ranks[$0]) << 32 | UInt64($0) }
    keys.sort()
    var last: UInt64?
    return keys.compactMap { key in
      defer { last = key }
      return key == last ? nil : Int(key & 0xffff_ffff)
    }
  }

  /// What it takes in memory, in bytes.
  var memory: Int { 4 * (ranks.capacity + emails.capacity) + texts.memory }
}
