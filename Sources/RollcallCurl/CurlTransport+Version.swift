import CCurl

extension CurlTransport {
  /// The version of libcurl that runs, which may be newer than the one it was built with.
  package static var libraryVersion: String {
    String(cString: ccurl_version())
  }
}
