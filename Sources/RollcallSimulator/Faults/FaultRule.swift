/// The requests that a fault affects, by path, method and number.
package struct FaultRule: Sendable {
  /// The matching paths, without the query.
  package enum Path: Sendable {
    case any
    case exact(String)
    case prefix(String)
    case suffix(String)
  }

  package var path: Path
  /// nil for every method.
  package var method: String?
  /// The first matching request that is affected, counted from 1.
  package var fromRequest: Int
  /// The number of matching requests that are affected; nil for all later ones.
  package var times: Int?
  package var fault: Fault

  package init(
    _ fault: Fault, on path: Path = .any, method: String? = nil, fromRequest: Int = 1, times: Int? = 1
  ) {
    self.fault = fault
    self.path = path
    self.method = method
    self.fromRequest = fromRequest
    self.times = times
  }

  func matches(method: String, path: String) -> Bool {
    if let wanted = self.method, wanted != method { return false }
    switch self.path {
    case .any: return true
    case .exact(let text): return path == text
    case .prefix(let text): return path.hasPrefix(text)
    case .suffix(let text): return path.hasSuffix(text)
    }
  }

  /// Whether the matching request with this number (counted from 1) is affected.
  func strikes(request number: Int) -> Bool {
    guard number >= fromRequest else { return false }
    guard let times else { return true }
    return number - fromRequest < times
  }
}
