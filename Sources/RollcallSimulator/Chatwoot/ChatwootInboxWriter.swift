/// A writer of inboxes (Chatwoot's `_inbox.json.jbuilder`). Administrators receive the credentials of a channel in
/// clear, so each credential contains a canary.
///
/// Every inbox has the keys of a website and of a phone, null where its channel has no such value; the other keys of a
/// channel are between them and at the end.
struct ChatwootInboxWriter: Sendable {
  let version: ChatwootVersion
  let seed: UInt64

  func append(_ inbox: ChatwootInbox, asAdministrator: Bool, to output: inout [UInt8]) {
    var keys = InboxKeys(
      generator: SeededGenerator(seed: seed, purpose: "inbox \(inbox.id)"), isAdministrator: asAdministrator)
    output.append("{\"id\":")
    output.appendDecimal(inbox.id)
    output.append(",\"avatar_url\":\"\",\"channel_id\":")
    output.appendDecimal(inbox.id + 10)
    output.append(",\"name\":")
    output.appendRails(inbox.name)
    output.append(",\"channel_type\":")
    output.appendRails(inbox.channel.rawValue)
    output.append(Self.greeting)
    if version.hasNewInboxKeys { output.append(",\"csat_config\":{}") }
    output.append(",\"enable_auto_assignment\":")
    output.appendBoolean(inbox.enableAutoAssignment)
    output.append(Self.hours)
    output.append(inbox.callbackURL.map { "\"\($0)\"" } ?? "null")
    output.append(",\"allow_messages_after_resolved\":true,\"lock_to_single_conversation\":false")
    if version.hasSenderNames { output.append(",\"sender_name_type\":\"friendly\",\"business_name\":null") }
    if version.hasNewInboxKeys {
      output.append(inbox.channel == .website ? ",\"allowed_domains\":\"\"" : ",\"allowed_domains\":null")
    }
    appendWebsite(inbox, &keys, to: &output)
    appendChannel(inbox, &keys, to: &output)
    output.append(UInt8(ascii: "}"))
  }

  /// The keys of a website, and those of signed visitors.
  private func appendWebsite(_ inbox: ChatwootInbox, _ keys: inout InboxKeys, to output: inout [UInt8]) {
    guard inbox.channel == .website else {
      output.append(",\"widget_color\":null,\"website_url\":null,\"hmac_mandatory\":")
      output.append(inbox.channel == .program ? "false" : "null")
      output.append(Self.noWebsite)
      return
    }
    output.append(Self.widget)
    keys.append("hmac_token", ChatwootCanary.hmacToken, to: &output)
    output.append(Self.preChat)
  }

  private func appendChannel(_ inbox: ChatwootInbox, _ keys: inout InboxKeys, to output: inout [UInt8]) {
    output.append(",\"messaging_service_sid\":null,\"phone_number\":")
    switch inbox.channel {
    case .twilio:
      output.append("\"+15550100\",\"medium\":\"sms\"")
      keys.append("auth_token", ChatwootCanary.authToken, to: &output)
      keys.append("account_sid", ChatwootCanary.accountSID, to: &output)
    case .whatsapp: output.append("\"+15550001\"")
    default: output.append("null")
    }
    switch inbox.channel {
    case .email: appendMail(inbox, &keys, to: &output)
    case .program:
      keys.append("hmac_token", ChatwootCanary.hmacToken, to: &output)
      if version.hasNewInboxKeys { keys.append("secret", ChatwootCanary.inboxSecret, to: &output) }
      output.append(",\"webhook_url\":")
      output.appendRails(inbox.webhookURL)
      output.append(",\"inbox_identifier\":\"inbox-\(inbox.id)\"")
      output.append(",\"additional_attributes\":{}")
    default: break
    }
    output.append(inbox.channel == .whatsapp ? ",\"provider\":\"whatsapp_cloud\"" : ",\"provider\":null")
    if inbox.channel == .whatsapp { appendWhatsApp(inbox, &keys, to: &output) }
    if inbox.channel == .telegram && version.hasNewInboxKeys { output.append(",\"bot_name\":\"example_bot\"") }
  }

  private func appendMail(_ inbox: ChatwootInbox, _ keys: inout InboxKeys, to output: inout [UInt8]) {
    if !version.hasNewInboxKeys { output.append(",\"forward_to_email\":\"in@mail.example.test\"") }
    output.append(",\"email\":\"inbox-\(inbox.id)@example.test\"")
    if version.hasNewInboxKeys { output.append(",\"forwarding_enabled\":false") }
    guard keys.isAdministrator else { return }
    output.append(",\"imap_login\":\"in@mail.example.test\"")
    keys.append("imap_password", ChatwootCanary.imapPassword, to: &output)
    output.append(",\"imap_address\":\"imap.example.test\",\"imap_port\":993,\"imap_enabled\":true")
    if !version.hasNewInboxKeys { output.append(",\"microsoft_reauthorization\":false") }
    output.append(",\"imap_enable_ssl\":true")
    if version.hasNewInboxKeys { output.append(",\"imap_authentication\":\"plain\"") }
    output.append(",\"smtp_login\":\"out@mail.example.test\"")
    keys.append("smtp_password", ChatwootCanary.smtpPassword, to: &output)
    output.append(Self.smtp)
  }

