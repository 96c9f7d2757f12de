import Foundation

extension CommandRun {
  /// Runs a command line that can start servers of `Tests/Fixtures/servers`: `start NAME …` puts a server's port into
  /// `$port`. They end with the command line.
  static func withServers(
    _ script: String, environment: [String: String] = [:], in folder: TemporaryFolder
  ) throws -> CommandRun {
    let root = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let servers = root.appendingPathComponent("Fixtures/servers").path
    let start = """
      set -e
      mkfifo hold
      exec 9<>hold
      start() {
        rm -f port
        python3 "$servers/$@" <hold >port 2>/dev/null &
        until [ -s port ]; do sleep 0.02; done
        read port <port
      }

      """
    return try shell(
      start + script, environment: environment.merging(["servers": servers]) { own, _ in own }, in: folder.url)
  }
}
