import CCrypto
import CCurl
import Glibc
import Rollcall

/// A failure reported by libcurl, and its meaning (https://curl.se/libcurl/c/libcurl-errors.html).
///
/// Libcurl's own message is never shown: it may contain the password of a proxy, and it speaks of disks and buffers. It
/// is only searched for facts that libcurl's codes do not tell.
struct CurlFailure {
  var code: CURLcode
  /// The message of libcurl.
  var words = ""
  /// The requested address.
  var address: URLAddress
  /// The proxy for the address.
  var proxy: ProxySettings.Proxy?
  /// The proxy's response to the request for a tunnel, if there was one.
  var proxyStatus = 0
  /// OpenSSL's results about the certificates of server and proxy (`X509_V_ERR_…`); 1 without a check.
  var verification = 0
  var proxyVerification = 0
  /// `errno`, if the system refused something.
  var systemError: Int32 = 0
  /// Whether any part of the response has arrived, and whether its head is complete.
  var hasBegun = false
  var hasHead = false
  /// The configured file of authorities.
  var authorityFile: String?
  /// Whether a client certificate is configured.
  var showsCertificate = false
  var connectTimeout = Duration.seconds(15)
  /// Whether the process has no descriptor left.
  var lacksDescriptors: () -> Bool = { false }

  /// The error for the caller.
  var error: TransportError {
    exhaustion ?? refusalOfProxy ?? refusalOfTLS ?? distrust ?? ordinary
  }

  // MARK: - This machine

  private var exhaustion: TransportError? {
    if words.contains("thread failed to start") {
      return .exhausted("no thread for the search of an address", "of processes and threads (ulimit -u)")
    }
    switch code {
    case CURLE_OUT_OF_MEMORY where !hasBegun, CURLE_FAILED_INIT:
      return .exhausted("libcurl gets no memory", "of memory (ulimit -v, or that of the container)")
    case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CONNECT_ERROR:
      guard systemError == EMFILE || systemError == ENFILE || lacksDescriptors() else { return nil }
      return .exhausted("no descriptor for a connection", "of open files (ulimit -n)")
    default: return nil
    }
  }

  // MARK: - A proxy

  private var refusalOfProxy: TransportError? {
    let name = proxy?.description ?? "the proxy"
    guard proxyStatus >= 300 else { return nil }
    switch proxyStatus {
    case 407:
      let asked = proxy?.hasUser == true ? "does not take the user name and password" : "wants a user name and password"
      return TransportError(
        .refusedOnTheWay, "\(name) \(asked): it answered 407",
        advice: "write them into \(proxy?.variable ?? "its variable"), as in http://user:password@host:port")
    case 408, 429, 500, 502...504, 506...:
      // The obstacle may be temporary: usually it does not reach the service.
      return TransportError(
        .connectionFailed, "\(name) made no connection to \(address.description): it answered \(proxyStatus)")
    default:
      return TransportError(
        .refusedOnTheWay,
        "\(name) does not let connections to \(address.description) through: it answered \(proxyStatus)",
        advice: "have it let them through, or name the host in no_proxy")
    }
  }

  // MARK: - TLS

  /// The peer of TLS: a proxy that is reached over https comes first.
  private var peer: String {
    if let proxy, proxy.isSecure, proxyStatus == 0 { proxy.description } else { address.description }
  }

  /// OpenSSL's name for the fault, as in `wrong version number`.
  private var reasonOfTLS: String? {
    guard let start = words.firstRange(of: "SSL routines:") else { return nil }
    let reason = words[start.upperBound...].drop { $0 != ":" }.dropFirst()
      .prefix { $0.isLetter || $0.isNumber || $0 == " " }
    return reason.isEmpty ? nil : String(reason)
  }

