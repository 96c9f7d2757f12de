/// The names of the people and places that rows of a diff name, and who of these people has the leading role: 21 bytes for
/// each, and the names in a spool.
final class NameBook {
  private let entries: KeyTable
  private let names = RowSpool(width: 1)
  private let reader: RowSpoolReader

  private static let leadsInOld: UInt64 = 1
  private static let leadsInNew: UInt64 = 2

  /// - Parameter limit: the most people or places.
  init(limit: Int) throws(RollcallError) {
    entries = try KeyTable(limit: limit, hasValues: true)
    reader = names.makeReader(windowBytes: 4096)
  }

  /// Whether nobody's name is wanted.
  var isEmpty: Bool { entries.count == 0 }

  /// Wants the name that belongs to a key. Beyond the limit there are no names.
  func want(_ key: UInt64) { if !entries.isFull { _ = entries.insert(key) } }

  /// Takes a name, if it is wanted: the first one that there is.
  ///
  /// - Parameter isLeading: whether the person has the leading role in this snapshot.
  func take(
    _ name: UnsafeRawBufferPointer?, of key: UInt64, isLeading: Bool = false, isNew: Bool
  ) throws(RollcallError) {
    guard let place = entries.place(of: key) else { return }
    if isLeading { entries[place] |= isNew ? Self.leadsInNew : Self.leadsInOld }
    guard let name, entries[place] >> 2 == 0 else { return }
    let start = try names.append([name], of: 0)
    entries[place] |= UInt64(start + 1) << 2
  }

  /// The name that belongs to a key, until the next one is looked up; `nil` if there is none.
  func name(of key: UInt64) throws(RollcallError) -> UnsafeRawBufferPointer? {
    guard let place = entries.place(of: key), case let start = entries[place] >> 2, start > 0 else { return nil }
    return try reader.row(at: Int(start) - 1)[0]
  }

  /// Whether the person had the leading role in a snapshot.
  func isLeading(_ key: UInt64, isNew: Bool) -> Bool {
    guard let place = entries.place(of: key) else { return false }
    return entries[place] & (isNew ? Self.leadsInNew : Self.leadsInOld) != 0
  }
}
