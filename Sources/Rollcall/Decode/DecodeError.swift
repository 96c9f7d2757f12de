/// A response that cannot be what the service means: not JSON, not the expected shape, or beyond the limits.
package struct DecodeError: Error, Equatable {
  /// What is wrong, without any value of the response.
  package let message: String
  /// Whether the response just ends too early, so that another one may be whole.
  package let isTruncation: Bool
  /// Where, in bytes from the start of the response's content; `nil` if that is not known.
  package let offset: Int?

  package init(_ message: String, at offset: Int? = nil, isTruncation: Bool = false) {
    self.message = message
    self.offset = offset
    self.isTruncation = isTruncation
  }
}
