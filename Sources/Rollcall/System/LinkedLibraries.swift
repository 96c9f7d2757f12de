import CCrypto
import CSimdjson
import CXLSXWriter
import Gzip

/// The system's libraries that this module uses, with the versions that run, which may be newer than those it was
/// built with.
package enum LinkedLibraries {
  /// Name and version of each.
  package static var versions: [(name: String, version: String)] {
    DeflateLibrary.allCases.map { ($0.name, $0.version) } + [
      ("OpenSSL", String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))),
      ("simdjson", String(cString: csimdjson_version())),
      ("libxlsxwriter", String(cString: lxw_version())),
    ]
  }
}
