/// The memberships of a tenant's places, from its grants: eight bytes each, and some forty for each member.
struct Memberships {
  private var places: [String: Int32] = [:]
  private var numbers: [UInt64: Int32] = [:]
  private var memberships: [(place: Int32, member: Int32)] = []

  /// The places of the columns of a grant.
  private struct Columns {
    let type = Table.grants.index(of: "resource_type")
    let id = Table.grants.index(of: "resource_id")
    let slug = Table.grants.index(of: "slug")
    let person = Table.grants.index(of: "operator_id")
  }

  private let columns = Columns()
  private var last: (type: [UInt8], id: [UInt8], place: Int32?) = ([], [], nil)

  /// - Parameter places: the places that have members, by their numbers.
  init(of places: [(number: Int, place: AccessPlace)]) {
    for (number, place) in places { self.places[place.key] = Int32(number) }
  }

  /// Takes a grant of the tenant that `hasher` begins.
  mutating func take(_ grant: Row, _ hasher: Hasher) {
    guard !places.isEmpty, let type = grant[columns.type], let id = grant[columns.id], let slug = grant[columns.slug],
      let person = grant[columns.person], slug.elementsEqual(ReadingRules.memberAccess.utf8)
    else { return }
    if !type.isEqual(to: last.type) || !id.isEqual(to: last.id) {
      let key = "\(String(decoding: type, as: UTF8.self)):\(String(decoding: id, as: UTF8.self))"
      last = (Array(type), Array(id), places[key])
    }
    guard let place = last.place else { return }
    let hash = hasher.key(person)
    let number = numbers[hash] ?? Int32(numbers.count)
    numbers[hash] = number
    memberships.append((place, number))
  }

  /// The number of an operator among the members; `nil` if the operator is none.
  func number(of id: UnsafeRawBufferPointer, _ hasher: Hasher) -> Int? {
    numbers.isEmpty ? nil : numbers[hasher.key(id)].map(Int.init)
  }

  /// Whether the tenant has no place that may have members.
  var hasNoPlaces: Bool { places.isEmpty }

  /// The number of members.
  var memberCount: Int { numbers.count }

  /// The members of each place, by their places among the people who are held, in ascending order.
  ///
  /// - Parameter positions: the position of each member by its number; negative if there is none.
  func byPlace(count: Int, positions: [Int32]) -> [[Int32]] {
    var members = [[Int32]](repeating: [], count: count)
    for (place, member) in memberships where positions[Int(member)] >= 0 {
      members[Int(place)].append(positions[Int(member)])
    }
    for index in members.indices {
      members[index].sort()
      // Two grants of one membership are one person.
      members[index] = members[index].removingDuplicates()
    }
    return members
  }
}
