/// A message from a fetch to the writer about one page: the element of the channel.
///
/// A page consists of `began`, any number of `rows`, and `ended` or `failed`; a step that tells what was lost before it
/// may have both. A response that breaks half-way sends
/// `broke`, and then its rows again from the first.
package enum PageEvent: Sendable {
  /// A page of this service comes next: the rows after it may have to be taken back. Without a tenant it is about the
  /// service as a whole, such as the list of its tenants.
  case began(service: String, tenant: Tenant?)
  case rows(RowBatch)
  /// Take the page's rows back.
  case broke
  /// Take all of the tenant's rows back: the tenant is read again, for the reason that the error gives.
  case restarted(RollcallError)
  /// The tenant lacks this part because of the error; its other rows stand.
  case missing(part: TenantPart, ScopedFailure)
  /// The tenant lacks this part and is complete without it.
  case omitted(part: TenantPart, reason: String)
  /// The tenant's answers show that a gap of the service matters here.
  case knownGap(KnownGap)
  /// The page is over, and its rows are sent.
  case ended(requests: Int)
  /// The page failed, and its tenant with it: take all of the tenant's rows back.
  case failed(ScopedFailure, requests: Int)
}
