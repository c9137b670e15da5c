"""Tell what kind of document a document code announces (Doc 9303-4 to 7, positions 1 and 2)."""

from __future__ import annotations

from app.domain.document import DocumentKind
from app.domain.mrz.layout import MrzFormat


def kind_of(code: str, format_: MrzFormat) -> DocumentKind:
    """The kind that code and format announce; OTHER for codes that the standard does not have."""
    if irregular_code(code, format_):
        return DocumentKind.OTHER
    if code == "AC" and format_ is MrzFormat.TD1:
        return DocumentKind.CREW_CERTIFICATE
    return {"P": DocumentKind.PASSPORT, "V": DocumentKind.VISA}.get(code[0], DocumentKind.IDENTITY_CARD)


def irregular_code(code: str, format_: MrzFormat) -> bool:
    """Whether the standard forbids this code in this format.

    TD3 is P; visas are V; cards begin with A, C or I and have no V second; AC is a crew member
    certificate on TD1 and not allowed on TD2, AI is not allowed on TD1 (Doc 9303-5 and 6, 4.2.2).
    """
    if format_ is MrzFormat.TD3:
        return code[:1] != "P"
    if format_ in (MrzFormat.MRV_A, MrzFormat.MRV_B):
        return code[:1] != "V"
    if code[:1] not in ("A", "C", "I") or code[1:] == "V":
        return True
    return code == ("AI" if format_ is MrzFormat.TD1 else "AC")
