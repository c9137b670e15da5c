"""What happens to names on their way to a document: typos, other romanisations, order, parts left out.

The romanisations are those that authorities and bearers choose between (for Arabic the 1972 UN system,
French and English habits; for Russian passports of 1997, 2010 and English habits; pinyin and
Wade-Giles), written down before and apart from the folding that they test.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_ARABIC = (
    ("OU", "U"),
    ("U", "OU"),
    ("OO", "U"),
    ("U", "OO"),
    ("EE", "I"),
    ("I", "EE"),
    ("KH", "H"),
    ("Q", "K"),
    ("K(?!H)", "Q"),
    ("DJ", "J"),
    ("(?<!D)J", "DJ"),
    ("GH", "G"),
    ("DH", "D"),
    ("SH", "CH"),
    ("MM", "M"),
    ("SS", "S"),
    ("AI", "EI"),
    ("AI", "AY"),
    ("Y(?=[AEOU])", "I"),
    ("W(?=A)", "OU"),
    ("AH$", "A"),
    ("A$", "AH"),
    ("(?<=[B-Z])E(?=[B-Z])", "A"),
    ("(?<=[B-Z])A(?=[B-Z])", "E"),
    ("U(?=[B-Z])", "O"),
    ("^ABDUL", "ABDEL"),
    ("^ABDUL", "ABD AL "),
    ("^ABDEL", "ABDUL "),
    ("^AL-", "EL-"),
    ("^AL-", "AL "),
    ("^AL-", ""),
    ("Z$", "DH"),
)
_SLAVIC = (
    ("YU", "IU"),
    ("YU", "JU"),
    ("^YE", "E"),
    ("^YE", "JE"),
    ("YA", "IA"),
    ("YA", "JA"),
    ("YO", "E"),
    ("KH", "H"),
    ("KH", "CH"),
    ("SHCH", "SCH"),
    ("TS", "C"),
    ("TS", "TZ"),
    ("ZH", "J"),
    ("SKY$", "SKII"),
    ("SKY$", "SKI"),
    ("Y$", "II"),
    ("Y$", "IY"),
    ("EI$", "EY"),
    ("EI$", "EJ"),
    ("OV$", "OFF"),
    ("EV$", "EFF"),
    ("KS", "X"),
    ("V", "W"),
    ("I(?=[B-Z])", "Y"),
    ("(?<![SC])CH", "TCH"),
    ("IC$", "ICH"),
    ("DJ", "DZ"),
    ("(?<!D)J", "Y"),
)
_CHINESE = (
    ("ZH", "CH"), ("X", "HS"), ("^Q", "CH"), ("J", "CH"), ("^D", "T"), ("^G", "K"), ("^B", "P"),
    ("ONG$", "UNG"),
    ("UO$", "O"), ("IAN$", "IEN"), ("^Z(?!H)", "TS"), ("^R", "J"),
)  # fmt: skip
_HABITS: dict[str, Sequence[tuple[str, str]]] = {
    "arabic": _ARABIC,
    "slavic": _SLAVIC,
    "chinese": _CHINESE,
    "vietnamese": (),
    "korean": (
        ("J", "CH"), ("CH", "J"), ("G", "K"), ("K", "G"), ("D", "T"), ("EO", "O"), ("EO", "U"), ("YEO", "YO"),
        ("OO", "U"), ("U(?=[B-Z])", "OO"), ("PARK", "PAK"), ("LEE", "YI"), ("CHOI", "CHOE"), ("HYE", "HAE"),
        ("AE", "E"), ("YOO", "YU"), ("SH", "S"), ("UI", "EUI"),
    ),
    "japanese": (
        ("SHI", "SI"), ("TSU", "TU"), ("FU", "HU"), ("JI", "ZI"), ("OH(?=[B-Z])", "O"), ("O(?=[B-Z])", "OU"),
        ("O$", "OH"), ("U$", "UU"), ("CHI", "TI"), ("N(?=[MPB])", "M"),
    ),
    "german": (
        ("UE", "U"), ("OE", "O"), ("AE", "A"), ("UE", "UXX"), ("SCH", "SH"), ("EY", "EI"), ("EI", "AI"),
        ("TH", "T"),
        ("CK", "K"), ("W", "V"), ("MANN$", "MAN"), ("DT$", "T"),
    ),
    "spanish": (
        ("Z$", "S"), ("Z", "S"), ("S(?=[AEIOU])", "Z"), ("J", "X"), ("V", "B"), ("B(?=[AEIOU])", "V"),
        ("GUA", "HUA"),
        ("QU", "K"), ("LL", "Y"), ("NXX", "N"), ("I(?=[AEO])", "Y"), ("LH", "LI"), ("OU", "O"),
    ),
    "indian": (
        ("EE", "I"), ("I", "EE"), ("OO", "U"), ("U", "OO"), ("SH", "S"), ("V", "W"), ("W", "V"),
        ("CHAU", "CHOW"), ("DH", "D"),
        ("BH", "B"), ("A$", ""), ("KSH", "X"), ("Y", "I"), ("J(?=[AEIOU])", "Z"), ("AA", "A"),
    ),
    "pacific": (
        ("AA", "A"), ("A(?=[B-Z])", "AA"), ("T(?=A)", "K"), ("AU", "AOU"), ("G", "NG"), ("NG", "G"),
        ("Q", "NGG"), ("B", "MB"),
        ("D", "ND"), ("C", "TH"), ("V", "W"), ("AI", "AY"), ("UA", "UWA"), ("IA", "IYA"), ("OU", "O"),
    ),
    "latin": (
        ("PH", "F"), ("TH", "T"), ("C(?=[AOU])", "K"), ("K", "C"), ("Y", "I"), ("I$", "Y"), ("OU", "U"),
        ("SS", "S"), ("S$", "Z"),
        ("LL", "L"), ("(?<=[AEIOU])N(?=[AEIOU])", "NN"), ("TT", "T"), ("CK", "K"), ("W", "V"), ("EE", "I"),
        ("AE", "E"), ("H$", ""),
        ("OO", "U"), ("SH", "SCH"), ("HYE", "HAE"), ("EO", "O"), ("EU", "U"), ("OH", "O"), ("IJ", "Y"),
    ),
}  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def romanised_otherwise(parts: Sequence[str], romanised: str, random: Random, times: int = 2) -> list[str]:
    """The name by other habits of romanisation: so many rules, wherever the first found one fits."""
    found = list(parts)
    for _ in range(times):
        able = [
            (place, rule)
            for place, part in enumerate(found)
            for rule in _HABITS[romanised]
            if len(part) > 2 and re.search(rule[0], part)
        ]
        if not able:
            break
        place, (pattern, written) = random.choice(able)
        found[place] = re.sub(pattern, written, found[place], count=1)
    return " ".join(found).split()


def typo(parts: Sequence[str], random: Random) -> list[str]:
    """One slip of a finger in a word of four letters or more, in the longest one where none has so many."""
    long = [place for place, part in enumerate(parts) if len(part) >= 4]
    place = random.choice(long) if long else max(range(len(parts)), key=lambda one: len(parts[one]))
    word = parts[place]
    at = random.randrange(len(word))
    wrong = random.choice(_LETTERS)
    made = random.choice(
        (
            word[:at] + wrong + word[at + 1 :],
            word[:at] + wrong + word[at:],
            word[:at] + word[at + 1 :],
            word[: max(at - 1, 0)] + word[max(at - 1, 0) : at + 1][::-1] + word[at + 1 :],
        )
    )
    return [*parts[:place], made or wrong, *parts[place + 1 :]]


def swapped(parts: Sequence[str]) -> list[str]:
    """The last word first."""
    return [parts[-1], *parts[:-1]]


def without_middle(parts: Sequence[str]) -> list[str]:
    """First and last word alone."""
    return [parts[0], parts[-1]] if len(parts) > 2 else list(parts)


def joined(parts: Sequence[str], random: Random) -> list[str]:
    """Two neighbours written as one word."""
    if len(parts) < 3:
        return list(parts)
    at = random.randrange(len(parts) - 1)
    return [*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]]
