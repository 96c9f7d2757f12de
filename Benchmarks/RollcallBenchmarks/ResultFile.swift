import FoundationEssentials

/// The figures of a run, for `--json` and `--baseline`.
struct ResultFile: Codable {
  let machine: Machine
  /// Whether the sizes were those of `--quick`, which cannot be compared.
  let isQuick: Bool
  let results: [Measurement]

  init(machine: Machine, isQuick: Bool, results: [Measurement]) {
    self.machine = machine
    self.isQuick = isQuick
    self.results = results
  }

  init(path: String) throws {
    guard let content = FileManager.default.contents(atPath: path) else { throw Failure("cannot read \(path)") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(ResultFile.self, from: content)
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: URL(filePath: path))
  }
}

/// The machine of the measurements.
struct Machine: Codable, CustomStringConvertible {
  let cores: Int
  let model: String
  let memoryBytes: Int

  static var current: Machine {
    Machine(
      cores: ProcessInfo.processInfo.activeProcessorCount, model: field("model name", of: "/proc/cpuinfo") ?? "unknown",
      memoryBytes: Int(ProcessInfo.processInfo.physicalMemory))
  }

  var description: String { "\(cores) cores of \(model), \((Double(memoryBytes) / 1e9).text()) GB of memory" }

  /// The text after a name and a colon in a file of `/proc`.
  static func field(_ name: String, of path: String) -> String? {
    guard let content = FileManager.default.contents(atPath: path) else { return nil }
    let line = String(decoding: content, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(separator: ":").dropFirst().first.map { String($0.trimmingBlanks) }
  }
}

extension Substring {
  /// The text without surrounding blanks.
  fileprivate var trimmingBlanks: Substring {
    let front = drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return front }
    return front[...last]
  }
}
