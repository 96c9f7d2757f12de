import RollcallTestSupport
import Testing

@testable import Rollcall

/// What a configuration file may say, and how it is told what it may not.
@Suite struct `Configuration file` {
  private static let canary = "canary-key-0123456789"
  private static let settings = ExportConfiguration.settings + ServiceDefinition.crisp.settings
  private static let foreign = Setting<Int>.number("port", in: 0...9, help: "").declaration

  /// Reads a file with this content, after `values` were set by the environment.
  private func read(
    _ bytes: [UInt8], environment: [(String, String)] = []
  ) throws -> SettingValues {
    let scratch = try ScratchFolder()
    _ = try scratch.write(Array("\(Self.canary)\n".utf8), to: "key")
    _ = try scratch.write([], to: "empty")
    var values = SettingValues()
    values.set("config", to: try scratch.write(bytes, to: "file.json"), from: .flag)
    for (name, text) in environment { values.set(name, to: text, from: .environment) }
    try ConfigurationFile(for: Self.settings, known: Self.settings + [Self.foreign], in: values)?.read(into: &values)
    for setting in Self.settings { try values.check(setting) }
    return values
  }

  private func read(_ text: String, environment: [(String, String)] = []) throws -> SettingValues {
    try read(Array(text.utf8), environment: environment)
  }

