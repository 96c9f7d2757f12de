import Gzip

/// How far back a file's writer can go.
enum MarkLevel: Sendable {
  /// To where the tenant began.
  case tenant
  /// To where the page began.
  case page
}

/// The next thing to do to one of the files: what travels through the `FileLine`.
struct FileOrder: Sendable {
  enum Step: Sendable {
    /// Write what the block holds, compressed or not. The marks stand in front of it.
    case write(Content, behind: [MarkLevel])
    /// Take back everything behind the mark.
    case rewind(to: MarkLevel)
  }

  enum Content: Sendable {
    case plain(Block)
    case deflated(DeflatedBlock)
  }

  /// The file's place in the snapshot's list of files.
  let file: Int
  var step: Step
}
