/// The making of files that another tool takes, from a finished snapshot.
public struct Conversion {
  private let snapshot: SnapshotReader
  private let older: SnapshotReader?
  private let preset: Preset

  /// Prepares a conversion.
  ///
  /// - Parameters:
  ///   - snapshot: the snapshot.
  ///   - preset: the kind of files.
  ///   - older: the snapshot since which changes are told; of no use for a preset that tells none.
  ///   - allowsIncomplete: whether a snapshot that is not complete is converted all the same.
  /// - Throws: `RollcallError` with the code `undecodable` if the snapshot is not complete.
  public init(
    _ snapshot: SnapshotReader, since older: SnapshotReader? = nil, as preset: Preset, allowsIncomplete: Bool = false
  ) throws(RollcallError) {
    guard snapshot.manifest.complete || allowsIncomplete else {
      throw RollcallError(
        .undecodable, "\(snapshot.path) is not complete",
        cause: "many tools take what is missing for what was removed: "
          + snapshot.manifest.incompleteness(limit: 5).dropFirst().map { $0.drop { $0 == " " } }.joined(separator: "; "),
        advice: "complete it (rollcall export --repair), or say --allow-incomplete")
    }
    self.snapshot = snapshot
    self.older = preset.takesOlder ? older : nil
    self.preset = preset
  }

  /// Writes the output, and what it was made from beside it.
  ///
  /// - Parameter path: the file to make, or the folder for a preset that makes one. It has its name only when it is whole.
  /// - Throws: `RollcallError` with the code `cannotCreate` if anything is there already, and `undecodable` if the
  ///   snapshot is damaged or lacks a table; then nothing is left.
  public func write(to path: String) throws(RollcallError) {
    // A folder may be named with a slash behind it, but what lies beside it may not lie in it.
    let path = path.count > 1 ? String(path.reversed().drop { $0 == "/" }.reversed()) : path
    let provenance = try AnswerFile(path: Provenance.path(beside: path))
    let publish: () throws(RollcallError) -> Void
    switch preset.writing {
    case .file(let write):
      let file = try AnswerFile(path: path)
      let sink = try file.makeSink()
      try write(snapshot, sink)
      try sink.finish()
      publish = { () throws(RollcallError) in try file.publish() }
    case .folder(let write):
      let folder = try AnswerFolder(path: path)
      try write(snapshot, folder)
      publish = { () throws(RollcallError) in try folder.publish() }
    case .library(let write):
      let file = try AnswerFile(path: path)
      try file.makeEmpty()
      try write(snapshot, older, file.partialPath)
      try file.synchronize()
      publish = { () throws(RollcallError) in try file.publish() }
    }
    let sink = try provenance.makeSink()
    let text = Provenance(snapshot, since: older, preset).encoded()
    try text.span.withUnsafeBytes { (bytes) throws(RollcallError) in try sink.write(bytes) }
    try sink.finish()
    // Who finds the output finds its provenance.
    try provenance.publish()
    do throws(RollcallError) {
      try publish()
    } catch {
      try FileSystem.removeFile(provenance.path)
      throw error
    }
  }
}
