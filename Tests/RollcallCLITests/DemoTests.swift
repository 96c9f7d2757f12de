import Foundation
import RollcallTestSupport
import Testing

@Suite struct `Demo and simulator` {
  @Test func `the demo shows the manifest's summary, the files and the first rows`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall(
      "demo", "--operators", "500", "--format", "csv,jsonl", "--output", folder.file("snapshot"))
    #expect(run.exitCode == 0, "\(run)")
    for text in [
      "complete: 2 tenants, 550 operators, 12 resources, 16 entitlements, ",
      "manifest.json says: complete true", "operators/part-00000.csv.gz", "grants/part-00000.jsonl.gz", "550 rows",
      "operators/part-00000.csv.gz begins:\n  snapshot_at,service,instance,tenant_id,operator_id",
      #"resources/part-00000.jsonl.gz begins:\#n  {"snapshot_at":""#,
      "/snapshot begins:\n  543 people can read 11 places in 2 tenants; ",
      "\n  not counted: 3 invitations not accepted, ",
      "\n  unknown: sub-inboxes were not read", "/snapshot --output report.html",
    ] {
      #expect(run.output.contains(text), "\(text) in \(run)")
    }
  }

  @Test func `the demo makes its own folder if none is named`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.rollcall("demo", "--operators", "5", environment: ["TMPDIR": folder.url.path])
    #expect(run.exitCode == 0, "\(run)")
    #expect(folder.contents.contains { $0.hasSuffix("snapshot/manifest.json") }, "\(folder.contents)")
  }

  @Test func `the commands that the simulator prints work when pasted into a shell`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      """
      "$rollcall" simulate --operators 20 --websites 2 > instructions & simulator=$!
      until grep -q 'rollcall export' instructions; do sleep 0.05; done
      grep '^export' instructions > settings && . ./settings
      arguments=$(sed -n 's/^rollcall //p' instructions)
      "$rollcall" $arguments; code=$?
      kill -TERM $simulator; wait $simulator || code=$?
      exit $code
      """, in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("complete: 3 tenants, 90 operators"), "\(run)")
  }
}
