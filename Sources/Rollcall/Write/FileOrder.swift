import Gzip

/// The marks to which a file's writer can return.
enum MarkLevel: Sendable {
  /// The beginning of the tenant.
  case tenant
  /// The beginning of the page.
  case page
}

/// An order to the files, which travels through the `FileLine`.
///
/// A file here is a table in one format, by its place in the snapshot's list; it may have several parts.
enum FileOrder: Sendable {
  /// Write a block, compressed or not. The marks are set before it.
  case write(Content, to: Int, behind: [MarkLevel])
  /// Begin the next part of the file. The last block of the part before it has been sent.
  case beginPart(of: Int)
  /// Take back everything after the mark, parts included.
  case rewind(Int, to: MarkLevel)
  /// Bring everything sent so far to the disk, and save the state of the export.
  case checkpoint(ExportState)

  enum Content: Sendable {
    case plain(Block)
    case deflated(DeflatedBlock)
  }
}
