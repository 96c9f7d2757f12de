/// A finished snapshot: its manifest and the rows of its tables.
///
/// The initializer reads only the manifest. The files of the tables are checked while they are read; see `RowReader`.
public struct SnapshotReader: Sendable {
  /// The folder.
  public var path: String { folder.path }
  /// The description of the snapshot.
  public let manifest: Manifest
  /// The SHA-256 of `manifest.json`, in hexadecimal.
  public let manifestDigest: String
  /// That the manifest does not have the digest that is in `SHA256SUMS`, as a sentence; `nil` if it has it, or nothing
  /// tells.
  package let alteration: String?

  let folder: SnapshotFolder
  private let entries: [String: SnapshotFolder.Entry]

  /// Opens the snapshot in the folder `path`.
  ///
  /// - Throws: `RollcallError` with the code `inputOutput` if the folder cannot be read, and `undecodable` if it is not
  ///   a finished snapshot of this version.
  public init(path: String) throws(RollcallError) {
    let folder = try SnapshotFolder(path: path)
    guard !folder.path.hasSuffix(SnapshotLayout.partialSuffix) else { throw Self.unfinished(folder.path) }
    let entries = try folder.entries()
    switch try StoredManifest.read(from: folder, entries) {
    case .success(let stored):
      self.init(
        folder, entries, stored.manifest, digest: stored.sha256, alteration: try stored.alteration(in: folder, entries))
    case .failure(let difference): throw difference.error(in: folder)
    }
  }

  /// The error of a folder that waits for its run to go on: nothing in it is damaged.
  private static func unfinished(_ path: String) -> RollcallError {
    RollcallError(
      .undecodable, "\(path) was left by an interrupted run, or one that is still going on: it is not a snapshot",
      advice: "run the same command again with --resume, which finishes it as "
        + "\(path.dropLast(SnapshotLayout.partialSuffix.count))")
  }

  /// Opens a folder with a known manifest, which need not be in it yet.
  init(path: String, _ manifest: Manifest) throws(RollcallError) {
    let folder = try SnapshotFolder(path: path)
    self.init(folder, try folder.entries(), manifest, digest: "", alteration: nil)
  }

  private init(
    _ folder: SnapshotFolder, _ entries: [SnapshotFolder.Entry], _ manifest: Manifest, digest: String,
    alteration: String?
  ) {
    self.folder = folder
    self.alteration = alteration
    self.entries = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
    self.manifest = manifest
    manifestDigest = digest
  }

  /// The tables that were exported.
  public var tables: [Table] { manifest.tables.map(\.name) }

  /// The manifest's report of a table; `nil` if the table was not exported.
  public func report(of table: Table) -> TableReport? { manifest.tables.first { $0.name == table } }

  /// Checks that the snapshot has the tables that a question needs. All that are missing are named at once, because an
  /// export takes time.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if one is missing.
  func checkTables(_ needed: [Table] = Table.allCases) throws(RollcallError) {
    let missing = needed.filter { report(of: $0) == nil }
    guard !missing.isEmpty else { return }
    let all = Table.allCases.filter { tables.contains($0) || missing.contains($0) }
    throw RollcallError(
      .undecodable,
      "\(path) does not have the \(missing.count == 1 ? "table" : "tables") \(Self.names(missing).joined(separator: ", "))",
      cause: "the export was limited to other tables",
      advice: "export again with --tables \(Self.names(all).joined(separator: ","))")
  }

  private static func names(_ tables: [Table]) -> [String] { tables.map(\.rawValue) }

  /// The rows of a table, in its first format unless another one is named.
  ///
  /// - Throws: `RollcallError` with the code `undecodable` if the table does not exist in the format, or one of its
  ///   files is missing or has another size.
  public func rows(of table: Table, format: OutputFormat? = nil) throws(RollcallError) -> RowReader {
    try checkTables([table])
    let report = report(of: table)!
    guard let name = format?.name ?? report.files.first?.format, let format = OutputFormat.named(name),
      report.formats.contains(name)
    else {
      throw error(
        SnapshotDifference(
          file: SnapshotLayout.manifest,
          message: "\(table) has no file in the format \(format?.name ?? "that its files name")"))
    }
    for file in report.files where file.format == name {
      if let message = fault(of: file) { throw error(SnapshotDifference(file: file.path, message: message)) }
    }
    return RowReader(report, format, of: self)
  }

  /// The difference between a file and the manifest that shows before it is read.
  func fault(of file: FileReport) -> String? {
    entries[file.path].map { $0.difference(from: file) } ?? "it is missing"
  }

  func error(_ difference: SnapshotDifference) -> RollcallError { difference.error(in: folder) }
}

extension SnapshotDifference {
  /// The difference as the error of a command that needs the snapshot.
  fileprivate func error(in folder: SnapshotFolder) -> RollcallError {
    RollcallError(
      .undecodable, "\(folder.path)/\(self)", cause: "the snapshot is not what was written, or not all of it",
      advice: "rollcall verify \(folder.path) tells all that is wrong; take a copy that is sound, or export again")
  }
}

extension SnapshotFolder.Entry {
  /// The difference between the folder's entry and the manifest, before the file is read.
  func difference(from file: FileReport) -> String? {
    guard kind == .file else { return "it should be a regular file" }
    return size == file.bytes ? nil : "it has \(size) bytes, but should have \(file.bytes)"
  }
}

extension TableReport {
  /// The formats' names, in the order of their files.
  var formats: [String] {
    files.reduce(into: []) { names, file in if names.last != file.format { names.append(file.format) } }
  }
}
