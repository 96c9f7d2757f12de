import CCrypto
import FoundationEssentials

/// A running SHA-256 (FIPS 180-4), by OpenSSL.
package final class SHA256 {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      fatalError("OpenSSL offers no SHA-256")
    }
    self.context = context
  }

  private init(copying other: SHA256) {
    guard let context = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(context, other.context) == 1 else {
      fatalError("out of memory")
    }
    self.context = context
  }

  /// The digest of bytes that are all there, in hexadecimal.
  package static func hexadecimal(of bytes: some ContiguousBytes) -> String {
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal()
  }

  deinit { EVP_MD_CTX_free(context) }

  /// A copy of the present state.
  package func copy() -> SHA256 { SHA256(copying: self) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "bytes in memory have a digest")
  }

  /// The digest of the bytes so far, in hexadecimal; more bytes may follow.
  package func hexadecimal() -> String {
    let final = copy()
    var digest = [UInt8](repeating: 0, count: 32)
    precondition(EVP_DigestFinal_ex(final.context, &digest, nil) == 1, "a digest has an end")
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
