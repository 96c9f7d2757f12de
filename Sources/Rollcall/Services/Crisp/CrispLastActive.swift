/// The times at which users of a website were last active, by user id (*List Last Active Website Operators*).
///
/// There may be very many users, and it is not known yet which of them are operators. Each takes 24 bytes, however long
/// its id. Ids are kept as hashes of 128 bits, SipHash with two random seeds, so that equal hashes cannot be prepared
/// and do not occur by chance.
struct CrispLastActive: Sendable, ExpressibleByDictionaryLiteral {
  /// The most users that are held: far more than any website has in the time that Crisp remembers.
  static let maximumCount = 2_000_000
  /// The number of users in a run of hashes. A full run is sorted, and the next one begins.
  private static let runCount = 1 << 16

  fileprivate struct Entry {
    let key: Fingerprint
    var milliseconds: Int64
  }

  fileprivate struct Fingerprint: Comparable {
    let first: Int
    let second: Int

    init(_ id: String) {
      var id = id
      (first, second) = id.withUTF8 { bytes in
        func hash(_ salt: UInt8) -> Int {
          var hasher = Hasher()
          hasher.combine(salt)
          hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
          return hasher.finalize()
        }
        return (hash(0), hash(1))
      }
    }

    static func < (left: Fingerprint, right: Fingerprint) -> Bool {
      left.first == right.first ? left.second < right.second : left.first < right.first
    }
  }

  /// Sorted runs of at most `runCount` users.
  private var runs: [[Entry]] = []
  /// The run that is being filled.
  private var open: [Entry] = []
  private(set) var count = 0

  init(dictionaryLiteral moments: (String, Timestamp)...) {
    for (id, moment) in moments { try? insert(moment, of: id) }
    seal()
  }

  var isEmpty: Bool { count == 0 }

  /// Adds a moment of a user; the latest of several moments counts.
  ///
  /// - Throws: `DecodeError` if there are more than can be held.
  mutating func insert(_ moment: Timestamp, of id: String) throws(DecodeError) {
    guard count < Self.maximumCount else { throw DecodeError("the list has more than \(Self.maximumCount) users") }
    count += 1
    open.append(Entry(key: Fingerprint(id), milliseconds: moment.milliseconds))
    if open.count == Self.runCount { seal() }
  }

  /// Ends the run that is being filled.
  mutating func seal() {
    guard !open.isEmpty else { return }
    open.sort { $0.key < $1.key }
    runs.append(open)
    open = []
  }

  /// The time at which the user with an id was last active, if it is known.
  subscript(id: String) -> Timestamp? {
    let key = Fingerprint(id)
    var latest: Int64?
    for run in runs {
      var index = run.firstIndexNotBefore(key)
      while index < run.count, run[index].key == key {
        latest = Swift.max(run[index].milliseconds, latest ?? .min)
        index += 1
      }
    }
    return latest.map { Timestamp(milliseconds: $0) }
  }
}

extension [CrispLastActive.Entry] {
  fileprivate func firstIndexNotBefore(_ key: CrispLastActive.Fingerprint) -> Int {
    var range = startIndex..<endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = self[middle].key < key ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}

/// Maps *List Last Active Website Operators*: milliseconds since 1970 for each user, some of whom may have left.
///
/// A faulty entry leaves only its own user without a moment, and is counted for a note.
struct CrispLastActiveMapper: PageMapper {
  let tenant: Tenant
  let failures: CrispFailures

  private var moments: CrispLastActive = [:]
  private var oddCount = 0

  init(tenant: Tenant, failures: CrispFailures) {
    self.tenant = tenant
    self.failures = failures
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var user = JSONFieldReader("user_id", "timestamp", "website_id")
    try elements.forEachElement { element in
      try user.read(element, as: "the element")
      try CrispWebsiteID.check(user[2], is: tenant)
      if user[1].isMissing { return }
      guard let id = user[0].string ?? user[0].integerText,
        let moment = user[1].integerText.flatMap(Int64.init).flatMap(Timestamp.init(writable:))
      else {
        oddCount += 1
        return
      }
      try moments.insert(moment, of: id)
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try CrispEnvelope(frame).emptiedList(failures: failures)
    moments.seal()
    return nil
  }

  var answer: CrispLastActive? { moments }

  var notes: [String] {
    guard oddCount > 0 else { return [] }
    return [
      """
      \(oddCount) entries of the last activity have no user id, or no moment that can be written; \
      last_active_at stays empty for them
      """
    ]
  }
}
