import FoundationEssentials
import Gzip

/// The progress of an export: everything that `--resume` needs, apart from the files themselves.
///
/// Written as `checkpoint.json`: a line of JSON, and a line with the digest of the first line, since nothing else would
/// detect a changed byte in content that is not in a file yet. A checkpoint relies only on bytes that are on the disk.
struct Checkpoint: Codable, Equatable, Sendable {
  /// The file's name inside the folder.
  static let name = "checkpoint.json"
  /// The most bytes that a reader accepts: room for some hundred thousand tenants, whatever their results.
  static let maximumBytes = 512 * 1024 * 1024
  /// The version of this structure; readers refuse every other version.
  static let currentFormatVersion = 6

  var formatVersion = Checkpoint.currentFormatVersion
  var identity: ExportIdentity
  /// The moment that the rows carry.
  var snapshotAt: Timestamp
  /// The start of the first run.
  var startedAt: Timestamp
  /// The SHA-256 of the manifest of the snapshot that the run repairs; `nil` if it repairs none.
  var repaired: String?
  /// The digest of the shards that the run merges; `nil` if it merges none.
  var merged: String?
  /// The share of a plan that the run makes; `nil` if it made its own plan.
  var plan: PlanShare?
  var measured = ExportMeter.Reading()
  /// The lists of tenants, service by service. A service whose list could not be read is asked for it again.
  var lists: [TenantList] = []
  /// The tenants that are finished, in the order of their rows.
  var tenants: [TenantReport] = []
  /// The gaps that they showed, by service.
  var gaps: [String: [KnownGap]] = [:]
  /// The files in their order; none before the first finished tenant.
  var files: [File] = []

  /// A table in one format: its complete parts, the part after them, and the content that is not in a file yet.
  struct File: Codable, Equatable, Sendable {
    /// The parts that are complete.
    var finished: [Part] = []
    /// The path of the part after them, relative to the snapshot.
    var path: String
    /// The measure of that part.
    var measure: PartMeasure
    /// Its size.
    var bytes: Int
    /// The SHA-256 of its bytes, in hexadecimal.
    var sha256: String
    /// CRC-32 of that content, if it is compressed.
    var contentChecksum: UInt32
    /// The end of that content, as far as the next block can refer back to it, and then the content that is not in a
    /// block yet.
    var tail: Data
    /// The number of the tail's bytes that are in the file.
    var historyBytes: Int
  }

  /// A part that is complete.
  struct Part: Codable, Equatable, Sendable {
    var rows: Int
    /// Bytes of content, before compression.
    var contentBytes: Int
    /// Its size.
    var bytes: Int
    var sha256: String
  }

  /// Makes the checkpoint of a run that has written nothing.
  init(identity: ExportIdentity, snapshotAt: Timestamp, startedAt: Timestamp) {
    self.identity = identity
    self.snapshotAt = snapshotAt
    self.startedAt = startedAt
  }

  /// The checkpoint of the same run at a later state.
  ///
  /// - Parameters:
  ///   - paths: the files' first parts, in their order.
  ///   - states: the states of the files on the disk.
  func advanced(to state: ExportState, paths: [PartPath], _ states: [SeriesState]) -> Checkpoint {
    var checkpoint = self
    checkpoint.measured = state.measured
    checkpoint.tenants = state.tenants
    checkpoint.gaps = state.gaps
    checkpoint.files = zip(paths, zip(state.writers, states))
      .map { path, file in
        let (writer, state) = file
        let finished = zip(writer.parts, state.finished)
          .map { Part(rows: $0.rows, contentBytes: $0.bytes, bytes: $1.count, sha256: $1.sha256) }
        return File(
          finished: finished, path: path.numbered(finished.count).text, measure: writer.measure,
          bytes: state.file.count, sha256: state.file.sha256, contentChecksum: state.file.checksum,
          tail: Data(writer.tail.bytes), historyBytes: writer.tail.historyCount)
      }
    return checkpoint
  }

  /// Whether the checkpoint is of these files, or of none yet.
  func isOf(_ paths: [PartPath]) -> Bool {
    files.isEmpty
      || files.map(\.path) == zip(paths, files).map { $0.numbered($1.finished.count).text }
        && files.count == paths.count
  }
}

extension Checkpoint.File {
  /// The state from which its writer continues; `nil` if no writer can have been in it.
  var writerState: TableWriter.State? {
    guard measure.isPossible, bytes >= 0, finished.count < PartPath.countLimit,
      finished.allSatisfy({ [$0.rows, $0.bytes, $0.contentBytes].allSatisfy((0...PartMeasure.largest).contains) }),
      let tail = BlockCutter.Tail(bytes: Array(tail), historyCount: historyBytes)
    else { return nil }
    let parts = finished.map { TableWriter.Part(rows: $0.rows, bytes: $0.contentBytes) }
    return TableWriter.State(parts: parts, measure: measure, tail: tail)
  }
}

extension Checkpoint {
  /// The second line: the digest of the first.
  private struct Seal: Codable {
    let sha256: String
  }

  /// The version, which is read first: the rest of a checkpoint of another version is unknown.
  private struct Version: Decodable {
    let formatVersion: Int
  }

  /// The bytes of both lines.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let content = try encoder.encode(self)
    let seal = try encoder.encode(Seal(sha256: SHA256.hexadecimal(of: content)))
    return Array(content) + [UInt8(ascii: "\n")] + Array(seal) + [UInt8(ascii: "\n")]
  }

  /// The reason why bytes are not a usable checkpoint.
  struct Unreadable: Error, Equatable {
    let reason: String
  }

  /// Reads the bytes of `encoded()`.
  init(decoding bytes: [UInt8]) throws(Unreadable) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty else { throw Unreadable(reason: "it is cut off, or was changed") }
    let decoder = JSONDecoder()
    let content = Data(lines[0])
    guard let seal = try? decoder.decode(Seal.self, from: Data(lines[1])),
      seal.sha256 == SHA256.hexadecimal(of: content)
    else {
      throw Unreadable(reason: "its bytes changed since they were written")
    }
    guard let version = try? decoder.decode(Version.self, from: content).formatVersion else {
      throw Unreadable(reason: "it has no format version")
    }
    guard version == Self.currentFormatVersion else {
      throw Unreadable(
        reason: "its format is of version \(version), and this rollcall knows \(Self.currentFormatVersion)")
    }
    do {
      self = try decoder.decode(Checkpoint.self, from: content)
    } catch {
      throw Unreadable(reason: "it is not one that this rollcall writes")
    }
    guard files.allSatisfy({ $0.writerState != nil }), measured.isPossible else {
      throw Unreadable(reason: "its figures cannot be right")
    }
  }
}
