import Backpressure

/// What is known of a team's or inbox's members beside their grants.
enum ChatwootMembership: Sendable {
  /// Members who are no agents of the account any more. Chatwoot removes them from teams some time after it removed
  /// them from the account, and does not always.
  case known(stale: [ChatwootAgent])
  /// The team or inbox was deleted while the account was read.
  case gone
}

/// Maps the members of a team or inbox to rows of `grants`, by id.
struct ChatwootMembersMapper: PageMapper {
  private let tenant: Tenant
  private let resource: ChatwootResource
  private let roster: ChatwootRoster
  private let wantsGrants: Bool
  private let promise: Promise<ChatwootMembership>
  private let includesCustomAttributes: Bool
  private var ids: Set<UInt64> = []
  private var stale: [UInt64: ChatwootAgent] = [:]

  init(
    tenant: Tenant, resource: ChatwootResource, roster: ChatwootRoster, wantsGrants: Bool,
    includesCustomAttributes: Bool, promise: Promise<ChatwootMembership>
  ) {
    self.tenant = tenant
    self.resource = resource
    self.roster = roster
    self.wantsGrants = wantsGrants
    self.promise = promise
    self.includesCustomAttributes = includesCustomAttributes
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var reader = ChatwootAgentReader(includesCustomAttributes: includesCustomAttributes)
    try elements.forEachElement { element in
      try ChatwootList.checkCount(ids.count)
      do {
        let id = try reader.read(element)
        // What the account's list says of its agents stands: it was asked for all of them at one moment.
        if ids.insert(id).inserted, roster[id] == nil { stale[id] = try reader.agent(id) }
      } catch let error as JSONFieldError {
        throw DecodeError("member \(ids.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: resource.type == .team ? .root : .member("payload"))
    promise.fulfil(.known(stale: Array(stale.values)))
    guard wantsGrants, !ids.isEmpty else { return nil }
    var batch = RowBatch(tenant: tenant, capacity: ids.count * 64)
    var grants = ChatwootGrants(of: resource.type.rawValue, String(resource.id), slug: "member", in: &batch)
    for id in ids.sorted() {
      if let agent = roster[id] ?? stale[id] { grants.append(agent, to: &batch) }
    }
    return batch
  }
}
