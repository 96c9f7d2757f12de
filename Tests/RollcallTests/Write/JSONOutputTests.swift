import Testing

@testable import Rollcall

@Suite struct `JSON on its way to a sink` {
  @Test func `commas stand between values and nowhere else`() throws {
    let file = MemoryFile()
    let sink = MemorySink(file)
    var output = JSONOutput(to: sink)
    for _ in 0..<2 {
      output.beginObject()
      output.member("a", "x\"\n")
      output.member("none", nil as String?)
      output.beginList("b")
      output.item("1")
      output.item([0x32])
      output.beginObject()
      output.endObject()
      output.beginList()
      output.endList()
      output.endList()
      output.member("c", true)
      output.member("d", 12)
      output.beginObject("e")
      output.endObject()
      output.endObject()
      output.endLine()
    }
    try output.flush()
    let line = #"{"a":"x\"\n","b":["1","2",{},[]],"c":true,"d":12,"e":{}}"# + "\n"
    #expect(String(decoding: file.current.bytes, as: UTF8.self) == line + line)
  }
}
