import FoundationEssentials
import Glibc

/// The folder of a snapshot: written as `DIR.partial`, and renamed to `DIR` when everything in it is on the disk.
///
/// A lock on the folder says that a run is at it. The kernel holds it for the process, so that a dead one holds none.
final class SnapshotDirectory: Sendable {
  private let finalPath: String
  let partialPath: String
  /// The folder itself, whatever its name leads to by now; locked.
  private let descriptor: CInt

  /// Claims the place for a snapshot.
  ///
  /// - Parameter discardPartial: whether the remains of an earlier run may be deleted.
  /// - Throws: `ExportError` with the code `cannotCreate` if there is something in the place already.
  init(path: String, discardPartial: Bool) throws(ExportError) {
    var path = path[...]
    while path.count > 1, path.last == "/" { path = path.dropLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard !["", ".", ".."].contains(name) else {
      throw ExportError(
        .cannotCreate, "“\(path)” cannot be the name of a snapshot", advice: "name a folder that does not exist yet")
    }
    finalPath = String(path)
    partialPath = finalPath + ".partial"
    guard !FileSystem.exists(finalPath) else {
      throw ExportError(
        .cannotCreate, "\(finalPath) exists already", cause: "a snapshot never replaces anything",
        advice: "choose another name, or move what is there")
    }
    if FileSystem.exists(partialPath) {
      guard discardPartial else {
        throw ExportError(
          .cannotCreate, "\(partialPath) exists already", cause: "an earlier run was interrupted, or is still going on",
          advice: "--discard-partial deletes it and starts anew, unless a run is still at it")
      }
      try Self.discardRemains(partialPath)
    }
    try FileSystem.createDirectory(partialPath)
    guard let descriptor = try FileSystem.lockDirectory(partialPath) else { throw Self.isInUse(partialPath) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Deletes what an earlier run left, if no run is at it.
  private static func discardRemains(_ path: String) throws(ExportError) {
    guard FileSystem.isDirectory(path) else {
      throw ExportError(
        .cannotCreate, "\(path) is not a folder", cause: "so no run left it there", advice: "remove it by hand")
    }
    guard let descriptor = try FileSystem.lockDirectory(path) else { throw isInUse(path) }
    defer { close(descriptor) }
    try remove(path)
  }

  private static func isInUse(_ path: String) -> ExportError {
    ExportError(
      .cannotCreate, "another run is writing \(path)", advice: "wait for it, or choose another name for this snapshot")
  }

  /// Makes the folder of a table.
  func createDirectory(for table: Table) throws(ExportError) {
    try FileSystem.createDirectory("\(partialPath)/\(table.rawValue)")
  }

  /// Writes `manifest.json` and `SHA256SUMS`, brings everything to the disk and gives the folder its final name.
  ///
  /// The files of the tables are on the disk already.
  func publish(_ manifest: Manifest) throws {
    let manifestBytes = try manifest.encoded()
    let manifestDigest = try write(manifestBytes, to: StoredManifest.name)
    _ = try write(Array(manifest.checksumList(manifestDigest: manifestDigest).utf8), to: ChecksumListCheck.name)

    for table in manifest.tables { try FileSystem.synchronizeDirectory("\(partialPath)/\(table.name.rawValue)") }
    try FileSystem.synchronizeDirectory(partialPath)
    guard isStillOurs else {
      throw ExportError(
        .inputOutput, "\(partialPath) was replaced while it was written", advice: "find out by whom, then run again")
    }
    try FileSystem.rename(partialPath, to: finalPath)
    try FileSystem.synchronizeDirectory(parentPath)
  }

  /// Deletes what was written.
  func discard() {
    if isStillOurs { try? Self.remove(partialPath) }
  }

  /// Whether the name still leads to the folder that this run made.
  private var isStillOurs: Bool { FileSystem.isDirectory(descriptor, at: partialPath) }

  private var parentPath: String {
    guard let slash = finalPath.lastIndex(of: "/") else { return "." }
    return slash == finalPath.startIndex ? "/" : String(finalPath[..<slash])
  }

  /// - Returns: the file's SHA-256.
  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let sink = try FileSink(path: "\(partialPath)/\(name)")
    try bytes.withUnsafeBytes { try sink.write($0) }
    let position = sink.position
    try sink.finish()
    return position.sha256
  }

  private static func remove(_ path: String) throws(ExportError) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw ExportError(.cannotCreate, "cannot delete \(path)", advice: "delete it by hand, then run again")
    }
  }
}

extension Manifest {
  /// The manifest as it stands in `manifest.json`.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Reads what `encoded()` gives.
  public init(decoding bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Manifest.self, from: Data(bytes))
  }
}
