/// Events at numbered places: each has its turn once in a round, in an order that looks random, so many a day.
///
/// An event follows from place and day alone. Nobody has to remember the days before, for any number of places, and a
/// population of ten has its events as surely as one of ten million.
struct Rotation: Sendable {
  /// The number of places.
  let count: Int
  /// The days from one event at a place to the next.
  let period: Int
  private let factor: UInt64
  private let offset: UInt64
  private let firstDay: Int

  /// - Parameters:
  ///   - perDay: the most events of a day. Each day has nearly as many, if there are places enough.
  ///   - shortest: the fewest days of a round: a few places are not for ever changing.
  init(of count: Int, perDay: Int, shortest: Int, seed: UInt64, purpose: String) {
    self.count = max(1, count)
    period = max(shortest, (self.count + perDay - 1) / perDay)
    var generator = SeededGenerator(seed: seed, purpose: purpose)
    var factor = 1 + generator.below(self.count)
    while Self.greatestCommonDivisor(factor, self.count) > 1 { factor += 1 }
    self.factor = UInt64(factor % self.count)
    offset = UInt64(generator.below(self.count))
    firstDay = generator.below(period)
  }

  /// The events at one place within some days.
  struct Events {
    let count: Int
    /// The day of the last; 0 if there was none.
    let last: Int
    /// The place of these events among all of their day, from 0.
    let turn: Int
  }

  /// The events at a place after the day `start`, up to and including `day`.
  func events(at place: Int, after start: Int, until day: Int) -> Events {
    let rank = rank(of: place)
    let part = rank * period / count
    let first = (part + firstDay) % period + 1
    let through = { (day: Int) in day < first ? 0 : (day - first) / period + 1 }
    let events = max(0, through(day) - through(start))
    return Events(
      count: events, last: events == 0 ? 0 : first + (through(day) - 1) * period,
      turn: rank - (part * count + period - 1) / period)
  }

  /// An affine permutation of the places; places beyond the last begin anew.
  private func rank(of place: Int) -> Int {
    let places = UInt64(count)
    let product = (UInt64(place) % places).multipliedFullWidth(by: factor)
    return Int((places.dividingFullWidth(product).remainder + offset) % places)
  }

  private static func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
    var (one, other) = (one, other)
    while other != 0 { (one, other) = (other, one % other) }
    return one
  }
}