  private var refusalOfTLS: TransportError? {
    guard let reason = reasonOfTLS, max(verification, proxyVerification) <= X509_V_ERR_UNSPECIFIED else {
      guard code == CURLE_SSL_CIPHER else { return nil }
      return TransportError(.incompatible, "\(peer) has no cipher in common with this machine")
    }
    let plainTexts = ["wrong version number", "http request", "packet length too long", "unknown protocol"]
    if plainTexts.contains(where: reason.contains) {
      return TransportError(
        .refusedOnTheWay, "\(peer) does not speak TLS (\(reason)): this port speaks plain http, or something else",
        advice: "check the port, or write http:// in the base URL (which for a token wants --allow-plain-http)")
    }
    let wantsCertificate =
      ["certificate required", "bad certificate", "alert unknown ca", "access denied"]
      .contains(where: reason.contains) || reason.contains("alert certificate")
    if wantsCertificate {
      return TransportError(
        .refusedOnTheWay,
        showsCertificate
          ? "\(peer) does not take this client certificate, and wants another one (\(reason))"
          : "\(peer) wants a client certificate (\(reason))",
        advice: "get one from its owner, and give it with --client-certificate and --client-key")
    }
    // These reasons mean a broken connection, which may be temporary.
    let breaks = [
      "unexpected eof", "internal error", "close notify", "bad record mac", "decryption failed", "shutdown",
    ]
    guard code == CURLE_SSL_CONNECT_ERROR, !breaks.contains(where: reason.contains) else { return nil }
    return TransportError(
      .incompatible, "\(peer) and this machine do not agree on TLS (\(reason))",
      cause:
        "they have no version from 1.2 on or no cipher in common, or the server does not know the name of the host, or it wants a client certificate"
    )
  }

