import Foundation
import RollcallSimulator
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

  @Test func `a demo of the next day has a tenant more, and most of the same people`() throws {
    let folder = try ScratchFolder()
    let script = """
      for day in 0 1; do
        "$rollcall" demo --operators 500 --day $day --compression none --quiet --output day-$day || exit $?
        cut -d, -f2,4,5 day-$day/operators/part-00000.csv | sort > people-$day
      done
      comm -12 people-0 people-1 | wc -l; comm -13 people-0 people-1 | wc -l; comm -23 people-0 people-1 | wc -l
      """
    let run = try CommandRun.shell(script, in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    let tenants = try [0, 1].map { try folder.tenants("day-\($0)").count }
    #expect(tenants == [2, 4], "\(run)")
    let counts = run.output.split(separator: "\n").suffix(3).compactMap { Int($0) }
    try #require(counts.count == 3, "\(run)")
    #expect(counts[0] > 530 && counts[1] > 50 && (1..<20).contains(counts[2]), "\(run)")
  }

  @Test func `demos on one port have one instance, so that their days can be compared`() throws {
    let folder = try ScratchFolder()
    let port = try serving(Scenario()) { String($0.port) }
    for day in ["0", "1"] {
      let run = try CommandRun.rollcall(
        "demo", "--operators", "20", "--port", port, "--day", day, "--output", folder.file("day-\(day)"))
      #expect(run.exitCode == 0, "\(run)")
      let instances = try folder.tenants("day-\(day)").map { $0["instance"] as? String }
      #expect(Set(instances) == ["http://127.0.0.1:\(port)"])
    }
  }

  @Test func `the simulator is as slow, limited and broken as it is told to be`() throws {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell(
      """
      serve() {
        : > instructions
        "$rollcall" simulate --operators 5 --accounts 0 "$@" > instructions & simulator=$!
        until grep -q 'rollcall export' instructions; do sleep 0.05; done
        . <(grep '^export' instructions)
        url=$ROLLCALL_CRISP_BASE_URL/v1/plugin/connect/account
      }
      ask() { curl --silent --output answer --write-out "%{http_code} %{time_total}\\n" "$url"; }
      serve --rate-limit 2/1000000s; ask; ask; ask; cat answer; echo; kill $simulator
      serve --latency 300ms; ask; kill $simulator
      serve --fail 100%; ask; kill $simulator
      serve --fail 25% --day 2; "$rollcall" export crisp --crisp-all-websites --output snapshot; echo "exit $?"
      kill $simulator
      """, in: folder.url)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count > 6, "\(run)")
    #expect(lines[0].hasPrefix("401 ") && lines[1].hasPrefix("401 ") && lines[2].hasPrefix("429 "), "\(run)")
    #expect(lines[3].contains("rate_limited") && lines[4].hasPrefix("401 "), "\(run)")
    #expect(Double(lines[4].dropFirst(4)).map { $0 >= 0.3 } == true, "\(run)")
    #expect(["000", "500", "502", "503"].contains(lines[5].prefix(3)), "\(run)")
    #expect(run.output.contains("complete: 2 tenants, ") && run.output.contains("exit 0"), "\(run)")
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
