/// The tenants of a service on one day.
///
/// The first one stays. Each of the others is replaced by another once in five hundred days or more. Small ones come on
/// every odd day, and go after a week.
struct Tenants: Sendable {
  struct Tenant: Sendable {
    /// Its number, which no other tenant ever has; those of the first day count from 0.
    let number: Int
    /// The day on which it appeared; 0 for those of the first day.
    let start: Int
    /// Whether it goes after a week.
    let isGuest: Bool
  }

  /// In the order in which they are served.
  let all: [Tenant]

  /// - Parameter count: the number of tenants on the first day.
  init(_ count: Int, on day: Int, service: String, seed: UInt64) {
    let rotation = Rotation(
      of: count - 1, perDay: 1 + count / 500, shortest: 500, seed: seed, purpose: "tenants of \(service)")
    let residents = (0..<count)
      .map { place in
        guard place > 0 else { return Tenant(number: 0, start: 0, isGuest: false) }
        let changes = rotation.events(at: place - 1, after: 0, until: day)
        return Tenant(number: place + 2 * count * changes.count, start: changes.last, isGuest: false)
      }
    let perDay = 1 + count / 500
    let days = (max(0, day - Self.visit) + 1..<day + 1).filter { $0 % 2 == 1 && count > 0 }
    let guests = days.flatMap { day in
      (0..<perDay)
        .map { place in
          let order = day / 2 * perDay + place
          // Odd multiples of the count are the guests', even ones the residents'.
          return Tenant(number: (2 * (order / count) + 1) * count + order % count, start: day, isGuest: true)
        }
    }
    all = residents + guests
  }

  /// The days that a guest stays.
  static let visit = 7

  /// The number of seats in a tenant if each of the first day has `seats`.
  static func seats(of tenant: Tenant, each seats: Int) -> Int {
    tenant.isGuest ? min(seats, max(2, seats / 10)) : seats
  }
}
