/// The address of a Chatwoot: its origin, perhaps with a path prefix, from any address that people paste.
///
/// `https://chat.example.com/app/accounts/3/dashboard` gives the origin and the account. Everything from `/app` or
/// `/api/v1` on is not part of the address.
package struct ChatwootAddress: Sendable, Hashable {
  package let url: BaseURL
  /// The account whose page was pasted.
  package let accountID: UInt64?

  /// Reads an address; `nil` if it is not an http or https URL.
  package init?(_ text: String) {
    let text = text.prefix { $0 != "?" && $0 != "#" }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    // The path follows the scheme, an empty part and the host.
    let path = parts.dropFirst(3)
    let end = path.indices.first { index in
      let next = index + 1 < path.endIndex ? path[index + 1] : nil
      return switch path[index] {
      case "app": next == nil || ["", "accounts", "login", "auth", "user"].contains(next)
      case "api": next == "v1" || next == "v2"
      default: false
      }
    }
    guard let url = BaseURL(parts[..<(end ?? parts.endIndex)].joined(separator: "/")) else { return nil }
    self.url = url
    let number = path.firstIndex(of: "accounts").flatMap { $0 + 1 < path.endIndex ? path[$0 + 1] : nil }
    // Only as Chatwoot writes it, and not with a sign, for example.
    let id = number.flatMap { text in UInt64(text).flatMap { text == "\($0)" ? $0 : nil } }
    accountID = end == nil || id == 0 ? nil : id
  }
}
