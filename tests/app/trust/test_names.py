"""Spellings of one name meet, and what a screen shows of it is safe."""

from __future__ import annotations

from typing import Any

import pytest
from asn1crypto import core, x509

from app.trust.names import country_of, name_key, name_text, same_parts
from devices.emrtd.errors import Malformed
from tests.helpers.signing_state import wrap


def name(*parts: tuple[str, Any]) -> bytes:
    pairs = (wrap(0x30, core.ObjectIdentifier(oid).dump() + value.dump()) for oid, value in parts)
    return wrap(0x30, b"".join(wrap(0x31, pair) for pair in pairs))


_C, _O, _CN = "2.5.4.6", "2.5.4.10", "2.5.4.3"
_PLAIN = name(
    (_C, core.PrintableString("DE")), (_O, core.PrintableString("Bund")), (_CN, core.PrintableString("CSCA"))
)


@pytest.mark.parametrize(
    "spelling",
    [
        name(
            (_C, core.PrintableString("de")), (_O, core.UTF8String("bund")), (_CN, core.TeletexString("csca"))
        ),
        name(
            (_C, core.PrintableString("DE")),
            (_O, core.BMPString(" Bund ")),
            (_CN, core.UniversalString("CSCA")),
        ),
        name(
            (_C, core.IA5String("De")), (_O, core.PrintableString("BUND")), (_CN, core.UTF8String("  CSCA"))
        ),
    ],
)
def test_case_blanks_and_string_types_do_not_matter(spelling: bytes) -> None:
    assert name_key(spelling) == name_key(_PLAIN)


def test_latin_1_in_a_t61_string_meets_utf_8() -> None:
    old = wrap(0x30, core.ObjectIdentifier(_O).dump() + wrap(0x14, "Präfektur".encode("latin-1")))
    assert name_key(wrap(0x30, wrap(0x31, old))) == name_key(name((_O, core.UTF8String("PRÄFEKTUR"))))


def test_order_and_content_matter() -> None:
    turned = name(
        (_O, core.PrintableString("Bund")),
        (_C, core.PrintableString("DE")),
        (_CN, core.PrintableString("CSCA")),
    )
    other = name(
        (_C, core.PrintableString("DE")),
        (_O, core.PrintableString("Bund")),
        (_CN, core.PrintableString("CSCB")),
    )
    assert len({name_key(_PLAIN), name_key(turned), name_key(other)}) == 3
    assert same_parts(_PLAIN, turned)
    assert not same_parts(_PLAIN, other)


def test_a_value_cannot_pass_for_two_parts() -> None:
    one = name((_C, core.UTF8String("DE\x1e2.5.4.10=bund")))
    assert name_key(one) != name_key(name((_C, core.UTF8String("DE")), (_O, core.UTF8String("bund"))))


def test_the_name_for_people_is_on_one_line_and_of_bounded_length() -> None:
    assert name_text(_PLAIN) == "C=DE, O=Bund, CN=CSCA"
    hostile = name((_CN, core.UTF8String("a\n\x1b[31mb\u202ec" + "x" * 5000)))
    shown = name_text(hostile)
    assert len(shown) <= 300
    assert shown.isprintable()


def test_the_country_is_given_in_capitals_or_empty() -> None:
    assert country_of(name((_C, core.PrintableString("de")))) == "DE"
    assert country_of(name((_O, core.PrintableString("Bund")))) == ""


def test_asn1crypto_builds_the_same_name() -> None:
    built = x509.Name.build({"country_name": "DE", "organization_name": "bund", "common_name": "csca"})
    assert sorted(name_key(built.dump()).split(b"\x1e")) == sorted(name_key(_PLAIN).split(b"\x1e"))


@pytest.mark.parametrize(
    "rubbish", [b"", b"\x30", b"\x30\x02\x31\x05", b"\x31\x00", _PLAIN + b"\0", _PLAIN[:-1]]
)
def test_rubbish_is_malformed(rubbish: bytes) -> None:
    with pytest.raises(Malformed):
        name_key(rubbish)
