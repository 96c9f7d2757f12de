/// A token or key. It is shown as dots wherever it is printed, interpolated or dumped.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  /// Hides `value`.
  public init(_ value: String) { self.value = value }

  /// The value itself, for the code that sends it.
  package var exposed: String { value }

  /// Always the same dots.
  public var description: String { "•••" }
  /// Always the same dots.
  public var debugDescription: String { description }
  /// Nothing to reflect.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
