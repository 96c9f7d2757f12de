import Foundation
import Gzip
import RollcallTestSupport
import Testing

/// What tests of exports look at in their folder.
extension ScratchFolder {
  /// The names of what is in the folder.
  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

  /// Expects that a run left nothing behind.
  func expectNothing(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try names == [], sourceLocation: sourceLocation)
  }

  /// A file's lines, decompressed if its name says so.
  func lines(of name: String) throws -> [String] {
    var bytes = Array(try Data(contentsOf: URL(filePath: file(name))))
    if name.hasSuffix(".gz") { bytes = try gunzipped(bytes) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The ids of the rows of `EchoService` in a snapshot of CSV.
  func echoes(in snapshot: String = "snapshot") throws -> [String] {
    try lines(of: "\(snapshot)/entitlements/part-00000.csv").dropFirst()
      .map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return cells[4].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
  }
}

private func gunzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  var inflater = try Inflater()
  var content: [UInt8] = []
  try inflater.inflate(bytes.span) { content += $0 }
  try inflater.finish()
  return content
}
