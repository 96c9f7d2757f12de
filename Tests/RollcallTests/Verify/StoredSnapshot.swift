import Foundation
import Gzip
import RollcallTestSupport
import Testing

@testable import Rollcall

/// A snapshot in memory, for tests that damage it.
struct StoredSnapshot: Sendable {
  /// Every file, by its path; whatever else a test adds is written as well.
  var files: [String: [UInt8]]
  /// Names that are links, and where to.
  var links: [String: String] = [:]
  /// What `manifest.json` says, as long as `repair` has the last word.
  var manifest: Manifest

  /// Exports a fixture.
  static func export(
    _ fixture: ServiceFixture, _ formats: [OutputFormat] = [.csv], _ compression: Compression = .none,
    snapshotAt: Timestamp = ExportBench.snapshotAt, configure: (inout ExportConfiguration) -> Void = { _ in }
  ) async throws -> StoredSnapshot {
    try await withScratchFolder { folder in
      var bench = ExportBench(try fixture.definition.make(fixture.settings), script: fixture.script, in: folder)
      bench.configuration.formats = formats
      bench.configuration.compression = compression
      bench.configuration.snapshotAt = snapshotAt
      configure(&bench.configuration)
      let manifest = try await bench.run()
      return StoredSnapshot(files: try folder.files(below: "snapshot"), manifest: manifest)
    }
  }

  /// The paths of the tables' files, in the manifest's order.
  var paths: [String] { manifest.tables.flatMap(\.files).map(\.path) }

  /// A file's content, decompressed if its name says so.
  func content(of path: String) throws -> [UInt8] {
    let bytes = try #require(files[path])
    guard path.hasSuffix(".gz") else { return bytes }
    var inflater = try Inflater()
    var content: [UInt8] = []
    try inflater.inflate(bytes.span) { content += $0 }
    return content
  }

  /// A file's lines: each is a row, because no fixture has a line feed in a value.
  func lines(of path: String) throws -> [String] {
    String(decoding: try content(of: path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  mutating func set(_ content: [UInt8], of path: String) throws {
    files[path] = path.hasSuffix(".gz") ? try gzipped(content) : content
    try update(path) { $0.uncompressedBytes = content.count }
  }

  mutating func set(_ lines: [String], of path: String) throws {
    try set(Array(lines.map { $0 + "\n" }.joined().utf8), of: path)
  }

  /// Changes what the manifest says of a file.
  mutating func update(_ path: String, _ change: (inout FileReport) -> Void) throws {
    for table in manifest.tables.indices {
      for file in manifest.tables[table].files.indices where manifest.tables[table].files[file].path == path {
        change(&manifest.tables[table].files[file])
      }
    }
  }

  /// Counts rows again, for snapshots of one format.
  mutating func recount() throws {
    for index in manifest.tables.indices {
      let table = manifest.tables[index]
      let file = table.files[0]
      let rows = try lines(of: file.path).dropFirst(file.format == "csv" ? 1 : 0)
      manifest.tables[index].rows = rows.count
      manifest.tables[index].files[0].rows = rows.count
      for tenant in manifest.tenants.indices {
        let id = manifest.tenants[tenant].tenantId
        let count = rows.count { $0.contains(file.format == "csv" ? ",\"\(id)\"," : "\"tenant_id\":\"\(id)\"") }
        manifest.tenants[tenant].rows[table.name.rawValue] = count
      }
      fitTenants(to: try self.rows(of: table.name), of: table.name)
    }
  }

  /// Makes sizes and digests, in the manifest and in the lists beside it, those of the files as they are now.
  mutating func repair() throws {
    for path in paths {
      guard let bytes = files[path] else { continue }
      try update(path) {
        $0.bytes = bytes.count
        $0.sha256 = Self.sha256(bytes)
      }
    }
    try setManifest(manifest.encoded())
  }

  /// Puts any bytes into the manifest's place, and makes the other lists fit.
  mutating func setManifest(_ bytes: [UInt8]) throws {
    let package = try DataPackage(manifest).encoded()
    files["manifest.json"] = bytes
    files["datapackage.json"] = package
    let list = manifest.checksumList(packageDigest: Self.sha256(package), manifestDigest: Self.sha256(bytes))
    files["SHA256SUMS"] = Array(list.utf8)
  }

  /// Writes the snapshot into a new folder, and verifies it.
  func verify() throws -> VerificationReport {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) {
      try write(to: folder.file("snapshot"))
      return try SnapshotVerification(path: folder.file("snapshot")).run()
    }
  }

  func write(to root: String) throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
    for path in Array(files.keys) + Array(links.keys) {
      let parent = URL(filePath: "\(root)/\(path)").deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    }
    for (path, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(root)/\(path)")) }
    for (path, target) in links { try #require(symlink(target, "\(root)/\(path)") == 0) }
  }

  static func sha256(_ bytes: [UInt8]) -> String {
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }
}

/// One member with that content.
func gzipped(_ content: [UInt8]) throws -> [UInt8] {
  var cutter = BlockCutter()
  cutter.append { $0 += content }
  var deflater = try Deflater(level: .balanced)
  var member = GzipMember()
  var bytes = GzipMember.header(level: .balanced)
  for block in cutter.cutFullBlocks() + [cutter.cutLastBlock()] {
    let deflated = try deflater.deflate(block)
    member.append(deflated)
    bytes += deflated.bytes
  }
  return bytes + member.trailer
}

/// Fixtures of every service, small enough to be verified hundreds of times.
extension ServiceFixture {
  static let small: [ServiceFixture] = [.crisp(websites: 3, seed: 3), .chatwoot(accounts: 4, seed: 4)]
}
