/// A server of `Tests/Fixtures/servers`, running beside the tests.
package struct PythonServer: Sendable {
  package let port: Int

  /// Runs a server for as long as `body` does.
  ///
  /// - Parameters:
  ///   - script: its file, as in `server.py`.
  ///   - folder: the folder that it works in.
  package static func run<R>(
    _ script: String, _ arguments: [String] = [], in folder: String? = nil, _ body: (PythonServer) async throws -> R
  ) async throws -> R {
    // It ends with its standard input, even if this process is killed.
    let program = try Program(
      "python3", [Repository.path("Tests/Fixtures/servers/\(script)")] + arguments, in: folder, input: .pipe,
      output: .pipe)
    defer { program.end() }
    let line = await blocking { String(decoding: program.readAvailable(), as: UTF8.self) }
    guard let port = Int(line.filter { !$0.isNewline }) else {
      throw SupportError("\(script) does not start: \(line)")
    }
    return try await body(PythonServer(port: port))
  }
}
