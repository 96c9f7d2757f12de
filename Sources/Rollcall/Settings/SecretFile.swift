/// A file that holds a secret, and nothing else.
package enum SecretFile {
  /// The content without the line end that editors add.
  ///
  /// - Parameters:
  ///   - name: where the path was given, for the error.
  ///   - folder: what a relative path is relative to, with a slash at its end; empty for the working directory.
  /// - Throws: `SettingError` if there is no such file, or no secret in it.
  package static func read(_ path: String, givenBy name: String, relativeTo folder: String = "") throws -> String {
    let resolved = path.hasPrefix("/") ? path : folder + path
    // Whoever gives the secret itself where its file is expected must not find it in a log.
    let shown = path.contains("/") || path.count < 16 ? resolved : "a file"
    guard let bytes = try? SmallFile.contents(of: resolved, limit: 64 * 1024),
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw SettingError(
        message: "\(name) must be the path of a file with the secret, but \(shown) cannot be read as a short text",
        isUsage: false)
    }
    let secret = trimmed(text)
    guard !secret.isEmpty else {
      throw SettingError(message: "\(name) names \(shown), which is empty", isUsage: false)
    }
    return secret
  }

  /// The text without blanks around it: a line end that came along with a secret is not part of it.
  package static func trimmed(_ text: String) -> String {
    let rest = text.trimmingPrefix(while: \.isWhitespace)
    return rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
  }
}
