"""`matapa mrz`: documents in, one object or table each out, without any station."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.commands.mrz import mrz

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "mrz_conformance.json").read_text(encoding="utf-8")
)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
KEYS = [
    "format", "document_code", "issuing_state", "surname", "given_names", "document_number", "nationality",
    "birth_date", "sex", "expiry_date", "optional_data", "checks", "flags",
]  # fmt: skip


def run(*args: str, stdin: str | bytes = "") -> Result:
    """Run `matapa mrz` as the shell does."""
    return CliRunner().invoke(mrz, args, input=stdin)


def objects(result: Result) -> list[dict[str, Any]]:
    """The JSON objects printed, one a line."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_all_cases_in_one_file_come_out_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "documents.txt"
    file.write_text("\n\n".join("\n".join(case["lines"]) for case in CASES), encoding="ascii")
    result = run("parse", "--json", "--on", "2026-11-24", str(file))
    assert result.exit_code == 0
    told = objects(result)
    assert [one["document_number"] for one in told] == [case["expect"]["document_number"] for case in CASES]
    assert [one["flags"] for one in told] == [case["expect"]["flags"] for case in CASES]


def test_the_keys_are_those_that_other_programs_rely_on() -> None:
    (told,) = objects(run("parse", "--json", "--on", "2026-11-24", stdin=TD3))
    assert list(told)[: len(KEYS)] == KEYS
    assert told["checks"] == dict.fromkeys(
        ("document_number", "birth_date", "expiry_date", "optional_data", "composite"), "PASSED"
    )
    assert (told["surname"], told["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert (told["birth_date"], told["birth_date_resolved"]) == ("740812", "1974-08-12")
    assert told["lines"] == TD3.split()


def test_a_document_that_cannot_be_read_stands_in_its_place_and_fails_the_command() -> None:
    result = run("parse", "--json", "-", stdin=f"\n\n{TD3}\r\n\r\nhalf a document\n \n{TD3}")
    assert result.exit_code == 1
    first, second, third = objects(result)
    assert first == third
    assert second["error"]["code"] == "MRZ-01"
    assert second["error"]["message"]


@pytest.mark.parametrize("noise", [b"\xff\xfe\x00" * 400_000, b"\x00\x1c\x85", b"<" * 1_000_000])
def test_noise_is_told_as_an_error_and_nothing_else(noise: bytes) -> None:
    result = run("parse", "--json", stdin=noise)
    assert result.exit_code == 1
    assert {one["error"]["code"] for one in objects(result)} <= {"MRZ-01", "MRZ-02"}


def test_nothing_in_the_input_is_said_so() -> None:
    result = run("parse", "--json", stdin="\n \n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no document" in result.stderr


def test_people_get_a_table_with_the_verdicts_and_what_may_be_misread() -> None:
    result = run("parse", stdin=TD3.replace("L898902C3", "L8989O2C3"))
    assert result.exit_code == 0
    assert "ERIKSSON" in result.stdout
    assert "FAILED" in result.stdout
    assert "read O, perhaps 0 (would mend: document number, composite)" in result.stdout


def test_lines_are_built_from_fields_with_all_check_digits() -> None:
    result = run(
        "build", "--state", "UTO", "--surname", "Eriksson", "--given-names", "Anna Maria",
        "--number", "L898902C3", "--birth-date", "1974-08-12", "--sex", "F",
        "--expiry-date", "2012-04-15", "--optional-data", "ZE184226B",
    )  # fmt: skip
    assert result.stdout == TD3


def test_parsing_loads_no_window_and_no_store() -> None:
    script = (
        "import sys, app.commands.mrz; "
        "print([name for name in sys.modules if name.startswith(('PySide6', 'sqlcipher3', 'app.store'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
