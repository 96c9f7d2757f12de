/// The users whom the teams and sub-inboxes of a website name: each once, in the order in which they are first named.
///
/// There may be very many, and each operator of the website is looked up among them. An id that is a UUID takes 17 bytes,
/// its place 4 to 8, and the table that finds it 5 to 11.
struct CrispPeople: Sendable {
  /// The length of the longest id, in bytes.
  static let longestID = 254
  /// The largest number of users: far more than any website has.
  static let limit = 2_000_000

  private var ids = CrispTexts()
  private var places: [CrispTexts.Place] = []
  /// An index and eight bits of the mark, by the mark's first bits.
  private var slots = [UInt32](repeating: CrispPeople.free, count: 64)
  /// The common start of the ids' marks.
  private let markStart: UInt64

  private static let free = UInt32.max

  init(of website: Tenant) { markStart = TwinFilter.start(of: website) }

  var count: Int { places.count }

  /// The index of the user with this id. A new user is added.
  ///
  /// - Throws: `DecodeError` if there are more users than can be held.
  mutating func add(_ id: UnsafeBufferPointer<UInt8>) throws(DecodeError) -> UInt32 {
    let mark = TwinFilter.mark(of: UnsafeRawBufferPointer(id), in: markStart)
    if let known = index(of: id, mark) { return known }
    guard count < Self.limit else { throw DecodeError("the lists name more than \(Self.limit) users") }
    let packed = PackedID(id)
    places.append(try packed.withBytes { bytes throws(DecodeError) in try ids.append(bytes) })
    insert(UInt32(count - 1), mark)
    if 4 * count > 3 * slots.count { grow() }
    return UInt32(count - 1)
  }

  /// The index of the user with this id; `nil` for a user who is not named.
  ///
  /// - Parameter mark: the mark of the id in its tenant; see `TwinFilter`.
  func index(of id: UnsafeBufferPointer<UInt8>, _ mark: UInt64) -> UInt32? {
    var place = firstSlot(of: mark)
    while slots[place] != Self.free {
      if UInt8(truncatingIfNeeded: slots[place] >> 24) == Self.tag(of: mark) {
        let index = slots[place] & 0xff_ffff
        if isID(id, of: Int(index)) { return index }
      }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Removes the users who were added last.
  mutating func removeLast(_ count: Int) {
    guard count > 0 else { return }
    let first = places.count - count
    // The last user first, since the slots of the others were found without it.
    for index in (first..<places.count).reversed() {
      var place = firstSlot(of: mark(at: index))
      while slots[place] & 0xff_ffff != index { place = (place + 1) & (slots.count - 1) }
      slots[place] = Self.free
    }
    ids.remove(from: places[first])
    places.removeLast(count)
  }

  /// Lends the id of the user at an index.
  func withID<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    ids.withText(at: places[index]) { PackedID.withText(of: $0, body) }
  }

  /// The memory in use, in bytes.
  var memory: Int { ids.memory + 4 * (places.capacity + slots.capacity) }

  private static func tag(of mark: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: mark >> 8) }

  private func mark(at index: Int) -> UInt64 {
    withID(at: index) { TwinFilter.mark(of: UnsafeRawBufferPointer($0), in: markStart) }
  }

  private func isID(_ id: UnsafeBufferPointer<UInt8>, of index: Int) -> Bool {
    withID(at: index) { UnsafeRawBufferPointer($0).isEqual(to: UnsafeRawBufferPointer(id)) }
  }

  private func firstSlot(of mark: UInt64) -> Int {
    Int(truncatingIfNeeded: mark >> UInt64(64 - slots.count.trailingZeroBitCount))
  }

  private mutating func insert(_ index: UInt32, _ mark: UInt64) {
    var place = firstSlot(of: mark)
    while slots[place] != Self.free { place = (place + 1) & (slots.count - 1) }
    slots[place] = UInt32(Self.tag(of: mark)) << 24 | index
  }

  private mutating func grow() {
    slots = Array(repeating: Self.free, count: 2 * slots.count)
    for index in places.indices { insert(UInt32(index), mark(at: index)) }
  }
}

/// An id in few bytes: a UUID as Crisp writes it takes sixteen, and any other text as many as it has.
private struct PackedID {
  private let text: UnsafeBufferPointer<UInt8>

  /// What stands before a text that is no UUID: no byte of UTF-8.
  private static let plain: UInt8 = 0xff
  private static let dashes = [8, 13, 18, 23]

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// Lends the packed bytes.
  func withBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(DecodeError) -> Result
  ) throws(DecodeError) -> Result {
    // Only a UUID has sixteen bytes.
    let packed = Self.uuid(text) ?? Array(repeating: Self.plain, count: text.count == 15 ? 2 : 1) + text
    return try packed.withUnsafeBufferPointer { bytes throws(DecodeError) in try body(bytes) }
  }

  /// Lends the text of packed bytes.
  static func withText<Result>(
    of packed: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    guard packed.count == 16 else { return body(UnsafeBufferPointer(rebasing: packed.drop { $0 == plain })) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
      var place = 0
      for byte in packed {
        if dashes.contains(place) {
          text[place] = UInt8(ascii: "-")
          place += 1
        }
        text[place] = digit(byte >> 4)
        text[place + 1] = digit(byte & 15)
        place += 2
      }
      return body(UnsafeBufferPointer(text))
    }
  }

  /// The bytes of a UUID in small letters; `nil` for any other text.
  private static func uuid(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count == 36, dashes.allSatisfy({ text[$0] == UInt8(ascii: "-") }) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    var high: UInt8?
    for (place, byte) in text.enumerated() where !dashes.contains(place) {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
