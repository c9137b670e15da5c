"""Tables of Doc 9303-3, section 6: how national letters are written in the MRZ.

Each capital letter has one or more spellings; the first is the one used when a line is built.
"""

from __future__ import annotations

# 6.A. Letters that lose only their mark, by the letter that remains.
_BARE = {
    "A": "ÀÁÂÃĀĂĄ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ",
    "I": "ÌÍÎÏĨĪĬĮİ", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽĿŁ", "N": "ŃŅŇŊ", "O": "ÒÓÔÕŌŎŐ", "R": "ŔŖŘ",
    "S": "ŚŜŞŠ", "T": "ŢŤŦ", "U": "ÙÚÛŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
}  # fmt: skip

LATIN: dict[str, tuple[str, ...]] = {
    **{letter: (bare,) for bare, letters in _BARE.items() for letter in letters},
    "Ä": ("AE", "A"), "Å": ("AA", "A"), "Æ": ("AE",), "Ñ": ("N", "NXX"), "Ö": ("OE", "O"), "Ø": ("OE",),
    "Ü": ("UE", "UXX", "U"), "Þ": ("TH",), "Ĳ": ("IJ",), "Œ": ("OE",), "ẞ": ("SS",),
    # Not in the standard's table: as Azerbaijan's documents print it.
    "Ə": ("A",),
}  # fmt: skip

# 6.B, then the spellings that the languages named there and national practice give beside it.
CYRILLIC: dict[str, tuple[str, ...]] = {
    "А": ("A",), "Б": ("B",), "В": ("V",), "Г": ("G", "H"), "Д": ("D",), "Е": ("E", "YE"),
    "Ё": ("E", "IO", "YO"), "Ж": ("ZH", "Z"), "З": ("Z",), "И": ("I", "Y"), "Й": ("I", "Y"),
    "К": ("K",), "Л": ("L",), "М": ("M",), "Н": ("N",), "О": ("O",), "П": ("P",), "Р": ("R",),
    "С": ("S",), "Т": ("T",), "У": ("U",), "Ф": ("F",), "Х": ("KH", "H"), "Ц": ("TS", "C"),
    "Ч": ("CH", "C"), "Ш": ("SH", "S"), "Щ": ("SHCH", "SHT"), "Ъ": ("IE", "A", ""), "Ы": ("Y",),
    "Ь": ("",), "Э": ("E",), "Ю": ("IU", "YU"), "Я": ("IA", "YA"), "Ђ": ("D",), "Ѓ": ("G", "GJ"),
    "Є": ("IE", "YE"), "Ѕ": ("DZ",), "І": ("I",), "Ї": ("I", "YI"), "Ј": ("J",), "Љ": ("LJ",),
    "Њ": ("NJ",), "Ћ": ("C",), "Ќ": ("K", "KJ"), "Ў": ("U",), "Џ": ("DZ", "DJ"), "Ґ": ("G",),
    "Ѫ": ("U",), "Ѵ": ("Y",),
}  # fmt: skip

# 6.B, the notes: spellings that one language has instead.
CYRILLIC_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "be": {"Г": "H", "Ё": "IO"},
    "bg": {"Щ": "SHT"},
    "mk": {"Ѓ": "GJ", "Ќ": "KJ", "Х": "H", "Ц": "C", "Џ": "DJ"},
    "sr": {"Г": "H", "Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "uk": {"Г": "H", "И": "Y"},
}

# 6.C. Short vowels and other signs that are not encoded have an empty spelling; shadda doubles.
ARABIC: dict[str, tuple[str, ...]] = {
    "\u0621": ("XE",), "\u0622": ("XAA",), "\u0623": ("XAE",), "\u0624": ("U",), "\u0625": ("I",),
    "\u0626": ("XI",), "\u0627": ("A",), "\u0628": ("B",), "\u0629": ("XTA", "XAH"), "\u062a": ("T",),
    "\u062b": ("XTH",), "\u062c": ("J",), "\u062d": ("XH",), "\u062e": ("XKH",), "\u062f": ("D",),
    "\u0630": ("XDH",), "\u0631": ("R",), "\u0632": ("Z",), "\u0633": ("S",), "\u0634": ("XSH",),
    "\u0635": ("XSS",), "\u0636": ("XDZ",), "\u0637": ("XTT",), "\u0638": ("XZZ",), "\u0639": ("E",),
    "\u063a": ("G",), "\u0641": ("F",), "\u0642": ("Q",), "\u0643": ("K",), "\u0644": ("L",),
    "\u0645": ("M",), "\u0646": ("N",), "\u0647": ("H",), "\u0648": ("W",), "\u0649": ("XAY",),
    "\u064a": ("Y",), "\u0671": ("XXA",), "\u0679": ("XXT",), "\u067c": ("XRT",), "\u067e": ("P",),
    "\u0681": ("XKE",), "\u0685": ("XXH",), "\u0686": ("XC",), "\u0688": ("XXD",), "\u0689": ("XDR",),
    "\u0691": ("XXR",), "\u0693": ("XRR",), "\u0696": ("XRX",), "\u0698": ("XJ",), "\u069a": ("XXS",),
    "\u06a9": ("XKK",), "\u06ab": ("XXK",), "\u06ad": ("XNG",), "\u06af": ("XGG",), "\u06ba": ("XNN",),
    "\u06bc": ("XXN",), "\u06be": ("XDO",), "\u06c0": ("XYH",), "\u06c1": ("XXG",), "\u06c2": ("XGE",),
    "\u06c3": ("XTG",), "\u06cc": ("XYA", "Y", "XAY"), "\u06cd": ("XXY",), "\u06d0": ("Y",),
    "\u06d2": ("XYB",), "\u06d3": ("XBE",),
}  # fmt: skip
TEH_MARBUTA = "\u0629"
SHADDA = "\u0651"
NOT_ENCODED = frozenset("\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670\u069c\u06a2\u06a7\u06a8")
"""Tatweel, short vowels, sukun, dagger alef, and four letters that 6.C leaves out."""
