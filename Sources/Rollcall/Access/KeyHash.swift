/// Keys as hashes of 64 bits: eight bytes for each, however long it is.
///
/// SipHash with a seed for each process, so that keys with equal hashes cannot be prepared. Hashes have no meaning in
/// another process.
extension Hasher {
  /// Begins the hash of every key of a tenant.
  init(keysOf tenant: Tenant) {
    self.init()
    for var part in [tenant.service, tenant.instance, tenant.id] {
      part.withUTF8 { combine(part: UnsafeRawBufferPointer($0)) }
    }
  }

  /// Adds a part of a key. Parts that are the same when joined still give different hashes.
  mutating func combine(part: UnsafeRawBufferPointer) {
    combine(part.count)
    combine(bytes: part)
  }

  /// The hash of a key that begins with the parts already added.
  func key(_ parts: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = self
    hasher.combine(bytes: parts)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// The hash of a key of two parts.
  func key(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = self
    hasher.combine(part: first)
    hasher.combine(bytes: second)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// The hash of a key that is a text.
  func key(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { key(UnsafeRawBufferPointer($0)) }
  }

  /// The hash of a key of two texts.
  func key(_ first: String, _ second: String) -> UInt64 {
    var (first, second) = (first, second)
    return first.withUTF8 { first in
      second.withUTF8 { key(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer($0)) }
    }
  }
}
