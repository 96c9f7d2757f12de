/// The effort of deflate in its search for repetitions.
package struct CompressionLevel: Sendable, Equatable, CustomStringConvertible {
  /// The library that compresses.
  package let library: DeflateLibrary
  /// The library's own number for the level.
  package let number: Int

  /// zlib's default: about half of the speed of level 1, for files about a tenth smaller.
  package static let balanced = CompressionLevel(6)!

  /// ISA-L's level 2; `nil` in a build without ISA-L.
  ///
  /// On rows it has about 12 times the speed of zlib's level 6, for files 4 % larger, and 6 times that of level 1, for
  /// files 6 % smaller. Of ISA-L's other levels, 1 is 5 % faster for files 2 % larger, and 3 has less than half the
  /// speed for files that are larger, too. Blocks of 1 MiB would gain 0.1 %.
  package static var fast: CompressionLevel? {
    #if ISAL
      CompressionLevel(library: .isal, number: 2)
    #else
      nil
    #endif
  }

  /// All levels that this build has.
  package static var all: [CompressionLevel] { (1...9).compactMap { CompressionLevel($0) } + [fast].compactMap(\.self) }

  /// The levels of zlib, from 1 (fastest) to 9 (smallest); any other number gives `nil`.
  package init?(_ number: Int) {
    guard (1...9).contains(number) else { return nil }
    self.init(library: .zlib, number: number)
  }

  private init(library: DeflateLibrary, number: Int) {
    self.library = library
    self.number = number
  }

  package var description: String { library == .zlib ? String(number) : "fast" }
}
