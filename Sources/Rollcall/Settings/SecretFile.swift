import Glibc

/// A file that holds a secret and nothing else.
package struct SecretFile {
  /// The secret, without the additions of editors.
  package let secret: String
  /// A note about the file: others can read it.
  package let note: String?

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - setting: the setting of the secret.
  ///   - name: the place where the path was given, for the error.
  ///   - folder: the folder for a relative path, with a slash at its end; empty for the working folder.
  /// - Throws: `SettingError` if the file does not exist or contains no secret.
  package init(
    _ path: String, of setting: SettingDeclaration, givenBy name: String, relativeTo folder: String = ""
  ) throws {
    let resolved = path.hasPrefix("/") ? path : folder + path
    // A secret that was given in the place of its file must not appear in a log.
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
    if let fault = (setting.isOfLines ? nil : SecretText.fault(in: bytes)) ?? setting.fault?(secret) {
      throw wrong("\(name) names \(shown), which must hold \(setting.expected), but \(fault)")
    }
    // Pipes and shell substitutions have permissions of their own kind.
    let isOwn = file.status.st_mode & S_IFMT == S_IFREG && !resolved.hasPrefix("/dev/") && !resolved.hasPrefix("/proc/")
    note =
      isOwn && file.status.st_mode & 0o044 != 0
      ? "\(name) names \(shown), which other users of this machine can read; next: chmod 600 \(shown)" : nil
  }
}

extension SettingValues {
  /// Adds a secret from a file.
  ///
  /// - Throws: `SettingError` if the file does not exist or contains no secret.
  package mutating func setSecret(
    _ setting: SettingDeclaration, fromFile path: String, givenBy name: String, relativeTo folder: String = "",
    from origin: Origin
  ) throws {
    let file = try SecretFile(path, of: setting, givenBy: name, relativeTo: folder)
    set(setting.name, to: file.secret, from: origin)
    if let note = file.note { self.note(note) }
  }
}
