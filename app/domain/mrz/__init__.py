"""Machine readable zones of Doc 9303 parts 3 to 7: read, judged, built and rebuilt."""

from app.domain.mrz.access import AccessFields, access_fields
from app.domain.mrz.build import build_mrz
from app.domain.mrz.check_digit import check_digit
from app.domain.mrz.fields import Confusion, Mrz, MrzChecks
from app.domain.mrz.layout import LAYOUTS, MrzFormat, format_of
from app.domain.mrz.parse import parse_mrz
from app.domain.mrz.presented import travel_document
from app.domain.mrz.rebuild import rebuild_lines
from app.domain.mrz.transliterate import Script, mrz_variants, originals, to_mrz_name

__all__ = [
    "LAYOUTS", "AccessFields", "Confusion", "Mrz", "MrzChecks", "MrzFormat", "Script", "access_fields",
    "build_mrz", "check_digit", "format_of", "mrz_variants", "originals", "parse_mrz", "rebuild_lines",
    "to_mrz_name", "travel_document",
]  # fmt: skip
