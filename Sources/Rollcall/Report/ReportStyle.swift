/// How the page looks: on a screen, light or dark, wide or narrow, and on paper.
enum ReportStyle {
  /// The style sheet.
  ///
  /// - Parameter footer: the words at the foot of each printed page, without quotation marks.
  static func css(footer: String) -> HTML {
    HTML(stringLiteral: colours + page + tables + pictures + print(footer: footer))
  }

  /// Every pair of a text's colour and its ground has a contrast of 4.5 at least, shapes one of 3.
  private static let colours = """

    :root{
    --paper:#ffffff;--panel:#f4f6f8;--ink:#1b2129;--soft:#505b67;--line:#d5dbe1;--strong:#7c8894;
    --accent:#1f4b75;--bad:#a31d17;--good:#1c6640;
    --lead:#1f4b75;--member:#5f8db4;--other:#8c6a14;--on-lead:#ffffff;--on-member:#0b1a28}
    @media screen and (prefers-color-scheme:dark){:root{
    --paper:#12171d;--panel:#1b222a;--ink:#e4e9ee;--soft:#a5b0bb;--line:#2f3943;--strong:#6b7883;
    --accent:#9cc4ea;--bad:#ff9a92;--good:#7fd6a4;
    --lead:#9cc4ea;--member:#4a769c;--other:#c9a552;--on-lead:#0b1a28;--on-member:#ffffff}}

    """

  private static let page = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif}
    main{max-width:60rem;margin:0 auto;padding:3.5rem 2rem 5rem}
    body{overflow-wrap:anywhere}
    thead th,dt{overflow-wrap:normal}
    code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
    a{color:inherit;text-decoration-color:var(--strong)}
    h1,h2,h3,h4{line-height:1.25}
    h1{font-size:2.25rem;font-weight:600;letter-spacing:-.015em;margin:0 0 .5rem}
    h2{font-size:1.5rem;font-weight:600;letter-spacing:-.01em;margin:0 0 1rem;padding-top:1.25rem;border-top:2px solid var(--ink)}
    h3{font-size:1.125rem;font-weight:600;margin:2.5rem 0 .25rem}
    h4{font-size:.9375rem;font-weight:600;margin:1.5rem 0 .25rem}
    p,ul{margin:0 0 1rem}
    ul{padding-left:1.25rem}
    li{margin:.25rem 0}
    section{margin-top:4rem}
    .lead{font-size:1.125rem;color:var(--soft);max-width:44rem}
    .soft,.note,.more{color:var(--soft)}
    .more,.note{font-size:.875rem}
    .state{margin:2rem 0;padding:1rem 1.25rem;border:1px solid;border-left-width:.375rem}
    .state p,.state ul{margin:0}
    .good{border-color:var(--good)}
    .good strong{color:var(--good)}
    .bad{border:2px solid var(--bad);border-left-width:.375rem}
    .bad strong{color:var(--bad)}
    dl{margin:0}
    dd{margin:0}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:1.25rem 2rem}
    .facts div:nth-last-child(-n+2){grid-column:1/-1}
    dt{font-size:.8125rem;color:var(--soft)}
    .numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1px;margin:0 0 1.5rem;
    background:var(--line);border:1px solid var(--line)}
    .numbers div{background:var(--paper);padding:1rem 1.125rem}
    .numbers dd.soft{font-size:.8125rem;line-height:1.4}
    .number{font-size:2rem;font-weight:600;line-height:1.3;letter-spacing:-.02em;font-variant-numeric:tabular-nums}

    """

  private static let tables = """
    table{width:100%;border-collapse:collapse;margin:1.5rem 0 1rem;font-size:.9375rem;line-height:1.45;font-variant-numeric:tabular-nums}
    caption{text-align:left;font-weight:600;padding:0 0 .5rem}
    th,td{text-align:left;vertical-align:top;padding:.4375rem 1rem .4375rem 0;font-weight:400}
    th:last-child,td:last-child{padding-right:0}
    thead th{font-size:.8125rem;color:var(--soft);border-bottom:1px solid var(--strong);padding-top:0}
    tbody td,tbody th{border-bottom:1px solid var(--line)}
    th[scope=rowgroup]{font-weight:600;padding-top:1rem;border-bottom-color:var(--strong)}
    th[scope=rowgroup] .soft{font-weight:400}
    td:first-child{min-width:9rem}
    .n{text-align:right;white-space:nowrap;padding-right:2rem}
    .d{width:7rem}
    td.d{border-left:1px solid var(--line)}
    .signoff td{height:3.5rem;border-left:1px solid var(--line)}
    .signoff tbody th{width:7rem}
    .line{height:2.5rem;border-bottom:1px solid var(--strong)}

    """

  private static let pictures = """
    figure{margin:1.5rem 0 2.5rem}
    figcaption{font-weight:600;margin-bottom:1rem}
    .bars{list-style:none;margin:0;padding:0;font-size:.875rem}
    .bars li{margin:0 0 .75rem}
    .bars svg{display:block;margin-top:.125rem}
    rect.lead,circle.lead{fill:var(--lead)}
    rect.member,circle.member{fill:var(--member)}
    rect.other,circle.other{fill:var(--paper);stroke:var(--other);stroke-width:2}
    .bars rect{stroke:var(--paper);stroke-width:1}
    .bars rect.other,.key rect.other{stroke:var(--other);stroke-width:2;stroke-dasharray:3 2}
    .key{vertical-align:-1px}
    .wide{overflow-x:auto}
    .matrix{display:block;font-size:13px}
    .matrix text{fill:var(--ink)}
    .matrix text.soft{fill:var(--soft)}
    .matrix text.lead{fill:var(--on-lead)}
    .matrix text.member{fill:var(--on-member)}
    .matrix text.lead,.matrix text.member,.matrix text.other{text-anchor:middle;font-size:12px;font-weight:600}
    .stripe{fill:var(--panel)}
    @media screen and (max-width:40rem){
    main{padding:2rem 1.25rem 3rem}
    h1{font-size:1.75rem}
    section{margin-top:3rem}
    table{font-size:.875rem}
    th,td{padding-right:.625rem}
    td,td:first-child{min-width:3.75rem}
    .n,td.n{min-width:0;padding-right:.75rem}
    .d{display:none}}

    """

  private static func print(footer: String) -> String {
    """
    @page{size:A4;margin:18mm 16mm 20mm;
    @bottom-left{content:"\(footer) UTC";font:8pt system-ui,sans-serif;color:#505b67}
    @bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt system-ui,sans-serif;color:#505b67}}
    @media print{
    html{font-size:9.5pt}
    main{max-width:none;padding:0}
    section{margin-top:2.5rem}
    h1,h2,h3,h4,caption,figcaption{break-after:avoid}
    thead{display:table-header-group}
    tr,li,.state,.facts div,.numbers div{break-inside:avoid}
    th[scope=rowgroup]{break-after:avoid}
    .signoff,.whole{break-inside:avoid}
    th,td{padding-top:.3rem;padding-bottom:.3rem}
    .wide{overflow:visible}
    .matrix{max-width:100%;height:auto;max-height:230mm}
    p{orphans:3;widows:3}
    rect,circle{-webkit-print-color-adjust:exact}}

    """
  }
}
