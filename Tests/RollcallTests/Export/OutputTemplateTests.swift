import RollcallTestSupport
import Testing

@testable import Rollcall

/// Names of folders that depend on the start of the run.
@Suite struct `Names with a date` {
  private static let start = Timestamp(rfc3339: "2026-11-25T03:15:09.999Z")!

  @Test(arguments: [
    ("{date}", "2026-11-25"), ("{time}", "031509"), ("s/{date}/", "s/2026-11-25"),
    ("s/{date}T{time}Z", "s/2026-11-25T031509Z"),
    ("a/snapshot_date={date}/x", "a/snapshot_date=2026-11-25/x"), ("{date}/{date}", "2026-11-25/2026-11-25"),
    ("é{date}☃", "é2026-11-25☃"), ("{{date}}", "{2026-11-25}"), ("}{date}{", "}2026-11-25{"),
  ])
  func `the words have the values of the start, in UTC`(text: String, path: String) throws {
    let template = try OutputTemplate(text)
    #expect(template.hasWords)
    #expect(try template.path(at: Self.start) == path)
  }

  @Test func `the date is that of UTC, whatever the zone in which the time was told`() throws {
    let late = try #require(Timestamp(rfc3339: "2026-11-25T23:30:00-05:00"))
    #expect(try OutputTemplate("{date}-{time}").path(at: late) == "2026-11-26-043000")
  }

  @Test(arguments: ["", "s", "a}b", "a{b", "}{", "a/b/"])
  func `braces without a word are signs like others`(text: String) throws {
    #expect(try !OutputTemplate(text).hasWords)
  }

  @Test(arguments: ["{day}", "s/{Date}", "{date}/{}", "{ date }", "{date}{host}", "{\u{1B}[2J}"])
  func `another word is refused by its name, as wrong usage`(text: String) throws {
    let error = #expect(throws: SettingError.self) { try OutputTemplate(text) }
    #expect(error?.isUsage == true && error?.message.contains("{date}, {time} and {shard} have one") == true)
    #expect(error?.message.unicodeScalars.contains("\u{1B}") == false)
  }

  @Test func `the shard has a value only for a shard`() throws {
    let template = try OutputTemplate("{date}/{shard}")
    #expect(try template.path(at: Self.start, shard: "003-of-008") == "2026-11-25/003-of-008")
    let error = #expect(throws: SettingError.self) { try template.path(at: Self.start) }
    #expect(error?.isUsage == true && error?.message.contains("--shard") == true)
  }

  @Test(arguments: [
    ("s/{date}", "2026-11-24", true), ("s/{date}", "2026-11-2", false), ("s/{date}", "2026-11-245", false),
    ("s/{date}", "latest", false), ("{date}-{time}", "2026-11-24-000000", true), ("x={date}", "2026-11-24", false),
    ("x={date}/", "x=2026-11-24", true), ("{date}/all", "all", false), ("{date}", "2026-11-٢٤", false),
  ])
  func `a name of another run is known by its form`(text: String, name: String, isOne: Bool) throws {
    #expect(try OutputTemplate(text).canName(name) == isOne)
  }

  @Test(arguments: [("003-of-008", true), ("002-of-008", false), ("0003-of-008", false)])
  func `another shard is not another run of this one`(name: String, isOne: Bool) throws {
    #expect(try OutputTemplate("shards/{shard}").canName(name, shard: "003-of-008") == isOne)
    #expect(try OutputTemplate("shards/{date}-{shard}").canName("2026-11-24-\(name)", shard: "003-of-008") == isOne)
  }

  @Test(arguments: [
    ("s/{date}", []), ("s/{date}/", []), ("{date}/x", ["2026-11-25"]),
    ("s/{date}/{time}/x", ["s/2026-11-25", "s/2026-11-25/031509"]),
    ("/s/{date}/x", ["/s/2026-11-25"]), ("plain/x", []),
  ])
  func `the folders around it are made from the first that a word names`(text: String, folders: [String]) throws {
    let template = try OutputTemplate(text)
    #expect(template.foldersToMake(for: try template.path(at: Self.start)) == folders)
  }

  @Test func `the remains of other nights are named, with the way to finish them`() throws {
    let folder = try ScratchFolder()
    let template = try OutputTemplate(folder.file("{date}"))
    func remains(_ name: String, with file: String = "checkpoint.json") throws {
      try folder.make(name)
      try folder.write([], to: "\(name)/\(file)")
    }
    #expect(EarlierRemains(of: template, beside: folder.file("2026-11-25")).note == nil)
    try remains("2026-11-23.partial")
    try remains("2026-11-24.partial")
    // That of the run itself, and folders that no run of this command left.
    try remains("2026-11-25.partial")
    try remains("2026-11-22.partial", with: "other")
    try remains("latest.partial")
    let found = EarlierRemains(of: template, beside: folder.file("2026-11-25"))
    #expect(found.paths == [folder.file("2026-11-23"), folder.file("2026-11-24")])
    let note = try #require(found.note)
    #expect(note.hasPrefix("\(folder.file("2026-11-23.partial")) is of an earlier run"))
    #expect(note.contains("so are 1 other beside it") == false && note.contains("so is 1 other beside it"))
    #expect(note.hasSuffix("the same command with --output \(folder.file("2026-11-23")) --resume finishes it"))
  }
}
