/// A kind of request to a service, whatever the tenant.
package struct Endpoint: Sendable, Hashable {
  /// The method, and the path with names for its values, as in `GET /v1/website/{website_id}`.
  package let pattern: String
  /// The content of the answer, in a few words.
  private let meaning: String

  package init(_ pattern: String, _ meaning: String) {
    self.pattern = pattern
    self.meaning = meaning
  }

  /// The endpoint as the manifest lists it.
  package var description: String { "\(pattern): \(meaning)" }

  /// The path with values in place of the names.
  func path(_ values: String...) -> String {
    var path = pattern.drop { $0 != "/" }[...]
    for value in values {
      guard let start = path.firstIndex(of: "{"), let end = path.firstIndex(of: "}") else {
        preconditionFailure("\(pattern) has not as many names as values")
      }
      path = path[..<start] + value + path[path.index(after: end)...]
    }
    return String(path)
  }
}
