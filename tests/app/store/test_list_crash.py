"""The process may be killed at any step of a swap: the list before is there and whole, or the list after."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.flow.ports import SignedIn
from app.store.door import session_inbox
from tests.app.store.alert_lists import header, held, subject
from tests.app.store.booth import StationInTest
from tests.app.store.list_swaps import AFTER, BEFORE, COMING, GOING, begin_with_hq, publications, take_hq
from tests.app.store.test_lists import count, files

POINTS = 14

# For each number on stdin: a child that takes the next versions in and kills itself at that many
# calls and returns of the store's functions of lists; says whether it was killed or came to its end.
KILLER = """
import os, signal, sys
from pathlib import Path
from tests.app.store import list_swaps
from tests.app.store.booth import StationInTest

STEPS = ("list_taking.py", "list_staging.py", "list_rows.py", "list_files.py", "holdings.py", "files.py",
         "list_loading.py", "document_index.py", "database.py", "audit.py", "inbox.py", "publications.py")

def child(home, points):
    left = points
    def step(frame, event, _):
        nonlocal left
        if os.path.basename(frame.f_code.co_filename) in STEPS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    with StationInTest(home).signed_in("supervisor") as session:
        sys.setprofile(step)
        getattr(list_swaps, sys.argv[1])(session)
        sys.setprofile(None)
    print(points - left, flush=True)

print("ready", flush=True)
for line in sys.stdin:
    home, points = line.rsplit(" ", 1)
    process = os.fork()
    if not process:
        child(Path(home), int(points))
        os._exit(0)
    _, status = os.waitpid(process, 0)
    print("killed" if os.WIFSIGNALED(status) else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)
"""


class Killer:
    """Swaps lists in a process that dies."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def kill(self, home: Path, points: int) -> list[str]:
        """What it said; `killed` comes last if it was."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{home} {points}\n")
        stdin.flush()
        said = []
        for line in stdout:
            said.append(line.strip())
            if said[-1].startswith(("killed", "ended")):
                break
        return said


@contextmanager
def killer(way: str) -> Iterator[Killer]:
    """A process from which others are killed."""
    command = [sys.executable, "-c", KILLER, way]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


def state(session: SignedIn, list_id: str) -> str:
    """Whether the list before or the list after is in force; fails for anything between."""
    versions = {one.asked.header.list_id: one.asked.header for one in session.lists.status()}
    met = {
        whom.entry_id: list_id in [hit.list_id for hit in session.lists.screen(subject(whom)).hits]
        for whom in (COMING, GOING)
    }
    if versions[list_id].version == 1:
        assert met == {COMING.entry_id: False, GOING.entry_id: True}
        assert versions[list_id].count == len(BEFORE)
        return "before"
    assert met == {COMING.entry_id: True, GOING.entry_id: False}
    assert versions[list_id].count == len(AFTER)
    return "after"


def spread(steps: int) -> list[int]:
    """Steps to die at: the last ones, among them the swap itself, and some of all others."""
    dice = random.Random(42)
    return sorted({*dice.sample(range(steps), POINTS), *range(steps - 8, steps)})


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_at_any_step_of_an_import_the_list_is_the_old_one_or_the_new_one(
    station: StationInTest,
) -> None:
    seen = set()
    with station.signed_in("supervisor") as session:
        session.lists.take_in(header(), BEFORE)
    untouched = snapshot_of(station)
    with killer("take_in_here") as process:
        (steps, _) = process.kill(station.home, 10**9)
        for points in spread(int(steps)):
            restore(station, untouched)
            assert process.kill(station.home, points) == ["killed"]
            with station.signed_in("supervisor") as session:
                seen.add(state(session, "national"))
                assert session.keeper.check().intact
                session.lists.take_in(header(), AFTER)
                assert session.lists.status()[0].asked.header.version in (2, 3)
            assert (count(station, "list_loads"), count(station, "list_entries")) == (0, len(AFTER))
            assert len(files(station)) == 1
    assert seen == {"before", "after"}


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_at_any_step_of_what_hq_publishes_list_and_place_in_the_stream_agree(
    station: StationInTest,
) -> None:
    seen = set()
    with station.signed_in("supervisor") as session:
        begin_with_hq(session)
    untouched = snapshot_of(station)
    with killer("take_hq") as process:
        (steps, _) = process.kill(station.home, 10**9)
        for points in spread(int(steps)):
            restore(station, untouched)
            assert process.kill(station.home, points) == ["killed"]
            with station.signed_in("supervisor") as session:
                seen.add(agreement(session))
                assert session.keeper.check().intact
                take_hq(session)
                assert state(session, "un") == "after"
            # Claims of the dead, should any be left, and files nobody asks for are gone an hour later.
            station.clock.move(timedelta(hours=2))
            with station.signed_in("officer"):
                pass
            assert (count(station, "list_loads"), count(station, "list_entries")) == (0, len(AFTER))
            assert len(files(station)) == 2
    assert seen == {("before", False), ("after", False), ("after", True)}


def agreement(session: SignedIn) -> tuple[str, bool]:
    """Whether list of people and list of documents are the new ones, each as its stream says."""
    box = session_inbox(session)
    streams = box.held()
    box.close()
    (first, _), (second, _), (stolen, _) = publications()
    people = state(session, "un")
    assert streams["people/un"] == held(second if people == "after" else first)
    documents = "documents/sltd" in streams
    assert documents == ("sltd" in {one.asked.header.list_id for one in session.lists.status()})
    assert not documents or streams["documents/sltd"] == held(stolen)
    return people, documents


def snapshot_of(station: StationInTest) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in station.place.folder.rglob("*") if path.is_file()}


def restore(station: StationInTest, untouched: dict[Path, bytes]) -> None:
    for path in station.place.folder.rglob("*"):
        if path.is_file() and path not in untouched:
            path.unlink()
    for path, data in untouched.items():
        path.write_bytes(data)
