import CZlib

#if ISAL
  import CISAL
#endif

/// A library that compresses.
package enum DeflateLibrary: Sendable, CaseIterable {
  case zlib
  // A build without the package's trait ISAL has zlib alone.
  #if ISAL
    case isal
  #endif

  /// Its name.
  package var name: String {
    switch self {
    case .zlib: "zlib"
    #if ISAL
      case .isal: "ISA-L"
    #endif
    }
  }

  /// The version of zlib that runs, which may be newer than the one it was built with; the version of ISA-L that it was
  /// built with, since ISA-L does not tell which one runs.
  package var version: String {
    switch self {
    case .zlib: String(cString: zlibVersion())
    #if ISAL
      case .isal: "\(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION)"
    #endif
    }
  }

  /// The code that the library chose for this kind of processor, if its bytes depend on that.
  package var codePath: String? {
    switch self {
    case .zlib: nil
    #if ISAL
      case .isal: String(cString: cisal_code_path())
    #endif
    }
  }
}