  private var distrust: TransportError? {
    let isOfProxy = proxyVerification > X509_V_ERR_UNSPECIFIED
    let result = isOfProxy ? proxyVerification : verification
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_INVALIDCERTSTATUS:
      break
    case CURLE_SSL_CONNECT_ERROR where result > X509_V_ERR_UNSPECIFIED: break
    default: return nil
    }
    let whose = isOfProxy ? "that of \(proxy?.description ?? "the proxy")" : "that of \(peer)"
    // Libcurl checks names itself, so OpenSSL's result does not help.
    let isOfName = result <= X509_V_ERR_UNSPECIFIED && words.contains("subject name")
    let (what, cause, advice) = Self.meaning(ofVerification: isOfName ? Int(X509_V_ERR_HOSTNAME_MISMATCH) : result)
    return TransportError(.untrusted, "\(what) (\(whose))", cause: cause, advice: advice)
  }

  /// The meaning of OpenSSL's results about certificates (https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/).
  static func meaning(ofVerification result: Int) -> (what: String, cause: String, advice: String) {
    let words = X509_verify_cert_error_string(result).map { String(cString: $0) } ?? "result \(result)"
    return switch Int32(clamping: result) {
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      (
        "its certificate is for another name", "the server may be another one than the one meant",
        "write the base URL with a name that the certificate has, or have the certificate made for this name"
      )
    case X509_V_ERR_CERT_HAS_EXPIRED:
      (
        "its certificate has expired",
        "it, or one that vouches for it, was valid until a day that is past by this machine's clock",
        "have the certificate renewed, or set this machine's clock"
      )
    case X509_V_ERR_CERT_NOT_YET_VALID:
      (
        "its certificate is not valid yet", "it is valid from a day that has not come by this machine's clock",
        "set this machine's clock, or wait"
      )
    case X509_V_ERR_CERT_REVOKED:
      ("its certificate has been revoked", "its authority took it back", "have the server's owner get another one")
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED:
      (
        "this machine does not trust the signer of its certificate (\(words))",
        "it is not signed by an authority that this machine trusts, or the server does not send the certificates between",
        "for a private authority, give its certificate with --ca-file; otherwise have the server send its whole chain"
      )
    case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
      (
        "its certificate is too weak (\(words))", "this machine's OpenSSL takes no keys and digests that are that weak",
        "have the server's owner get a stronger one"
      )
    default:
      ("its certificate is not acceptable (\(words))", "OpenSSL says so", "have the server's owner look at it")
    }
  }

  // MARK: - All else

  private var ordinary: TransportError {
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY:
      return TransportError(
        .nameNotFound, "\(proxy?.description ?? "the proxy") has a name without an address",
        advice: "check \(proxy?.variable ?? "the proxy settings")")
    case CURLE_COULDNT_RESOLVE_HOST:
      return TransportError(.nameNotFound, "the name \(address.host) has no address")
    case CURLE_COULDNT_CONNECT, CURLcode(rawValue: 97):
      return TransportError(.connectionFailed, "\(whoDoesNotAnswer): \(systemWords ?? "no connection")")
    case CURLE_SSL_CONNECT_ERROR:
      return TransportError(
        .connectionFailed, "\(peer) broke off while TLS was agreed on\(systemWords.map { ": \($0)" } ?? "")")
    case CURLE_OPERATION_TIMEDOUT:
      let seconds = Int(connectTimeout.seconds)
      return TransportError(.timedOut, "no connection to \(whoDoesNotAnswer) came about within \(seconds) s")
    case CURLE_OUT_OF_MEMORY, CURLcode(rawValue: 100):
      // This is how libcurl refuses a field of more than 100 KiB, or to hold more than 64 MiB: the first one until 8.6,
      // and CURLE_TOO_LARGE after that.
      return TransportError(
        .tooLarge,
        hasHead ? "its content decompresses to too much at once" : "its head has a field of more than 100 KiB")
    case CURLE_WRITE_ERROR:
      return TransportError(
        .badResponse, "its content continues after the end of its compression",
        cause: "its gzip has more than one member, or something follows it",
        advice: "have the proxy in front of the service not compress, or compress each answer as one")
    case CURLE_BAD_CONTENT_ENCODING:
      let isUnknown = words.contains("nrecognized")
      return TransportError(
        .badResponse,
        isUnknown
          ? "its content is in an encoding that was not requested and is not known here"
          : "its content is not in the encoding that its head names, or is damaged",
        advice: "have the proxy in front of the service not compress, or run again later")
    case CURLE_WEIRD_SERVER_REPLY,
      CURLE_UNSUPPORTED_PROTOCOL where words.contains("HTTP/"):
      return TransportError(
        .badResponse, "what came from \(address.description) is not HTTP",
        advice: address.isSecure
          ? "check the port" : "check the port; if it speaks https, write https:// in the base URL")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN:
      return TransportError(.badRequest, "its address cannot be requested")
    case CURLE_SSL_CACERT_BADFILE:
      guard let authorityFile else {
        return TransportError(
          .badRequest, "this machine's file of certificate authorities cannot be read",
          advice: "install it (the package ca-certificates), or name another one with --ca-file")
      }
      return TransportError(
        .badRequest, "the authorities in \(authorityFile) cannot be read", advice: "give another file with --ca-file")
    case _ where code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR && !hasBegun && !address.isSecure:
      return TransportError(
        .connectionLost, "\(address.description) closed the connection without an answer",
        advice: "run again later" + (address.isSecure ? "" : "; if the port speaks https, write https://"))
    case CURLE_PARTIAL_FILE:
      return TransportError(.connectionLost, "the connection ended before the answer did")
    default:
      // Each code has a fixed text.
      return TransportError(
        .connectionLost, "\(String(cString: curl_easy_strerror(code)))\(systemWords.map { " (\($0))" } ?? "")")
    }
  }

  private var systemWords: String? { systemError == 0 ? nil : String(cString: strerror(systemError)) }

  /// The proxy if libcurl mentions it, and otherwise the server.
  private var whoDoesNotAnswer: String {
    guard let proxy, proxy.host != address.host,
      words.contains("to \(proxy.host) port") || words.contains("via \(proxy.host)")
    else { return address.description }
    return proxy.description
  }
}

extension TransportError {
  /// The error about a resource that the machine does not grant, with the limit that decides.
  static func exhausted(_ what: String, _ limit: String) -> TransportError {
    TransportError(
      .exhausted, what, cause: "the process is at its limit \(limit)",
      advice: "raise that limit, or run with fewer --workers")
  }
}
