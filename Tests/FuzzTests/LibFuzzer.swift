import Glibc

/// The target that `ROLLCALL_FUZZ_TARGET` names.
private let chosen: FuzzTarget = {
  let name = getenv("ROLLCALL_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    fatalError("ROLLCALL_FUZZ_TARGET should be one of: \(names)")
  }
  return target
}()

/// Where libFuzzer comes in with an input. One binary serves all targets.
@_cdecl("LLVMFuzzerTestOneInput")
public func checkOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(Array(UnsafeBufferPointer(start: start, count: count)))
  do {
    try chosen.check(&input)
  } catch {
    fatalError("\(chosen.name): \(error)")
  }
  return 0
}
