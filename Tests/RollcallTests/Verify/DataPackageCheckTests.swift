import Foundation
import Testing

@testable import Rollcall

/// `datapackage.json` must say what the manifest says, in whatever layout.
@Suite(.timeLimit(.minutes(5))) struct `The check of datapackage.json` {
  /// The differences that `verify` finds after a change of the package, whose digest fits.
  private func differences(after change: (String) -> String) async throws -> [String] {
    var snapshot = try await StoredSnapshot.export(.crisp(websites: 2, seed: 4))
    let text = String(decoding: try #require(snapshot.files["datapackage.json"]), as: UTF8.self)
    let package = Array(change(text).utf8)
    try #require(package != Array(text.utf8))
    snapshot.files["datapackage.json"] = package
    let manifest = try #require(snapshot.files["manifest.json"])
    let list = snapshot.manifest.checksumList(
      packageDigest: StoredSnapshot.sha256(package), manifestDigest: StoredSnapshot.sha256(manifest))
    snapshot.files["SHA256SUMS"] = Array(list.utf8)
    return try snapshot.verify().differences.map(\.description)
  }

  @Test func `a package in another layout is sound`() async throws {
    #expect(
      try await differences { text in
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
          .replacing("rollcall-snapshot", with: #"roll\u0063all-snapshot"#)
      } == [])
  }

  @Test func `a package with another path is found`() async throws {
    let found = try await differences { $0.replacing("grants/part-00000.csv", with: "grants/part-00009.csv") }
    #expect(found.count == 1 && found[0].contains("datapackage.json: “resources.3.path”"), "\(found)")
  }

  @Test func `a package with a name twice is found`() async throws {
    let found = try await differences { $0.replacing("{\n  \"created\"", with: "{\n  \"name\": \"x\",\n  \"created\"") }
    #expect(found.contains { $0.contains("datapackage.json: “name” is there twice") }, "\(found)")
  }

  @Test func `a package that is not JSON is found`() async throws {
    let found = try await differences { String($0.dropLast(3)) }
    #expect(found == ["datapackage.json: it is not JSON that every reader accepts"])
  }
}
