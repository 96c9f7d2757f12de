import Glibc

/// Whether the values of a row are what its columns say.
final class RowCheck {
  private let columns: [Column]
  private let snapshotAt: [UInt8]
  private let timestamps: [Int]
  private let objects: [Int]
  private let required: [Int]
  /// Columns of which all values are known.
  private let words: [(column: Int, known: [[UInt8]])]
  private var parser = JSONParser()
  /// An object that was read already; many rows have the same one.
  private var lastObject: [UInt8] = []

  init(table: Table, snapshotAt: Timestamp) {
    let columns = table.columns
    self.columns = columns
    self.snapshotAt = Array(snapshotAt.description.utf8)
    timestamps = columns.indices.filter { columns[$0].type == .timestamp && $0 > 0 }
    objects = columns.indices.filter { columns[$0].type == .json }
    required = columns.indices.filter { !columns[$0].isNullable }
    words = columns.enumerated()
      .compactMap { index, column in
        guard let known = Self.vocabulary["\(table).\(column.name)"] else { return nil }
        return (index, known.map { Array($0.utf8) })
      }
  }

  private static let vocabulary = [
    "operators.status": OperatorStatus.allCases.map(\.rawValue), "entitlements.purpose": ["permission", "assignment"],
  ]

  /// The first thing that is wrong with a row.
  func problem(of row: Row) -> String? {
    for column in required where row.cells[column].isNull { return "\(columns[column].name) is NULL" }
    if let value = row[0], !value.isEqual(to: snapshotAt) {
      return "snapshot_at is \(value.quoted), but should be that of the manifest"
    }
    for column in timestamps {
      guard let value = row[column] else { continue }
      let text = String(decoding: value, as: UTF8.self)
      guard Timestamp(rfc3339: text)?.description == text else {
        return "\(columns[column].name) is no timestamp in UTC with milliseconds"
      }
    }
    for column in objects {
      guard let value = row[column], !isObject(value) else { continue }
      return "\(columns[column].name) is no JSON object with its keys in order"
    }
    for (column, known) in words {
      guard let value = row[column], !known.contains(where: value.isEqual) else { continue }
      return "\(columns[column].name) is \(value.quoted), which it cannot be"
    }
    return nil
  }

  private func isObject(_ value: UnsafeRawBufferPointer) -> Bool {
    if value.count == 2, value[0] == UInt8(ascii: "{"), value[1] == UInt8(ascii: "}") { return true }
    if value.isEqual(to: lastObject) { return true }
    let bytes = Array(value)
    var isSorted = true
    var last: String?
    let kind = try? parser.withDocument(JSONText(bytes)) { object in
      object.forEachMember { key, _ in
        if let last, last >= key { isSorted = false }
        last = key
      }
      return object.kind
    }
    guard kind == .object, isSorted else { return false }
    lastObject = bytes
    return true
  }
}

extension UnsafeRawBufferPointer {
  func isEqual(to other: [UInt8]) -> Bool { other.withUnsafeBytes { isEqual(to: $0) } }

  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let left = baseAddress, let right = other.baseAddress else { return count == 0 }
    return memcmp(left, right, count) == 0
  }
}
