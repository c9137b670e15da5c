"""While a list is loaded the booth goes on, and its sealed file opens only whole."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.screening.lists import ListKind
from app.store.list_files import ListFiles
from tests.app.store.alert_lists import header, people, subject
from tests.app.store.booth import PASSWORDS, StationInTest, travellers
from tests.helpers.fuzzing import fuzzed


def test_a_booth_goes_on_while_a_list_is_loaded(station: StationInTest) -> None:
    entries, meanwhile = people(3000), 0
    door = station.door()
    officer = door.sign_in("officer", PASSWORDS["officer"])
    supervisor = door.sign_in("supervisor", PASSWORDS["supervisor"])
    loading = threading.Thread(target=lambda: supervisor.lists.take_in(header(), entries))
    loading.start()
    for crossing in travellers(400):
        if not loading.is_alive():
            break
        officer.lists.screen(subject(entries[7]))
        officer.crossings.record(crossing)
        meanwhile += 1
    loading.join()
    assert meanwhile > 3
    assert "P.7" in [hit.entry_id for hit in officer.lists.screen(subject(entries[7])).hits]
    assert supervisor.keeper.check().intact
    for session in (officer, supervisor):
        door.sign_out(session)


def test_what_a_sealed_file_holds_opens_only_whole_and_under_its_key(tmp_path: Path) -> None:
    kept, secret, plain = ListFiles(tmp_path / "lists"), bytes(32), bytes(range(256)) * 10_000
    for size in (0, 1, 1 << 20, len(plain)):
        kept.seal(3, secret, plain[:size])
        assert kept.unseal(3, secret) == plain[:size]
    path = kept.path(ListKind.PEOPLE, 3)
    data = path.read_bytes()
    chunk = (1 << 20) + 16
    for broken in (
        data[:-1], data + b"x", data[: 24 + chunk], data[:24] + data[24 + chunk :], b"", data[:30],
        data[:24] + data[24 + chunk : 24 + 2 * chunk] + data[24 : 24 + chunk] + data[24 + 2 * chunk :],
    ):  # fmt: skip
        path.write_bytes(broken)
        with pytest.raises(ValueError, match="index"):
            kept.unseal(3, secret)
    path.write_bytes(data)
    with pytest.raises(ValueError, match="index"):
        kept.unseal(3, bytes([1]) * 32)


@fuzzed(share=0.03)
@given(st.binary(max_size=80), st.integers(0, 200), st.binary(max_size=3))
def test_no_changed_file_ever_opens(tmp_path: Path, put: bytes, at: int, more: bytes) -> None:
    kept, secret = ListFiles(tmp_path / "lists"), bytes(32)
    kept.seal(3, secret, b"some index of people")
    path = kept.path(ListKind.PEOPLE, 3)
    data = path.read_bytes()
    changed = data[:at] + put + data[at + len(put) :] + more
    path.write_bytes(changed)
    if changed == data:
        assert kept.unseal(3, secret) == b"some index of people"
    else:
        with pytest.raises(ValueError, match="index"):
            kept.unseal(3, secret)
