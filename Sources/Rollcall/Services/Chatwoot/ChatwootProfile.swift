/// The facts about the token's owner that an export needs.
struct ChatwootProfile: Sendable {
  let userID: UInt64
  /// The accounts that the owner belongs to, sorted by id.
  let accounts: [Account]

  struct Account: Sendable {
    let id: UInt64
    /// The owner's role in it; `nil` if Chatwoot does not say.
    let role: String?
    /// Its name; `nil` if Chatwoot does not say.
    var name: String?
  }

  /// The owner's role in an account; `nil` if the owner does not belong to it.
  func role(in account: UInt64) -> String? { accounts.first { $0.id == account }?.role }
}

/// A mapper of the profile of the token's owner. The profile contains the token, which is compared with the one that
/// was sent, and other secrets, which are never read.
struct ChatwootProfileMapper: PageMapper {
  private let token: Secret
  private let failures: ChatwootFailures
  private(set) var answer: ChatwootProfile?

  init(token: Secret, failures: ChatwootFailures) {
    self.token = token
    self.failures = failures
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    var profile = JSONFieldReader("id", "accounts", "access_token")
    try profile.read(frame, as: "the response")
    // It is empty if a plan has no API access.
    if let shown = profile[2].utf8, !shown.isEmpty, !shown.elementsEqual(token.exposed.utf8) {
      throw failures.foreignProfile
    }
    guard let id = try profile.id(0) else { throw profile.wrongType(0, "the number of an id") }
    guard profile[1].kind == .array else { throw profile.wrongType(1, "an array") }
    var account = JSONFieldReader("id", "role", "name")
    var accounts: [ChatwootProfile.Account] = []
    var held = HeldText()
    try profile[1]
      .forEachElement { element in
        try ChatwootList.checkCount(accounts.count, of: ChatwootList.maximumGroups)
        try account.read(element, as: "the account")
        guard let id = try account.id(0) else { throw account.wrongType(0, "the number of an id") }
        let role = try account.string(1)
        let name = account[2].string
        try held.add((role?.utf8.count ?? 0) + (name?.utf8.count ?? 0))
        accounts.append(ChatwootProfile.Account(id: id, role: role, name: name))
      }
    accounts.sort { $0.id < $1.id }
    for (one, next) in zip(accounts, accounts.dropFirst()) where one.id == next.id {
      throw DecodeError("the account with the id \(one.id) is there twice", isContradiction: true)
    }
    answer = ChatwootProfile(userID: id, accounts: accounts)
    return nil
  }
}

/// A mapper of Chatwoot's answer at `/api` to its version.
struct ChatwootVersionMapper: PageMapper {
  private let redactor: Redactor
  private(set) var answer: String?

  init(redactor: Redactor) { self.redactor = redactor }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    var fields = JSONFieldReader("version")
    try fields.read(frame, as: "the response")
    answer = try fields.utf8(0).map { redactor.quote($0, limit: 40) }
    return nil
  }
}
