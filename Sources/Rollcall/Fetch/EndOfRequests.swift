/// A failure that ends the requests to come. Those that were sent before it are still read and written.
struct EndOfRequests: Error {
  let error: RollcallError
}
