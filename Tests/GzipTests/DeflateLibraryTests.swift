import Testing

@testable import Gzip

@Test func `the library says which version of zlib runs`() {
  #expect(DeflateLibrary.version.split { !$0.isNumber }.count >= 3)
}
