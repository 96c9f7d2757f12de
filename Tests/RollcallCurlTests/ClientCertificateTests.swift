import Foundation
import RollcallCurl
import RollcallTestSupport
import Testing

@Suite struct `Client certificate` {
  /// A folder with two certificates and their keys, one of them with a passphrase.
  private static func folder() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    let script = """
      openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.pem -subj /CN=a -days 2 2>/dev/null
      openssl req -x509 -newkey rsa:2048 -nodes -keyout b.key -out b.pem -subj /CN=b -days 2 2>/dev/null
      openssl rsa -aes256 -passout pass:secret -in a.key -out locked.key 2>/dev/null
      cat a.pem a.key > both.pem; echo nothing > empty.pem; mkdir sub
      """
    _ = try CommandRun.shell(script, in: folder.url).succeeded()
    return folder
  }

  @Test func `a certificate and its key are taken, from one file or two`() throws {
    let folder = try Self.folder()
    #expect(
      try ClientCertificate(certificate: folder.file("a.pem"), key: folder.file("a.key")).key == folder.file("a.key"))
    #expect(try ClientCertificate(certificate: folder.file("both.pem"), key: nil).key == folder.file("both.pem"))
  }

  @Test func `everything else is refused with the setting's name and the reason`() throws {
    let folder = try Self.folder()
    for (certificate, key, says) in [
      ("a.pem", "b.key", "client-key is "), ("a.pem", "b.key", "not that of the certificate"),
      ("a.pem", nil, "there is no key: name the key's file with client-key"), ("a.pem", "locked.key", "a passphrase"),
      ("empty.pem", "a.key", "client-certificate is "), ("empty.pem", "a.key", "there is no certificate in PEM"),
      ("a.pem", "empty.pem", "there is no key in PEM"), ("nowhere", "a.key", "No such file"),
      ("sub", "a.key", "not a regular file"),
    ] as [(String, String?, String)] {
      #expect {
        try ClientCertificate(certificate: folder.file(certificate), key: key.map { folder.file($0) })
      } throws: { "\($0)".contains(says) }
    }
  }
}
