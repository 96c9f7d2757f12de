/// What remains unknown of the tenants whose inboxes were not read.
struct UnknownReading {
  /// The texts of the services, each with the number of its tenants, in the order of the first one.
  private(set) var texts: [(text: String, tenants: Int)] = []

  /// Takes a tenant.
  mutating func take(_ tenant: AccessTenant) {
    guard tenant.lacksInboxes, tenant.report.status != .failed else { return }
    let text = tenant.rules.reading.withoutInboxes
    if let index = texts.firstIndex(where: { $0.text == text }) {
      texts[index].tenants += 1
    } else {
      texts.append((text, 1))
    }
  }

  /// What is unknown, a line for each service.
  var lines: [String] { texts.map { "unknown: \($0.text) (\($0.tenants.counted("tenant")))" } }
}
