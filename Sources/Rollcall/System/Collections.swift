extension Array where Element: Hashable {
  /// The elements without those that occurred earlier.
  func removingDuplicates() -> [Element] { removingDuplicates(by: \.self) }
}

extension Array {
  /// The elements without those whose property occurred earlier.
  func removingDuplicates<Property: Hashable>(by property: KeyPath<Element, Property>) -> [Element] {
    var seen: Set<Property> = []
    return filter { seen.insert($0[keyPath: property]).inserted }
  }
}
