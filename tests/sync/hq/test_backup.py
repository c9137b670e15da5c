"""Backups made, restored and proved for real, by both engines, and keys that die with their month."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as some

from sync.hq import backup_drill, backup_sealed, backups, founding
from sync.hq.backup_process import as_owner, scratch_folder
from sync.hq.cli import cli
from sync.hq.database import Connection, connect, database
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, HqSettings
from sync.hq.keys import load_keys
from tests.helpers.fuzzing import fuzzed
from tests.sync.hq.quiet import QuietHq

DEBIAN = Path("/usr/lib/postgresql/15/bin")
OWNER = "pgserver" if os.geteuid() == 0 else ""


def typed(home: HqHome, *said: str, exits: int = 0) -> Result:
    """Type a backup command."""
    name, *rest = said
    where = [] if name == "keys-open" else ["--home", str(home.folder)]
    result = CliRunner().invoke(cli, ["backup", name, *where, *rest])
    assert result.exit_code == exits, result.output + str(result.exception)
    return result


@contextmanager
def debian_postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of Debian's in a folder of its own, for the time of the block; the URL of a database."""
    data = folder / "data"

    def run(*said: str) -> None:
        subprocess.run(
            [str(DEBIAN / said[0]), *said[1:]], check=True, capture_output=True, cwd="/", **as_owner(OWNER)
        )

    run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-N", "--locale=C.UTF-8")
    options = f"-h '' -k {folder} -c archive_mode=on -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={quote(str(folder))}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


@pytest.mark.skipif(
    shutil.which("pgbackrest") is None or not DEBIAN.is_dir(),
    reason="pgbackrest and postgresql-15 are not installed (.ci/setup does)",
)
def test_a_drill_restores_what_pgbackrest_kept_and_proves_it_to_the_last_receipt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scratch_folder(OWNER) as folder, debian_postgres(folder) as url:
        (folder / "tmp").mkdir(mode=0o755)
        monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        hq = QuietHq(folder / "hq", url)
        hq.take([])
        hq.arrive(hq.crossings(20))
        hq.round()
        said = typed(
            hq.home, "setup", "--to", str(folder / "repo"), "--config", str(folder / "conf"), "--json"
        )
        assert json.loads(said.stdout)["settings"]["engine"] == "pgbackrest"
        made = json.loads(typed(hq.home, "run", "--json").stdout)["backup"]
        assert (made["kind"], made["figures"]["crossings"]) == ("full", 20)
        hq.arrive(hq.crossings(5))  # after the backup: only the archived log has these
        with hq.connection() as connection:
            connection.execute("SELECT pg_switch_wal()")
            assert backups.make(connection, hq.home, "mvira").backup.kind == "incr"
        found = json.loads(typed(hq.home, "drill", "--json").stdout)
        assert found["wrong"] == []
        assert (found["restored"]["crossings"], found["receipts_proved"]) == (25, 2)
        assert found["publications_proved"] >= 1
        typed(hq.home, "open", str(folder / "repo" / made["period"]), "--to", str(folder / "again"))
        assert (folder / "again" / "PG_VERSION").read_text() == "15\n"
        with hq.connection() as connection:
            last = connection.execute("SELECT act FROM hq_audit ORDER BY line DESC LIMIT 1").fetchone()
            assert last == ("backup drill",)
        assert list((folder / "tmp").iterdir()) == []
        key = backups.month_file(hq.home, made["period"]).read_bytes()
        stored = b"".join(path.read_bytes() for path in (folder / "repo").rglob("*") if path.is_file())
        assert hq.crossings(1)[0].station.encode() not in stored
        assert key.hex().encode() not in stored
        with hq.connection() as connection:
            _let_a_month_die(hq, connection, made["period"])
        hq.close()


def _let_a_month_die(hq: QuietHq, connection: Connection, period: str) -> None:
    """As if a later month had a backup and this one were long over."""
    old = "2026-01"
    settings = backups.required_settings(hq.home)
    shutil.copy(backups.month_file(hq.home, period), backups.month_file(hq.home, old))
    backups.month_folder(settings, old).mkdir()
    connection.execute(
        "INSERT INTO backup_made (label, period, kind, began_at, ended_at, size, figures)"
        " VALUES ('x', %s, 'full', now(), now(), 1, '{}')",
        (old,),
    )
    assert backups.expire(connection, hq.home, "mvira") == (old,)
    assert not backups.month_file(hq.home, old).exists()
    assert not backups.month_folder(settings, old).exists()
    assert old not in {one.period for one in backups.backups(connection)}


