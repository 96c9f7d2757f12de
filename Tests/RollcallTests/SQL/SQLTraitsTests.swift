import RollcallTestSupport
import Testing

@testable import Rollcall

@Suite struct `Texts that a client might read wrong` {
  private func traits(_ text: String) throws -> SQLTraits {
    var handmade = HandmadeSnapshot()
    handmade.tenant(ServiceDefinition.all[0], "1")
    handmade.person("1", text, role: nil)
    let folder = try ScratchFolder.inMemory()
    try handmade.write(to: folder.file("s"))
    var rows = try SnapshotReader(path: folder.file("s")).rows(of: .operators)
    var traits = SQLTraits()
    while let row = try rows.next() { traits.add(row) }
    return traits
  }

  @Test(arguments: ["a\n\\.\nb", "\n\\.", "a\n\n\\.", "a\r\n\\.\r\nb", "a\nb\n\\.x"])
  func `a line that begins with a backslash and a dot is found`(text: String) throws {
    #expect(try traits(text).hasDotLine)
  }

  @Test(arguments: ["", "\\.", "a\\.\n", "\n", "a\n\\", "a\n \\.", "\n.\\"])
  func `other texts are not taken for one`(text: String) throws {
    #expect(try !traits(text).hasDotLine)
  }

  @Test func `the longest row counts all of its values`() throws {
    let short = try traits("").longestRow
    #expect(try traits(String(repeating: "x", count: 5000)).longestRow == short + 5000)
  }
}
