"""Any script to Latin letters, with what a general table gets wrong for names mended.

Arabic writing leaves short vowels out and anyascii its long ones too; here alef, waw and yeh stay as
the vowels or consonants that they most likely are. Chinese and Korean syllables are set apart by
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
_ARABIC: Final = {
    ord(letter): latin
    for letter, _, latin in (part.partition(" ") for part in re.split(r"[|\n]", _ARABIC_LETTERS) if part)
}
_IS_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
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
    if _IS_ARABIC.search(text):
        text = _ARTICLE.sub("AL ", text).translate(_ARABIC)
        text = _YEH.sub("I", _WAW.sub("U", text))
    text = _GREEK_OU.sub("ou", text)
    spaced = bool(_HAS_SYLLABLES.search(text))
    text = anyascii(text)
    return _SYLLABLE.sub(" ", text) if spaced else text
