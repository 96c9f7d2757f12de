import Glibc

/// A file that holds a secret, and nothing else.
package struct SecretFile {
  /// What is in it, without what editors add.
  package let secret: String
  /// What there is to say about the file itself: that others can read it.
  package let note: String?

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - setting: what it is for.
  ///   - name: where the path was given, for the error.
  ///   - folder: what a relative path is relative to, with a slash at its end; empty for the working directory.
  /// - Throws: `SettingError` if there is no such file, or no secret in it.
  package init(
    _ path: String, of setting: SettingDeclaration, givenBy name: String, relativeTo folder: String = ""
  ) throws {
    let resolved = path.hasPrefix("/") ? path : folder + path
    // Whoever gives the secret itself where its file is expected must not find it in a log.
    let shown = path.contains("/") || path.count < 16 ? resolved.shown() : "a file"
    func wrong(_ reason: String) -> SettingError { SettingError(message: reason, isUsage: false) }
    let file: SmallFile
    do {
      file = try SmallFile(resolved, limit: 64 * 1024)
    } catch {
      throw wrong("\(name) must be the path of a file with the secret, but \(shown) \(error.reason)")
    }
    let bytes = SecretText.trimmed(file.bytes)
    secret = String(decoding: bytes, as: UTF8.self)
    guard !bytes.isEmpty else { throw wrong("\(name) names \(shown), which is empty") }
    if let fault = SecretText.fault(in: bytes) ?? setting.fault?(secret) {
      throw wrong("\(name) names \(shown), which must hold \(SecretText.expected), but \(fault)")
    }
    // A pipe has its own ways, and so has what a shell substitutes.
    let isOwn = file.status.st_mode & S_IFMT == S_IFREG && !resolved.hasPrefix("/dev/") && !resolved.hasPrefix("/proc/")
    note =
      isOwn && file.status.st_mode & 0o044 != 0
      ? "\(name) names \(shown), which other users of this machine can read; next: chmod 600 \(shown)" : nil
  }
}

extension SettingValues {
  /// Notes a secret that is in a file.
  ///
  /// - Throws: `SettingError` if there is no such file, or no secret in it.
  package mutating func setSecret(
    _ setting: SettingDeclaration, fromFile path: String, givenBy name: String, relativeTo folder: String = "",
    from origin: Origin
  ) throws {
    let file = try SecretFile(path, of: setting, givenBy: name, relativeTo: folder)
    set(setting.name, to: file.secret, from: origin)
    if let note = file.note { self.note(note) }
  }
}
