import Foundation
import Testing

/// Every input that is kept, valid ones and those that once found something, without a fuzzer.
@Suite struct `Corpus of the fuzz targets` {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

  @Test(arguments: FuzzTarget.all)
  func `no file of the corpus breaks a promise of its target`(target: FuzzTarget) throws {
    let folder = Self.folder.appending(path: target.name)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(files.count >= 3, "a target needs something to start from")
    for file in files.sorted(by: { $0.path < $1.path }) {
      var input = FuzzInput(Array(try Data(contentsOf: file)))
      #expect(throws: Never.self, "\(target.name)/\(file.lastPathComponent)") { try target.check(&input) }
    }
  }

  @Test func `every target has a folder in the corpus, and there is no other folder`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(names.sorted() == FuzzTarget.all.map(\.name).sorted())
  }

  @Test func `the corpus has fewer than 160 files, none larger than 4 KiB`() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
      .map { try FileManager.default.attributesOfItem(atPath: Self.folder.appending(path: $0).path) }
      .filter { $0[.type] as? FileAttributeType == .typeRegular }
    #expect(files.count < 160 && files.allSatisfy { ($0[.size] as? NSNumber)?.intValue ?? .max <= 4096 })
  }
}

extension FuzzTarget: CustomTestStringConvertible {
  var testDescription: String { name }
}
