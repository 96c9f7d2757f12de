import Rollcall
import Testing

@Test func `the version has three parts`() {
  #expect(RollcallVersion.current.split(separator: ".").compactMap { Int($0) }.count == 3)
}
