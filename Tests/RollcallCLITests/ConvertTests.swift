import Foundation
import RollcallTestSupport
import Testing

/// `rollcall convert` as its users meet it.
@Suite struct `Command convert` {
  static let presets = ["review", "vanta", "baton", "veza", "ocsf"]

  /// A snapshot that the demo makes.
  private func export() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    let run = try CommandRun.shell("\"$rollcall\" demo --quiet --output s --operators 50", in: folder.url)
    try #require(run.exitCode == 0, "\(run)")
    return folder
  }

  @Test(arguments: presets)
  func `a preset makes its output and tells where it is`(preset: String) throws {
    let folder = try export()
    let run = try CommandRun.rollcall("convert", "s", "--preset", preset, "--output", "out/", in: folder.url)
    #expect(run.exitCode == 0 && run.output == "out/\n" && run.errorOutput.isEmpty, "\(run)")
    let again = try CommandRun.shell(
      "rm -rf out*; \"$rollcall\" convert s --preset \(preset) -o out -q; code=$?; ls; exit $code", in: folder.url)
    #expect(again.exitCode == 0 && again.output == "out\nout.provenance.json\ns\n", "\(again)")
    let taken = try CommandRun.rollcall("convert", "s", "--preset", preset, "--output", "out", in: folder.url)
    #expect(taken.exitCode == 73 && taken.output.isEmpty, "\(taken)")
  }

  @Test func `the list tells what each preset is, and needs no snapshot`() throws {
    let run = try CommandRun.rollcall("convert", "--preset", "list")
    #expect(run.exitCode == 0 && run.errorOutput.isEmpty, "\(run)")
    #expect(run.output.split(separator: "\n").map { String($0.split(separator: " ")[0]) } == Self.presets, "\(run)")
  }

  @Test(arguments: [
    ("convert --preset review --output out", "DIR is missing"), ("convert s --output out", "--preset is missing"),
    ("convert s --preset review", "--output is missing"), ("convert s --preset excel --output out", "preset"),
    ("convert s --preset vanta --since s --output out", "takes no --since"),
    ("convert --preset", "--preset needs a value"),
  ])
  func `a wrong command line is refused with the reason`(arguments: String, text: String) throws {
    let run = try CommandRun.shell("\"$rollcall\" \(arguments)")
    #expect(run.exitCode == 64 && run.errorOutput.contains(text) && run.output.isEmpty, "\(run)")
  }

  @Test func `a snapshot that is not complete is refused, and with the option it is converted and ends with 1`() throws
  {
    let folder = try export()
    _ = try CommandRun.shell("sed -i 's/\"complete\" : true/\"complete\" : false/' s/manifest.json", in: folder.url)
      .succeeded()
    let refused = try CommandRun.rollcall("convert", "s", "--preset", "ocsf", "--output", "out", in: folder.url)
    #expect(refused.exitCode == 65 && refused.errorOutput.contains("--allow-incomplete"), "\(refused)")
    let run = try CommandRun.rollcall(
      "convert", "s", "--preset", "ocsf", "--output", "out", "--allow-incomplete", in: folder.url)
    #expect(run.exitCode == 1 && run.errorOutput.contains("not complete") && run.output == "out\n", "\(run)")
  }

  @Test func `a workbook with changes has a sheet for them`() throws {
    let folder = try export()
    _ = try CommandRun.shell(
      "\"$rollcall\" demo --quiet --output t --operators 40 --seed 1; mv s new; mv t old", in: folder.url)
    let run = try CommandRun.rollcall(
      "convert", "new", "--preset", "review", "--since", "old", "--output", "out.xlsx", in: folder.url)
    #expect(run.exitCode == 0, "\(run)")
    let names = try Python.run(
      """
      import re, sys, zipfile
      print(re.findall('<sheet name="([^"]+)"', zipfile.ZipFile(sys.argv[1]).read("xl/workbook.xml").decode())[:3])
      """, [folder.file("out.xlsx")])
    #expect(names == "['Summary', 'Changes', 'Not counted']\n")
    let provenance = String(decoding: folder.contents(of: "out.xlsx.provenance.json") ?? [], as: UTF8.self)
    #expect(provenance.contains("\"since\""))
  }
}
