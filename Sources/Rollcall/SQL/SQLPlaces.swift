/// Where an engine, or its client, can read the files of a snapshot.
struct SQLPlaces: Sendable {
  /// Whether it can read them where they lie, so that no other place need be named.
  let readsDisk: Bool
  /// What the address of another place begins with; empty if there is no such place.
  let schemes: [String]
  /// An address as an example.
  var example: String?
  /// Characters that the engine cannot have in a path or an address, with the reason.
  var forbidden: [Character] = []
  /// Characters that the engine can have, but not in a path with a backslash.
  var forbiddenWithBackslash: [Character] = []

  /// What is wrong with the place of the files; `nil` if the engine can read them there.
  func fault(of place: String, isNamed: Bool) -> String? {
    let scheme = schemes.first { place.hasPrefix($0) }
    if isNamed, scheme == nil, !(readsDisk && place.hasPrefix("/")) {
      let expected = (readsDisk ? ["an absolute path"] : []) + schemes.map { "\($0)…" }
      return "it must be \(expected.joined(separator: " or "))\(example.map { ", as in \($0)" } ?? "")"
    }
    if scheme != nil, place.unicodeScalars.contains(where: { !$0.isHarmless }) {
      return "it has a character that no address has"
    }
    let forbidden = forbidden + (place.contains("\\") ? forbiddenWithBackslash : [])
    if let character = place.dropFirst(scheme?.count ?? 0).first(where: forbidden.contains) {
      return "it has \(String(character).shownByName) in it, which this engine takes for something else"
    }
    return nil
  }
}

extension String {
  /// A character in words, for messages.
  fileprivate var shownByName: String {
    switch self {
    case "\n": "a line end"
    case "\r": "a carriage return"
    case "\\": "a backslash"
    default: "“\(shown())”"
    }
  }
}
