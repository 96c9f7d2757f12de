import FoundationEssentials

/// A manifest from a snapshot, with the digest of its bytes.
struct StoredManifest {
  let manifest: Manifest
  let bytes: [UInt8]

  /// The first part to read, whatever a manifest of another version may contain.
  private struct Version: Decodable {
    let formatVersion: Int
  }

  /// The digest of its bytes.
  var sha256: String { SHA256.hexadecimal(of: bytes) }

  /// Reads the manifest of a folder, or gives the reason why there is no readable one.
  ///
  /// - Parameter acceptsPartial: whether the folder may still lack its final name.
  static func read(
    from folder: SnapshotFolder, _ entries: [SnapshotFolder.Entry], acceptsPartial: Bool = false
  ) throws(RollcallError) -> Result<StoredManifest, SnapshotDifference> {
    func failure(_ message: String) -> Result<StoredManifest, SnapshotDifference> {
      .failure(SnapshotDifference(file: SnapshotLayout.manifest, message: message))
    }
    guard acceptsPartial || !folder.path.hasSuffix(".partial") else {
      return failure("this folder was left by an export that did not finish: it is not a snapshot")
    }
    guard let entry = entries.first(where: { $0.path == SnapshotLayout.manifest }) else {
      return failure("it is missing: without it the folder is not a complete snapshot")
    }
    guard entry.kind == .file else { return failure("it is not a regular file") }
    guard let bytes = try folder.contents(of: SnapshotLayout.manifest, limit: SnapshotLayout.maximumManifestBytes)
    else {
      return failure("it is larger than \(SnapshotLayout.maximumManifestBytes) bytes, which no manifest is")
    }
    do {
      // The check comes before any reader that accepts more than JSON in UTF-8, or any depth.
      var parser = JSONParser()
      try parser.withDocument(JSONText(bytes)) { _ in }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let version = try decoder.decode(Version.self, from: Data(bytes)).formatVersion
      guard version == Manifest.currentFormatVersion else {
        return failure(
          "its format_version is \(version), but this rollcall knows \(Manifest.currentFormatVersion): "
            + (version < Manifest.currentFormatVersion
              ? "use the rollcall that made it, or export again" : "use a newer one"))
      }
      return .success(StoredManifest(manifest: try Manifest(decoding: bytes), bytes: bytes))
    } catch {
      return failure("it cannot be read: \(reason(error))")
    }
  }

  /// That the manifest does not have its digest in the list of checksums, as a sentence; `nil` if it has it, or there is
  /// no list that tells.
  func alteration(in folder: SnapshotFolder, _ entries: [SnapshotFolder.Entry]) throws(RollcallError) -> String? {
    guard entries.contains(where: { $0.path == SnapshotLayout.checksumList && $0.kind == .file }),
      let list = try folder.contents(of: SnapshotLayout.checksumList, limit: SnapshotLayout.maximumManifestBytes)
    else { return nil }
    let ending = "  \(SnapshotLayout.manifest)"
    let lines = String(decoding: list, as: UTF8.self).split(separator: "\n").filter { $0.hasSuffix(ending) }
    guard let line = lines.first, lines.count > 1 || line.dropLast(ending.count) != sha256 else { return nil }
    return """
      \(folder.path)/\(SnapshotLayout.manifest) does not have the digest that is in \(SnapshotLayout.checksumList): it was \
      changed after the snapshot was made; rollcall verify tells more.
      """
  }

  /// The fault and its place, without any value.
  private static func reason(_ error: any Error) -> String {
    func name(_ key: any CodingKey) -> String {
      // As it stands in the file.
      key.intValue.map(String.init)
        ?? key.stringValue.map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
    }
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.isEmpty ? "it" : "“\(context.codingPath.map(name).joined(separator: ".").quotable)”"
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "“\(name(key))” is missing in \(place(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(place(context)) is not of the type it must have"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is not JSON"
    case .dataCorrupted(let context): "\(place(context)) has a value that it cannot have"
    default: "it is not JSON"
    }
  }
}
