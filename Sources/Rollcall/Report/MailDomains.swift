/// The search for the most common mail domain of a tenant's people.
///
/// Memory holds at most `limit` domains. When they are full, each loses one: a domain of more than a `limit`th of the
/// people is always found.
struct MailDomains {
  private var counts: [[UInt8]: Int] = [:]

  private static let limit = 4096

  /// Takes the address of a person.
  mutating func take(_ address: UnsafeRawBufferPointer?) {
    guard let domain = Self.domain(of: address) else { return }
    if counts[domain] != nil || counts.count < Self.limit {
      counts[domain, default: 0] += 1
    } else {
      counts = counts.compactMapValues { $0 > 1 ? $0 - 1 : nil }
    }
  }

  /// The most common domain; `nil` if two are equally common, or there is none.
  var usual: [UInt8]? {
    guard let most = counts.max(by: { $0.value < $1.value }) else { return nil }
    return counts.values.count(where: { $0 == most.value }) == 1 ? most.key : nil
  }

  /// What stands behind the last `@` of an address, in lower case; `nil` if nothing does.
  static func domain(of address: UnsafeRawBufferPointer?) -> [UInt8]? {
    guard let address, let at = address.lastIndex(of: UInt8(ascii: "@")), at + 1 < address.count else { return nil }
    return UnsafeRawBufferPointer(rebasing: address[(at + 1)...]).withFoldedCase { Array($0) }
  }

  /// What stands before the last `@` of an address, in lower case.
  static func mailbox(of address: UnsafeRawBufferPointer?) -> String? {
    guard let address, let at = address.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    return UnsafeRawBufferPointer(rebasing: address[..<at]).withFoldedCase { String(decoding: $0, as: UTF8.self) }
  }
}
