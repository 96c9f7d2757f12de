import Testing

@testable import Rollcall

@Suite struct `Numbers of a Chatwoot version` {
  @Test(arguments: [
    ("4.15.1", 4, 15, false), ("v3.0", 3, 0, false), ("4.1.0-rc1", 4, 1, true), ("10.2.x", 10, 2, true),
  ])
  func `a version has two numbers, and is a preview if more than numbers follow`(
    text: String, major: Int, minor: Int, isPreview: Bool
  ) throws {
    let release = try #require(ChatwootRelease(text))
    #expect(release.major == major && release.minor == minor && release.isPreview == isPreview)
    #expect(release.isPreview(of: major, minor) == isPreview && !release.isPreview(of: major, minor + 1))
  }

  @Test(arguments: ["", "4", "four.one", "4.", "4.x", "latest", "-1.2"])
  func `a text without two numbers is not a version`(text: String) {
    #expect(ChatwootRelease(text) == nil)
  }

  @Test func `versions are in the order of their numbers`() throws {
    let release = try #require(ChatwootRelease("4.8.0"))
    #expect(release.isBefore(4, 9) && release.isBefore(5, 0) && !release.isBefore(4, 8) && !release.isBefore(3, 99))
  }
}
