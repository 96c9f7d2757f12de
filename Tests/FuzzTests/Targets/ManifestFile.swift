@testable import Rollcall

extension FuzzTarget {
  /// Manifests: what can be read is the same when it is written and read again, and can be judged, whatever it says.
  static let manifest = FuzzTarget("manifest") { input in
    guard let manifest = try? Manifest(decoding: input.remainder()) else { return }
    let encoded = try manifest.encoded()
    let again = try Manifest(decoding: encoded)
    try require(again == manifest, "it is another one when it is read again:\n  \(again)\n  \(manifest)")
    try require(try again.encoded() == encoded, "it is written in two ways")

    let differences = DifferenceList()
    ManifestCheck(manifest: manifest, differences: differences).run()
    _ = FolderCheck(manifest: manifest, entries: [], differences: differences).run()
    for difference in differences.first {
      let words = difference.description
      try require(words.utf8.count < 1000, "it says too much: \(words)")
      try require(
        !words.unicodeScalars.contains { $0.properties.generalCategory == .control }, "it is no line: \(words)")
    }
  }
}