  /// Templates are a list, but an object before the first synchronisation.
  private func appendWhatsApp(_ inbox: ChatwootInbox, _ keys: inout InboxKeys, to output: inout [UInt8]) {
    output.append(",\"message_templates\":")
    let templates = jsonArray(0..<inbox.templates) { $1.append("{\"id\":\"\($0)\"," + Self.template) }
    output.append(contentsOf: inbox.templates == 0 ? Array("{}".utf8) : templates)
    if keys.isAdministrator {
      output.append(",\"provider_config\":{\"api_key\":\"\(ChatwootCanary.providerConfig)")
      output.appendHexadecimal(keys.generator.next(), digits: 16)
      output.append("\",\"webhook_verify_token\":\"verify\"}")
    }
    if version.hasNewInboxKeys {
      output.append(",\"reauthorization_required\":false,\"voice_enabled\":false,\"inbound_calls_enabled\":true")
    }
  }

  private static let greeting = """
    ,"greeting_enabled":false,"greeting_message":null,"working_hours_enabled":false,"enable_email_collect":true\
    ,"csat_survey_enabled":false
    """
  private static let hours = """
    ,"auto_assignment_config":{},"out_of_office_message":null,"working_hours":[\((0...6).map(day).joined(separator: ","))]\
    ,"timezone":"UTC","callback_webhook_url":
    """
  /// From nine to five, and closed on the first and the last day.
  private static func day(_ number: Int) -> String {
    let isClosed = number == 0 || number == 6
    let times =
      isClosed
      ? #""open_hour":null,"open_minutes":null,"close_hour":null,"close_minutes":null"#
      : #""open_hour":9,"open_minutes":0,"close_hour":17,"close_minutes":0"#
    return #"{"day_of_week":\#(number),"closed_all_day":\#(isClosed),\#(times),"open_all_day":false}"#
  }
  private static let noWebsite = """
    ,"welcome_title":null,"welcome_tagline":null,"web_widget_script":null,"website_token":null\
    ,"selected_feature_flags":null,"reply_time":null
    """
  private static let widget = #"""
    ,"widget_color":"#1f93ff","website_url":"https://shop.example.test/?a=1\u0026b=2","hmac_mandatory":false\#
    ,"welcome_title":null,"welcome_tagline":null,"web_widget_script":"\n    \u003cscript\u003e\n      (function(d,t) \#
    {var BASE_URL=\"https://chat.example.test\";})(document,\"script\");\n    \u003c/script\u003e\n    "\#
    ,"website_token":"widgetTokenIsPublic0001"\#
    ,"selected_feature_flags":["attachments","emoji_picker","end_conversation"],"reply_time":"in_a_few_minutes"
    """#
  private static let preChat = """
    ,"pre_chat_form_enabled":false,"pre_chat_form_options":{"pre_chat_fields":[\
    {"name":"emailAddress","type":"email","label":"Email Id","enabled":false,"required":true,"field_type":"standard"},\
    {"name":"fullName","type":"text","label":"Full name","enabled":false,"required":false,"field_type":"standard"},\
    {"name":"phoneNumber","type":"text","label":"Phone number","enabled":false,"required":false\
    ,"field_type":"standard"}],"pre_chat_message":"Share your queries or comments here."},"continuity_via_email":true
    """
  private static let smtp = """
    ,"smtp_address":"smtp.example.test","smtp_port":587,"smtp_enabled":true,"smtp_domain":""\
    ,"smtp_enable_ssl_tls":false,"smtp_enable_starttls_auto":true,"smtp_openssl_verify_mode":"none"\
    ,"smtp_authentication":"login"
    """
  /// The end of a template, which contains names of keys that an inbox also has.
  private static let template = """
    "name":"order_update","channel_type":"not this one","language":"en","components":[{"type":"BODY",\
    "text":"Hello {{1}}, your order is on its way."}]}
    """
}

/// The credentials of one inbox, which only an administrator receives.
private struct InboxKeys {
  var generator: SeededGenerator
  let isAdministrator: Bool

  mutating func append(_ key: String, _ canary: String, to output: inout [UInt8]) {
    guard isAdministrator else { return }
    output.append(",\"\(key)\":\"\(canary)")
    output.appendHexadecimal(generator.next(), digits: 16)
    output.append(UInt8(ascii: "\""))
  }
}

extension ChatwootInbox {
  /// The address at which the channel's service calls Chatwoot.
  fileprivate var callbackURL: String? {
    switch channel {
    case .whatsapp: "https://chat.example.test/webhooks/whatsapp/+15550001"
    case .line: "https://chat.example.test/webhooks/line/line\(id)"
    case .website, .email, .program, .twilio, .telegram: nil
    }
  }
}
