/// A writer of inboxes (Chatwoot's `_inbox.json.jbuilder`). Administrators receive the credentials of a channel in
/// clear, so each credential contains a canary.
struct ChatwootInboxWriter: Sendable {
  let seed: UInt64

  func append(_ inbox: ChatwootInbox, asAdministrator: Bool, to output: inout [UInt8]) {
    var generator = SeededGenerator(seed: seed, purpose: "inbox \(inbox.id)")
    output.append("{\"id\":")
    output.appendDecimal(inbox.id)
    output.append(",\"avatar_url\":\"\",\"channel_id\":")
    output.appendDecimal(inbox.id + 10)
    output.append(",\"name\":")
    output.appendRails(inbox.name)
    output.append(",\"channel_type\":")
    output.appendRails(inbox.channel.rawValue)
    output.append(Self.greeting)
    output.append(",\"enable_auto_assignment\":")
    output.appendBoolean(inbox.enableAutoAssignment)
    output.append(Self.hours)
    appendChannel(inbox, asAdministrator, &generator, to: &output)
    output.append(UInt8(ascii: "}"))
  }

  private func appendChannel(
    _ inbox: ChatwootInbox, _ asAdministrator: Bool, _ generator: inout SeededGenerator, to output: inout [UInt8]
  ) {
    switch inbox.channel {
    case .website:
      output.append(Self.widget)
      if asAdministrator { Self.append("hmac_token", ChatwootCanary.hmacToken, &generator, to: &output) }
    case .email:
      output.append(",\"forward_to_email\":\"in@mail.example.test\",\"email\":\"inbox-\(inbox.id)@example.test\"")
      guard asAdministrator else { return }
      output.append(Self.mail)
      Self.append("imap_password", ChatwootCanary.imapPassword, &generator, to: &output)
      Self.append("smtp_password", ChatwootCanary.smtpPassword, &generator, to: &output)
    case .program:
      output.append(",\"webhook_url\":null,\"inbox_identifier\":\"inbox-\(inbox.id)\",\"additional_attributes\":{}")
      guard asAdministrator else { return }
      Self.append("hmac_token", ChatwootCanary.hmacToken, &generator, to: &output)
      Self.append("secret", ChatwootCanary.inboxSecret, &generator, to: &output)
    case .twilio:
      output.append(",\"messaging_service_sid\":null,\"phone_number\":\"+15550100\",\"medium\":\"sms\"")
      guard asAdministrator else { return }
      Self.append("auth_token", ChatwootCanary.authToken, &generator, to: &output)
      Self.append("account_sid", ChatwootCanary.accountSID, &generator, to: &output)
    case .whatsapp:
      output.append(",\"provider\":\"whatsapp_cloud\",\"message_templates\":")
      output.append(contentsOf: jsonArray(0..<8) { $1.append("{\"id\":\"\($0)\"," + Self.template) })
      guard asAdministrator else { return }
      output.append(",\"provider_config\":{\"phone_number_id\":\"1\"")
      Self.append("api_key", ChatwootCanary.providerConfig, &generator, to: &output)
      output.append(UInt8(ascii: "}"))
    case .telegram:
      output.append(",\"bot_name\":\"example_bot\"")
    }
  }

  private static func append(
    _ key: String, _ canary: String, _ generator: inout SeededGenerator, to output: inout [UInt8]
  ) {
    output.append(",\"\(key)\":\"\(canary)")
    output.appendHexadecimal(generator.next(), digits: 16)
    output.append(UInt8(ascii: "\""))
  }

  private static let greeting = """
    ,"greeting_enabled":false,"greeting_message":null,"working_hours_enabled":false,"enable_email_collect":true\
    ,"csat_survey_enabled":false
    """
  private static let hours = """
    ,"auto_assignment_config":{},"out_of_office_message":null,"working_hours":[{"day_of_week":0,"closed_all_day":true,\
    "open_hour":null,"open_minutes":null,"close_hour":null,"close_minutes":null,"open_all_day":false}]\
    ,"timezone":"UTC","callback_webhook_url":null,"allow_messages_after_resolved":true\
    ,"lock_to_single_conversation":false,"sender_name_type":"friendly","business_name":null
    """
  private static let widget = #"""
    ,"widget_color":"#1f93ff","website_url":"https://shop.example.test/?a=1\u0026b=2","hmac_mandatory":false\#
    ,"welcome_title":"","welcome_tagline":"","web_widget_script":"\n    \u003cscript\u003e\n      (function(d,t) \#
    {var BASE_URL=\"https://chat.example.test\";})(document,\"script\");\n    \u003c/script\u003e\n    "\#
    ,"website_token":"widgetTokenIsPublic0001","selected_feature_flags":["attachments","emoji_picker"]\#
    ,"reply_time":"in_a_few_minutes","pre_chat_form_enabled":false,"pre_chat_form_options":{"pre_chat_fields":[{"name":\#
    "emailAddress","type":"email","label":"Email","required":true}]},"continuity_via_email":true
    """#
  private static let mail = """
    ,"imap_login":"in@mail.example.test","imap_address":"imap.example.test","imap_port":993,"imap_enabled":true\
    ,"imap_enable_ssl":true,"smtp_login":"out@mail.example.test","smtp_address":"smtp.example.test","smtp_port":587\
    ,"smtp_enabled":true,"smtp_domain":"example.test","smtp_enable_starttls_auto":true,"smtp_authentication":"login"
    """
  /// The end of a template, which contains names of keys that an inbox also has.
  private static let template = """
    "name":"order_update","channel_type":"not this one","language":"en","components":[{"type":"BODY",\
    "text":"Hello {{1}}, your order is on its way."}]}
    """
}
