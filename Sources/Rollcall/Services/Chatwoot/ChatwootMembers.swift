/// A mapper of the members of a team or inbox to rows of `grants`, by id.
struct ChatwootMembersMapper: PageMapper {
  private let tenant: Tenant
  private let resource: ChatwootResource
  private let roster: ChatwootRoster
  private let doubts: ChatwootDoubts
  private let wantsGrants: Bool
  private let includesCustomAttributes: Bool
  /// The members; at the end they are sorted, and each occurs once.
  private var ids: [UInt64] = []
  /// The number of members whose grants are written.
  private var granted = 0
  /// The members that the account's list of agents lacks or shows differently.
  private var doubtful: [UInt64: ChatwootAgent] = [:]

  init(
    tenant: Tenant, resource: ChatwootResource, roster: ChatwootRoster, doubts: ChatwootDoubts, wantsGrants: Bool,
    includesCustomAttributes: Bool
  ) {
    self.tenant = tenant
    self.resource = resource
    self.roster = roster
    self.doubts = doubts
    self.wantsGrants = wantsGrants
    self.includesCustomAttributes = includesCustomAttributes
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var reader = ChatwootAgentReader(account: tenant, includesCustomAttributes: includesCustomAttributes)
    try elements.forEachElement { element in
      try ChatwootList.checkCount(ids.count)
      do {
        let id = try reader.read(element)
        if try isDoubtful(id, with: reader.role(), reader.email()), doubtful[id] == nil {
          try ChatwootDoubts.checkCount(doubtful.count)
          doubtful[id] = try reader.agent(id)
        }
        ids.append(id)
      } catch let error as JSONFieldError {
        throw DecodeError("member \(ids.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  /// Whether the account's list of agents lacks a member or shows the member differently.
  ///
  /// Chatwoot shows people alike in all of its lists, with two exceptions that raise no doubt. A person without a role
  /// here left after the agents were listed. An administrator who is called an agent here stays an administrator, since
  /// the list of agents says more.
  private func isDoubtful(
    _ id: UInt64, with role: UnsafeBufferPointer<UInt8>?, _ email: UnsafeBufferPointer<UInt8>?
  ) -> Bool {
    guard let index = roster.index(of: id) else { return true }
    if let role, !roster.hasRole(role, at: index) {
      let isLess = role.elementsEqual("agent".utf8) && roster.role(at: index) == "administrator"
      if !isLess { return true }
    }
    return email.map { !roster.hasEmail($0, at: index) } ?? false
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: resource.type == .team ? .root : .member("payload"))
    try doubts.add(doubtful.values, in: resource)
    ids.sort()
    var last: UInt64?
    ids.removeAll { id in
      defer { last = id }
      return id == last
    }
    return nil
  }

  mutating func next() -> RowBatch? {
    guard wantsGrants, granted < ids.count else { return nil }
    let end = min(granted + ChatwootRoster.rowsPerBatch, ids.count)
    defer { granted = end }
    var batch = RowBatch(tenant: tenant)
    var grants = ChatwootGrants(of: resource.type.rawValue, String(resource.id), slug: "member", in: &batch)
    for id in ids[granted..<end] {
      let email =
        roster.index(of: id).map { roster.email(at: $0, in: &batch) }
        ?? doubtful[id]?.email.map { batch.add($0) } ?? .null
      grants.append(id, email: email, to: &batch)
    }
    return batch
  }
}
