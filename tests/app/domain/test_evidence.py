"""What a check says at length still makes a crossing that is recorded and read again."""

from __future__ import annotations

from dataclasses import replace

from app.domain.checks import CHIP_CHECKS, CheckName, Verdict, check
from app.domain.evidence import MOST, bounded
from app.domain.record import LARGEST, decode, encode
from tests.app.domain.test_record import USUAL

LINES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3204155ZE184226B<<<<<14"


def test_usual_evidence_stays_as_it_is() -> None:
    made = check(CheckName.CHIP_PAGE, Verdict.FAILED, "chip_page.differs", chip=LINES, page=LINES)
    assert bounded([made]) == (made,)


def test_the_longest_evidence_of_every_check_fits_a_record_with_the_longest_note() -> None:
    long = {f"said_{number}": "\U0001f6c2" * 50_000 for number in range(8)}
    made = bounded(check(name, Verdict.FAILED, "chip_issuer.signature_wrong", **long) for name in CHIP_CHECKS)
    noted = replace(USUAL.decision, note="\U0001f6c2" * 500)
    crossing = replace(USUAL, checks=(*USUAL.checks, *made), decision=noted)
    assert len(encode(crossing)) <= LARGEST
    assert decode(encode(crossing)) == crossing


def test_a_cut_is_marked_and_letters_are_cut_whole() -> None:
    (made,) = bounded([check(CheckName.CHIP_ISSUER, Verdict.FAILED, "x", issuer="ā" * 10_000)])
    said = dict(made.evidence)["issuer"]
    assert said.endswith("ā…")
    assert len(said.encode()) <= MOST


def test_one_long_text_costs_the_others_nothing() -> None:
    made = bounded([
        check(CheckName.CHIP_PAGE, Verdict.FAILED, "chip_page.differs", chip=LINES, page=LINES),
        check(CheckName.CHIP_COUNTRY, Verdict.FAILED, "x", signer="W" * 20_000),
    ])  # fmt: skip
    assert dict(made[0].evidence) == {"chip": LINES, "page": LINES}


def test_signs_that_no_database_keeps_are_replaced() -> None:
    (made,) = bounded(
        [check(CheckName.CHIP_KEY_USAGE, Verdict.FAILED, "x", types="P\u3000\0\u202e\ud800\x1b", chip=LINES)]
    )
    assert dict(made.evidence) == {"types": "P " + "\ufffd" * 4, "chip": LINES}
    assert encode(replace(USUAL, checks=(made,)))
