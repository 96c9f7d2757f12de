import CZlib

/// The library behind this module.
package enum DeflateLibrary {
  /// The version of zlib that runs, which may be newer than the one it was built with.
  package static var version: String { String(cString: zlibVersion()) }
}
