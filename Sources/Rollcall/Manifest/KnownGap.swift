/// Reading that a service allows beyond what the tables say: told in words, since no row can tell it.
public struct KnownGap: Sendable, Codable, Hashable {
  /// The name of the gap, for programs.
  public var code: String
  /// Who can read what, in one sentence.
  public var text: String

  /// Makes a gap.
  package init(code: String, text: String) {
    self.code = code
    self.text = text
  }
}

extension [KnownGap] {
  /// These gaps and others, each once, by their codes.
  func union(_ others: [KnownGap]) -> [KnownGap] {
    (self + others).removingDuplicates(by: \.code).sorted { $0.code < $1.code }
  }
}
