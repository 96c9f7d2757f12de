/// The treatment of the remains of an interrupted run.
public enum RemainsPolicy: Sendable, Equatable {
  /// They stop the run.
  case refuse
  /// They are deleted.
  case discard
  /// The run resumes the interrupted one. Without remains, it starts anew.
  case resume
}
