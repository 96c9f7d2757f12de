/// An error in a response that the service cannot mean: it is not JSON, has another shape, or exceeds a limit.
package struct DecodeError: Error, Equatable {
  /// The fault, without any value of the response.
  package let message: String
  /// The place, in bytes from the start of the response's content; `nil` if it is unknown.
  package let offset: Int?
  /// Whether the response only ends too early, so that another one may be whole.
  package let isTruncation: Bool
  /// Whether the response is not JSON but a web page or plain words: something before the service answered, and may not
  /// do so again.
  package let isForeign: Bool
  /// Whether the response contradicts itself or an earlier one, so that the request is repeated before it is given up.
  package let isContradiction: Bool
  /// The text at the place, as far as it can be shown; see `ResponseQuoting`.
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
