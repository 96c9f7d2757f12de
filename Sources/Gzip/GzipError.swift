import CZlib

/// A refusal by zlib or ISA-L, or gzip data that is not what it claims to be.
package struct GzipError: Error, Equatable, CustomStringConvertible {
  package enum Code: Sendable {
    /// There was no memory for the state.
    case outOfMemory
    /// The bytes are not gzip, or a checksum in them is wrong.
    case damaged
    /// The bytes end inside a member.
    case truncated
    /// Bytes that are not another member follow the end of the member.
    case trailingBytes
    /// The library refused a call that this module made wrongly.
    case misuse
  }

  package let code: Code
  /// The message of the library, or the expected content.
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Names a zlib result; `stream.msg` says more where zlib set it.
  init(result: CInt, stream: UnsafePointer<z_stream>) {
    let detail = stream.pointee.msg.map { String(cString: $0) } ?? String(cString: zError(result))
    switch result {
    case Z_MEM_ERROR: self.init(.outOfMemory, detail)
    case Z_DATA_ERROR, Z_NEED_DICT: self.init(.damaged, detail)
    case Z_BUF_ERROR: self.init(.truncated, detail)
    default: self.init(.misuse, detail)
    }
  }

  package var description: String { "gzip: \(message)" }
}
