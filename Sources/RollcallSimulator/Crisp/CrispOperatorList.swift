/// The body of an operators list, ready to be served, and the places of single operators in it.
///
/// Crisp sends the whole team at once, whatever its size: there is no paging (Crisp's REST API reference, List Website
/// Operators).
struct CrispOperatorList: Sendable {
  /// The largest list whose single operators can be requested; beyond it an index would cost more than the list.
  static let indexLimit = 10_000

  let body: StoredBody
  let entityTag: String
  /// The places of the operators' details in the body, by user id.
  private let details: [String: Range<Int>]

  init(_ website: CrispWebsite, seed: UInt64, unverified: CrispUnverified) throws(SystemError) {
    switch website.operators {
    case .raw(let bytes):
      body = StoredBody(bytes)
      entityTag = EntityTag.text(bytes.fingerprint)
      details = [:]
    case .generated(let count):
      // The body follows from these values alone, so they identify it as well as its bytes, without reading them.
      entityTag = EntityTag.text(website.recipe(seed: seed, unverified).utf8.fingerprint)
      (body, details) = try Self.generate(count, website, seed, unverified)
    }
  }

  /// The unwrapped details of one operator, in the form of Get A Website Operator.
  func operatorDetails(userID: String) -> [UInt8]? {
    details[userID.lowercased()].flatMap { body.bytes(in: $0) }
  }

  private static func generate(
    _ count: Int, _ website: CrispWebsite, _ seed: UInt64, _ unverified: CrispUnverified
  ) throws(SystemError) -> (StoredBody, [String: Range<Int>]) {
    var operators = CrispOperatorWriter(
      seed: seed, websiteID: website.id, shared: website.sharedOperators, unknownRoles: website.unknownRoles,
      seats: website.seats)
    var others = CrispInvitationWriter(seed: seed, websiteID: website.id, type: unverified.inviteType)
    var index: [String: Range<Int>] = [:]
    var body = BodyWriter()
    body.pending.append("{\"error\":false,\"reason\":\"listed\",\"data\":[")
    let total = count + website.pendingInvitations + website.unknownElements
    for position in 0..<total {
      if position > 0 { body.pending.append(UInt8(ascii: ",")) }
      if position < count {
        let range = operators.append(to: &body.pending)
        if let range, count <= indexLimit {
          index[CrispOperatorWriter.userID(in: body.pending, details: range)] = range
        }
      } else if position < count + website.pendingInvitations {
        others.appendInvitation(to: &body.pending)
      } else {
        others.appendUnknown(to: &body.pending)
      }
      try body.settle()
    }
    body.pending.append("]}")
    let stored = try body.finish()
    if case .file = stored.place { index = [:] }
    return (stored, index)
  }
}

extension CrispWebsite {
  /// Everything that the bytes of a generated list depend on.
  fileprivate func recipe(seed: UInt64, _ unverified: CrispUnverified) -> String {
    var count = 0
    if case .generated(let operators) = operators { count = operators }
    return "\(id) \(seed) \(count) \(sharedOperators) \(unknownRoles) \(pendingInvitations) \(unknownElements)"
      + " \(unverified.inviteType)" + (seats.map { " \($0.day)" } ?? "")
  }
}
