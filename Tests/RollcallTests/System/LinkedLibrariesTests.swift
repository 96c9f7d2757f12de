import Gzip
import Testing

@testable import Rollcall

@Test func `every library says which version of it runs`() {
  let versions = LinkedLibraries.versions
  #expect(versions.map(\.name) == DeflateLibrary.allCases.map(\.name) + ["OpenSSL", "simdjson", "libxlsxwriter"])
  for (name, version) in versions {
    #expect(version.split { !$0.isNumber }.count >= 3 && version.first?.isNumber == true, "\(name) \(version)")
  }
}
