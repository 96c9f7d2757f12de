import CCurl
import Glibc
import Rollcall

/// The transfers under way and their easy handles, used only by libcurl's thread.
struct CurlTransfers: ~Copyable {
  private let multi: UnsafeMutableRawPointer
  private var active: [UnsafeMutableRawPointer: Active] = [:]
  private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
  /// Handles without work; a new one costs more than a reset.
  private var idle: [UnsafeMutableRawPointer] = []

  private struct Active {
    let transfer: CurlTransfer
    let headers: UnsafeMutablePointer<curl_slist>?
    let errorText: UnsafeMutablePointer<CChar>
    /// The duration so far, apart from the time in which the transfer waited for room.
    var time = Duration.zero
    var isCountedUntil = ContinuousClock.now
    /// The time at which the server last sent something, and the number of bytes by then.
    var heard = ContinuousClock.now
    var progress = 0
  }

  init(multi: UnsafeMutableRawPointer, maximumConnections: Int?) {
    self.multi = multi
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, min(maximumConnections ?? 128, 128))
    if let maximumConnections { ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, maximumConnections) }
    // Each transfer has a connection of its own: bytes of a paused transfer on a shared connection are held in memory.
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
  }

  mutating func add(_ transfer: CurlTransfer) {
    // The check comes before the token can go to a host that is really a part of a password.
    let address = URLAddress(transfer.request.url)
    if !transfer.request.isLocal, let fault = transfer.configuration.proxies.fault(for: address) {
      return transfer.completed(fault)
    }
    guard let easy = idle.popLast() ?? curl_easy_init() else {
      return transfer.completed(.exhausted("libcurl gets no memory", "of memory (ulimit -v)"))
    }
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    let headers = Self.configure(easy, for: transfer, errorText: errorText)
    active[easy] = Active(transfer: transfer, headers: headers, errorText: errorText)
    handles[ObjectIdentifier(transfer)] = easy
    let result = curl_multi_add_handle(multi, easy)
    if result != CURLM_OK {
      release(easy)?.completed(.exhausted("libcurl takes no request", "of memory (ulimit -v)"))
    }
  }

  mutating func resume(_ transfer: CurlTransfer) {
    guard let easy = handles[ObjectIdentifier(transfer)] else { return }
    // Libcurl delivers the bytes that it held back inside this call, and only its result tells whether some were lost.
    let result = curl_easy_pause(easy, CURLPAUSE_CONT)
    if result != CURLE_OK { complete(easy, with: result) }
  }

  mutating func remove(_ transfer: CurlTransfer) {
    guard let easy = handles[ObjectIdentifier(transfer)] else { return }
    _ = release(easy)
  }

  /// Ends the transfers that libcurl has finished.
  mutating func completeFinished() {
    var left: CInt = 0
    while let message = curl_multi_info_read(multi, &left)?.pointee {
      guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
      complete(easy, with: message.data.result)
    }
  }

  private mutating func complete(_ easy: UnsafeMutableRawPointer, with code: CURLcode) {
    guard let entry = active[easy] else { return }
    let error = code == CURLE_OK ? nil : failure(of: easy, entry, code).error
    release(easy)?.completed(error)
  }

  /// The facts about a transfer that libcurl gave up.
  private func failure(of easy: UnsafeMutableRawPointer, _ entry: Active, _ code: CURLcode) -> CurlFailure {
    func number(_ info: CURLINFO) -> Int {
      var value = 0
      ccurl_get_long(easy, info, &value)
      return value
    }
    let transfer = entry.transfer
    var failure = CurlFailure(code: code, address: URLAddress(transfer.request.url))
    failure.words = String(cString: entry.errorText)
    if !transfer.request.isLocal { failure.proxy = transfer.configuration.proxies.proxy(for: failure.address) }
    failure.proxyStatus = number(CURLINFO_HTTP_CONNECTCODE)
    failure.verification = number(CURLINFO_SSL_VERIFYRESULT)
    failure.proxyVerification = number(CURLINFO_PROXY_SSL_VERIFYRESULT)
    failure.systemError = Int32(clamping: number(CURLINFO_OS_ERRNO))
    failure.hasBegun = transfer.hasBegun
    failure.hasHead = transfer.hasHead
    failure.authorityFile = transfer.configuration.authorityFile
    failure.showsCertificate = transfer.configuration.clientCertificate != nil
    failure.connectTimeout = transfer.configuration.connectTimeout
    failure.lacksDescriptors = {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor < 0 else {
        close(descriptor)
        return false
      }
      return errno == EMFILE || errno == ENFILE
    }
    return failure
  }

  /// Ends the transfers whose server is silent for too long, and those that take too long in all: a server that sends a
  /// byte now and then is never silent.
  mutating func endOverdue() {
    let now = ContinuousClock.now
    for easy in Array(active.keys) {
      guard var entry = active[easy] else { continue }
      let configuration = entry.transfer.configuration
      if entry.transfer.isPaused { entry.heard = now } else { entry.time += now - entry.isCountedUntil }
      entry.isCountedUntil = now
      Self.listen(to: easy, &entry, at: now)
      active[easy] = entry
      let limits = [
        (now - entry.heard, configuration.stallTimeout, "nothing came for"),
        (entry.time, configuration.totalTimeout, "it took longer than"),
      ]
      guard let (_, limit, words) = limits.first(where: { $0.0 > $0.1 }) else { continue }
      let end = words == "it took longer than" ? " in all" : ""
      release(easy)?.completed(TransportError(.timedOut, "\(words) \(Int(limit.seconds)) s\(end)"))
    }
  }

  /// Records when the server last sent something.
  private static func listen(to easy: UnsafeMutableRawPointer, _ entry: inout Active, at now: ContinuousClock.Instant) {
    var began: curl_off_t = 0
    var received: curl_off_t = 0
    var headerSize = 0
    ccurl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &began)
    ccurl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T, &received)
    ccurl_get_long(easy, CURLINFO_HEADER_SIZE, &headerSize)
    let progress = Int(received) + headerSize
    // The time for a connection counts until the request is sent.
    if began == 0 || progress != entry.progress { entry.heard = now }
    entry.progress = progress
    // The system is asked as well, before the server is called silent.
    guard now - entry.heard > entry.transfer.configuration.stallTimeout else { return }
    let silence = ccurl_silence(easy)
    if silence >= 0 { entry.heard = max(entry.heard, now - .milliseconds(silence)) }
  }

  mutating func removeAll() {
    for easy in active.keys {
      release(easy)?.completed(TransportError(.connectionLost, "the network is shut down"))
    }
    for easy in idle { curl_easy_cleanup(easy) }
    idle = []
  }

  /// Releases a handle; its connection returns to the others.
  private mutating func release(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
    guard let entry = active.removeValue(forKey: easy) else { return nil }
    handles[ObjectIdentifier(entry.transfer)] = nil
    curl_multi_remove_handle(multi, easy)
    curl_easy_reset(easy)
    curl_slist_free_all(entry.headers)
    entry.errorText.deallocate()
    idle.append(easy)
    return entry.transfer
  }

  /// - Returns: the list of headers, which must live as long as the transfer.
  private static func configure(
    _ easy: UnsafeMutableRawPointer, for transfer: CurlTransfer, errorText: UnsafeMutablePointer<CChar>
  ) -> UnsafeMutablePointer<curl_slist>? {
    let request = transfer.request
    let configuration = transfer.configuration
    ccurl_set_string(easy, CURLOPT_URL, request.url)
    ccurl_allow_http_only(easy)
    ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    ccurl_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    // A proxy must not stand between this machine and itself, where it would see the token in clear.
    if request.isLocal { ccurl_set_string(easy, CURLOPT_NOPROXY, "*") }
    if let file = configuration.authorityFile { ccurl_set_string(easy, CURLOPT_CAINFO, file) }
    if let client = configuration.clientCertificate {
      ccurl_set_string(easy, CURLOPT_SSLCERT, client.certificate)
      ccurl_set_string(easy, CURLOPT_SSLKEY, client.key)
    }
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(configuration.connectTimeout.seconds * 1000))
    ccurl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
    ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)

    var headers: UnsafeMutablePointer<curl_slist>?
    request.forEachHeader { name, value in headers = curl_slist_append(headers, "\(name): \(value)") }
    // An encoded response is decoded even if no encoding was requested.
    ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
    // Decompression costs more than decoding and encoding together, and saves nothing on this machine.
    if request.isLocal { headers = curl_slist_append(headers, "Accept-Encoding: identity") }
    // libcurl holds the decompressed content of a buffer while the transfer is paused: at most a thousand times its
    // size.
    ccurl_set_long(easy, CURLOPT_BUFFERSIZE, request.isLocal ? 32 * 1024 : 8 * 1024)
    ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers)

    let context = Unmanaged.passUnretained(transfer).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
      let isAccepted = transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return isAccepted ? size * count : Int(CURL_WRITEFUNC_PAUSE)
    }
    let headerContext = Unmanaged.passUnretained(transfer).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_HEADERDATA, headerContext)
    ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      let transfer = Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
      let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return transfer.receivedHeader(line) ? size * count : 0
    }
    return headers
  }
}
