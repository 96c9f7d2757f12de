/// The names of a tenant's people, places and entitlements where several tenants share a file:
/// `<service>:<instance>:<tenant_id>:<type>:<id>`.
///
/// Importers join by the id alone, so that the team 3 and the inbox 3, or the accounts 1 of two installations, must not
/// have the same one. They also trim blanks and change line ends: everything but visible ASCII is written as `%XX`.
struct QualifiedNames {
  private let prefix: [UInt8]
  private let foldsCase: Bool

  /// - Parameter foldsCase: whether the importer takes `a` and `A` for the same letter; then capitals are `%XX`, too.
  init(_ tenant: Tenant, foldsCase: Bool = false) {
    self.foldsCase = foldsCase
    prefix =
      [tenant.service, tenant.instance].flatMap { Self.escaped($0.utf8, foldsCase) + [UInt8(ascii: ":")] }
      + Self.escaped(tenant.id.utf8, foldsCase, andColons: true) + [UInt8(ascii: ":")]
  }

  /// The name of the tenant itself.
  var tenant: [UInt8] { prefix.dropLast() }

  /// The name of a person, by the operator's id.
  func person(_ id: UnsafeRawBufferPointer) -> [UInt8] { name("user", id) }

  /// The name of a place.
  func place(_ type: UnsafeRawBufferPointer, _ id: UnsafeRawBufferPointer) -> [UInt8] {
    prefix + Self.escaped(type, foldsCase, andColons: true) + [UInt8(ascii: ":")] + Self.escaped(id, foldsCase)
  }

  /// The name of a place.
  func place(_ type: String, _ id: String) -> [UInt8] {
    var id = id
    return id.withUTF8 { name(type, UnsafeRawBufferPointer($0)) }
  }

  /// An entitlement's short name, in the same alphabet.
  func slug(_ slug: some Sequence<UInt8>) -> [UInt8] { Self.escaped(slug, foldsCase) }

  private func name(_ type: String, _ id: UnsafeRawBufferPointer) -> [UInt8] {
    prefix + Self.escaped(type.utf8, foldsCase, andColons: true) + [UInt8(ascii: ":")] + Self.escaped(id, foldsCase)
  }

  private static func escaped(
    _ bytes: some Sequence<UInt8>, _ foldsCase: Bool, andColons: Bool = false
  ) -> [UInt8] {
    var escaped: [UInt8] = []
    escaped.reserveCapacity(bytes.underestimatedCount)
    for byte in bytes {
      let isPlain =
        (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "%")
        && !(andColons && byte == UInt8(ascii: ":"))
        && !(foldsCase && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte))
      if isPlain { escaped.append(byte) } else { escaped += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)] }
    }
    return escaped
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value - 10 + UInt8(ascii: "a") }
}
