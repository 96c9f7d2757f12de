import Backpressure

/// Maps *Get A Website* to the website's row in `resources`.
struct CrispWebsiteMapper: PageMapper {
  let tenant: Tenant
  let failures: CrispFailures
  /// Gets the website's name, if somebody wants to know just that.
  let promise: Promise<String?>?

  mutating func map(_ elements: JSONElement) throws -> RowBatch? { nil }

  mutating func finish(_ frame: JSONElement) throws -> RowBatch? {
    let data = try CrispEnvelope(frame).data(.object, failures: failures)
    var website = JSONFieldReader("name", "domain", "institutional", "logo", "verified", "website_id")
    try website.read(data, as: "data")
    // A cache on the way may answer for another website.
    let id = try website[5].integerText ?? website.string(5)
    guard id == nil || id?.lowercased() == tenant.id.lowercased() else {
      throw DecodeError("`website_id` is not that of the website that was asked for")
    }
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
    promise?.fulfil(website[0].string)
    return batch
  }
}
