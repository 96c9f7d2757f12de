import Glibc

/// A list of people from a personnel system or a directory, as CSV: an address a row, and what is known of the person.
///
/// Memory holds the file, and 16 bytes for each of its addresses.
public struct Roster: Sendable {
  /// What a row says of a person.
  struct Entry: Sendable, Equatable {
    var name: String?
    var manager: String?
    var department: String?
    var status: String?
    var endDate: String?
    /// The line on which it begins.
    var line = 0
  }

  private let fields: RosterFields
  /// The rows by the hashes of their addresses, sorted.
  private let index: [(hash: UInt64, start: UInt32, line: UInt32)]
  /// The number of people with an address.
  let count: Int
  /// The number of rows without an address.
  let withoutAddress: Int
  /// The rows whose e-mail is no address: how many there are, and the line of the first one.
  let malformed: (rows: Int, line: Int)
  /// Whether a row tells a status.
  private let hasStatuses: Bool
  /// Statuses that say neither that somebody left nor that somebody is active, each with its number of rows: their people
  /// count as current.
  let otherStatuses: [(name: String, rows: Int)]

  /// The statuses of people who left, in lower case.
  private static let leaverStatuses = ["terminated", "left", "inactive"]
  /// The most statuses that are named.
  private static let statusLimit = 20

  /// The largest roster that is read, in bytes.
  static let maximumBytes = 64 << 20

  /// Reads a roster from a file or pipe.
  ///
  /// - Throws: `RollcallError` with the code `inputOutput` if it cannot be read or is too large, and `undecodable`, with
  ///   the line, if it is no such list.
  public init(path: String) throws(RollcallError) {
    let name = path.shown()
    // The room is made for what a regular file has; a pipe does not tell.
    var status = stat()
    let isRegular = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let limit = isRegular ? min(Self.maximumBytes, Int(status.st_size) + 1) : Self.maximumBytes
    let file: SmallFile
    do {
      file = try SmallFile(path, limit: limit)
    } catch {
      throw RollcallError(.inputOutput, "the roster \(name) \(error.reason)")
    }
    try self.init(bytes: file.bytes, name: name)
  }

