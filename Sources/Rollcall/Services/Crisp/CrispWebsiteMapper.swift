/// Maps *Get A Website* to the website's row in `resources`.
struct CrispWebsiteMapper: PageMapper {
  let tenant: Tenant
  let failures: CrispFailures
  /// The website's name.
  private(set) var answer: String?

  init(tenant: Tenant, failures: CrispFailures) {
    self.tenant = tenant
    self.failures = failures
  }

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    let data = try CrispEnvelope(frame).data(.object, failures: failures)
    var website = JSONFieldReader("name", "domain", "institutional", "logo", "verified", "website_id")
    try website.read(data, as: "data")
    try CrispWebsiteID.check(website[5], is: tenant)
    var attributes = JSONObjectWriter()
    try attributes.add("domain", website[1], expected: .string)
    try attributes.add("institutional", website[2], expected: .boolean)
    try attributes.add("logo", website[3], expected: .string)
    try attributes.add("verified", website[4], expected: .boolean)

    var batch = RowBatch(tenant: tenant)
    let name = try website.utf8(0).map { batch.add($0) } ?? .null
    let row = [
      batch.add("website"), batch.add(tenant.id), name, .null, .null,
      attributes.finish().withUnsafeBufferPointer { batch.add($0) },
    ]
    batch.append(row, to: .resources)
    answer = website[0].string
    return batch
  }
}

extension CrispWebsiteID {
  /// Checks that an answer, or an element of it, names the right website, if it names one: a cache on the way may
  /// answer with another one.
  ///
  /// - Throws: `DecodeError` if it is not the website that was asked for.
  static func check(_ field: JSONElement, is website: Tenant) throws(DecodeError) {
    guard !isOther(field, than: website) else {
      throw DecodeError("`website_id` is not that of the website that was asked for", isContradiction: true)
    }
  }

  /// Whether a `website_id` exists and belongs to another website.
  static func isOther(_ field: JSONElement, than website: Tenant) -> Bool {
    guard !field.isMissing else { return false }
    return (field.integerText ?? field.string)?.lowercased() != website.id.lowercased()
  }
}
