/// The names of the files in a snapshot.
enum SnapshotLayout {
  /// The file that describes the snapshot.
  static let manifest = "manifest.json"
  /// The largest manifest that a reader accepts, in bytes: enough for some hundred thousand tenants, however they
  /// ended.
  static let maximumManifestBytes = 512 * 1024 * 1024
  /// The file that describes the tables to other tools: a Data Package.
  static let dataPackage = "datapackage.json"
  /// The end of the folder's name until it is whole.
  static let partialSuffix = ".partial"
  /// The list of digests, as `sha256sum --check` reads it.
  static let checksumList = "SHA256SUMS"

  /// The files beside the folders of the tables, in the order in which they are written.
  static let lists = [dataPackage, manifest, checksumList]
}

extension Manifest {
  /// The text of `SHA256SUMS`: digest, two spaces, path.
  func checksumList(packageDigest: String, manifestDigest: String) -> String {
    let files =
      tables.flatMap(\.files).map { ($0.path, $0.sha256) }
      + [(SnapshotLayout.dataPackage, packageDigest), (SnapshotLayout.manifest, manifestDigest)]
    return files.map { "\($0.1)  \($0.0)\n" }.joined()
  }
}
