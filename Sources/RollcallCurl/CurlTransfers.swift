import CCurl
import Rollcall

/// The transfers under way and their easy handles; touched by libcurl's thread alone.
struct CurlTransfers: ~Copyable {
  private let multi: UnsafeMutableRawPointer
  private var active: [UnsafeMutableRawPointer: Active] = [:]
  private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
  /// Handles without work; making one anew costs more than setting one back.
  private var idle: [UnsafeMutableRawPointer] = []

  private struct Active {
    let transfer: CurlTransfer
    let headers: UnsafeMutablePointer<curl_slist>?
    let errorText: UnsafeMutablePointer<CChar>
    /// How long it has taken so far, apart from the time in which it waited for room.
    var time = Duration.zero
    var isCountedUntil = ContinuousClock.now
  }

  init(multi: UnsafeMutableRawPointer) {
    self.multi = multi
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 128)
    // A connection for each transfer: what comes for a paused one over a shared connection is held in memory.
    ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
  }

  mutating func add(_ transfer: CurlTransfer) {
    guard let easy = idle.popLast() ?? curl_easy_init() else {
      transfer.completed(TransportError(.badRequest, "libcurl has no memory"))
      return
    }
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    let headers = Self.configure(easy, for: transfer, errorText: errorText)
    active[easy] = Active(transfer: transfer, headers: headers, errorText: errorText)
    handles[ObjectIdentifier(transfer)] = easy
    let result = curl_multi_add_handle(multi, easy)
    if result != CURLM_OK {
      release(easy)?.completed(TransportError(.badRequest, String(cString: curl_multi_strerror(result))))
    }
  }

  mutating func resume(_ transfer: CurlTransfer) {
    guard let easy = handles[ObjectIdentifier(transfer)] else { return }
    // What libcurl held back is delivered inside this call, and only its result tells if some of it was lost.
    let result = curl_easy_pause(easy, CURLPAUSE_CONT)
    guard result != CURLE_OK else { return }
    release(easy)?.completed(TransportError(Self.meaning(of: result), String(cString: curl_easy_strerror(result))))
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
      let code = message.data.result
      var proxyStatus = 0
      ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &proxyStatus)
      let said = active[easy].map { String(cString: $0.errorText) } ?? ""
      // It names the proxy with the password in its address.
      let words = said.isEmpty ? String(cString: curl_easy_strerror(code)) : Redactor.withoutCredentials(said)
      // A proxy that does not let the connection through breaks it as a cable would; it says no to all requests, though.
      let meaning = proxyStatus >= 300 ? .connectionFailed : Self.meaning(of: code)
      let isHead = active[easy]?.transfer.hasHead == false
      let tooLarge =
        isHead ? "its head has a field of more than 100 KiB" : "its content decompresses to too much at once"
      let text = meaning == .tooLarge ? tooLarge : words
      release(easy)?.completed(code == CURLE_OK ? nil : TransportError(meaning, text))
    }
  }

  /// Ends the transfers that take too long: a server that sends a byte now and then is never silent.
  mutating func endOverdue() {
    let now = ContinuousClock.now
    for easy in Array(active.keys) {
      guard var entry = active[easy] else { continue }
      if !entry.transfer.isPaused { entry.time += now - entry.isCountedUntil }
      entry.isCountedUntil = now
      active[easy] = entry
      let limit = entry.transfer.configuration.totalTimeout
      guard entry.time > limit else { continue }
      release(easy)?.completed(TransportError(.timedOut, "it took longer than \(Int(limit.seconds)) s in all"))
    }
  }

  mutating func removeAll() {
    for easy in active.keys {
      release(easy)?.completed(TransportError(.connectionLost, "the network is shut down"))
    }
    for easy in idle { curl_easy_cleanup(easy) }
    idle = []
  }

  /// Takes a handle out of work; its connection goes back to the others.
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
    // A proxy has no business between this machine and itself, and would see the token in clear.
    if request.isLocal { ccurl_set_string(easy, CURLOPT_NOPROXY, "*") }
    if let file = configuration.authorityFile { ccurl_set_string(easy, CURLOPT_CAINFO, file) }
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(configuration.connectTimeout.seconds * 1000))
    ccurl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
    ccurl_set_long(easy, CURLOPT_LOW_SPEED_TIME, max(1, Int(configuration.stallTimeout.seconds)))
    ccurl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
    ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)

    var headers: UnsafeMutablePointer<curl_slist>?
    for (name, value) in request.headers { headers = curl_slist_append(headers, "\(name): \(value.exposed)") }
    if request.isLocal {
      // Undoing gzip costs more than decoding and encoding together, and on this machine saves nothing.
      headers = curl_slist_append(headers, "Accept-Encoding: identity")
      ccurl_set_long(easy, CURLOPT_BUFFERSIZE, 128 * 1024)
    } else {
      ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
      // libcurl holds what a buffer decompresses to while the transfer is paused: at most a thousand times as much.
      ccurl_set_long(easy, CURLOPT_BUFFERSIZE, 8 * 1024)
    }
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

  /// What a libcurl result means for what to do next (https://curl.se/libcurl/c/libcurl-errors.html).
  private static func meaning(of code: CURLcode) -> TransportError.Code {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotFound
    case CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR: .connectionFailed
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
      .untrusted
    // How libcurl refuses a field of more than 100 KiB, or to hold more than 64 MiB: the first one until 8.6, then
    // CURLE_TOO_LARGE.
    case CURLE_OUT_OF_MEMORY, CURLcode(rawValue: 100): .tooLarge
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR: .badResponse
    case CURLE_SSL_CACERT_BADFILE, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_NOT_BUILT_IN: .badRequest
    default: .connectionLost
    }
  }
}
