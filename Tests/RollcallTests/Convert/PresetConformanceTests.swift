import Foundation
import RollcallTestSupport
import Testing

@testable import Rollcall

/// What holds for every preset, with snapshots of every service and with the texts of hostile people.
@Suite struct `Every preset` {
  struct Case: Sendable, CustomTestStringConvertible {
    let preset: Preset
    let fixture: ServiceFixture
    var testDescription: String { "\(preset.name) of \(fixture.testDescription)" }
  }

  static let cases = Preset.all.flatMap { preset in ServiceFixture.small.map { Case(preset: preset, fixture: $0) } }

  @Test func `names are words, each once, and every preset has a sentence and a version`() {
    #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    for preset in Preset.all {
      #expect(preset.name.allSatisfy { $0.isLowercase } && preset.name != "list")
      #expect(!preset.meaning.isEmpty && !preset.meaning.contains("\n") && preset.version >= 1)
      #expect(Preset.named(preset.name)?.name == preset.name)
    }
    #expect(Preset.named("list") == nil)
  }

  @Test(arguments: cases)
  func `the output is there for its owner alone, and its provenance names the manifest`(given: Case) async throws {
    let folder = try ScratchFolder()
    let stored = try await StoredSnapshot.export(given.fixture)
    try stored.write(to: folder.file("s"))
    let snapshot = try SnapshotReader(path: folder.file("s"))
    try Conversion(snapshot, as: given.preset).write(to: folder.file("out"))
    #expect(folder.contents.filter { !$0.hasPrefix("s") && !$0.hasPrefix("out/") } == ["out", "out.provenance.json"])
    for name in folder.contents where name.hasPrefix("out") {
      let isFolder = (try? FileManager.default.contentsOfDirectory(atPath: folder.file(name))) != nil
      #expect(try folder.mode(of: name) == (isFolder ? 0o700 : 0o600), "\(name)")
    }
    let provenance = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.contents(of: Provenance.path(beside: "out"))!))
        as? [String: Any])
    #expect(provenance["manifest_sha256"] as? String == StoredSnapshot.sha256(stored.files["manifest.json"]!))
    #expect(provenance["preset"] as? String == given.preset.name)
    #expect(provenance["preset_version"] as? Int == given.preset.version)
    #expect(provenance["rollcall_version"] as? String == RollcallVersion.current)
    #expect(provenance["snapshot_at"] as? String == stored.manifest.snapshotAt.description)
    #expect(provenance["complete"] as? Bool == true && provenance["since"] == nil)
  }

  @Test(arguments: cases)
  func `the same snapshot gives the same bytes`(given: Case) async throws {
    let folder = try ScratchFolder()
    try await StoredSnapshot.export(given.fixture).write(to: folder.file("s"))
    let snapshot = try SnapshotReader(path: folder.file("s"))
    for name in ["a", "b"] { try Conversion(snapshot, as: given.preset).write(to: folder.file(name)) }
    #expect(folder.contents(of: "a") == folder.contents(of: "b"))
    let one = folder.contents.filter { $0.hasPrefix("a/") }
    #expect(one.map { folder.contents(of: $0) } == one.map { folder.contents(of: "b" + $0.dropFirst()) })
  }

  @Test(arguments: cases)
  func `a snapshot that is not complete is refused unless that is allowed`(given: Case) async throws {
    let folder = try ScratchFolder()
    var stored = try await StoredSnapshot.export(given.fixture)
    stored.manifest.complete = false
    stored.manifest.tenants[0].status = .incomplete
    stored.manifest.tenants[0].missing = [MissingPart(part: "inboxes", reason: "the service was away")]
    try stored.repair()
    try stored.write(to: folder.file("s"))
    let snapshot = try SnapshotReader(path: folder.file("s"))
    let error = #expect(throws: RollcallError.self) { try Conversion(snapshot, as: given.preset) }
    #expect(error?.code == .undecodable && error?.description.contains("the service was away") == true)
    try Conversion(snapshot, as: given.preset, allowsIncomplete: true).write(to: folder.file("out"))
    let provenance = String(decoding: folder.contents(of: "out.provenance.json")!, as: UTF8.self)
    #expect(provenance.contains("\"complete\" : false") && provenance.contains("the service was away"))
  }

  @Test(arguments: cases, ["out", "out.provenance.json"])
  func `what is there already is refused and stays as it is`(given: Case, name: String) async throws {
    let folder = try ScratchFolder()
    try await StoredSnapshot.export(given.fixture).write(to: folder.file("s"))
    try folder.write([1, 2, 3], to: name)
    let before = folder.contents
    let conversion = try Conversion(SnapshotReader(path: folder.file("s")), as: given.preset)
    let error = #expect(throws: RollcallError.self) { try conversion.write(to: folder.file("out")) }
    #expect(error?.code == .cannotCreate)
    #expect(folder.contents == before && folder.contents(of: name) == [1, 2, 3])
  }

  @Test(arguments: cases, Table.allCases)
  func `a damaged or missing table gives no output`(given: Case, table: Table) async throws {
    let stored = try await StoredSnapshot.export(given.fixture)
    let path = try #require(stored.paths.first { $0.hasPrefix(table.rawValue) })
    for isMissing in [false, true] {
      let folder = try ScratchFolder()
      var damaged = stored
      damaged.files[path]![damaged.files[path]!.count - 3] ^= 1
      if isMissing { damaged.files[path] = nil }
      try damaged.write(to: folder.file("s"))
      let before = folder.contents
      let conversion = try Conversion(SnapshotReader(path: folder.file("s")), as: given.preset)
      let error = #expect(throws: RollcallError.self) { try conversion.write(to: folder.file("out")) }
      #expect(error?.code == .undecodable, "\(String(describing: error))")
      #expect(folder.contents == before)
    }
  }

  @Test(arguments: Preset.all)
  func `no text of a snapshot changes the shape of the output`(preset: Preset) async throws {
    // Of what cannot be seen, no name and no address is made.
    let texts = NastyText.values.filter { text in
      text.unicodeScalars.contains { $0.isHarmless && !$0.properties.isWhitespace }
    }
    for fixture in ServiceFixture.small {
      var snapshot = try await PresetSnapshot(fixture)
      var folders = [try snapshot.convert(preset)]
      for text in texts {
        try snapshot.call(text, email: text)
        folders.append(try snapshot.convert(preset))
      }
      let shapes = try shapes(of: folders)
      for (text, shape) in zip(texts, shapes.dropFirst()) {
        #expect(shape == shapes[0], "\(preset.name): \(text.debugDescription.prefix(100))")
      }
    }
  }

  /// What a reader that is not ours finds: the numbers of rows and cells, or the paths of JSON.
  private func shapes(of folders: [ScratchFolder]) throws -> [Substring] {
    try Python.run(
      """
      import csv, json, os, sys, zipfile
      from xml.etree import ElementTree
      csv.field_size_limit(10**9)
      def keys(value):
          if isinstance(value, dict): return {k: keys(v) for k, v in value.items() if k != "email_addr"}
          return [keys(v) for v in value] if isinstance(value, list) else type(value).__name__
      def shape(path):
          data = open(path, "rb").read()
          if data[:2] == b"PK":
              book = zipfile.ZipFile(path)
              sheets = [ElementTree.fromstring(book.read(n)) for n in sorted(book.namelist()) if "worksheets/sheet" in n]
              return [[(c.get("r"), c.get("t")) for c in s.iter() if c.tag.endswith("}c")] for s in sheets]
          text = data.decode()
          if text[:1] == "{": return [keys(json.loads(line)) for line in text.split("\\n")[:-1]]
          return [len(row) for row in csv.reader(open(path, newline="", encoding="utf-8"))]
      for path in sys.argv[1:]:
          found = [os.path.join(path, n) for n in sorted(os.listdir(path))] if os.path.isdir(path) else [path]
          print([shape(f) for f in found])
      """, folders.map { $0.file("out") }
    )
    .split(separator: "\n")
  }
}
