/// A writer of the elements of an operators list that are not joined operators.
///
/// An open invitation contains the pair that redeems it, so both contain canaries that no output may ever show.
struct CrispInvitationWriter {
  private var generator: SeededGenerator
  private let type: String
  private let words = CrispVocabulary.shared

  init(seed: UInt64, websiteID: String, type: String) {
    generator = SeededGenerator(seed: seed, purpose: "invitations of \(websiteID)")
    self.type = type
  }

  mutating func appendInvitation(to output: inout [UInt8]) {
    var address: [UInt8] = []
    words.addresses.append(to: &address, using: &generator)
    let isOwner = generator.oneIn(4)
    Self.append(type: type, address: address, isOwner: isOwner, secrets: &generator, to: &output)
  }

  static func append(
    type: String, address: [UInt8], isOwner: Bool, secrets: inout SeededGenerator, to output: inout [UInt8]
  ) {
    output.append("{\"type\":")
    output.appendQuoted(type)
    output.append(",\"details\":{\"email\":\"")
    output.append(contentsOf: address)
    output.append(isOwner ? "\",\"role\":\"owner\"" : "\",\"role\":\"member\"")
    output.append(",\"identifier\":\"\(CrispCanary.invitationIdentifier)")
    output.appendHexadecimal(secrets.next(), digits: 12)
    output.append("\",\"key\":\"\(CrispCanary.invitationKey)")
    for _ in 0..<2 { output.appendHexadecimal(secrets.next(), digits: 16) }
    output.append("\"}}")
  }

  /// An element of a type that no client knows, with a user id.
  mutating func appendUnknown(to output: inout [UInt8]) {
    output.append("{\"type\":\"sandbox\",\"details\":{\"user_id\":\"")
    output.appendUUID(from: &generator)
    output.append("\",\"email\":\"")
    words.addresses.append(to: &output, using: &generator)
    output.append("\",\"first_name\":\"Sandbox\",\"last_name\":null,\"role\":\"member\"}}")
  }
}
