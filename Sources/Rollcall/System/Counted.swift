extension Int {
  /// The number and what it counts, as in `1 team` and `2 teams`.
  package func counted(_ one: String, _ many: String? = nil) -> String {
    "\(self) \(self == 1 ? one : many ?? one + "s")"
  }
}
