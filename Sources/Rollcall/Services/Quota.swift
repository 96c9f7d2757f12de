/// The number of requests that a service allows in a time.
public struct Quota: Sendable, Codable, Equatable {
  /// The time after which the requests are counted anew.
  public enum Period: String, Sendable, Codable {
    case minute
    case day
  }

  /// The most requests in the time.
  public var limit: Int
  /// The time.
  public var per: Period

  /// The number of times over which that many requests have to be divided, as in `2 days`.
  ///
  /// - Returns: `nil` if one is enough.
  func duration(of requests: Int) -> String? {
    guard requests > limit, limit > 0 else { return nil }
    return ((requests - 1) / limit + 1).grouped + " \(per.rawValue)s"
  }
}

extension Inspection {
  /// Whether an export cannot be made in one run, since it needs more requests than the service allows in a day. A limit
  /// of each minute only makes it slower.
  public var exceedsQuota: Bool {
    guard let quota, quota.per == .day, let requestsNeeded else { return false }
    return requestsNeeded > quota.limit
  }

  /// The requests of an export, against what they count, and how long it takes if that is not enough; a sentence each.
  package var cost: [String] {
    guard let requests = requestsNeeded else { return [] }
    let words = [quota.map { "of \($0.limit.grouped) a \($0.per.rawValue)" }, quotaNote].compactMap { $0 }
    let count = "\(requests.grouped) \(requests == 1 ? "request" : "requests")"
    let first = (["an export makes \(count)"] + words).joined(separator: ", ")
    guard let quota, let duration = quota.duration(of: requests) else { return [first] }
    switch quota.per {
    case .minute: return [first, "it waits for that limit, and takes \(duration) or more"]
    case .day:
      return [
        first, "it takes \(duration) with that quota",
        """
        next: with these settings, once a day, until it ends with 0: rollcall export \(service) --request-budget \(quota.limit) --resume \
        --output DIR
        """,
      ]
    }
  }
}
