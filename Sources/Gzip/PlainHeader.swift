/// The header of a gzip member without a name or any other addition (RFC 1952): ten bytes.
struct PlainHeader {
  /// How they begin: the magic number, deflate as the method, no flags. Time and system may be anything.
  private static let beginning: [UInt8] = [0x1f, 0x8b, 8, 0]
  private static let count = 10

  /// The bytes of the member that were taken.
  private(set) var bytes: [UInt8] = []

  /// What the bytes that were taken belong to.
  enum Kind {
    /// A plain header, if the next ones fit.
    case unknown
    /// A plain header.
    case plain
    /// Something else.
    case other
  }

  /// Takes bytes from the input, as long as they may belong to a plain header.
  mutating func take(from input: inout UnsafeRawBufferPointer) -> Kind {
    while bytes.count < Self.count {
      guard let byte = input.first else { return .unknown }
      input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
      bytes.append(byte)
      guard bytes.starts(with: Self.beginning.prefix(bytes.count)) else { return .other }
    }
    return .plain
  }
}
