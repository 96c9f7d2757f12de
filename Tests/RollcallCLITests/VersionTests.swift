import Rollcall
import RollcallTestSupport
import Testing

@testable import RollcallCLI

@Suite struct `The version` {
  @Test(arguments: [["--version"], ["-V"], ["export", "--version"], ["verify", "-V"]])
  func `it has the version alone in its first line, then commit, snapshot format and libraries`(
    arguments: [String]
  ) throws {
    let run = try CommandRun.run(CommandRun.rollcall, arguments)
    let lines = run.output.split(separator: "\n")
    #expect(run.exitCode == 0 && lines.count == 4, "\(run)")
    #expect(lines.first == "rollcall \(RollcallVersion.current)")
    #expect(lines[1].hasPrefix("commit "))
    #expect(lines[2] == "snapshot format \(Manifest.currentFormatVersion)")
    for library in ["zlib", "ISA-L", "libcurl", "OpenSSL", "simdjson", "libmicrohttpd", "libxlsxwriter"] {
      let version = lines[3].split(separator: ", ").first { $0.hasPrefix("\(library) ") }?.dropFirst(library.count + 1)
      #expect(version?.first?.isNumber == true && version?.contains(".") == true, "\(library): \(lines[3])")
    }
  }

  @Test func `the libraries are those that the dynamic linker loads`() throws {
    let script = """
      import ctypes, ssl
      curl = ctypes.CDLL("libcurl.so.4"); curl.curl_version.restype = ctypes.c_char_p
      zlib = ctypes.CDLL("libz.so.1"); zlib.zlibVersion.restype = ctypes.c_char_p
      print("libcurl " + curl.curl_version().decode().split()[0].split("/")[1])
      print("zlib " + zlib.zlibVersion().decode())
      """
    let version = "\(VersionText())"
    for line in try Python.run(script, []).split(separator: "\n") { #expect(version.contains(line), "\(version)") }
  }

  @Test func `a commit is known where git archive wrote it, and unknown in a clone`() throws {
    let hash = String(repeating: "0123456789", count: 4)
    let origin = try #require(BuildOrigin(archived: "\(hash) 2026-11-27"))
    #expect(VersionText(origin: origin).description.contains("\ncommit 012345678901 of 2026-11-27\n"))
    #expect(VersionText(origin: nil).description.contains("\ncommit unknown\n"))
    for text in ["$" + "Format:%H %cs$", "", hash, "HEAD 2026-11-27"] { #expect(BuildOrigin(archived: text) == nil) }
  }

  @Test func `git archive writes the commit into the sources`() throws {
    // Not every folder with the sources is a repository.
    let root = Repository.path("")
    let head = try CommandRun.run("git", ["-C", root, "rev-parse", "HEAD"])
    guard head.exitCode == 0 else { return }
    let archived = try CommandRun.shell(
      "git -C '\(root)' archive HEAD Sources/RollcallCLI/Version | tar -xO Sources/RollcallCLI/Version/BuildOrigin.swift"
    )
    #expect(archived.output.contains("\"\(head.output.prefix(40)) 20"), "\(archived)")
  }
}
