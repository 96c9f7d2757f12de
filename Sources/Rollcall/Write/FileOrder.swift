import Gzip

/// How far back a file's writer can go.
enum MarkLevel: Sendable {
  /// To where the tenant began.
  case tenant
  /// To where the page began.
  case page
}

/// The next thing to do to the files: what travels through the `FileLine`. A file is a table in one format, by its place
/// in the snapshot's list; it may be written in several parts.
enum FileOrder: Sendable {
  /// Write what the block holds, compressed or not. The marks stand in front of it.
  case write(Content, to: Int, behind: [MarkLevel])
  /// Begin the next part of the file, whose last block was sent before.
  case beginPart(of: Int)
  /// Take back everything behind the mark, parts included.
  case rewind(Int, to: MarkLevel)
  /// Bring all that was sent before to the disk, and note how far the export is.
  case checkpoint(ExportState)

  enum Content: Sendable {
    case plain(Block)
    case deflated(DeflatedBlock)
  }
}
