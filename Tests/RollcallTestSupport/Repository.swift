import FoundationEssentials

/// The folder of this package.
package enum Repository {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The path of something in the package, as in `Tests/Fixtures`.
  package static func path(_ name: String) -> String { "\(root)/\(name)" }

  /// A Python with the independent readers in it.
  package static func python() throws -> String {
    let python = path(".build/readers/bin/python3")
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw SupportError("there is no \(python): Tests/run installs the independent readers")
    }
    return python
  }
}
