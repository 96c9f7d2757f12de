"""Texts that people and places are called: most of them plain, the others hostile to files, screens and comparisons."""

import unicodedata

_PLAIN = [
    "Ann", "Bob", "Chloé", "Dmitri", "Eve", "Support", "Sales", "Billing & Co", "Tier 2", "Zürich", "日本語",
    "Ops (night)"]

_HOSTILE = [
    "", " ", "  padded  ", "NULL", "null", "true", "\\N", "\\", "0", "1e9", "007",
    '"', '""', 'say "hi"', '","', "Ann, Bob", "a\nb", "a\r\nb", "\n", "\r", "trailing\n", "a\tb", ";", "|",
    # Formulas: what --spreadsheet-safe puts an apostrophe in front of. No reader could tell a text with an apostrophe
    # of its own there from one without, so there is none.
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x.test","y")', "'", "'quoted'",
    "<script>alert(1)</script>", "&amp;", "</td>", "]]>", "%s%n", "${HOME}", "$(id)", "`id`", "'; DROP TABLE x; --",
    "--all",
    "\u202eevil\u202c", "\u2066isolated\u2069", "\u200f", "\u200b", "\u2028", "\u2029", "\u0085", "\ufeffmark",
    "\ufffd",
    "\u0001\u001b[31mred\u001b[0m", "\u007f", "\u0008\u000c", "\U0010ffff", "\ufdd0",
    # The same to a person, and to a comparison that normalises, but other bytes.
    "\u00e9", "e\u0301", "\u212b", "\u00c5", "ß", "SS", "İ", "i\u0307", "\ufb01",
    "\U0001f9d1\u200d\U0001f680", "\U0001f1e9\U0001f1ea", "a" + "\u0300" * 40, "🏳️‍🌈" * 20,
]

_LOCALS = [
    "ann", "bob", "c.d", "eve+tag", "o'neil", "x_y", "dmitri", "josé", "жук", "a\"b", "=cmd", "very.long." + "n" * 60]
_DOMAINS = ["example.com", "corp.test", "mail.example.org"]


def text(dice, hostility=0.2):
    """A name or title."""
    draw = dice.random()
    if draw < hostility / 20:
        return dice.choice(["x", "é", "\"", "🙂", ",\n"]) * dice.randint(300, 4000)
    if draw < hostility:
        return dice.choice(_HOSTILE)
    return dice.choice(_PLAIN) + (f" {dice.randint(1, 99)}" if dice.random() < 0.6 else "")


def optional(dice, missing=0.15, hostility=0.2):
    """A text, or None."""
    return None if dice.random() < missing else text(dice, hostility)


def email(dice, missing=0.06):
    """An address from a small stock, so that people meet in several tenants, often in another case; or None."""
    draw = dice.random()
    if draw < missing:
        return None
    if draw < missing + 0.02:
        return text(dice, 1)
    return in_other_case(dice, f"{dice.choice(_LOCALS)}{dice.choice(['', '', '1', '2'])}@{dice.choice(_DOMAINS)}", 0.25)


def in_other_case(dice, word, odds=1.0):
    """The word in another case, with some odds."""
    if dice.random() >= odds:
        return word
    way = dice.randrange(3)
    if way == 0:
        return word.upper()
    if way == 1:
        return word.lower()
    return "".join(character.swapcase() if dice.random() < 0.5 else character for character in word)


def in_other_spelling(word):
    """The same letters to a person: accents joined to them if they were apart, else apart."""
    joined = unicodedata.normalize("NFC", word)
    return joined if joined != word else unicodedata.normalize("NFD", word)