  @Test func `strings, numbers, booleans and arrays can be set`() throws {
    let values = try read(
      """
      {"output": "snapshot", "workers": 7, "compression-level": "9", "quiet": true, "json": false,
       "format": ["csv", "jsonl"], "tables": "grants,operators", "crisp-website-id": ["w1", 2],
       "crisp-api-identifier": "id", "timeout": 5, "max-retry-time": "2m"}
      """)
    #expect(try values.value(.output) == "snapshot" && values.value(.workers) == 7)
    #expect(
      try values.value(.compressionLevel) == .gzip(level: 9) && values.value(.quiet) == true
        && values.value(.json) == false)
    #expect(try values.required(.formats).map(\.name) == ["csv", "jsonl"])
    #expect(try values.value(.tables) == [.grants, .operators] && values.value(.crispWebsiteIDs) == ["w1", "2"])
    #expect(try values.value(.crispAPIIdentifier) == "id" && values.value(.timeout) == .seconds(5))
    #expect(try values.value(.maximumRetryTime) == .seconds(120))
  }

  @Test func `a byte order mark does not matter`() throws {
    #expect(try read([0xEF, 0xBB, 0xBF] + Array(#"{"workers": 7}"#.utf8)).value(.workers) == 7)
  }

  @Test func `a variable replaces all values of the file`() throws {
    let values = try read(
      #"{"tables": ["grants", "operators"], "workers": 3}"#, environment: [("tables", "resources")])
    #expect(try values.value(.tables) == [.resources] && values.value(.workers) == 3)
  }

  @Test func `a setting of another command is ignored`() throws {
    #expect(try read(#"{"port": 8080}"#).texts(of: Self.foreign) == nil)
  }

  @Test func `a secret is read from a file beside the configuration`() throws {
    let values = try read(#"{"crisp-api-key-file": "key"}"#)
    #expect(try values.value(.crispAPIKey) == Self.canary)
  }

  @Test func `the file of an overridden secret can be missing`() throws {
    let values = try read(#"{"crisp-api-key-file": "nowhere"}"#, environment: [("crisp-api-key", "other")])
    #expect(try values.value(.crispAPIKey) == "other")
  }

  @Test func `the path of the authorities is relative to the file, and other paths to the working folder`() throws {
    let values = try read(#"{"ca-file": "ca.pem", "output": "snapshot"}"#)
    let path = try values.required(.authorityFile)
    #expect(path.hasPrefix("/") && path.hasSuffix("/ca.pem"))
    #expect(try read(#"{"ca-file": "/etc/ca.pem"}"#).value(.authorityFile) == "/etc/ca.pem")
    #expect(try values.value(.output) == "snapshot")
  }

  @Test(arguments: [
    (#"{"worker": 4}"#, "“worker” in /", "is not a setting; did you mean “workers”?"),
    (#"{"crisp_website_id": "w"}"#, "“crisp_website_id” in /", "did you mean “crisp-website-id”?"),
    (#"{"crisp-api-ky": "canary-key-0123456789"}"#, "“crisp-api-ky”", "did you mean “crisp-api-key-file”?"),
    (#"{"nothing-like-it": 4}"#, "“nothing-like-it”", "keys are named as flags"),
    (#"{"config": "other.json"}"#, "“config”", "is not a setting"),
    (#"{"a\u001b[31m\nb": 4}"#, "“a\u{FFFD}[31m b”", "is not a setting"),
    (
      #"{"crisp-api-key": "canary-key-0123456789"}"#, "“crisp-api-key” in /",
      "into “crisp-api-key-file”, or into ROLLCALL_CRISP_API_KEY"
    ),
    (#"{"crisp-api-key": ["canary-key-0123456789"]}"#, "“crisp-api-key” in /", "a secret is not taken from"),
    (#"{"crisp-api-key-file": "canary-key-0123456789"}"#, "“crisp-api-key-file” in /", "but a file cannot be read"),
    (#"{"crisp-api-key-file": "nowhere"}"#, "“crisp-api-key-file” in /", "/nowhere cannot be read"),
    (#"{"crisp-api-key-file": "empty"}"#, "“crisp-api-key-file” in /", "which is empty"),
    (#"{"crisp-api-key-file": 5}"#, "“crisp-api-key-file” in /", "must be the path of a file but is a number"),
    (
      #"{"crisp-api-identifier": "canary-key-0123456789", "crisp-api-identifier-file": "key"}"#,
      "“crisp-api-identifier” in /", "given once"
    ),
    (#"{"workers": 4, "workers": 4}"#, "“workers” is in /", "twice"),
    (#"{"workers": 1.5}"#, "“workers” in /", "must be a whole number from 1 to 256 but is a number"),
    (#"{"workers": "many"}"#, "“workers” in /", "must be a whole number from 1 to 256 but is “many”"),
    (#"{"workers": null}"#, "“workers” in /", "but is null"),
    (#"{"workers": [4]}"#, "“workers” in /", "but is an array"),
    (#"{"output": true}"#, "“output” in /", "must be a text that is not empty but is a boolean"),
    (#"{"output": ""}"#, "“output” in /", "must be a text that is not empty"),
    (#"{"ca-file": ""}"#, "“ca-file” in /", "must be a text that is not empty"),
    (#"{"quiet": "true"}"#, "“quiet” in /", "must be true or false but is a string"),
    (#"{"quiet": 1}"#, "“quiet” in /", "must be true or false but is a number"),
    (#"{"tables": []}"#, "“tables” in /", "but is empty"),
    (#"{"tables": [["operators"]]}"#, "“tables” in /", "but is an array"),
    (#"{"tables": {"operators": true}}"#, "“tables” in /", "but is an object"),
    ("[]", "the configuration file /", "must be a JSON object but is an array"),
    ("", "the configuration file /", "is not JSON: it ends too early, in line 1, column 1"),
    (#"{"workers": 4,}"#, "the configuration file /", "it cannot go on as it does at line 1, column 15"),
    ("{\n  \"output\": \"é\",\n  workers: 4}", "the configuration file /", "at line 3, column 3"),
    ("{\"output\": \"é\" \"x\"}", "the configuration file /", "at line 1, column 16"),
    ("{\r\n\"json\": true", "the configuration file /", "it ends too early, in line 2, column 13"),
    ("# comment\n{}", "the configuration file /", "at line 1, column 1"),
    (#"{"output": "\ud83d"}"#, "the configuration file /", "at line 1, column 13"),
    (#"{"output": "a\u0000b"}"#, "“output” in /", "has a NUL in it"),
    (#"{"crisp-api-key-file": "key\u0000"}"#, "“crisp-api-key-file” in /", "has a NUL in it"),
  ])
  func `an error names the file, the key and what would be right`(
    text: String, beginning: String, part: String
  ) throws {
    let error = #expect(throws: SettingError.self) { try read(text) }
    let message = try #require(error?.message)
    #expect(error?.isUsage == false && message.hasPrefix(beginning) && message.contains(part), "\(message)")
    #expect(message.contains("file.json") || message.contains("/rollcall-test-"), "\(message)")
    #expect(!message.contains("canary"), "\(message)")
  }

  @Test(arguments: [[0xFF, 0xFE], []] as [[UInt8]])
  func `the error about a file in UTF-16 says so`(mark: [UInt8]) throws {
    let bytes = mark + #"{"workers": 7}"#.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let error = #expect(throws: SettingError.self) { try read(bytes) }
    #expect(error?.message.hasSuffix("is not JSON: it is UTF-16; save it as UTF-8") == true)
  }

  @Test func `a file that is too large is refused`() throws {
    let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
    #expect(throws: Never.self) { try read(Array("{}".utf8) + blanks.dropLast(2)) }
    let error = #expect(throws: SettingError.self) { try read(Array("{}".utf8) + blanks) }
    #expect(error?.message.hasSuffix("is larger than 1024 KiB") == true)
  }

  @Test(arguments: [("/nonexistent.json", "No such file"), ("/", "Is a directory"), ("/dev/zero", "is larger than")])
  func `a named file that cannot be read is an error`(path: String, reason: String) throws {
    var values = SettingValues()
    values.set("config", to: path, from: .flag)
    let error = #expect(throws: SettingError.self) {
      try ConfigurationFile(for: Self.settings, known: Self.settings, in: values)?.read(into: &values)
    }
    #expect(error?.isUsage == false && error?.message.contains("the configuration file \(path) ") == true)
    #expect(error?.message.contains(reason) == true)
  }
}
