"""The process may be killed at any instant: what it said it kept is there, once, and the chain holds.

Every second traveller met an alert: the crossing, the hit and the word on it are there together or not.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.store.booth import StationInTest, travellers

ROUNDS = 15
PER_ROUND = 400

# Records one crossing after another and says each id on stdout once `record` has returned.
RECORDER = """
import sys
from pathlib import Path
from tests.app.store.booth import StationInTest, travellers
from tests.app.store.case_events import met, said

station = StationInTest(Path(sys.argv[1]))
with station.signed_in("officer") as session:
    print("ready", flush=True)
    for number, crossing in enumerate(travellers(int(sys.argv[2]), seed=int(sys.argv[3]))):
        session.drafts.keep(b"under way")
        opened = met(crossing)
        session.crossings.record(crossing, (opened, said(opened)) if number % 2 else ())
        print(crossing.record_id, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killing_the_process_while_it_records_loses_and_doubles_nothing(station: StationInTest) -> None:
    dice = random.Random(42)
    acknowledged: list[str] = []
    for round_number in range(ROUNDS):
        acknowledged += recorded_before_the_kill(station.home, seed=100 + round_number, dice=dice)
    with station.raw() as connection:
        rows = [
            bytes(row[0]).hex() for row in connection.execute("SELECT record_id FROM crossings ORDER BY id")
        ]
        cases = connection.execute("SELECT crossing, state FROM alert_cases").fetchall()
    kept = set(rows)
    assert len(kept) == len(rows)
    lost = [record_id for record_id in acknowledged if record_id.replace("-", "") not in kept]
    assert lost == []
    assert len(acknowledged) > ROUNDS
    # At most the one in flight at each kill is there without its word having got out.
    assert len(acknowledged) <= len(rows) <= len(acknowledged) + ROUNDS
    with station.signed_in("supervisor") as session:
        report = session.keeper.check()
    assert report.intact
    assert report.crossings == len(rows)
    assert report.outbox.waiting == len(rows) + 2 * len(cases)
    assert {state for _, state in cases} == {"settled"}
    assert {crossing.hex() for crossing, _ in cases} <= kept


def recorded_before_the_kill(home: Path, seed: int, dice: random.Random) -> list[str]:
    """Start a recorder, kill it after a random number of records (or in the middle of one), read its word."""
    command = [sys.executable, "-c", RECORDER, str(home), str(PER_ROUND), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdout is not None
        said = []
        stop_after = dice.randint(0, 40)
        for line in process.stdout:
            said.append(line.strip())
            if len(said) > stop_after:
                process.send_signal(signal.SIGKILL)
                break
        said += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.wait(30)
    return [word for word in said if word != "ready"]


def test_a_killed_process_leaves_its_draft_to_the_next(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    program = RECORDER.replace("opened = met(crossing)", "import os; os.abort()")
    subprocess.run(
        [sys.executable, "-c", program, str(station.home), "1", "1"], check=False, capture_output=True
    )
    with station.signed_in("officer") as session:
        assert session.drafts.take() == b"under way"
        session.crossings.record(crossing)
        assert session.drafts.take() is None
