"""Read invented travellers from small TOML files; dates may be relative, so that none goes stale.

A file `travellers/NN-name.toml` has:

    about = "A good passport of Tonga"      # one line for whoever watches the demo
    kind = "TD3"                            # TD1, TD2, TD3, MRV-A or MRV-B

    [fields]                                # as `printing.PrintedFields`
    birth_date = "1988-03-14"               # a date, `+5y`, `-40d`, `-3m`, or six MRZ characters
    expiry_date = "+5y"

    [[tamper]]                              # characters changed after printing, places from 1
    line = 2
    place = 10
    character = "7"

    [chip]                                  # the chip in it; old documents have none
    profile = "cloned"                      # a virtual passport by its name in `chip.profiles`

    [expect]                                # what an officer should meet
    decision = "admit"                      # admit, refer or refuse
    failed = ["document_number"]            # check digits that must fail
    flags = ["name_possibly_truncated"]     # flags that must be raised
    expired = false
    alert = "check"                         # what the demo's lists say: check, stop, stolen or silent

    [expect.chip]                           # what its chip should prove
    overall = "FAILED"                      # PASSED, FAILED or UNDETERMINED
    failed = ["clone_protection"]           # the checks of the chip that must fail

The chip was issued with the document: it holds the lines from before the tampering. Instead of `kind`
and `fields`, `lines = ["...", "..."]` gives the MRZ as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from devices.simulated.printing import PrintedFields, print_mrz

TRAVELLERS = Path(__file__).parent / "travellers"
_RELATIVE = re.compile(r"([+-])(\d{1,5})([dmy])")
_MRZ_DATE = re.compile(r"[0-9<]{6}")
_FIELDS = frozenset(field.name for field in fields(PrintedFields))


@dataclass(frozen=True, slots=True)
class ChipExpectation:
    """What the chip should prove: one verdict over all, and every check that must fail."""

    overall: str
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an officer should meet with this traveller (see the module's text)."""

    decision: str = "admit"
    failed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    expired: bool = False
    alert: str = ""
    chip: ChipExpectation | None = None


@dataclass(frozen=True, slots=True)
class Traveller:
    """An invented person's document, ready to be swiped.

    `lines` are what is printed now, `issued` what the state printed; `chip` names the virtual passport
    in it, empty for a document without one.
    """

    key: str
    about: str
    lines: tuple[str, ...]
    issued: tuple[str, ...]
    expect: Expectation
    chip: str = ""


def load_people(folder: Path, today: date) -> tuple[Traveller, ...]:
    """Everyone in a folder, by file name; relative dates count from `today`.

    Raises ValueError naming the file for one that is not as described, OSError when unreadable.
    """
    return tuple(load_traveller(path, today) for path in sorted(folder.glob("*.toml")))


def load_traveller(path: Path, today: date) -> Traveller:
    """One traveller from a file; raises as `load_people`."""
    try:
        page = tomllib.loads(path.read_text(encoding="utf-8"))
        issued = _issued(page, today)
        return Traveller(
            key=path.stem,
            about=str(page["about"]),
            lines=_tampered(issued, page.get("tamper", ())),
            issued=issued,
            expect=_expectation(page.get("expect", {})),
            chip=str(page["chip"]["profile"]) if "chip" in page else "",
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def mrz_date(text: str, today: date) -> str:
    """YYMMDD of an ISO date, of one relative to today, or six MRZ characters as they stand.

    Raises ValueError for anything else.
    """
    if _MRZ_DATE.fullmatch(text):
        return text
    relative = _RELATIVE.fullmatch(text)
    if relative is None:
        return date.fromisoformat(text).strftime("%y%m%d")
    sign, count, unit = relative.groups()
    steps = int(count) if sign == "+" else -int(count)
    return _moved(today, steps, unit).strftime("%y%m%d")


def _moved(day: date, steps: int, unit: str) -> date:
    if unit == "d":
        return day + timedelta(days=steps)
    months = day.year * 12 + day.month - 1 + steps * (12 if unit == "y" else 1)
    # Every month has 28 days; nobody minds when the 31st moves.
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def _expectation(expect: Mapping[str, Any]) -> Expectation:
    chip = expect.get("chip")
    return Expectation(
        str(expect.get("decision", "admit")),
        tuple(expect.get("failed", ())),
        tuple(expect.get("flags", ())),
        bool(expect.get("expired", False)),
        str(expect.get("alert", "")),
        None if chip is None else ChipExpectation(str(chip["overall"]), tuple(chip.get("failed", ()))),
    )


def _issued(page: Mapping[str, Any], today: date) -> tuple[str, ...]:
    if "lines" in page:
        return tuple(str(line) for line in page["lines"])
    given = {name: str(value) for name, value in page["fields"].items()}
    unknown = given.keys() - _FIELDS
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    for name in ("birth_date", "expiry_date"):
        given[name] = mrz_date(given[name], today)
    return print_mrz(str(page["kind"]), PrintedFields(**given))


def _tampered(issued: tuple[str, ...], changes: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    lines = list(issued)
    for change in changes:
        number, place = int(change["line"]) - 1, int(change["place"]) - 1
        line = lines[number]
        lines[number] = line[:place] + str(change["character"]) + line[place + 1 :]
    return tuple(lines)
