"""A stolen passport is found however its number was written, and an innocent's is not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.screening.document_index import DocumentFound, DocumentIndex, joined, numbers, parted, write_base
from app.screening.documents import digest, person_digest, spellings
from app.screening.screening import DocumentMatch
from tests.helpers.fuzzing import fuzzed

KEY = bytes(range(32))
EXACT = DocumentFound(DocumentMatch.EXACT)
BIRTH = PartialDate(1974, 8, 12)
Made = Callable[..., DocumentIndex]
Document = tuple[str, str, str]


def variant(said: str) -> DocumentFound:
    return DocumentFound(DocumentMatch.VARIANT, said)


def digests(documents: Iterable[Document]) -> list[bytes]:
    return [digest(KEY, *document) for document in documents]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """Make an index of documents, with some added and removed since."""
    opened: list[DocumentIndex] = []

    def make(
        base: Iterable[Document], added: Iterable[Document] = (), removed: Iterable[Document] = ()
    ) -> DocumentIndex:
        path = tmp_path / f"{len(opened)}.docs"
        write_base(path, digests(base))
        opened.append(DocumentIndex(path, KEY, digests(added), digests(removed)))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


@pytest.mark.parametrize(
    "asked",
    [
        ("UTO", "P", "L898902C3"),
        ("uto", "p", " l898-902 c3 "),
        ("UTO", "PD", "L898902C3<<<"),
        ("UTO", "", "L898902C3"),
    ],
)
def test_a_stolen_passport_is_found_however_it_is_spaced(made: Made, asked: Document) -> None:
    assert made([("UTO", "P", "L898902C3")]).look(*asked) == EXACT


@pytest.mark.parametrize(
    "asked",
    [("UTO", "P", "L898902C4"), ("UTO", "I", "L898902C3"), ("NZL", "P", "L898902C3"), ("UTO", "P", "")],
)
def test_another_number_state_or_kind_of_document_is_not_found(made: Made, asked: Document) -> None:
    assert made([("UTO", "P", "L898902C3"), ("UTO", "P", "")]).look(*asked) is None


@pytest.mark.parametrize(
    "listed, asked",
    [
        ("PO123456", "P0123456"),  # O for 0
        ("P0I23456", "PO123456"),  # O and I at once
        ("OOOIIII23", "000111123"),  # by somebody who never uses the digits
        ("AS123467", "A5123467"),
        ("AB123467", "A8123467"),
        ("AZ134467", "A2134467"),
        ("L898902C36", "L898902C3"),  # with the check digit of the MRZ
        ("L898902C3", "L898902C36"),
        ("UTO123467", "123467"),
        ("123467", "UTO123467"),
        ("123467", "00123467"),  # as a spreadsheet leaves it
    ],
)
def test_numbers_that_are_often_written_wrongly_are_found_as_variants(
    made: Made, listed: str, asked: str
) -> None:
    found = made([("UTO", "P", listed)]).look("UTO", "P", asked)
    assert found == variant(listed)


def test_a_list_that_names_no_class_still_says_exact_and_one_without_a_state_does_not(made: Made) -> None:
    index = made([("UTO", "", "AA111"), ("", "P", "BB222"), ("", "", "CC333")])
    assert index.look("UTO", "I", "AA111") == EXACT
    assert index.look("UTO", "P", "BB222") == variant("BB222")
    assert index.look("", "", "CC333") == variant("CC333")


def test_states_meet_in_the_codes_that_lists_write(made: Made) -> None:
    index = made([("DEU", "P", "C01X00T47"), ("NZ", "Passport", "LA123456")])
    assert index.look("D", "P", "C01X00T47") == EXACT
    assert index.look("NZL", "P", "LA123456") == EXACT


def test_an_exact_match_comes_before_a_variant(made: Made) -> None:
    assert made([("UTO", "P", "P0123"), ("UTO", "P", "PO123")]).look("UTO", "P", "PO123") == EXACT


def test_what_was_added_is_found_and_what_was_removed_is_not(made: Made) -> None:
    old, gone, new, back = (("UTO", "P", number) for number in ("A1", "A22", "A333", "A4444"))
    index = made([old, gone], added=[new, back], removed=[gone, back])
    assert [index.look(*one) for one in (old, gone, new, back)] == [EXACT, None, EXACT, EXACT]
    assert index.count == 3


def test_settling_the_overlay_into_a_new_file_changes_no_answer(made: Made, tmp_path: Path) -> None:
    base = [("UTO", "P", f"A{number}") for number in range(2_000)]
    new = [("UTO", "P", f"N{number}") for number in range(500)]
    index = made(base, added=new, removed=base[:700])
    index.rebased(tmp_path / "new")
    rebased = DocumentIndex(tmp_path / "new", KEY)
    try:
        assert rebased.count == index.count == 1_800
        assert rebased.verify()
        for document in (*base, *new):
            assert rebased.look(*document) == index.look(*document)
    finally:
        rebased.close()


def test_remainders_that_are_found_across_two_neighbours_do_not_count(tmp_path: Path) -> None:
    write_base(tmp_path / "docs", [bytes.fromhex("0000aabbccdd0000"), bytes.fromhex("0000eeff00110000")])
    index = DocumentIndex(tmp_path / "docs", KEY)
    assert index.has(bytes.fromhex("0000aabbccdd0000"))
    assert not index.has(bytes.fromhex("0000bbccddee0000"))
    index.close()


def test_a_crash_while_writing_leaves_the_old_file(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_base(tmp_path / "docs", digests([("UTO", "P", "A1")]))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_base(tmp_path / "docs", digests([("UTO", "P", "B2")]))
    index = DocumentIndex(tmp_path / "docs", KEY)
    assert index.look("UTO", "P", "A1") == EXACT
    index.close()


def test_a_number_whose_state_nobody_said_is_found_under_every_state_as_a_doubt(made: Made) -> None:
    index = made([("D", "P", "C01X00T47"), ("NZL", "", "LA000001")])
    assert index.look("", "P", "C01X00T47") == variant("C01X00T47")
    assert index.look("", "", "LA000001") == variant("LA000001")
    assert index.look("", "", "LA000002") is None
    assert index.look("AUS", "", "LA000001") is None


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_base(tmp_path / "lost.documents", [digest(KEY, "UTO", "P", "L898902C3")])
    assert stat.S_IMODE((tmp_path / "lost.documents").stat().st_mode) & 0o077 == 0


def test_the_file_alone_tells_nothing_without_the_key(made: Made, tmp_path: Path) -> None:
    write_base(tmp_path / "docs", digests([("UTO", "P", "A1")]))
    stranger = DocumentIndex(tmp_path / "docs", bytes(32))
    assert stranger.look("UTO", "P", "A1") is None
    stranger.close()


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "docs"
    write_base(path, digests(("UTO", "P", f"A{number}") for number in range(200)))
    whole = path.read_bytes()
    index = DocumentIndex(path, KEY)
    named = index.fingerprint
    index.close()
    for at in (*range(70), 1_000, len(whole) - 805, len(whole) - 800, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            index = DocumentIndex(path, KEY)
        except ValueError:
            continue
        assert not index.verify(), at
        assert index.fingerprint == named
        index.close()
    for cut in (0, 1, 63, 64, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ValueError, match=r"header|length"):
            DocumentIndex(path, KEY)


@fuzzed(share=0.1)
@given(st.data())
def test_no_bytes_crash_it(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "docs"
    whole = _a_file(tmp_path)
    start = data.draw(st.integers(0, 80) | st.integers(0, len(whole)))
    put = data.draw(st.binary(max_size=80))
    cut = data.draw(st.just(len(whole)) | st.integers(0, len(whole)))
    path.write_bytes((whole[:start] + put + whole[start + len(put) :])[:cut])
    try:
        index = DocumentIndex(path, KEY)
    except ValueError:
        return
    index.look("UTO", "P", "A1")
    index.verify()
    index.close()


def _a_file(folder: Path) -> bytes:
    path = folder / "whole"
    if not path.exists():
        write_base(path, digests([("UTO", "P", "A1")]))
    return path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(*[st.sets(st.integers(0, 2**64 - 1) | st.integers(0, 2**20), max_size=40) for _ in range(3)])
def test_every_digest_added_is_found_and_none_removed(
    tmp_path: Path, base: set[int], added: set[int], removed: set[int]
) -> None:
    low = 2**16 - 1  # a rebased file tells digests apart by 48 bits here
    base, added, removed = ({one & ~low for one in some} for some in (base, added, removed))
    write_base(tmp_path / "docs", np.array(sorted(base), dtype=np.uint64))
    index = DocumentIndex(
        tmp_path / "docs", KEY, [one.to_bytes(8) for one in added], np.array(list(removed), np.uint64)
    )
    index.rebased(tmp_path / "rebased")
    rebased = DocumentIndex(tmp_path / "rebased", KEY)
    wanted = (base - removed) | added
    for one in base | added | removed:
        assert index.has(one.to_bytes(8)) == rebased.has(one.to_bytes(8)) == (one in wanted)
    assert index.count == rebased.count == len(wanted)
    index.close()
    rebased.close()


@fuzzed(share=0.2)
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=60))
def test_no_text_of_a_document_crashes_the_question(state: str, letter: str, number: str) -> None:
    assert len(digest(KEY, state, letter, number)) == 8
    assert len(person_digest(KEY, number, BIRTH)) == 8
    others = spellings(state, number)
    assert number not in others
    assert len(set(others)) == len(others)


@pytest.mark.parametrize("number", ["L898902C3", "000111000", "55882200", "O" * 40])
def test_a_number_has_so_few_spellings_that_asking_stays_cheap(number: str) -> None:
    assert len(spellings("UTO", number)) <= 60


def test_joined_digests_come_back_and_unsorted_ones_are_refused() -> None:
    some = digests(("UTO", "P", f"A{number}") for number in range(50))
    assert joined(some) == joined(numbers(some)) == b"".join(sorted(some))
    assert (parted(joined(some)) == numbers([*some, *some])).all()
    for bad in (b"x", joined(some)[8:] + joined(some)[:8], joined(some)[:8] * 2):
        with pytest.raises(ValueError, match="expected"):
            parted(bad)


@pytest.mark.parametrize(
    "name", ["MUELLER ANNE MARIE", "Anne-Marie Müller", "MULLER<<ANNE<MARIE", "Müller, Anne Marie"]
)
def test_a_person_is_the_same_in_any_order_and_spelling_of_the_standard(name: str) -> None:
    assert person_digest(KEY, name, BIRTH) == person_digest(KEY, "MÜLLER ANNE MARIE", BIRTH)


def test_another_birth_date_or_name_is_another_person_and_no_document() -> None:
    own = person_digest(KEY, "MOANA ANA", BIRTH)
    assert own != person_digest(KEY, "MOANA ANA", PartialDate(1974, 8, 13))
    assert own != person_digest(KEY, "MOANA ANI", BIRTH)
    assert own != person_digest(bytes(32), "MOANA ANA", BIRTH)
