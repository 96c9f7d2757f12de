import Testing

@testable import Rollcall

@Suite struct `Places of files for engines` {
  @Test func `an address needs one of the schemes, and a path must be absolute`() {
    let both = SQLPlaces(readsDisk: true, schemes: ["s3://"], example: "s3://b/x")
    #expect(both.fault(of: "s3://b/y", isNamed: true) == nil && both.fault(of: "/y", isNamed: true) == nil)
    #expect(both.fault(of: "y", isNamed: true) == "it must be an absolute path or s3://…, as in s3://b/x")
    let remote = SQLPlaces(readsDisk: false, schemes: ["gs://"])
    #expect(remote.fault(of: "/y", isNamed: true) == "it must be gs://…")
    #expect(remote.fault(of: "gs://a\nb", isNamed: true) == "it has a character that no address has")
  }

  @Test func `a folder may have any name that the engine does not take for something else`() {
    let places = SQLPlaces(readsDisk: true, schemes: [], forbidden: ["*", "\n"], forbiddenWithBackslash: ["?"])
    #expect(places.fault(of: "/it's $(x); \u{1B}?\"", isNamed: false) == nil)
    #expect(places.fault(of: "/a*", isNamed: false) == "it has “*” in it, which this engine takes for something else")
    #expect(places.fault(of: "/a\n", isNamed: false)?.contains("a line end") == true)
    #expect(places.fault(of: "/a\\?", isNamed: false)?.contains("“?”") == true)
  }
}
