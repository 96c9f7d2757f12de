/// An account, a team or an inbox.
struct ChatwootResource: Sendable {
  let type: Kind
  let id: UInt64
  let name: String?
  /// The row's `attributes`.
  let attributes: [UInt8]

  enum Kind: String, Sendable {
    case account
    case team
    case inbox
  }

  func entitlementID(_ slug: String) -> String { "\(type.rawValue):\(id):\(slug)" }

  /// The part that its list of members makes.
  var memberPart: TenantPart { part(entitlementID("member")) }
  /// The part that is the whole resource.
  var part: TenantPart { part("\(type.rawValue):\(id)") }

  private func part(_ name: String) -> TenantPart {
    TenantPart(name, of: TenantPart.Resource(type: type.rawValue, id: String(id)))
  }

  /// Adds the row to `resources`.
  func append(to batch: inout RowBatch) {
    let isAccount = type == .account
    let row = [
      batch.add(type.rawValue), batch.add(String(id)), name.map { batch.add($0) } ?? .null,
      isAccount ? .null : batch.add("account"), isAccount ? .null : batch.add(batch.tenant.id),
      attributes.withUnsafeBufferPointer { batch.add($0) },
    ]
    batch.append(row, to: .resources)
  }

  /// Adds a row to `entitlements`.
  func append(_ entitlement: ChatwootEntitlement, to batch: inout RowBatch) {
    let row = [
      batch.add(entitlementID(entitlement.slug)), batch.add(type.rawValue), batch.add(String(id)),
      batch.add(entitlement.slug), entitlement.displayName.map { batch.add($0) } ?? .null,
      entitlement.description.map { batch.add($0) } ?? .null, batch.add(entitlement.purpose.rawValue),
    ]
    batch.append(row, to: .entitlements)
  }
}

/// Maps an account to its resource.
struct ChatwootAccountMapper: PageMapper {
  private let id: String
  private(set) var answer: ChatwootResource?

  init(id: String) { self.id = id }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    var account = JSONFieldReader("id", "name", "status")
    try account.read(frame, as: "the response")
    // A cache on the way may answer with another account.
    guard let id = try account.id(0), String(id) == self.id else {
      throw DecodeError("`id` is not that of the account that was asked for", isContradiction: true)
    }
    var attributes = JSONObjectWriter()
    try attributes.add("status", account[2], expected: .string)
    answer = ChatwootResource(
      type: .account, id: id, name: try account.string(1), attributes: attributes.finish())
    return nil
  }
}

/// Maps the list of an account's teams or inboxes to resources sorted by id, since Chatwoot gives no stable order.
///
/// Inboxes come with the passwords and keys of their channels, which are never read.
struct ChatwootResourceListMapper: PageMapper {
  private let account: Tenant
  private let type: ChatwootResource.Kind
  private var resources: [ChatwootResource] = []
  private var held = HeldText()

  init(_ type: ChatwootResource.Kind, of account: Tenant) {
    self.account = account
    self.type = type
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? {
    var fields = JSONFieldReader("id", "name", "allow_auto_assign", "description", "channel_type", "account_id")
    try elements.forEachElement { element in
      try ChatwootList.checkCount(resources.count, of: ChatwootList.maximumGroups)
      do {
        try fields.read(element, as: "the element")
        guard let id = try fields.id(0) else { throw fields.wrongType(0, "the number of an id") }
        // Inboxes do not name their account, but an element that names one is checked.
        try ChatwootList.checkAccount(fields[5], is: account.id)
        var attributes = JSONObjectWriter()
        if type == .team {
          try attributes.add("allow_auto_assign", fields[2], expected: .boolean)
          try attributes.add("description", fields[3], expected: .string)
        } else {
          try attributes.add("channel_type", fields[4], expected: .string)
        }
        let resource = ChatwootResource(
          type: type, id: id, name: try fields.string(1), attributes: attributes.finish())
        try held.add(resource.attributes.count + (resource.name?.utf8.count ?? 0))
        resources.append(resource)
      } catch let error as JSONFieldError {
        throw DecodeError("element \(resources.count + 1) of the list: \(error.message)")
      }
    }
    return nil
  }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    try ChatwootList.checkFrame(frame, path: type == .team ? .root : .member("payload"))
    resources.sort { $0.id < $1.id }
    for (one, next) in zip(resources, resources.dropFirst()) where one.id == next.id {
      throw DecodeError("the \(type.rawValue) with the id \(one.id) is there twice", isContradiction: true)
    }
    return nil
  }

  var answer: [ChatwootResource]? { resources }
}
