/// The treatment of a snapshot that is already where the run would put its own.
public enum ExistingPolicy: String, Sendable, CaseIterable {
  /// It ends the run.
  case fail
  /// It is the result, if it is the complete and sound result of the same settings.
  case skip
}

extension ExportPipeline {
  /// The manifest of the snapshot that makes the run superfluous; `nil` if nothing is at the path.
  ///
  /// - Throws: `RollcallError` with the code `cannotCreate` if something else is there.
  func existingManifest(at path: String) throws(RollcallError) -> Manifest? {
    guard try FileSystem.exists(path) else { return nil }
    func refusal(_ cause: String, _ advice: String) -> RollcallError {
      RollcallError(
        .cannotCreate, "\(path) exists already, and is not the result that --if-exists skip looks for", cause: cause,
        advice: advice)
    }
    // The dot leads through a link to a folder.
    guard try FileSystem.isDirectory(path + "/.") else {
      throw refusal("it is not a folder", "choose another name, or move what is there")
    }
    let report = try SnapshotVerification(path: path).run()
    guard report.isSound, let manifest = report.manifest else {
      throw refusal(
        "it is not a sound snapshot: \(report.differences.first?.description ?? "it has no manifest")",
        "rollcall verify \(path.shellQuoted) tells all that is wrong; move it away, and run again")
    }
    if let difference = difference(from: manifest.identity, manifest.snapshotAt, manifest.plan) {
      throw refusal(
        "it was made with other settings: \(difference)",
        "choose another name, or give the settings that it was made with")
    }
    guard manifest.complete else {
      throw refusal(
        "it is not complete: \(manifest.firstLoss ?? "its manifest says so")",
        "--repair \(path.shellQuoted) --output NEW asks again for what is missing; or move it away, and run again")
    }
    return manifest
  }
}

extension Manifest {
  /// The first thing that the snapshot lacks, in words.
  fileprivate var firstLoss: String? {
    incompleteness(limit: 1).dropFirst().first.map { String($0.drop { $0 == " " }) }
  }
}
