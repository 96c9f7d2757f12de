import Foundation
import RollcallTestSupport
import Testing

/// `rollcall verify` as its users meet it.
@Suite struct `Command verify` {
  /// A snapshot that the demo makes.
  private func export(_ options: String = "") throws -> ScratchFolder {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      "\"$rollcall\" demo --quiet --output snapshot --operators 50 --format csv,jsonl \(options)", in: folder.url)
    try #require(run.exitCode == 0, "\(run)")
    return folder
  }

  @Test(arguments: ["", "--compression none", "--spreadsheet-safe --csv-line-ending crlf", "--tables grants"])
  func `a snapshot that is unchanged verifies with 0`(options: String) throws {
    let folder = try export(options)
    let before = folder.contents
    let run = try CommandRun.rollcall("verify", "snapshot", in: folder.url)
    #expect(run.exitCode == 0 && run.errorOutput.isEmpty, "\(run)")
    #expect(run.output.hasPrefix("snapshot\nverified: "), "\(run)")
    #expect(folder.contents == before)
  }

  @Test func `a snapshot can be read-only, behind a link, and named with slashes at the end`() throws {
    let folder = try export()
    let run = try CommandRun.shell(
      """
      chmod -R a-w snapshot; ln -s snapshot latest; "$rollcall" verify latest///; code=$?; chmod -R u+w snapshot
      exit $code
      """,
      in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
  }

  /// What somebody did to a snapshot, and what is said about it.
  static let damage: [(command: String, text: String)] = [
    ("printf x >> snapshot/grants/part-00000.csv.gz", "grants/part-00000.csv.gz: it has "),
    ("printf damaged | dd of=snapshot/grants/part-00000.csv.gz bs=1 seek=99 conv=notrunc", "its SHA-256 is "),
    ("rm snapshot/operators/part-00000.jsonl.gz", "operators/part-00000.jsonl.gz: it is missing"),
    ("rm snapshot/SHA256SUMS", "SHA256SUMS: it is missing"),
    ("sort -o snapshot/SHA256SUMS snapshot/SHA256SUMS; echo >> snapshot/SHA256SUMS", "SHA256SUMS, row "),
    ("rm snapshot/datapackage.json", "datapackage.json: it is missing"),
    ("echo >> snapshot/datapackage.json", "SHA256SUMS, row "),
    ("rm snapshot/manifest.json", "manifest.json: it is missing: without it the folder is not a complete snapshot"),
    ("sed -i 's/\"complete\" : true/\"complete\" : false/' snapshot/manifest.json", "complete is false, but"),
    ("touch snapshot/.extra", ".extra: the manifest does not name it"),
    ("mkfifo snapshot/grants/pipe", "grants/pipe: the manifest does not name it"),
    ("f=snapshot/grants/part-00000.csv.gz; rm $f; mkfifo $f", "it should be a regular file"),
    ("f=snapshot/grants/part-00000.csv.gz; mv $f f; ln -s ../../f $f", "it should be a regular file"),
    ("mv snapshot/grants g; ln -s ../g snapshot/grants", "grants: the manifest does not name it"),
  ]

  @Test(arguments: damage)
  func `a damaged snapshot exits with 65, and the output names the damage`(command: String, text: String) throws {
    let folder = try export()
    let run = try CommandRun.shell("(\(command)) 2>/dev/null; \"$rollcall\" verify snapshot", in: folder.url)
    #expect(run.exitCode == 65 && run.errorOutput.isEmpty, "\(run)")
    #expect(run.output.hasPrefix("snapshot\nNOT what it should be: ") && run.output.contains(text), "\(run)")
  }

  @Test func `the remains of an interrupted run are refused as unfinished`() throws {
    let folder = try export()
    let partial = try CommandRun.shell(
      "mv snapshot snapshot.partial; \"$rollcall\" verify snapshot.partial", in: folder.url)
    #expect(partial.exitCode == 65 && partial.output.contains("left by an export that did not finish"), "\(partial)")
    let missing = try CommandRun.rollcall("verify", "snapshot", in: folder.url)
    #expect(missing.exitCode == 74 && missing.errorOutput.contains("snapshot.partial"), "\(missing)")
    #expect(missing.output.isEmpty)
  }

  @Test func `a snapshot that cannot be read exits with 74`() throws {
    let folder = try export()
    for command in ["verify nowhere", "verify snapshot/manifest.json", "verify snapshot > /dev/full"] {
      let run = try CommandRun.shell("\"$rollcall\" \(command)", in: folder.url)
      #expect(run.exitCode == 74 && run.output.isEmpty && !run.errorOutput.isEmpty, "\(run)")
    }
  }

  @Test(arguments: [
    ("verify", "DIR is missing"), ("verify a b", "“b” is not expected here: rollcall verify takes DIR"),
    ("verify -q", "DIR is missing"), ("verify -x", "“-x” is not expected here"), ("verify ''", "is not expected here"),
    ("verify a --workers 2", "no option --workers"),
  ])
  func `verify refuses anything but one folder as wrong usage`(arguments: String, text: String) throws {
    let run = try CommandRun.shell("\"$rollcall\" \(arguments)")
    #expect(run.exitCode == 64 && run.errorOutput.contains(text) && run.output.isEmpty, "\(run)")
  }

  @Test func `the JSON report says whether the snapshot is sound`() throws {
    let folder = try export()
    func verify() throws -> [String: Any] {
      let run = try CommandRun.rollcall("verify", "snapshot", "--json", in: folder.url)
      return try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }
    let sound = try verify()
    #expect(sound["sound"] as? Bool == true && sound["complete"] as? Bool == true && sound["files"] as? Int == 8)
    #expect((sound["differences"] as? [Any])?.isEmpty == true)
    try Data().write(to: folder.url.appendingPathComponent("snapshot/extra"))
    let damaged = try verify()
    #expect(damaged["sound"] as? Bool == false && damaged["difference_count"] as? Int == 1)
    let difference = (damaged["differences"] as? [[String: Any]])?.first
    #expect(difference?["file"] as? String == "extra" && difference?["message"] is String)
  }
}
