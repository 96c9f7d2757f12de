/// A form in which another tool takes a snapshot.
///
/// A new one is one file and one line in ``all``.
public struct Preset: Sendable {
  /// The name for `--preset`.
  public let name: String
  /// What comes out and who takes it, in one sentence.
  public let meaning: String
  /// The version of the form: it rises when the same snapshot gives other content.
  public let version: Int
  /// Whether it tells what changed since an older snapshot.
  public var takesOlder = false
  /// Makes the output.
  let writing: Writing

  /// The kind of output, and what makes it.
  enum Writing: Sendable {
    /// A file, written from its first byte to its last.
    case file(@Sendable (SnapshotReader, any ByteSink) throws(RollcallError) -> Void)
    /// A folder of files.
    case folder(@Sendable (SnapshotReader, AnswerFolder) throws(RollcallError) -> Void)
    /// A file that a library writes by its path; with an older snapshot where one is given.
    case library(@Sendable (SnapshotReader, SnapshotReader?, String) throws(RollcallError) -> Void)
  }

  /// All presets, in the order of the help.
  public static let all: [Preset] = [.review, .vanta, .baton, .veza, .ocsf]

  /// The preset of that name.
  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }
}

/// The value of `--preset`: a preset, or the wish to see all of them.
package enum PresetChoice: Sendable {
  case list
  case preset(Preset)

  static let listName = "list"

  /// Whether all presets are to be shown.
  package var isList: Bool { if case .list = self { true } else { false } }
}

extension Setting where Value == PresetChoice {
  /// The setting that names a preset.
  package static let preset = Setting(
    "preset", (Preset.all.map(\.name) + [PresetChoice.listName]).joined(separator: "|"),
    help: "Whose form the output has; list tells what each is.",
    choices: Preset.all.map(\.name) + [PresetChoice.listName],
    expected: "one of \((Preset.all.map(\.name) + [PresetChoice.listName]).joined(separator: ", "))"
  ) { $0 == PresetChoice.listName ? .list : Preset.named($0).map { .preset($0) } }
  .onlyAsFlag
}
