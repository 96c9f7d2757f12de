/// Names beyond ASCII, one pair of lists for each script: they break an exporter that counts characters, sorts by bytes
/// or forgets that some scripts run from right to left.
enum WorldNames {
  struct Script: Sendable {
    let first: SpokenPhrases
    let last: SpokenPhrases

    init(first: String, last: String) {
      self.first = SpokenPhrases(words: first)
      self.last = SpokenPhrases(words: last)
    }
  }

  static let scripts: [Script] = [
    // Latin with diacritics, twice as likely as any other script.
    diacritics, diacritics,
    // Cyrillic
    Script(
      first:
        "Анна Алексей Борис Вера Виктор Дарья Дмитрий Елена Иван Ирина Кирилл Мария Михаил Наталья Олег Ольга Павел",
      last:
        "Иванова Петров Сидоренко Кузнецова Попов Соколова Лебедев Козлова Новиков Морозова Волков Шевченко Ковальчук"),
    // Greek
    Script(
      first: "Αθηνά Γιώργος Δημήτρης Ειρήνη Ελένη Κατερίνα Κώστας Μαρία Νίκος Παναγιώτης Σοφία Χρήστος",
      last: "Παπαδόπουλος Γεωργίου Δημητρίου Ιωάννου Κωνσταντίνου Νικολαΐδης Οικονόμου Παππάς Χατζής Βασιλείου"),
    // Arabic, right to left
    Script(
      first: "أحمد فاطمة محمد ليلى يوسف مريم خالد نور عمر سارة حسن هدى",
      last: "الحسن العلي المصري الخطيب حداد النجار الشامي عبد_الله التميمي القاسم"),
    // Hebrew, right to left
    Script(
      first: "אברהם דוד יעל נועה שרה תמר איתן רחל משה מיכל", last: "כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן שפירא"),
    // Chinese, Japanese, Korean
    Script(
      first: "伟 芳 秀英 敏 静 丽 磊 太郎 花子 健一 美咲 翔太 さくら ゆうき 민준 서연 지우 하은 도윤", last: "王 李 张 刘 陈 杨 佐藤 鈴木 高橋 田中 渡辺 김 이 박 최 정 歐陽"),
    // Devanagari
    Script(
      first: "आरव अनन्या अर्जुन दीपिका प्रिया राहुल रोहन सीता श्रेया विक्रम", last: "शर्मा वर्मा गुप्ता सिंह पटेल कुमार मिश्रा जोशी त्रिपाठी"),
  ]

  private static let diacritics = Script(
    first: """
      Žofie Łukasz Zoë Chloé René José Íñigo Björn Åsa Jürgen Günther Søren Øystein Māra Gabrielė Ştefan Çağla Ömer İpek
      Beyoncé François Hélène Noël Andrés Mónica João Conceição Ağca Đorđe Šárka Ľubica Þóra Nguyễn Ánh Tereza_Ž
      """,
    last: """
      Žižková Kovářová Łukaszewicz Wiśniewska Müller Groß Strauß Jürgens Öztürk Çelik Şahin Yıldız Ångström Sjöberg
      Mårtensson Sørensen Ødegård Þórsdóttir Núñez Ibáñez Muñoz Peña Gonçalves Guimarães D’Été Lefèvre Châtelet
      Kārkliņš Jurčič Đurić Hajdú Szűcs Őri Țurcanu Brâncuși Trần_Hưng
      """)
}
