/// The seats of one tenant and the people who hold them, from day to day.
///
/// About one person in a hundred is affected each day: three in a thousand leave, another person takes the seat (every
/// second one by an invitation that is accepted three days later), and two in a thousand get the other role for some
/// weeks. The first seat never changes: it is the owner whose token reads everything.
struct Seats: Sendable {
  /// The last day that is a part of the story.
  let day: Int
  /// The day on which the tenant appeared, with all of its people.
  let start: Int
  /// The number of this tenant's second seat among all seats of the service that change.
  private let first: Int
  private let departures: Rotation
  private let promotions: Rotation

  /// - Parameters:
  ///   - seats: the number of seats in each tenant of the first day.
  ///   - tenants: the number of tenants on the first day.
  init(day: Int, tenant: Tenants.Tenant, seats: Int, tenants: Int, service: String, seed: UInt64) {
    let changing = seats - 1
    let all = tenants * changing
    self.day = day
    start = tenant.start
    first = tenant.number * changing
    departures = Rotation(
      of: all, perDay: max(2, all * 3 / 1_000), shortest: 10, seed: seed, purpose: "departures of \(service)")
    promotions = Rotation(
      of: all, perDay: max(2, all * 2 / 1_000), shortest: 10, seed: seed, purpose: "promotions of \(service)")
  }

  /// The days from an invitation to its acceptance.
  static let patience = 3

  /// A person in a seat.
  struct Person: Sendable, Hashable {
    /// Who has the first seat, on every day.
    static let first = Person(seat: 0, generation: 0)

    /// The number of the seat, from 0.
    let seat: Int
    /// The number of people who had the seat before.
    let generation: Int
  }

  /// The person in a seat on one day.
  struct Holder: Sendable {
    let person: Person
    /// Whether the person is invited and has not accepted yet.
    let isInvited: Bool
    /// Whether the person has the other role, and not the one of the first day in the seat.
    let hasOtherRole: Bool
  }

  /// The person in a seat, on the last day or on an earlier one.
  func holder(of seat: Int, on day: Int? = nil) -> Holder {
    let day = day ?? self.day
    guard seat > 0, day > start else {
      return Holder(person: Person(seat: seat, generation: 0), isInvited: false, hasOtherRole: false)
    }
    let place = first + seat - 1
    let changes = departures.events(at: place, after: start, until: day)
    let roles = promotions.events(at: place, after: max(start, changes.last), until: day)
    return Holder(
      person: Person(seat: seat, generation: changes.count),
      isInvited: changes.count > 0 && changes.turn % 2 == 1 && day - changes.last < Self.patience,
      hasOtherRole: roles.count > 0 && day - roles.last < min(30, max(1, promotions.period / 10)))
  }

  /// Whether that person still has the seat.
  func hasStayed(_ person: Person) -> Bool { holder(of: person.seat).person == person }
}
