import Gzip

/// How far back a file's writer can go.
enum MarkLevel: Sendable {
  /// To where the tenant began.
  case tenant
  /// To where the page began.
  case page
}

/// The next thing to do to the files: what travels through the `FileLine`. A file is its place in the snapshot's list.
enum FileOrder: Sendable {
  /// Write what the block holds, compressed or not. The marks stand in front of it.
  case write(Content, to: Int, behind: [MarkLevel])
  /// Take back everything behind the mark.
  case rewind(Int, to: MarkLevel)
  /// Bring all that was sent before to the disk, and note how far the export is.
  case checkpoint(ExportState)

  enum Content: Sendable {
    case plain(Block)
    case deflated(DeflatedBlock)
  }
}
