extension Setting where Value == Int {
  /// The number of rows in each part of a table.
  package static let splitRows = Setting.number(
    SnapshotSplit.rowsName, in: 1...Int.max,
    help: "Split tables into parts of N rows each; the last one has the rest.")

  /// The approximate size on the disk of each part of a table.
  package static let splitBytes = Setting(
    SnapshotSplit.bytesName, "SIZE",
    help: "Split tables into parts of about that size on the disk, as in 100M; no row is cut.",
    expected: "a number of bytes from \(SnapshotSplit.leastBytes), or a size such as 512K, 100M or 2G"
  ) { text in
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text : String(text.dropLast())),
      case (let bytes, false) = number.multipliedReportingOverflow(by: unit ?? 1), bytes >= SnapshotSplit.leastBytes
    else { return nil }
    return bytes
  }
}

extension SnapshotSplit {
  /// The smallest size of parts: sizes below it cannot be estimated.
  fileprivate static let leastBytes = 1 << 16

  /// Reads the split from settings; `nil` for no split.
  ///
  /// - Throws: `SettingError` if both ways to split are set, since only one can be met.
  init?(settings: SettingValues) throws {
    switch (try settings.value(.splitRows), try settings.value(.splitBytes)) {
    case (nil, nil): return nil
    case (let rows?, nil): self = .rows(rows)
    case (nil, let bytes?): self = .bytes(bytes)
    case (_?, _?):
      throw SettingError(
        message: "\(Self.rowsName) and \(Self.bytesName) are both set: parts end by one of them", isUsage: true)
    }
  }
}
