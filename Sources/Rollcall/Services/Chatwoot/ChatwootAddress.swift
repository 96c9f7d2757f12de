/// Where a Chatwoot is: its origin, perhaps with a path prefix, found in any address that people paste.
///
/// `https://chat.example.com/app/accounts/3/dashboard` leads to the origin and tells the account; what follows
/// `/app` or `/api/v1` is not part of where Chatwoot is.
package struct ChatwootAddress: Sendable, Hashable {
  package let url: BaseURL
  /// The account whose page was pasted.
  package let accountID: UInt64?

  /// Reads an address; `nil` if it is no http or https URL.
  package init?(_ text: String) {
    let text = text.prefix { $0 != "?" && $0 != "#" }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    // Behind scheme, nothing and host.
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
    // As Chatwoot writes it, and not with a sign before it.
    let id = number.flatMap { text in UInt64(text).flatMap { text == "\($0)" ? $0 : nil } }
    accountID = end == nil || id == 0 ? nil : id
  }
}
