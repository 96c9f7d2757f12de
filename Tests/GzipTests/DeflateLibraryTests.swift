import Testing

@testable import Gzip

@Test func `every library has a version, and ISA-L names the code that it chose for the processor`() {
  for library in DeflateLibrary.allCases {
    #expect(library.version.split { !$0.isNumber }.count >= 3)
    #expect((library.codePath != nil) == (library.name == "ISA-L"))
  }
  #expect(DeflateLibrary.allCases.map(\.name).contains("ISA-L") == (CompressionLevel.fast != nil))
}