  /// Reads a roster.
  ///
  /// - Parameter name: how messages call it.
  init(bytes: [UInt8], name: String = "roster") throws(RollcallError) {
    var fields = try RosterFields(bytes, name: name)
    var index: [(hash: UInt64, start: UInt32, line: UInt32)] = []
    var (count, withoutAddress, hasStatuses) = (0, 0, false)
    var malformed = (rows: 0, line: 0)
    var statuses: [String: Int] = [:]
    while let record = try fields.next() {
      if let date = fields.texts(record, .endDate).first(where: { !Self.isDate($0) }) {
        throw fields.error("“\(date.shown(limit: 40))” is not a date like 2026-11-30", line: record.line)
      }
      let texts = fields.texts(record, .email)
      // A person with two addresses may use either one.
      let hashes = Set(texts.filter(Self.isAddress).map { Self.hash($0) })
      guard !hashes.isEmpty else {
        withoutAddress += texts.isEmpty ? 1 : 0
        if !texts.isEmpty { malformed = (malformed.rows + 1, malformed.rows == 0 ? record.line : malformed.line) }
        continue
      }
      count += 1
      if let status = fields.status(record)?.lowercased(), !status.isEmpty {
        hasStatuses = true
        if status != "active", !Self.saysLeft(status), statuses[status] != nil || statuses.count < Self.statusLimit {
          statuses[status, default: 0] += 1
        }
      }
      for hash in hashes { index.append((hash, UInt32(record.start), UInt32(record.line))) }
    }
    index.sort { ($0.hash, $0.start) < ($1.hash, $1.start) }
    self.count = count
    self.index = index
    self.fields = fields
    self.withoutAddress = withoutAddress
    self.malformed = malformed
    self.hasStatuses = hasStatuses
    otherStatuses = statuses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What the statuses that are not known mean here; `nil` if there are none.
  private var statusRemark: String? {
    guard !otherStatuses.isEmpty else { return nil }
    let names = otherStatuses.map { "“\($0.name.shown(limit: 40))” (\($0.rows.grouped))" }.joined(separator: ", ")
    return "people with these statuses of the roster count as current: \(names); who left is "
      + "\(Self.leaverStatuses.joined(separator: ", ")), or has an end date that is over"
  }

  /// Why the roster does not tell who left; `nil` if it does.
  ///
  /// That nobody of such a roster left would be no answer.
  var silence: String? {
    guard rowCount > 0 else { return "it has no rows" }
    guard count > 0 else { return "none of its rows has an e-mail address" }
    guard !fields.has(.endDate), !hasStatuses else { return nil }
    guard !fields.has(.status) else { return "its column for the status is empty, and it has none for an end date" }
    let names = fields.otherHeadings.filter { !$0.isEmpty }
    let shown = names.prefix(Self.statusLimit).map { "“\($0.shown(limit: 40))”" }.joined(separator: ", ")
    let more = names.count > Self.statusLimit ? " and \((names.count - Self.statusLimit).grouped) more" : ""
    return "it has no column for a status or an end date, with a heading such as status or end_date"
      + (names.isEmpty ? "" : "; these headings are not recognised: \(shown)\(more)")
  }

  /// The number of rows below the headings.
  private var rowCount: Int { count + withoutAddress + malformed.rows }

  /// What a reader of the page should know about the roster.
  package var remarks: [String] {
    [silence.map { "the roster does not tell who left: \($0)" }].compactMap { $0 } + notes
  }

  /// The remarks about rows and statuses.
  var notes: [String] {
    var notes: [String] = []
    let rows = "of the roster's \(rowCount.grouped) \(rowCount == 1 ? "row" : "rows")"
    func areNotCompared(_ count: Int) -> String { "and \(count == 1 ? "is" : "are") not compared" }
    if withoutAddress > 0 {
      notes.append(
        "\(withoutAddress.grouped) \(rows) \(withoutAddress == 1 ? "has" : "have") no address "
          + areNotCompared(withoutAddress))
    }
    if malformed.rows > 0 {
      notes.append(
        "\(malformed.rows.grouped) \(rows) \(malformed.rows == 1 ? "has" : "have") something else than an address as "
          + "e-mail, the first in line \(malformed.line), \(areNotCompared(malformed.rows))")
    }
    return notes + [statusRemark].compactMap { $0 }
  }

  /// The rows about an address, in any case.
  func entries(of address: UnsafeRawBufferPointer?) -> [Entry] {
    guard let address, !address.isEmpty else { return [] }
    let hash = Self.hash(address)
    var first = 0
    var end = index.count
    while first < end {
      let middle = (first + end) / 2
      if index[middle].hash < hash { first = middle + 1 } else { end = middle }
    }
    return index[first...].prefix { $0.hash == hash }
      .map { row in
        var fields = fields
        return fields.entry(at: Int(row.start), line: Int(row.line))
      }
  }

  private static func hash(_ address: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    address.withFoldedCase { hasher.combine(part: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private static func hash(_ address: String) -> UInt64 {
    var address = address
    return address.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }

  /// Whether a status says that the person left.
  static func saysLeft(_ status: String) -> Bool { leaverStatuses.contains(status.lowercased()) }

  /// Whether somebody can be found by the text: something, an at sign, and something, and not several of them.
  private static func isAddress(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return parts.count == 2 && !parts.contains(where: \.isEmpty)
      && !text.unicodeScalars.contains { $0.properties.isWhitespace || "<>,;:".unicodeScalars.contains($0) }
  }

  private static func isDate(_ text: String) -> Bool {
    text.utf8.count == 10 && Timestamp(rfc3339: text + "T00:00:00Z") != nil
  }
}

extension Roster.Entry {
  /// Whether the person has left by that moment: the status says so, or the last day is over.
  func hasLeft(by moment: Timestamp) -> Bool {
    if let status, Roster.saysLeft(status) { return true }
    guard let endDate, !endDate.isEmpty else { return false }
    // Days written alike compare as texts.
    return endDate < moment.description.prefix(10)
  }
}
