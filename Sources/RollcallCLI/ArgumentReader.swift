import FoundationEssentials
import Rollcall

/// A command line that makes no sense: exit code 64.
struct UsageError: Error {
  let message: String
}

/// Reads a command's arguments and environment into settings, by their declarations.
struct ArgumentReader {
  let command: Command

  /// Reads flags and words, and for what no flag sets the environment.
  ///
  /// - Throws: `UsageError` for an argument that is not known, `SettingError` for a secret that cannot be read.
  func read(_ arguments: [String], environment: [String: String]) throws -> Invocation {
    var invocation = Invocation(words: [], settings: SettingValues())
    try readEnvironment(environment, into: &invocation.settings)
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--"), argument.count > 2 else {
        guard command.words.contains(argument) else {
          let expected = command.words.isEmpty ? "" : "; it takes \(command.words.joined(separator: ", "))"
          // A long word may be a secret that lost its place.
          let shown = argument.count < 16 ? "“\(argument)”" : "an argument"
          throw UsageError(message: "\(shown) means nothing to rollcall \(command.name)\(expected)")
        }
        invocation.words.append(argument)
        continue
      }
      let (name, inlineValue) = Self.split(argument.dropFirst(2))
      try readFlag(name, inlineValue: inlineValue, rest: &rest, into: &invocation.settings)
    }
    return invocation
  }

  private func readFlag(
    _ name: String, inlineValue: String?, rest: inout ArraySlice<String>, into settings: inout SettingValues
  ) throws {
    func value() throws -> String {
      if let inlineValue { return inlineValue }
      // A lone dash is a value, as in --output -.
      guard let next = rest.first, !next.hasPrefix("--") else {
        throw UsageError(message: "--\(name) needs a value")
      }
      rest = rest.dropFirst()
      return next
    }
    if let setting = command.settings.first(where: { $0.name == name }) {
      guard !setting.isSecret else {
        throw UsageError(
          message: """
            --\(name) is not taken from the command line, where every user of this machine can read it in the process \
            list: put it into \(setting.environmentName), or into a file named by --\(name)-file
            """)
      }
      guard setting.placeholder != nil else {
        settings.set(name, to: inlineValue ?? "true", from: .flag)
        return
      }
      settings.set(name, to: try value(), from: .flag)
    } else if let secret = command.settings.first(where: { $0.secrecy != .open && $0.name + "-file" == name }) {
      settings.set(secret.name, to: try Self.secret(inFile: try value(), setting: "--\(name)"), from: .flag)
    } else {
      let known = command.settings.map { $0.isSecret ? $0.name + "-file" : $0.name } + ["help"]
      let suggestion = known.map { ($0, Self.distance($0, name)) }.min { $0.1 < $1.1 }
        .flatMap { $0.1 <= 3 ? "; did you mean --\($0.0)?" : nil }
      throw UsageError(
        message:
          "rollcall \(command.name) has no option --\(name)\(suggestion ?? ""); see rollcall \(command.name) --help")
    }
  }

  private func readEnvironment(_ environment: [String: String], into settings: inout SettingValues) throws {
    for setting in command.settings {
      let name = setting.environmentName
      // An empty variable is how shells and schedulers say "not set".
      if let value = environment[name], !value.isEmpty {
        // A line end that came along with a secret is not part of it.
        let text = setting.secrecy == .open ? value : Self.trimmed(value)
        settings.set(setting.name, to: text, from: .environment)
      } else if setting.secrecy != .open, let path = environment[name + "_FILE"], !path.isEmpty {
        settings.set(setting.name, to: try Self.secret(inFile: path, setting: name + "_FILE"), from: .environment)
      }
    }
  }

  private static func split(_ flag: Substring) -> (name: String, value: String?) {
    guard let equals = flag.firstIndex(of: "=") else { return (String(flag), nil) }
    return (String(flag[..<equals]), String(flag[flag.index(after: equals)...]))
  }

  /// The content of a secret's file, without the line end that editors add.
  private static func secret(inFile path: String, setting: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 64 * 1024,
      let text = String(data: data, encoding: .utf8)
    else {
      // Whoever gives the secret itself where its file is expected must not find it in a log.
      let shown = path.contains("/") ? path : "a file"
      throw SettingError(
        message: "\(setting) must be the path of a file with the secret, but \(shown) cannot be read as a short text",
        isUsage: false)
    }
    let secret = trimmed(text)
    guard !secret.isEmpty else {
      throw SettingError(message: "\(setting) names \(path), which is empty", isUsage: false)
    }
    return secret
  }

  private static func trimmed(_ text: String) -> String {
    let rest = text.trimmingPrefix(while: \.isWhitespace)
    return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
  }

  /// How many letters have to change to make one word the other (Levenshtein).
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let substitution = diagonal + (letter == right[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
