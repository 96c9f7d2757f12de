import CCrypto
import Glibc
import Rollcall

/// A file of certificate authorities to trust, in PEM.
public enum AuthorityFile {
  /// Checks that certificates can be read from a file, before any request is sent.
  ///
  /// - Throws: `SettingError` that names the setting and says what is wrong with the file.
  public static func check(_ path: String) throws {
    func wrong(_ what: String) -> SettingError {
      SettingError(
        message: """
          ca-file is \(path), \(what): it takes a file of certificates in PEM, which begin with \
          -----BEGIN CERTIFICATE-----
          """,
        isUsage: false)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw wrong("which cannot be read (\(String(cString: strerror(errno))))") }
    // Each connection reads the file again, but a pipe can be read only once.
    guard status.st_mode & S_IFMT == S_IFREG else { throw wrong("which is not a regular file") }
    switch ccrypto_count_certificates(path) {
    case -1: throw wrong("which cannot be read (\(String(cString: strerror(errno))))")
    case -2: throw wrong("in which something is damaged")
    case 0: throw wrong("which contains no certificate")
    default: return
    }
  }
}
