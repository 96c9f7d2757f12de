/// A kind of column that is understood in a roster.
///
/// Personnel systems and directories call the same thing by many names. A column that tells who left and is not
/// recognised would make everyone look as if nobody had left.
enum RosterColumn: CaseIterable {
  case email, name, manager, department, status, endDate

  /// The headings as `plain` makes them, the better ones first: an address of the company comes before one that may be
  /// private.
  var headings: [String] {
    switch self {
    case .email:
      [
        "workemail", "workemailaddress", "companyemail", "companyemailaddress", "businessemail",
        "businessemailaddress", "corporateemail", "corporateemailaddress", "officialemail", "email", "emailaddress",
        "primaryemail", "primaryemailaddress", "employeeemail", "useremail", "emailid", "mail", "mailaddress",
        "userprincipalname",
      ]
    case .name: ["name", "fullname", "displayname", "employeename", "preferredname", "employee"]
    case .manager:
      ["manager", "managername", "linemanager", "reportingmanager", "supervisor", "supervisorname", "reportsto"]
    case .department: ["department", "departmentname", "dept", "division", "businessunit"]
    case .status:
      [
        "employmentstatus", "employeestatus", "employeestate", "workerstatus", "staffstatus", "hrstatus", "status",
        "currentstatus", "workstatus", "jobstatus", "personstatus", "userstatus", "accountstatus",
      ]
    case .endDate:
      [
        "enddate", "dateofend", "terminationdate", "dateoftermination", "termdate", "terminationeffectivedate",
        "terminatedon", "lastday", "lastdayofwork", "lastdayatwork", "lastdayworked", "lastdayofemployment",
        "lastworkingday", "lastworkingdate", "lastworkday", "lastdateworked", "leavedate", "leavingdate", "leaverdate",
        "dateofleaving", "dateleft", "leftdate", "lefton", "exitdate", "dateofexit", "separationdate",
        "dateofseparation", "departuredate", "dateofdeparture", "offboardingdate", "employmentend",
        "employmentenddate", "enddateofemployment", "endofemployment", "employeeenddate", "serviceenddate",
        "contractend", "contractenddate",
      ]
    }
  }

  /// A heading without case, blanks, underscores, hyphens, and a remark in square brackets, as in `Status [READ ONLY]`.
  static func plain(_ heading: String) -> String {
    var plain = String.UnicodeScalarView()
    // With the wrong separator, several headings are one: that has more brackets, or does not end with one.
    let hasRemark = heading.trimmed.hasSuffix("]") && heading.unicodeScalars.count { $0 == "[" } == 1
    for scalar in heading.unicodeScalars.prefix(while: { !hasRemark || $0 != "[" }) {
      let isFiller = scalar.properties.isWhitespace || scalar.properties.isDash || scalar == "_"
      if !isFiller { plain.append(scalar) }
    }
    return String(plain).lowercased()
  }
}
