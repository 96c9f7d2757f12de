/// Maps the list of an account's agents to its roster.
struct ChatwootAgentsMapper: PageMapper {
  private let account: Tenant
  private let owner: UInt64?
  private let allowEmpty: Bool
  private let failures: ChatwootFailures
  private let includesCustomAttributes: Bool
  private var roster: ChatwootRoster

  /// - Parameter owner: the token's owner, who must be one of the agents: Chatwoot shows them to no other person.
  init(
    account: Tenant, owner: UInt64?, includesCustomAttributes: Bool, allowEmpty: Bool, failures: ChatwootFailures
  ) {
    self.account = account
    self.owner = owner
    self.allowEmpty = allowEmpty
    self.failures = failures
    self.includesCustomAttributes = includesCustomAttributes
    roster = ChatwootRoster(of: account)
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var reader = ChatwootAgentReader(account: account, includesCustomAttributes: includesCustomAttributes)
    try elements.forEachElement { element in
      do {
        try roster.append(try reader.agent(element))
      } catch let error as JSONFieldError {
        throw DecodeError("element \(roster.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: .root)
    guard !roster.isEmpty || allowEmpty else { throw failures.emptyList }
    try roster.seal()
    if let owner, !roster.isEmpty, !roster.contains(owner) {
      throw failures.listWithoutOwner(owner)
    }
    return nil
  }

  var answer: ChatwootRoster? { roster }
}
