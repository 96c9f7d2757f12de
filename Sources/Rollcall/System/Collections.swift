extension Array where Element: Hashable {
  /// The elements without those that occurred before.
  func removingDuplicates() -> [Element] { removingDuplicates(by: \.self) }
}

extension Array {
  /// The elements without those of which a property occurred before.
  func removingDuplicates<Property: Hashable>(by property: KeyPath<Element, Property>) -> [Element] {
    var seen: Set<Property> = []
    return filter { seen.insert($0[keyPath: property]).inserted }
  }
}
