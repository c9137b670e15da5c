"""Every code that a document may carry is known by what it stands for."""

from __future__ import annotations

import pytest

from app.domain.states import StateKind, all_states, by_alpha2, state

SPECIAL = {
    StateKind.ORGANISATION: "EUE UNO UNA UNK XBA XIM XCC XCE XCO XEC XPO XES XMP XOM XDC",
    StateKind.STATUS: "XXA XXB XXC XXX",
    StateKind.DEPRECATED: "ANT NTZ",
    StateKind.SPECIMEN: "UTO",
    StateKind.SIGNER: "IAO",
    StateKind.STATE: "D GBD GBN GBO GBP GBR GBS RKS NZL FJI WSM TON SSD TWN PSE",
}


@pytest.mark.parametrize("kind, code", [(kind, code) for kind in SPECIAL for code in SPECIAL[kind].split()])
def test_every_special_code_of_the_standard_is_known_by_its_kind(kind: StateKind, code: str) -> None:
    known = state(code)
    assert known is not None
    assert (known.kind, known.code) == (kind, code)
    assert known.name


def test_all_249_countries_of_iso_3166_are_there_once() -> None:
    of_iso = [one for one in all_states() if one.alpha2 and one.kind is StateKind.STATE and one.code != "RKS"]
    assert len(of_iso) == 249
    assert len({one.alpha2 for one in of_iso}) == 249
    codes = [one.code for one in all_states()]
    assert len(codes) == len(set(codes))
    assert all(code.isascii() and code.isupper() and len(code) in (1, 3) for code in codes)


def test_the_country_of_a_port_is_found_by_two_letters() -> None:
    assert [by_alpha2(code).code for code in ("NZ", "DE", "GB", "FJ")] == ["NZL", "D", "GBR", "FJI"]  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["", "QQQ", "XXD", "SI", "nzl", "ZZZ"])
def test_other_codes_are_unknown(code: str) -> None:
    assert state(code) is None
    assert by_alpha2("QQ") is None
