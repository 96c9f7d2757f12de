/// The section that reviewers fill in, and the end of the page.
enum ReportSignOff {
  /// The section.
  static func html(digest: String) -> HTML {
    """
    <section class="signoff">
    <h2>Sign-off</h2>
    <p>In the column “Decision”, write K to keep the access, C to change it, R to remove it; then say here what was decided. \
    What is signed is the snapshot whose manifest has the SHA-256 <code>\(words: digest)</code>.</p>
    \(HTML.table("Review", ["Role", "Name", "Decision", "Date", "Signature"], row("Reviewer") + row("Approved by")))
    <p class="soft">Decision: approved; approved with changes; not approved. Follow-up and comments:</p>
    <div class="line"></div><div class="line"></div><div class="line"></div>
    </section>
    </main>
    </body>
    </html>
    """
  }

  private static func row(_ role: HTML) -> HTML {
    "<tr><th scope=\"row\">\(role)</th><td></td><td></td><td></td><td></td></tr>\n"
  }
}
