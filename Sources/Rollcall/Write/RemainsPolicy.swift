/// What becomes of the remains of an interrupted run.
public enum RemainsPolicy: Sendable, Equatable {
  /// They are in the way.
  case refuse
  /// They are deleted.
  case discard
  /// The run goes on where the interrupted one stopped; it starts anew if there are none.
  case resume
}
