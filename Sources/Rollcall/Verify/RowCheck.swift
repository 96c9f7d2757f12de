import Glibc

/// A check of a row: its values must fit its columns.
final class RowCheck {
  private let columns: [Column]
  private let snapshotAt: [UInt8]
  private let timestamps: [Int]
  private let objects: [Int]
  private let required: [Int]
  /// The columns of the key, whose values are never empty.
  private let keys: [Int]
  /// The places of status and status_detail, in a table that has them.
  private let status: (value: Int, detail: Int)?
  private let avatar: Int?
  /// The columns with a fixed set of values.
  private let words: [(column: Int, known: [[UInt8]])]
  private var parser = JSONParser()
  /// The last object that was parsed; many rows have the same one.
  private var lastObject: [UInt8] = []

  init(table: Table, snapshotAt: Timestamp) {
    let columns = table.columns
    self.columns = columns
    self.snapshotAt = Array(snapshotAt.description.utf8)
    timestamps = columns.indices.filter { columns[$0].type == .timestamp && $0 > 0 }
    objects = columns.indices.filter { columns[$0].type == .json }
    required = columns.indices.filter { !columns[$0].isNullable }
    keys = table.keyColumns
    func index(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
    status = index("status").flatMap { value in index("status_detail").map { (value, $0) } }
    avatar = index("avatar_url")
    words = columns.enumerated()
      .compactMap { index, column in
        guard let known = Self.vocabulary["\(table).\(column.name)"] else { return nil }
        return (index, known.map { Array($0.utf8) })
      }
  }

  private static let vocabulary = [
    "operators.status": OperatorStatus.allCases.map(\.rawValue),
    "entitlements.purpose": Purpose.allCases.map(\.rawValue),
  ]

  /// The first fault of a row.
  func problem(of row: Row) -> String? {
    for column in required where row.cells[column].isNull { return "\(columns[column].name) is NULL" }
    if row.hasNUL { return "it contains U+0000, which is never written" }
    for column in keys where row.cells[column].count == 0 { return "\(columns[column].name) is empty" }
    if let value = row[0], !value.isEqual(to: snapshotAt) {
      return "snapshot_at is \(value.quoted), but should be that of the manifest"
    }
    for column in timestamps {
      guard let value = row[column] else { continue }
      let text = String(decoding: value, as: UTF8.self)
      guard Timestamp(rfc3339: text)?.description == text else {
        return "\(columns[column].name) is not a timestamp in UTC with milliseconds"
      }
    }
    for column in objects {
      guard let value = row[column], !isObject(value) else { continue }
      return "\(columns[column].name) is not a JSON object with its keys in order, each once, and without U+0000"
    }
    for (column, known) in words {
      guard let value = row[column], !known.contains(where: value.isEqual) else { continue }
      return "\(columns[column].name) is \(value.quoted), which is not allowed"
    }
    if let avatar, let value = row[avatar], value.isEmpty { return "avatar_url is empty but should be NULL" }
    return statusProblem(of: row)
  }

  /// The possible details of each status; an enabled operator has none.
  private static let details: [(status: [UInt8], details: [[UInt8]])] = [
    ("disabled", ["\(OperatorStatus.pending)"]), ("deleted", ["removed from the account", "removed from the website"]),
  ]
  .map { (Array($0.utf8), $1.map { Array($0.utf8) }) }

  private func statusProblem(of row: Row) -> String? {
    guard let status, let value = row[status.value] else { return nil }
    let detail = row[status.detail]
    let known = Self.details.first { value.isEqual(to: $0.status) }?.details ?? []
    guard detail.map({ detail in known.contains { detail.isEqual(to: $0) } }) ?? known.isEmpty else {
      return "status_detail is \(detail?.quoted ?? "NULL"), which is not allowed for \(value.quoted)"
    }
    return nil
  }

  private func isObject(_ value: UnsafeRawBufferPointer) -> Bool {
    if value.count == 2, value[0] == UInt8(ascii: "{"), value[1] == UInt8(ascii: "}") { return true }
    if value.isEqual(to: lastObject) { return true }
    let bytes = Array(value)
    var isSorted = true
    var last: String?
    var remarks = JSONRemarks()
    // It is read like a response, since numbers of any size are handed on.
    let kind = try? parser.withResponse(JSONText(bytes), &remarks) { object in
      object.forEachMember { key, _ in
        if let last, last >= key { isSorted = false }
        last = key
      }
      // The remarks say whether a name occurs twice, at any depth.
      _ = object.minified
      return object.kind
    }
    guard remarks == JSONRemarks() else { return false }
    guard kind == .object, isSorted else { return false }
    lastObject = bytes
    return true
  }
}

extension Row {
  /// Whether a value contains U+0000.
  fileprivate var hasNUL: Bool {
    for cell in cells where cell.count > 0 {
      if memchr(bytes.baseAddress! + cell.range.lowerBound, 0, Int(cell.count)) != nil { return true }
    }
    return false
  }
}
