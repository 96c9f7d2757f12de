import Foundation
import RollcallTestSupport
import Testing

/// `rollcall diff` as people call it: forms, files, exit codes, and what damage does.
@Suite struct `rollcall diff` {
  /// A folder with a snapshot of both services, `old`, and `new`, which is the same but for one person's role.
  private func withSnapshots(_ options: String..., body: (ScratchFolder) throws -> Void) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.run(
      CommandRun.rollcall,
      ["demo", "--quiet", "--operators", "40", "--compression", "none", "--output", folder.file("old")] + options)
    #expect(run.exitCode == 0, "\(run)")
    try FileManager.default.copyItem(atPath: folder.file("old"), toPath: folder.file("new"))
    _ = try Python.run(Self.promotion, [folder.file("new")])
    try body(folder)
  }

  /// Makes the first member of the website its owner, and the manifest fit the file.
  private static let promotion = #"""
    import hashlib, pathlib, re, sys
    folder = pathlib.Path(sys.argv[1])
    path = folder / "operators/part-00000.csv"
    old = path.read_bytes()
    new = old.replace(b',"member","enabled",', b',"owner","enabled",', 1)
    assert old != new
    path.write_bytes(new)
    manifest = (folder / "manifest.json").read_text()
    manifest = manifest.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
    manifest = re.sub(rf'("(uncompressed_)?bytes") : {len(old)}\b', rf"\1 : {len(new)}", manifest)
    (folder / "manifest.json").write_text(manifest)
    """#

  @Test func `it ends with 1 where something differs, with 0 where nothing does, and with 2 where nothing is compared`()
    throws
  {
    try withSnapshots { folder in
      let different = try CommandRun.rollcall("diff", "old", "new", in: folder.url)
      #expect(different.exitCode == 1 && different.errorOutput.isEmpty, "\(different)")
      #expect(different.output.contains("role member -> owner") && different.output.contains("RIGHTS RAISED"))
      let same = try CommandRun.rollcall("diff", "old", "old", in: folder.url)
      #expect(same.exitCode == 0 && same.output.contains("nothing differs"), "\(same)")

      let other = try CommandRun.run(
        CommandRun.rollcall, ["demo", "--quiet", "--operators", "9", "--seed", "7", "--output", folder.file("other")])
      #expect(other.exitCode == 0)
      let incomparable = try CommandRun.rollcall("diff", "old", "other", "--format", "jsonl", in: folder.url)
      #expect(incomparable.exitCode == 2 && incomparable.errorOutput.contains("no tenant could be compared"))
      #expect(incomparable.output.split(separator: "\n").count == 4, "\(incomparable)")
      let quiet = try CommandRun.rollcall("diff", "old", "other", "--quiet", in: folder.url)
      #expect(quiet.exitCode == 2 && quiet.errorOutput.isEmpty && !quiet.output.isEmpty)
    }
  }

  @Test func `a file gets the same rows as standard output, and a file that exists is refused before any work`() throws
  {
    try withSnapshots { folder in
      let printed = try CommandRun.rollcall("diff", "old", "new", "--format", "csv", in: folder.url)
      #expect(printed.exitCode == 1)
      #expect(
        printed.output.hasPrefix(
          "old_snapshot_at,new_snapshot_at,service,instance,tenant_id,tenant_name,kind,change,effect,operator_id,"
            + "operator_email,display_name,resource_type,resource_id,resource_name,slug,column,old,new\n"))
      #expect(printed.output.contains(#","role","member","owner""#), "\(printed)")
      let words = ["diff", "old", "new", "--format", "csv", "-o", "changes.csv"]
      #expect(try CommandRun.run(CommandRun.rollcall, words, in: folder.url).exitCode == 1)
      #expect(folder.contents(of: "changes.csv") == Array(printed.output.utf8))
      let again = try CommandRun.run(CommandRun.rollcall, words, in: folder.url)
      #expect(again.exitCode == 73 && again.errorOutput.contains("File exists"), "\(again)")
    }
  }

  @Test func `a damaged table ends with 65 on either side, and no file is left`() throws {
    try withSnapshots { folder in
      let path = folder.file("new/grants/part-00000.csv")
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes[bytes.count - 40] ^= 1
      try bytes.write(to: URL(filePath: path))
      for words in [["old", "new"], ["new", "old"], ["new", "new"]] {
        for format in ["text", "csv", "jsonl"] {
          let run = try CommandRun.run(
            CommandRun.rollcall, ["diff"] + words + ["--format", format, "-o", "out"], in: folder.url)
          #expect(run.exitCode == 65 && run.errorOutput.contains("grants/part-00000.csv"), "\(run)")
          #expect(folder.contents(of: "out") == nil && folder.contents(of: "out.partial") == nil)
        }
      }
      try FileManager.default.removeItem(atPath: path)
      let run = try CommandRun.rollcall("diff", "old", "new", in: folder.url)
      #expect(run.exitCode == 65 && run.output.isEmpty && run.errorOutput.contains("it is missing"), "\(run)")
    }
  }

  @Test func `a table that was not exported is named, with 65`() throws {
    for table in ["operators", "resources", "entitlements", "grants"] {
      let rest = ["operators", "resources", "entitlements", "grants"].filter { $0 != table }.joined(separator: ",")
      let folder = try ScratchFolder()
      let run = try CommandRun.run(
        CommandRun.rollcall,
        ["demo", "--quiet", "--operators", "9", "--tables", rest, "--output", folder.file("s")])
      #expect(run.exitCode == 0)
      let diff = try CommandRun.rollcall("diff", "s", "s", in: folder.url)
      #expect(diff.exitCode == 65 && diff.errorOutput.contains("does not have the table \(table)"), "\(diff)")
    }
  }

  @Test func `a folder for temporary files that is not there matters only for many changes`() throws {
    try withSnapshots { folder in
      let run = try CommandRun.rollcall(
        "diff", "old", "new", environment: ["TMPDIR": folder.file("nowhere")], in: folder.url)
      #expect(run.exitCode == 1, "\(run)")
    }
  }

  @Test func `both folders are needed, and settings of exports do not reach it`() throws {
    try withSnapshots { folder in
      let usage = try CommandRun.rollcall("diff", "old", in: folder.url)
      #expect(usage.exitCode == 64 && usage.errorOutput.contains("NEW is missing"), "\(usage)")
      let nowhere = try CommandRun.rollcall("diff", "old", "nowhere", in: folder.url)
      #expect(nowhere.exitCode == 74 && nowhere.errorOutput.contains("nowhere"), "\(nowhere)")
      let run = try CommandRun.rollcall(
        "diff", "old", "new", environment: ["ROLLCALL_FORMAT": "csv", "ROLLCALL_OUTPUT": folder.file("elsewhere")],
        in: folder.url)
      #expect(run.exitCode == 1 && run.output.contains("1 raised"), "\(run)")
      #expect(folder.contents(of: "elsewhere") == nil)
    }
  }
}
