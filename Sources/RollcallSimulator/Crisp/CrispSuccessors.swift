/// The people who came to a website after the first day: each has streams of values of their own, so that nobody else
/// changes.
struct CrispSuccessors {
  let seed: UInt64
  let websiteID: String
  let seats: Seats

  /// The streams of the person's and of the membership's data.
  func streams(of person: Seats.Person) -> (people: SeededGenerator, membership: SeededGenerator) {
    (
      SeededGenerator(seed: seed, purpose: "person \(person.generation) in seat \(person.seat) of \(websiteID)"),
      SeededGenerator(seed: seed, purpose: "membership \(person.generation) in seat \(person.seat) of \(websiteID)")
    )
  }

  func userID(of person: Seats.Person) -> String {
    var people = streams(of: person).people
    return randomUUID(from: &people)
  }

  /// Appends the person's invitation, with the address and the role of the later operator.
  func appendInvitation(of person: Seats.Person, to output: inout [UInt8]) {
    var (people, membership) = streams(of: person)
    _ = randomUUID(from: &people)
    var address: [UInt8] = []
    CrispVocabulary.shared.addresses.append(to: &address, using: &people)
    let isOwner = CrispOperatorWriter.drawsOwner(from: &membership)
    CrispInvitationWriter.append(
      type: CrispUnverified().inviteType, address: address, isOwner: isOwner, secrets: &membership, to: &output)
  }
}
