import FoundationEssentials

/// What a converted file was made from, and by what: the content of `OUT.provenance.json`.
struct Provenance: Codable, Equatable {
  /// A snapshot, by its manifest.
  struct Source: Codable, Equatable {
    /// The SHA-256 of `manifest.json`, in hexadecimal.
    let manifestSha256: String
    let snapshotAt: Timestamp
  }

  let preset: String
  let presetVersion: Int
  let rollcallVersion: String
  let manifestSha256: String
  let snapshotAt: Timestamp
  /// Whether the snapshot is complete.
  let complete: Bool
  /// What the snapshot lacks, in words; empty if it is complete.
  let lacking: [String]
  /// The older snapshot with which it was compared; absent if there was none.
  let since: Source?

  init(_ snapshot: SnapshotReader, since older: SnapshotReader?, _ preset: Preset) {
    self.preset = preset.name
    presetVersion = preset.version
    rollcallVersion = RollcallVersion.current
    manifestSha256 = snapshot.manifestDigest
    snapshotAt = snapshot.manifest.snapshotAt
    complete = snapshot.manifest.complete
    lacking = snapshot.manifest.incompleteness()
    since = older.map { Source(manifestSha256: $0.manifestDigest, snapshotAt: $0.manifest.snapshotAt) }
  }

  /// The path of the file beside a converted one.
  static func path(beside output: String) -> String { output + ".provenance.json" }

  /// The text of the file.
  func encoded() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Texts, numbers and lists of texts can always be encoded.
    return Array(try! encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
