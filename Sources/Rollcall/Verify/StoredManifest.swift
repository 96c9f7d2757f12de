import FoundationEssentials

/// A manifest as it was found in a snapshot, with the digest of its bytes.
struct StoredManifest {
  let manifest: Manifest
  let sha256: String

  /// What is read first, whatever else a manifest of another version may hold.
  private struct Version: Decodable {
    let formatVersion: Int
  }

  /// Reads the manifest, or notes why it cannot be read.
  init?(in folder: SnapshotFolder, entries: [SnapshotFolder.Entry], differences: DifferenceList) throws(RollcallError) {
    guard let entry = entries.first(where: { $0.path == SnapshotLayout.manifest }) else {
      differences.note(
        SnapshotLayout.manifest, "it is missing: without it the folder is no snapshot, or not a complete one")
      return nil
    }
    guard entry.kind == .file else {
      differences.note(SnapshotLayout.manifest, "it is no regular file")
      return nil
    }
    guard let bytes = try folder.contents(of: SnapshotLayout.manifest, limit: SnapshotLayout.maximumManifestBytes)
    else {
      differences.note(
        SnapshotLayout.manifest, "it is larger than \(SnapshotLayout.maximumManifestBytes) bytes, which no manifest is")
      return nil
    }
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    sha256 = digest.hexadecimal()
    do {
      // Before anything reads it that takes more than JSON in UTF-8, or nests as deep as it likes.
      var parser = JSONParser()
      try parser.withDocument(JSONText(bytes)) { _ in }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let version = try decoder.decode(Version.self, from: Data(bytes)).formatVersion
      guard version == Manifest.currentFormatVersion else {
        differences.note(
          SnapshotLayout.manifest,
          "its format_version is \(version), but this rollcall knows \(Manifest.currentFormatVersion): use a newer one")
        return nil
      }
      manifest = try Manifest(decoding: bytes)
      ManifestText(differences: differences).check(bytes, against: manifest)
    } catch {
      differences.note(SnapshotLayout.manifest, "it cannot be read: \(Self.reason(error))")
      return nil
    }
  }

  /// What is wrong and where, without any value.
  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".").quotable
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "“\(key.stringValue)” is missing in “\(place(context))”"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "“\(place(context))” is not of the type it must have"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON"
    case .dataCorrupted(let context): "“\(place(context))” has a value that it cannot have"
    default: "it is no JSON"
    }
  }
}
