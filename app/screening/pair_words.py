"""The words of a name of which nothing says whether a person, a company or a ship bears it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.screening import legal_forms, numerals
from app.screening.names import LONGEST, compounded, may_be_vietnamese
from app.screening.scripts import latin

MOST_WORDS: Final = 24
ROUGH: Final = "\u0590"
"""Scripts from here on (Hebrew, Arabic, India's, China's) leave vowels out or approximate foreign names."""
_SYLLABLES: Final = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_DROPPED: Final = str.maketrans("", "", ".'’‘`´ʻʼ")
_OTHER: Final = re.compile(r"[^A-Z0-9]+")
_LETTERS: Final = re.compile(r"\b[A-Z](?: [A-Z])+\b")

_LIGHT_WORDS: Final = """
THE OF AND FOR AT AL EL BIN BN BEN IBN BINT BINTI OULD DE DI DA DO DOS DAS DEL DELLA LA LE LES LOS LAS DU
DES VAN VON DER DEN ET UND Y E I Z UL UR DR MR MRS MS SIR PROF PRESIDENT PRASIDENT GENERAL COLONEL CAPTAIN
MINISTER SHEIKH SHAIKH SHAYKH MULLAH MAULAVI HAJI HAJJI HAJ SAYYID MV MT SS MS MY NA
"""
_LIGHT: Final = frozenset(_LIGHT_WORDS.split())
"""Words that tell little: articles, particles, titles, ships' prefixes."""

_ABBREVIATED: Final = """
INTL INTERNATIONAL|BROS BROTHERS|MFG MANUFACTURING|DEPT DEPARTMENT|GOVT GOVERNMENT|NATL NATIONAL
ASSN ASSOCIATION|ASSOC ASSOCIATION|TECH TECHNOLOGY|GRP GROUP|GRUPPE GROUP|GRUPPA GROUP|GRUPO GROUP
GROUPE GROUP|HLDGS HOLDINGS|HLDG HOLDING|MGMT MANAGEMENT|UNIV UNIVERSITY|INST INSTITUTE|CTR CENTER
CENTRE CENTER|TSENTR CENTER|ZAVOD PLANT|US UNITED STATES|USA UNITED STATES|UK UNITED KINGDOM
UAE UNITED ARAB EMIRATES|DPRK NORTH KOREA|USSR SOVIET UNION|ORGANISATION ORGANIZATION|SVCS SERVICES
SVC SERVICE|SYS SYSTEMS|ENGR ENGINEERING|INVT INVESTMENT|PROD PRODUCTS|BANQUE BANK|BANCO BANK|BANCA BANK
SHPG SHIPPING|TRDG TRADING|LABS LABORATORIES|FEDN FEDERATION|INSTITUT INSTITUTE|UNIVERSITET UNIVERSITY
FABRIKA FACTORY|PREDPRIYATIE ENTERPRISE|DEUTSCHLAND GERMANY|ESPANA SPAIN|NEDERLAND NETHERLANDS|ITALIA ITALY
SVERIGE SWEDEN|NORGE NORWAY|DANMARK DENMARK|SUOMI FINLAND|POLSKA POLAND|SCHWEIZ SWITZERLAND
SUISSE SWITZERLAND|OSTERREICH AUSTRIA|TURKIYE TURKEY|BRASIL BRAZIL|ROSSIYA RUSSIA|DEFENCE DEFENSE|ST SAINT
LABOUR LABOR
"""
_FULL: Final = {
    short: tuple(long.split())
    for short, _, long in (part.partition(" ") for part in _ABBREVIATED.strip().replace("\n", "|").split("|"))
}


@dataclass(frozen=True, slots=True)
class Words:
    """`every` word but legal forms, and the `heavy` ones of them, which tell names apart.

    `kinds` are those of its legal forms; `joined` is every word without a blank; `initials` are of every
    word, without and with the legal forms; `rough` says that its script gives Latin letters only roughly;
    `native` are its signs, where each of them is a syllable.
    """

    every: tuple[str, ...]
    heavy: tuple[str, ...]
    kinds: tuple[str, ...]
    joined: str
    initials: tuple[str, str]
    rough: bool
    native: str


def read(text: str) -> Words:
    """The words of `text`; none when it has neither a letter nor a digit."""
    text = text[:LONGEST]
    normal = latin(text)[:LONGEST].upper().translate(_DROPPED).replace("%", "PERCENT")
    normal = compounded(_OTHER.sub(" ", normal).strip())
    normal = _LETTERS.sub(lambda run: run[0].replace(" ", ""), normal)
    written = normal.split()[:MOST_WORDS]
    left, kinds = legal_forms.taken_off(written)
    words = [full for word in numerals.plain(left) for full in _FULL.get(word, (word,))]
    light = frozenset() if may_be_vietnamese(words) else _LIGHT
    heavy = [word for word in words if word not in light] or words
    rough = not text.isascii() and sum(letter >= ROUGH for letter in text) * 2 > len(text)
    native = "".join(_SYLLABLES.findall(text)) if rough else ""
    initials = ("".join([word[0] for word in words]), "".join([word[0] for word in written]))
    return Words(tuple(words), tuple(heavy), tuple(kinds), "".join(words), initials, rough, native)
