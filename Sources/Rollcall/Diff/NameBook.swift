/// The names and addresses of the people, or the names of the places, that rows of a diff name: 21 bytes for each, and the
/// texts in a spool.
final class NameBook {
  /// By the keys of operators or resources; the value is one more than the place of the texts.
  private let entries: KeyTable
  private let texts: RowSpool
  private let reader: RowSpoolReader

  /// - Parameters:
  ///   - limit: the most people or places.
  ///   - width: the number of texts of each.
  init(limit: Int, width: Int) throws(RollcallError) {
    entries = try KeyTable(limit: limit, hasValues: true)
    texts = RowSpool(width: width)
    reader = texts.makeReader(windowBytes: 4096)
  }

  /// Whether no text is wanted.
  var isEmpty: Bool { entries.count == 0 }

  /// Wants the texts that belong to a key. Beyond the limit there are none.
  func want(_ key: UInt64) { if !entries.isFull { _ = entries.insert(key) } }

  /// Takes texts, if they are wanted. Those that were taken first count, where they are not NULL.
  func take(_ texts: [UnsafeRawBufferPointer?], of key: UInt64) throws(RollcallError) {
    guard let place = entries.place(of: key) else { return }
    guard let known = try row(at: place) else {
      entries[place] = UInt64(try self.texts.append(texts, of: 0) + 1)
      return
    }
    let better = texts.indices.map { known[$0] ?? texts[$0] }
    guard texts.indices.contains(where: { known[$0] == nil && better[$0] != nil }) else { return }
    entries[place] = UInt64(try self.texts.append(better, of: 0) + 1)
  }

  /// The texts that belong to a key, valid until others are looked up; `nil` if there are none.
  func row(of key: UInt64) throws(RollcallError) -> SpooledRow? {
    guard let place = entries.place(of: key) else { return nil }
    return try row(at: place)
  }

  private func row(at place: Int) throws(RollcallError) -> SpooledRow? {
    entries[place] == 0 ? nil : try reader.row(at: Int(entries[place]) - 1)
  }
}
