/// Job titles that consist of a rank, a craft and an area: tens of thousands of different ones, with about as many
/// words as real ones.
struct JobTitles: Sendable {
  private let ranks: PhraseTable
  private let crafts: PhraseTable
  private let areas: PhraseTable

  init() {
    ranks = PhraseTable(
      phrases(in: "Senior_ Junior_ Lead_ Head_of_ Principal_ Associate_ Deputy_ Chief_ Interim_ Regional_ Staff_"))
    crafts = PhraseTable(
      phrases(
        in: """
          Support Customer_Success Customer_Care Technical_Support Support_Engineering Onboarding Billing Payments Sales
          Pre-Sales Partnerships Marketing Growth Community Content Operations Logistics Returns Fulfilment Procurement
          Quality Risk Compliance Fraud_Prevention Trust_&_Safety Legal Privacy Security IT_Helpdesk Infrastructure
          Platform Data Analytics Product Design Research Translation Localisation Training Recruiting People Finance
          Accounting Treasury Key_Accounts Retail Wholesale Reservations Front_Desk Dispatch Claims Admissions
          Night_Shift Weekend_Team Chat_Desk Live_Chat Phone_Desk Escalations Incident_Response Field_Service
          """))
    areas = PhraseTable(
      [
        " Manager", " Specialist", " Agent", " Engineer", " Advisor", " Analyst", " Coordinator", " Consultant",
        " Lead",
        " Intern", " Team", " (EMEA)", " (part-time)", " / DACH", " – Nordics", ", Europe", ", North America", ", APAC",
        ", LATAM", ", Iberia", ", Benelux", ", second line", " II", " III", " & Co", " Partner", " Associate",
        " Director",
      ])
  }

  func append(to output: inout [UInt8], using generator: inout SeededGenerator) {
    if generator.oneIn(3) { output.append(contentsOf: ranks.pick(&generator)) }
    output.append(contentsOf: crafts.pick(&generator))
    if !generator.oneIn(5) { output.append(contentsOf: areas.pick(&generator)) }
  }
}
