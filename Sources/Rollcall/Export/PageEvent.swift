/// What a fetch tells the writer about one page: the element of the channel.
///
/// A page is `began`, any number of `rows`, and `ended` or `failed`. A response that breaks half-way says `broke`, and
/// its rows follow once more from the first.
package enum PageEvent: Sendable {
  /// A page of this tenant comes next: what is written from here on may have to be taken back.
  case began(Tenant)
  case rows(RowBatch)
  /// Take the page's rows back.
  case broke
  /// The page is complete.
  case ended(requests: Int)
  /// The page cannot be had, and with it not the tenant: take all of the tenant's rows back.
  case failed(ExportError, requests: Int)
}
