/// What a fetch tells the writer about one page: the element of the channel.
///
/// A page is `began`, any number of `rows`, and `ended` or `failed`. A response that breaks half-way says `broke`, and
/// its rows follow once more from the first.
package enum PageEvent: Sendable {
  /// A page of this service comes next: what is written from here on may have to be taken back. Without a tenant it is
  /// about the service as a whole, such as the list of its tenants.
  case began(service: String, tenant: Tenant?)
  case rows(RowBatch)
  /// Take the page's rows back.
  case broke
  /// The tenant lacks this part, because of the error; its other rows stand.
  case missing(part: TenantPart, RollcallError)
  /// The tenant lacks this part, and is complete without it.
  case omitted(part: TenantPart, reason: String)
  /// The page is over, and what could be had of it is written.
  case ended(requests: Int)
  /// The page cannot be had, and with it not the tenant: take all of the tenant's rows back.
  case failed(RollcallError, requests: Int)
}
