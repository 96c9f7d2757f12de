/// The values of the formats' own settings. Each format adds its own properties.
public struct FormatOptions: Sendable {
  /// The values by the settings' names, each in one spelling; a default may be absent.
  private var texts: [String: String] = [:]

  /// Makes the defaults.
  public init() {}

  /// Reads the settings of every format.
  ///
  /// - Throws: `SettingError` that names the wrong setting.
  init(settings: SettingValues) throws {
    for declaration in Self.declarations {
      try settings.check(declaration)
      guard let text = settings.texts(of: declaration)?.last else { continue }
      texts[declaration.name] = declaration.isSwitch ? String(toggleWords[text] ?? false) : text
    }
  }

  /// Every value by its setting's name, for the record of a run.
  var recorded: [String: String] {
    let values = Self.declarations.map { ($0.name, texts[$0.name] ?? $0.defaultText ?? "false") }
    return Dictionary(uniqueKeysWithValues: values)
  }

  /// The value as text.
  subscript(declaration: SettingDeclaration) -> String? {
    get { texts[declaration.name] ?? declaration.defaultText }
    set { texts[declaration.name] = newValue }
  }

  private static var declarations: [SettingDeclaration] { OutputFormat.all.flatMap(\.settings) }
}
