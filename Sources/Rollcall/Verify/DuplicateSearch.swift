/// The search for the rows whose hashes occur twice, in a second pass, which compares their keys.
struct DuplicateSearch {
  private let keyColumns: [Int]
  private let suspects: Set<UInt64>
  private let differences: DifferenceList
  private var seen: [UInt64: [Key]] = [:]

  private struct Key {
    let parts: [[UInt8]]
    let place: String
  }

  init(keyColumns: [Int], suspects: Set<UInt64>, differences: DifferenceList) {
    self.keyColumns = keyColumns
    self.suspects = suspects
    self.differences = differences
  }

  mutating func take(_ row: Row, _ number: Int, of file: String, hash: UInt64) {
    guard suspects.contains(hash) else { return }
    let tenant = Table.tenantColumns
    let parts = ([tenant.service, tenant.instance, tenant.id] + keyColumns)
      .map { column in row[column].map(Array.init) ?? [] }
    if let first = seen[hash]?.first(where: { $0.parts == parts }) {
      let key = parts.last?.withUnsafeBytes(\.quoted) ?? ""
      differences.note(file, row: number, offset: row.offset, "its key \(key) is that of \(first.place) as well")
    } else {
      seen[hash, default: []].append(Key(parts: parts, place: "row \(number) of \(file)"))
    }
  }
}
