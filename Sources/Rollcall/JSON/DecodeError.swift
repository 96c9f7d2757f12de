/// A response that cannot be what the service means: not JSON, not the expected shape, or beyond the limits.
package struct DecodeError: Error, Equatable {
  /// What is wrong, without any value of the response.
  package let message: String
  /// Where, in bytes from the start of the response's content; `nil` if that is not known.
  package let offset: Int?
  /// Whether the response just ends too early, so that another one may be whole.
  package let isTruncation: Bool
  /// Whether it is no JSON at all, but a web page or plain words: something on the way answered in the service's place,
  /// and may not do so again.
  package let isForeign: Bool
  /// Whether the answer contradicts itself, or what the service said before, so that it is asked for again before it is
  /// given up.
  package let isContradiction: Bool
  /// What stands there, as far as it can be shown; see `ResponseQuoting`.
  package let excerpt: String?

  package init(
    _ message: String, at offset: Int? = nil, isTruncation: Bool = false, isForeign: Bool = false,
    isContradiction: Bool = false, excerpt: String? = nil
  ) {
    self.message = message
    self.offset = offset
    self.isTruncation = isTruncation
    self.isForeign = isForeign
    self.isContradiction = isContradiction
    self.excerpt = excerpt
  }
}
