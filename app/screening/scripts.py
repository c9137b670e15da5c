"""Any script to Latin letters, with what a general table gets wrong for names mended.

Arabic and Hebrew writing leave short vowels out and anyascii the long ones too; here alef, waw and yeh
stay as the vowels or consonants that they most likely are. Chinese and Korean syllables are set apart by
their capitals.
"""

from __future__ import annotations

import re
from typing import Final

from anyascii import anyascii

_ARABIC_LETTERS: Final = """
ا A|أ A|إ I|آ A|ٱ A|ب B|پ P|ت T|ث TH|ج J|چ CH|ح H|خ KH|د D|ذ DH|ر R|ز Z|ژ ZH|س S|ش SH|ص S|ض D|ط T|ظ Z
ع A|غ GH|ف F|ق Q|ك K|ک K|گ G|ڭ NG|ل L|م M|ن N|ه H|ة A|ۀ A|ہ H|ھ H|ۃ A|و W|ؤ U|ي Y|ی Y|ى A
ئ I|ے E|ء |ٹ T|ڈ D|ڑ R|ں N
ـ |َ A|ُ U|ِ I|ّ |ْ |ً |ٌ |ٍ |ٰ A
"""
_HEBREW_LETTERS: Final = """
א A|ב B|ג G|ד D|ה H|ו W|ז Z|ח H|ט T|י Y|כ K|ך K|ל L|מ M|ם M|נ N|ן N|ס S|ע A|פ P|ף F|צ TS|ץ TS|ק K|ר R|ש SH|ת T
"""


def _table(letters: str) -> dict[int, str]:
    parts = (part.partition(" ") for part in re.split(r"[|\n]", letters) if part)
    return {ord(letter): latin for letter, _, latin in parts}


_ABJADS: Final = _table(_ARABIC_LETTERS) | _table(_HEBREW_LETTERS)
_IS_ABJAD: Final = re.compile(r"[\u05d0-\u05ea\u0600-\u06ff]")
_ARTICLE: Final = re.compile(r"(?<![\u0600-\u06ff])ال(?=[\u0600-\u06ff]{3})")
_JOINERS: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_WAW: Final = re.compile(r"(?<=[^AEIOUW ])W(?![AEIOU])")
_YEH: Final = re.compile(r"(?<=[^AEIOUWY ])Y(?![AEIOU])")
_SYLLABLE: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAS_SYLLABLES: Final = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_GREEK_OU: Final = re.compile(r"[οό][υύ]", re.IGNORECASE)


def latin(text: str) -> str:
    """`text` in ASCII; letters keep their case where the script has one."""
    if text.isascii():
        return text
    text = _JOINERS.sub("", text)
    if _IS_ABJAD.search(text):
        text = _ARTICLE.sub("AL ", text).translate(_ABJADS)
        text = _YEH.sub("I", _WAW.sub("U", text))
    text = _GREEK_OU.sub("ou", text)
    spaced = bool(_HAS_SYLLABLES.search(text))
    text = anyascii(text)
    return _SYLLABLE.sub(" ", text) if spaced else text
