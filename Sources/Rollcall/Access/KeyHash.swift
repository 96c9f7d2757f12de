/// Keys as hashes of 64 bits: eight bytes for each, however long it is.
///
/// SipHash with a seed of the process, so nobody can prepare two keys with the same hash, and none is good for another
/// process.
extension Hasher {
  /// What the hash of every key of a tenant begins with.
  init(keysOf tenant: Tenant) {
    self.init()
    var (service, id) = (tenant.service, tenant.id)
    service.withUTF8 { combine(part: UnsafeRawBufferPointer($0)) }
    id.withUTF8 { combine(part: UnsafeRawBufferPointer($0)) }
  }

  /// Takes in a part of a key, so that parts cannot be confused with others that are the same when joined.
  mutating func combine(part: UnsafeRawBufferPointer) {
    combine(part.count)
    combine(bytes: part)
  }

  /// The hash of a key that begins with what is in this one.
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
}
