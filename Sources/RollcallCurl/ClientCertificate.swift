import CCrypto
import Glibc
import Rollcall

/// A certificate and its key, in PEM, for servers that want to know who asks.
public struct ClientCertificate: Sendable, Equatable {
  /// The file of the certificate.
  public let certificate: String
  /// The file of the key.
  public let key: String

  /// Checks that both can be read and belong together, before any request is sent.
  ///
  /// - Parameters:
  ///   - certificate: the file of the certificate.
  ///   - key: the file of the key; `nil` if the certificate's file has it, too.
  /// - Throws: `SettingError` that names the setting and says what is wrong.
  public init(certificate: String, key: String?) throws {
    self.certificate = certificate
    self.key = key ?? certificate
    for (path, name) in [
      (certificate, "client-certificate"), (self.key, key == nil ? "client-certificate" : "client-key"),
    ] {
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw Self.wrong(name, path, "which cannot be read (\(String(cString: strerror(errno))))")
      }
      // Each connection reads the file again, but a pipe can be read only once.
      guard status.st_mode & S_IFMT == S_IFREG else { throw Self.wrong(name, path, "which is not a regular file") }
    }
    let keyName = key == nil ? "client-certificate" : "client-key"
    switch ccrypto_check_client(certificate, self.key) {
    case 0: return
    case 1:
      throw Self.wrong("client-certificate", certificate, "which cannot be read (\(String(cString: strerror(errno))))")
    case 2:
      throw Self.wrong(
        "client-certificate", certificate,
        "in which there is no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----")
    case 3: throw Self.wrong(keyName, self.key, "which cannot be read (\(String(cString: strerror(errno))))")
    case 4:
      throw Self.wrong(
        keyName, self.key, "whose key wants a passphrase: give a key without one, in a file that only you can read")
    case 5:
      throw Self.wrong(
        keyName, self.key,
        key == nil
          ? "in which there is no key: name the key's file with client-key"
          : "in which there is no key in PEM, which begins with -----BEGIN PRIVATE KEY-----")
    default: throw Self.wrong(keyName, self.key, "whose key is not that of the certificate in \(certificate)")
    }
  }

  private static func wrong(_ name: String, _ path: String, _ what: String) -> SettingError {
    SettingError(message: "\(name) is \(path), \(what)", isUsage: false)
  }
}
