/// The pages of List All Connect Websites (Crisp's REST API reference), in the order of the scenario.
///
/// Each element contains two secrets, so both contain canaries.
struct CrispConnectedWebsites {
  let seed: UInt64
  let paging: CrispPaging

  func page(_ number: Int, of websites: [CrispWebsite], includesPlan: Bool) -> Answer {
    let window = paging.window(ofPage: number, count: websites.count)
    var data: [UInt8] = [UInt8(ascii: "[")]
    for website in websites[window] + invented(paging.size - window.count, onPage: number) {
      if data.count > 1 { data.append(UInt8(ascii: ",")) }
      append(website, includesPlan: includesPlan, to: &data)
    }
    data.append(UInt8(ascii: "]"))
    let hasMore = window.upperBound < websites.count || paging.inventsWebsites
    return CrispAnswer.success("listed", data: data, status: paging.usesPartialContent && hasMore ? 206 : 200)
  }

  /// The content of a page in a list that never ends.
  private func invented(_ count: Int, onPage page: Int) -> [CrispWebsite] {
    guard paging.inventsWebsites else { return [] }
    var generator = SeededGenerator(seed: seed, purpose: "invented page \(page)")
    return (0..<count)
      .map { _ in
        CrispWebsite(
          id: randomUUID(from: &generator), name: "", domain: "", operators: .generated(count: 0))
      }
  }

  private func append(_ website: CrispWebsite, includesPlan: Bool, to output: inout [UInt8]) {
    var generator = SeededGenerator(seed: seed, purpose: "subscription of \(website.id)")
    output.append("{\"website_id\":")
    output.appendQuoted(website.id)
    output.append(",\"token\":\"\(CrispCanary.websiteToken)")
    output.appendHexadecimal(generator.next(), digits: 16)
    output.append("\",\"settings\":")
    if website.isConfigured {
      output.append("{\"api_secret\":\"\(CrispCanary.websiteSettings)")
      output.appendHexadecimal(generator.next(), digits: 16)
      output.append("\",\"website_id\":\"not this one\",\"rules\":[{\"token\":null}]}")
    } else {
      output.append("{}")
    }
    output.append(",\"price\":")
    output.appendDecimal(generator.below(4) * 5)
    if includesPlan {
      output.append(",\"plan\":{\"id\":\"")
      output.appendUUID(from: &generator)
      output.append("\",\"name\":\"Plus\",\"trialing\":false}")
    }
    output.append(UInt8(ascii: "}"))
  }
}
