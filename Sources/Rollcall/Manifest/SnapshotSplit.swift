/// How tables are split into parts. A row is never cut.
public enum SnapshotSplit: Sendable, Equatable {
  /// Every part but the last has exactly that many rows.
  case rows(Int)
  /// Every part but the last has about that many bytes on the disk, compressed if files are.
  case bytes(Int)

  /// The setting for rows.
  static let rowsName = "split-rows"
  /// The setting for bytes.
  static let bytesName = "split-bytes"

  /// The setting that it comes from.
  var settingName: String {
    switch self {
    case .rows: Self.rowsName
    case .bytes: Self.bytesName
    }
  }

  /// What is counted.
  var count: Int {
    switch self {
    case .rows(let count), .bytes(let count): count
    }
  }
}

extension SnapshotSplit: Codable {
  private struct Fields: Codable {
    @Nullable var rows: Int?
    @Nullable var bytes: Int?
  }

  /// Reads `rows` and `bytes`, one of which is null.
  public init(from decoder: any Decoder) throws {
    let fields = try Fields(from: decoder)
    switch (fields.rows, fields.bytes) {
    case (let rows?, nil) where rows > 0: self = .rows(rows)
    case (nil, let bytes?) where bytes > 0: self = .bytes(bytes)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "either rows or bytes is a number above 0"))
    }
  }

  /// Writes `rows` and `bytes`, one of which is null.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .rows(let count): try Fields(rows: count, bytes: nil).encode(to: encoder)
    case .bytes(let count): try Fields(rows: nil, bytes: count).encode(to: encoder)
    }
  }
}

extension ExportIdentity {
  /// Whether the run splits tables.
  var isSplit: Bool { settings[SnapshotSplit.rowsName] != nil || settings[SnapshotSplit.bytesName] != nil }
}
