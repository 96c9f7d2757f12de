/// A variable that Kubernetes sets in every pod for each service of the namespace. It is not a setting:
/// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
///
/// A service `rollcall` or `rollcall-simulator` creates names that begin like settings.
struct ServiceLink {
  private static let protocols = ["TCP", "UDP", "SCTP"]

  /// Recognizes a variable by the form of its name, and by its value if the name alone could be a setting's.
  init?(_ name: String, _ value: String) {
    var words = name.split(separator: "_", omittingEmptySubsequences: false)[...]
    guard words.first == "ROLLCALL", words.count > 1 else { return nil }
    words = words.dropFirst()
    if words.suffix(2) == ["SERVICE", "HOST"] { return }
    // The name of a port may follow.
    if let service = words.lastIndex(of: "SERVICE"), service + 1 < words.endIndex, words[service + 1] == "PORT" {
      guard value.allSatisfy(\.isNumber) else { return nil }
      return
    }
    if words.last == "PORT", Self.protocols.contains(where: { value.hasPrefix("\($0.lowercased())://") }) { return }
    // PORT_80_TCP and its details.
    if let last = words.last, words.count > 3, ["PROTO", "PORT", "ADDR"].contains(last) { words = words.dropLast() }
    guard words.count >= 3, let last = words.popLast(), Self.protocols.contains(String(last)),
      let number = words.popLast(), UInt16(number) != nil, words.last == "PORT"
    else { return nil }
  }
}
