import Testing

@testable import Rollcall

@Suite(.timeLimit(.minutes(5))) struct `Responses kept by a cache` {
  @Test(arguments: [
    ("age", "1"), ("age", "86400"), ("age", "0, 12"), ("x-cache", "HIT"), ("x-cache", "Hit from cloudfront"),
    ("x-cache", "RefreshHit from cloudfront"), ("x-cache", "TCP_MEM_HIT from a.test (Apache/2.4)"),
    ("x-cache", "MISS, HIT"), ("x-cache-status", "STALE"), ("x-proxy-cache", "UPDATING"),
    ("cf-cache-status", "REVALIDATED"), ("x-cache-hits", "0, 3"), ("x-varnish", "32770 3"),
    ("cache-status", "ExampleCache; hit; ttl=376"), ("cache-status", "A; fwd=miss, B; hit"),
    ("warning", "110 - \"Response is Stale\""), ("cdn-cache", "HIT"), ("x-fastcgi-cache", "hit"),
  ])
  func `a header tells that a cache kept the response`(name: String, value: String) {
    #expect(KeptAnswer.sign(in: ["content-type": "application/json", name: value]) == "\(name): \(value)")
  }

  @Test(arguments: [
    ("age", "0"), ("age", "0, 0"), ("age", "soon"), ("x-cache", "MISS"), ("x-cache", "Miss from cloudfront"),
    ("x-cache-status", "BYPASS"), ("x-cache-status", "EXPIRED"), ("cf-cache-status", "DYNAMIC"), ("x-cache-hits", "0"),
    ("x-varnish", "32770"), ("cache-status", "ExampleCache; fwd=stale; fwd-status=200"), ("x-cache", "hit-for-pass"),
    ("cache-control", "max-age=0, private, stale-if-error=0"), ("x-cache-lookup", "HIT from proxy:3128"),
    ("x-cache-key", "/hit"), ("warning", "199 - misc"), ("x-request-id", "hit"), ("date", "stale"),
  ])
  func `a header of a fresh response does not tell of a cache`(name: String, value: String) {
    #expect(KeptAnswer.sign(in: [name: value]) == nil)
  }
}
