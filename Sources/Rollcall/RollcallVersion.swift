/// The version of Rollcall.
public enum RollcallVersion {
  /// As in `rollcall --version`, the manifest and the `User-Agent` header.
  public static let current = "0.1.0"
}