def test_a_newcomers_hq_is_restored_from_its_keys_and_one_sealed_file() -> None:
    with tempfile.TemporaryDirectory(prefix="matapa-newcomer-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        home, phrase = HqHome(top / "hq"), top / "phrase"
        phrase.write_text("five words nobody would guess\n")
        settings = HqSettings("Test HQ", False, None, ("localhost",))
        founding.found_hq(home, settings, datetime.now(UTC))
        with database(home, settings) as url, connect(url, autocommit=True) as connection:
            backups.set_up(connection, home, top / "repo")
            made = backups.make(connection, home, "mvira").backup
            found = backup_drill.drill(connection, home, "mvira")
            assert (found.wrong, found.engine) == ((), "basebackup")
            hurt = backups.month_folder(backups.required_settings(home), made.period) / f"{made.label}.base"
            whole = hurt.read_bytes()
            hurt.write_bytes(whole[: len(whole) // 2])
            with pytest.raises(HqError) as caught:
                backup_drill.drill(connection, home, "mvira")
            assert caught.value.code is HqCode.BACKUP_FAILED
            hurt.write_bytes(whole)
            typed(home, "keys", "--to", str(top / "keys.mk"), "--passphrase-file", str(phrase))
            receipt_key = load_keys(home).receipt
        shutil.rmtree(home.folder)
        again = HqHome(top / "again")
        typed(
            again,
            "keys-open",
            str(top / "keys.mk"),
            "--to",
            str(again.folder),
            "--passphrase-file",
            str(phrase),
        )
        assert load_keys(again).receipt == receipt_key
        typed(again, "open", str(hurt), "--to", str(again.database))
        with database(again, again.settings()) as url, connect(url) as connection:
            assert connection.execute("SELECT training FROM ledger").fetchone() == (False,)


def test_a_copy_of_the_keys_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    from sync.hq import backup_keys

    home = HqHome(tmp_path / "hq")
    home.keys.mkdir(parents=True)
    (home.keys / "seal-1.key").write_bytes(bytes(32))
    (home.keys / "backup-2026-11.key").write_bytes(bytes(32))
    file = tmp_path / "keys.mk"
    with pytest.raises(HqError, match="too short"):
        backup_keys.copy_keys(home, file, "short")
    assert backup_keys.copy_keys(home, file, "a long passphrase") == ["backup 2026-11", "seal 1"]
    assert bytes(32) not in file.read_bytes()
    with pytest.raises(HqError, match="HQ-17"):
        backup_keys.open_keys(file, "another passphrase", tmp_path / "new")
    names = backup_keys.open_keys(file, "a long passphrase", tmp_path / "other")
    assert names == ["keys/backup-2026-11.key", "keys/seal-1.key"]
    with pytest.raises(HqError, match="HQ-10"):
        backup_keys.open_keys(file, "a long passphrase", tmp_path / "other")


def _sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    backup_sealed.seal([plain], b"secret", out)
    return out.getvalue()


_WHOLE = _sealed(os.urandom(5000))


@fuzzed(share=0.05)
@given(some.data())
def test_a_sealed_file_that_was_cut_or_altered_anywhere_is_refused(data: some.DataObject) -> None:
    at = data.draw(some.integers(0, len(_WHOLE) - 1))
    other = data.draw(some.integers(1, 255))
    cut = data.draw(some.booleans())
    hurt = _WHOLE[:at] if cut else _WHOLE[:at] + bytes([_WHOLE[at] ^ other]) + _WHOLE[at + 1 :]
    with pytest.raises(HqError):
        b"".join(backup_sealed.opened(io.BytesIO(hurt), b"secret"))


def test_nothing_is_restored_over_what_is_there(tmp_path: Path) -> None:
    home = HqHome(tmp_path)
    assert "no backups are set up" in typed(home, "open", __file__, "--to", str(tmp_path), exits=1).stderr
