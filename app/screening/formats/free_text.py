"""What lists say in prose where a field should be: dates in words, numbers inside sentences, spellings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import groupby

from app.domain.alert_entry import EntryBirth
from app.domain.dates import PartialDate
from app.domain.failure import WorldError
from app.screening.formats.read_list import born, number_of, tidy

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"((?:1[89]|20)\d\d)"
_DAY_WORDS = re.compile(rf"\b(\d{{1,2}})\s+{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE)
_MONTH_WORDS = re.compile(rf"\b{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE)
_ONE_DATE = re.compile(rf"(?:(?:(\d{{1,2}})\s+)?{_MONTH},?\s+)?{_YEAR}", re.IGNORECASE)
_MONTHS_OF_A_YEAR = re.compile(rf"between\s+{_MONTH}\s+and\s+{_MONTH}\s+{_YEAR}", re.IGNORECASE)
_RANGE = re.compile(r"\s+to\s+|\s+and\s+|\s*(?:-|\u2013)\s*", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(circa|ca|c|approximately|approx|about|around|early|mid|late|possibly|probably)\b\.?|~", re.IGNORECASE
)
_OTHER_CALENDAR = re.compile(r"hijri|solar|lunar|calendar|\bold\b", re.IGNORECASE)
_DATES = re.compile(
    rf"\b\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}\b|\b\d{{4}}-\d\d-\d\d\b|{_DAY_WORDS.pattern}|{_MONTH_WORDS.pattern}",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./\\-]*")
_TOLD_NUMBER = re.compile(
    r"(?:\bnumber|\bno|\bn[º°]|#|\bssn|\bcode|\bcard)[.:]*\s*(?:n[º°]\s*)?"
    r"([A-Z]{0,4}[- ]{0,2}\d[0-9A-Za-z./-]*)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"\b[A-Z]{0,4}[- ]?\d[0-9A-Z./-]{3,}")
_SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "HANGUL": "Hang", "CJK": "Hani", "HEBREW": "Hebr",
    "GREEK": "Grek", "ETHIOPIC": "Ethi", "THAI": "Thai", "GEORGIAN": "Geor", "ARMENIAN": "Armn",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "SINHALA": "Sinh", "MYANMAR": "Mymr",
    "KHMER": "Khmr", "LAO": "Laoo", "HIRAGANA": "Hira", "KATAKANA": "Kana", "TIBETAN": "Tibt",
    "GUJARATI": "Gujr", "GURMUKHI": "Guru", "MALAYALAM": "Mlym", "TELUGU": "Telu", "KANNADA": "Knda",
    "MONGOLIAN": "Mong", "THAANA": "Thaa", "SYRIAC": "Syrc",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_CALLED_ORIGINAL = re.compile(r"^\s*(?:in\s+)?(?:original script|arabic|russian)\s*:\s*", re.IGNORECASE)
_CALLED_SPELLINGS = re.compile(r"^\s*transliterations\s*:", re.IGNORECASE)
_WORD = r"(?:[A-Z\u2018\u2019'][\w\u2018\u2019'.-]*|al-\w+|the|bin|ibn|ould)"
_LIKE_A_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{1,6}}")
_SEVERAL = re.compile(r"[;\u061b\u060c]")
_BORN = re.compile(r",?\s+born\b.*$", re.IGNORECASE | re.DOTALL)


def birth_in(said: str) -> EntryBirth | None:
    """The birth that words tell (`circa 1965`, `Between Aug. and Sep. 1977`, `1955 to 1958`, `Nov. 1973`),
    or None when they tell none, or tell it by another calendar."""
    said = tidy(said, 200)
    if _OTHER_CALENDAR.search(said):
        return None
    try:
        if months := _MONTHS_OF_A_YEAR.search(said):
            year = int(months[3])
            return born(PartialDate(year, _month(months[1])), PartialDate(year, _month(months[2])))
        doubtful = _DOUBT.search(said) is not None
        plain = _DOUBT.sub(" ", said).replace("between ", "").replace("Between ", "")
        parts = [_one_date(part) for part in _RANGE.split(plain.strip(" .,"))]
    except WorldError:
        return None
    dates = [part for part in parts if part is not None]
    if len(dates) != len(parts) or not 1 <= len(dates) <= 2:
        return None
    return born(dates[0], dates[-1], approximate=doubtful)


def month_in(said: str) -> int:
    """The month that a short note names (`Sep.`), 0 for none or more than one."""
    found = re.findall(rf"\b{_MONTH}(?![a-z])", said, re.IGNORECASE)
    return _month(found[0]) if len(found) == 1 else 0


def document_number(said: str) -> str:
    """The number inside words (`Libyan Passport No. 96/184442` gives `96/184442`), or empty.

    A text that is a number and nothing else comes back as it is.
    """
    said = number_of(said)
    if _PLAIN_NUMBER.fullmatch(said) and any(character.isdigit() for character in said):
        return said
    bare = _DATES.sub(" ", said)
    told = _TOLD_NUMBER.findall(bare)
    found = told or _ANY_NUMBER.findall(bare)
    return found[-1 if told else 0].strip(" .,;:/-") if found else ""


def script_of(text: str) -> str:
    """The script of most letters, as ISO 15924; empty without letters or for one not known here."""
    if text.isascii():
        return "Latn" if any(character.isalpha() for character in text) else ""
    found = Counter(
        unicodedata.name(character, "").partition(" ")[0] for character in text if character.isalpha()
    )
    return _SCRIPTS.get(found.most_common(1)[0][0], "") if found else ""


def spellings(said: str) -> list[str]:
    """The names inside one name as a list wrote it: another script in brackets or beside it is a name of
    its own, and so is each of several that are divided by `;`. The first is the one written first."""
    text = _BORN.sub("", said)
    outside = tidy(_IN_BRACKETS.sub(" ", text)).strip(" ,;")
    inside = [tidy(group) for group in _IN_BRACKETS.findall(text)]
    foreign = [
        group for group in inside if _CALLED_ORIGINAL.match(group) or script_of(group) != script_of(outside)
    ]
    if outside and foreign and len(foreign) == len(inside):
        parts = [outside, *(_CALLED_ORIGINAL.sub("", group) for group in foreign)]
    else:
        # A remark in lower case, such as (previously listed as), is no part of a name.
        parts = [outside if inside and all(group[:1].islower() for group in inside) else tidy(text)]
    pieces = [piece for part in parts for piece in (_SEVERAL.split(part) if "(" not in part else [part])]
    names = [name for piece in pieces for name in _by_script(piece)]
    return list(dict.fromkeys(name for name in names if name)) or [tidy(said)]


def original_in(note: str) -> list[str]:
    """The names in another script that a note beside a name gives (`original script: …`)."""
    _, found, told = note.partition(":")
    names = _by_script(told) if found else []
    return [name for name in names if script_of(name) not in {"", "Latn"}]


def transliterations_in(note: str, said: str) -> list[str]:
    """The spellings in Latin letters that a note gives of an alias `said` in another script, apart by `;`
    or commas; of one in Latin letters only those that stand apart by `;` in brackets."""
    foreign = script_of(said) not in {"", "Latn"}
    lists = [group for group in _IN_BRACKETS.findall(note) if ";" in group]
    if foreign and not lists:
        lists = [re.split(r"[()]", _CALLED_SPELLINGS.sub("", note))[0]]
    pieces = [piece.strip() for group in lists for piece in re.split(r"[;,]", group)]
    return list(dict.fromkeys(piece for piece in pieces if _LIKE_A_NAME.fullmatch(piece)))


def _by_script(text: str) -> list[str]:
    """Words of one script after another, as one name each; digits and dashes go with what is before."""
    scripts: list[tuple[str, str]] = []
    for word in text.split():
        script = script_of(word) or (scripts[-1][0] if scripts else "")
        scripts.append((script, word))
    return [
        " ".join(word for _, word in words).strip(" ,\u060c;")
        for _, words in groupby(scripts, lambda one: one[0])
    ]


def _one_date(said: str) -> PartialDate | None:
    said = said.strip(" .,")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return PartialDate.parse(said)
    if re.fullmatch(_YEAR + "s", said):
        return None
    found = _ONE_DATE.fullmatch(said)
    if found is None:
        return None
    return PartialDate(int(found[3]), _month(found[2]) if found[2] else 0, int(found[1]) if found[1] else 0)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
