"""Legal forms of companies: which words of a name are one, and which forms are one kind across states.

Kinds, not laws: a public company is one in every language, and a limited one too. The forms are those
that registers write most (ISO 20275 lists thousands).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_PUBLIC: Final = """
JSC|OJSC|PJSC|CJSC|OAO|PAO|ZAO|AO|VAT|PAT|PRAT|AG|AKG|AKTIENGESELLSCHAFT|PLC|PUBLIC LIMITED COMPANY|SA|SAB
SPA|SOCIETA PER AZIONI|SOCIETE ANONYME|SOCIEDAD ANONIMA|JOINT STOCK COMPANY|OPEN JOINT STOCK COMPANY
PUBLIC JOINT STOCK COMPANY|CLOSED JOINT STOCK COMPANY|AKTSIONERNOE OBSHCHESTVO
OTKRYTOE AKTSIONERNOE OBSHCHESTVO|PUBLICHNOE AKTSIONERNOE OBSHCHESTVO|ZAKRYTOE AKTSIONERNOE OBSHCHESTVO
NEPUBLICHNOE AKTSIONERNOE OBSHCHESTVO|NV|NAAMLOZE VENNOOTSCHAP|AB|AKTIEBOLAG|ASA|OYJ|SE|KGAA|AD|DD|SA DE CV
SAB DE CV|SOCIEDADE ANONIMA|TBK|BERHAD|BHD|AS|AKCIOVA SPOLECNOST|ANONIM SIRKETI|HF|RT|NYRT|ZRT|JOINT STOCK
"""
_LIMITED: Final = """
LLC|LTD|LIMITED|OOO|TOO|TOV|GMBH|MBH|GESELLSCHAFT MIT BESCHRANKTER HAFTUNG|SARL|SRL|SL|BV|BVBA|SPRL|SAS
LIMITED LIABILITY COMPANY|OBSHCHESTVO S OGRANICHENNOY OTVETSTVENNOSTYU
TOVARYSTVO Z OBMEZHENOYU VIDPOVIDALNISTYU|PRIVATE LIMITED|PVT LTD|PTY LTD|PTE LTD|CO LTD|COMPANY LIMITED
CO LIMITED|SDN BHD|SP ZOO|SP Z OO|SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA|SRO|DOO|OOD|EOOD|OU|OY|APS|KFT|LDA
LTDA|SOCIETE A RESPONSABILITE LIMITEE|SOCIETATEA CU RASPUNDERE LIMITATA|SOCIETA A RESPONSABILITA LIMITATA
SOCIEDAD DE RESPONSABILIDAD LIMITADA|SOCIEDAD LIMITADA|S DE RL DE CV|BESLOTEN VENNOOTSCHAP|FZE|FZCO|FZC
FZ LLC|WLL|EURL|SIA|UAB|MMC|MCHJ|LIMITED SIRKETI|LTD STI|PT|UG|EHF|UNLIMITED
"""
_INCORPORATED: Final = "INC|INCORPORATED"
_ANY: Final = "CORP|CORPORATION|CO|COMPANY|COMPAN|CIA|CIE|COMPAGNIE|COMPANIA|KORPORATSIYA|KOMPANIYA"
_PARTNERSHIP: Final = """
LP|LLP|LLLP|LIMITED PARTNERSHIP|KG|OHG|GBR|SNC|SCS|KOMMANDITGESELLSCHAFT|GMBH CO KG|CV|VOF
"""
_OTHER: Final = """
ANO|FGUP|GUP|MUP|NKO|EV|EINGETRAGENER VEREIN|FOUNDATION|STIFTUNG|NA|NATIONAL ASSOCIATION|EG
FEDERALNOE GOSUDARSTVENNOE UNITARNOE PREDPRIYATIE|GOSUDARSTVENNOE UNITARNOE PREDPRIYATIE
AVTONOMNAYA NEKOMMERCHESKAYA ORGANIZATSIYA
"""
LONGEST: Final = 5
"""Words of the longest form."""


def _by_words() -> dict[tuple[str, ...], str]:
    found = {}
    for kind, forms in (
        ("public", _PUBLIC), ("limited", _LIMITED), ("incorporated", _INCORPORATED),
        ("partnership", _PARTNERSHIP), ("other", _OTHER), ("", _ANY),
    ):  # fmt: skip
        for form in forms.strip().replace("\n", "|").split("|"):
            found[tuple(form.split())] = kind
    return found


_KINDS: Final = _by_words()
_LEADING_FORMS: Final = """
JSC OJSC PJSC CJSC OAO PAO ZAO AO OOO TOO TOV VAT PAT PRAT UAB AB AS PT SRL SARL SIA ANO FGUP GUP MUP NKO
SPRL SAS MMC SA SPA LLC LTD LIMITED GMBH
"""
_LEADING: Final = frozenset(_LEADING_FORMS.split())
"""Short forms that may stand before a name; all long ones may."""
_ONLY_LEADING: Final = frozenset({("PT",)})
_LONG_WORDS: Final = tuple(sorted({word for form in _KINDS for word in form if len(word) >= 5}))


def taken_off(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of a name without the legal forms at its start and its end, and the kinds of those.

    CORPORATION and COMPANY, which a company of any kind may call itself, have none. Long words of a form
    are recognised with a slip in them. A name of which less than three letters would be left keeps its
    words.
    """
    spelled = [_corrected(word) for word in words]
    kinds: list[str] = []
    start, end = 0, len(words)
    while (length := _ending(spelled[start:end])) and _enough(words[start : end - length]):
        kinds.append(_KINDS[tuple(spelled[end - length : end])])
        end -= length
    while (length := _beginning(spelled[start:end])) and _enough(words[start + length : end]):
        kinds.append(_KINDS[tuple(spelled[start : start + length])])
        start += length
    return words[start:end], [kind for kind in kinds if kind]


def _ending(words: list[str]) -> int:
    for length in range(min(LONGEST, len(words)), 0, -1):
        form = tuple(words[-length:])
        if form in _KINDS and form not in _ONLY_LEADING:
            return length
    return 0


def _beginning(words: list[str]) -> int:
    for length in range(min(LONGEST, len(words)), 0, -1):
        form = tuple(words[:length])
        if form in _KINDS and (length > 1 or form[0] in _LEADING):
            return length
    return 0


def _enough(words: list[str]) -> bool:
    return sum(map(len, words)) >= 3


@lru_cache(maxsize=16_384)
def _corrected(word: str) -> str:
    """The word of a legal form that `word` is but for one slip, two in a long one; else `word`."""
    if len(word) < 5 or word in _LONG_WORDS:
        return word
    slips = 2 if len(word) >= 12 else 1
    found = process.extractOne(word, _LONG_WORDS, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else word
