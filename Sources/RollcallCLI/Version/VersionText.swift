import Rollcall
import RollcallCurl
import RollcallSimulator

/// The output of `rollcall --version`: the version alone in the first line, for programs, then what a report of a fault
/// needs beside it.
struct VersionText: CustomStringConvertible {
  var origin = BuildOrigin.current
  var libraries =
    LinkedLibraries.versions + [
      ("libcurl", CurlTransport.libraryVersion), ("libmicrohttpd", Simulator.libraryVersion),
    ]

  var description: String {
    let commit = origin.map { "\($0.commit.prefix(12)) of \($0.date)" } ?? "unknown"
    return """
      rollcall \(RollcallVersion.current)
      commit \(commit)
      snapshot format \(Manifest.currentFormatVersion)
      \(libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
      """
  }
}
