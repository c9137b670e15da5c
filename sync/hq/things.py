"""Publish what is neither a list nor an event: trust files, rosters of officers, policies, any file.

A kind that HQ knows is read first, so that no station gets what it would refuse; a kind that HQ does not
know goes out as it is, for the programs that know it (docs/protocol.md, Things).
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import cbor2

from app.domain.alerts_policy import AlertPolicy
from app.domain.export_policy import ExportPolicy
from app.domain.failure import WorldError
from app.domain.link_policy import LinkPolicy
from app.domain.officer import Officer, Role
from app.domain.port_retention import RetentionPolicy
from app.domain.roster import Roster, encode_roster, make_roster
from app.domain.value_rows import to_plain
from app.trust.imports import read_trust_file
from sync.courier.day_seal import require_policy
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.ports import EVERYBODY, Audience
from sync.protocol.publication import KEYS, LATE, STATIONS, STREAM, USERS
from sync.protocol.thing import LARGEST_THING

TRUST: Final = "trust"
POLICY: Final = "policy"
POLICIES: Final[Mapping[str, type[Any]]] = {
    "alerts": AlertPolicy, "link": LinkPolicy, "export": ExportPolicy, "retention": RetentionPolicy,
}  # fmt: skip
"""The policies that stations of this version follow, by name."""
OWN_COMMANDS: Final = {
    KEYS: "matapa-hq list new-key",
    LATE: "matapa-hq screen",
    STATIONS: "matapa-hq enrol, or revoke",
    "people": "matapa-hq list import",
    "documents": "matapa-hq list import",
    "earlier": "matapa-hq serve, which publishes them by itself",
}
"""Kinds that `publish` does not publish, and what does."""

_COLUMNS: Final = ("username", "full_name", "role", "active")
_YES: Final = frozenset({"yes", "true", "1", ""})
_NO: Final = frozenset({"no", "false", "0"})
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_PORT: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
_CURRENCY: Final = re.compile(r"([A-Z]{3})?")
_LARGEST_NUMBER: Final = 10**15
_RECIPIENTS: Final = 'give {"HQ": "age1...", "Immigration": "age1..."}, HQ first; see matapa-hq day key.'


def stream_of(kind: str, name: str) -> str:
    """The stream of a kind and name; raises HqError(FIELD_WRONG, PUBLICATION_REFUSED)."""
    if kind in OWN_COMMANDS:
        remedy = f"Use instead: {OWN_COMMANDS[kind]}."
        raise HqError(HqCode.PUBLICATION_REFUSED, reason=f"{kind} has a command of its own", remedy=remedy)
    stream = f"{kind}/{name}"
    if not STREAM.fullmatch(stream):
        remedy = "KIND is 1 to 16 letters a-z, NAME 1 to 64 letters, digits, dashes or underscores."
        raise HqError(HqCode.FIELD_WRONG, field="KIND NAME", value=f"{kind} {name}", remedy=remedy)
    return stream


def require_own_name(connection: Connection, stream: str) -> None:
    """Raises HqError(FIELD_WRONG) where another stream differs by case alone: FAT holds one of them."""
    row = connection.execute(
        "SELECT stream FROM publication WHERE lower(stream) = lower(%s) AND stream <> %s LIMIT 1",
        (stream, stream),
    ).fetchone()
    if row is not None:
        remedy = f"{row[0]} is published already. Write it so, or take another name."
        raise HqError(HqCode.FIELD_WRONG, field="KIND NAME", value=stream, remedy=remedy)


def audience_of(connection: Connection, to: str, kind: str, name: str) -> Audience:
    """For whom `to` says it is: `all`, a port or a station's number; a roster is for its port.

    Raises HqError(FIELD_WRONG, STATION_UNKNOWN).
    """
    if kind == USERS:
        if to not in ("all", name):
            remedy = f"Leave --to out: users/{name} is for {name}."
            raise HqError(HqCode.FIELD_WRONG, field="--to", value=to, remedy=remedy)
        to = name
    if to == "all":
        return EVERYBODY
    if _NUMBER.fullmatch(to):
        known = connection.execute("SELECT 1 FROM station WHERE number = %s", (int(to),)).fetchone()
        if known is None:
            raise HqError(HqCode.STATION_UNKNOWN, number=to)
        return Audience(station=int(to))
    if not _PORT.fullmatch(to):
        remedy = "Say all, a port by its UN/LOCODE (such as UTAVR), or the number of a station."
        raise HqError(HqCode.FIELD_WRONG, field="--to", value=to, remedy=remedy)
    return Audience(port=to)


def content_of(kind: str, name: str, data: bytes, now: datetime) -> bytes:
    """What stations get of a file: a kind that is known is read and laid out, another goes as it is.

    Raises HqError(PUBLICATION_REFUSED) with what is wrong and where.
    """
    if not 0 < len(data) <= LARGEST_THING:
        raise _refused(f"the file has {len(data)} bytes", f"Give a file of 1 to {LARGEST_THING} bytes.")
    if kind == TRUST:
        return _trust(data, now)
    if kind == USERS:
        return encode_roster(_roster(name, data))
    if kind == POLICY and name in POLICIES:
        return cbor2.dumps([1, to_plain(_policy(POLICIES[name], data))], canonical=True)
    return data


def _trust(data: bytes, now: datetime) -> bytes:
    try:
        read = read_trust_file(data, now)
    except WorldError as error:
        why = dict(error.failure.details).get("reason", "")
        remedy = "Give a master list, LDIF, certificates or CRLs as: matapa trust show FILE"
        raise _refused(f"the trust file does not hold ({error.failure.code} {why})", remedy) from error
    if not read.parts:
        raise _refused("nothing in the trust file holds", "Fetch it again from who made it.")
    return data


def _roster(port: str, data: bytes) -> Roster:
    remedy = f"Give CSV with the columns {', '.join(_COLUMNS)}, or a JSON array of objects with these names."
    try:
        text = data.decode("utf-8-sig")
        rows = _json_rows(text) if text.lstrip().startswith("[") else _csv_rows(text)
        return make_roster(port, [_officer(place, row) for place, row in rows])
    except ValueError as error:
        raise _refused(str(error), remedy) from error


def _csv_rows(text: str) -> list[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = set(reader.fieldnames or ())
    except csv.Error as error:
        raise ValueError(f"line 1: {error}") from error
    strange, lacking = names - set(_COLUMNS), set(_COLUMNS[:3]) - names
    if strange or lacking:
        raise ValueError(f"line 1: columns missing ({', '.join(sorted(lacking)) or 'none'}), unknown"
                         f" ({', '.join(sorted(map(str, strange))) or 'none'})")  # fmt: skip
    try:
        return [(f"line {reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error


def _json_rows(text: str) -> list[tuple[str, dict[str, Any]]]:
    try:
        rows = json.loads(text)
    except RecursionError as error:
        raise ValueError("lists within lists") from error
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("an item that is no object")
    return [(f"officer {place}", row) for place, row in enumerate(rows, start=1)]


def _officer(place: str, row: dict[Any, Any]) -> Officer:
    if not set(row) <= set(_COLUMNS):
        raise ValueError(f"{place}: too many fields, or unknown ones")
    username, full_name, role = (row.get(column) for column in _COLUMNS[:3])
    if not (isinstance(username, str) and isinstance(full_name, str) and isinstance(role, str)):
        raise ValueError(f"{place}: username, full_name and role are needed")
    if role.strip() not in list(Role):
        raise ValueError(f"{place}: {role!r} is no role; roles are {', '.join(Role)}")
    said = str(row.get("active", "")).strip().lower()
    if said not in _YES | _NO:
        raise ValueError(f"{place}: active is yes or no, not {said!r}")
    return Officer(username.strip().lower(), full_name.strip(), Role(role.strip()), said in _YES)


def _policy(kind: type[Any], data: bytes) -> Any:
    fields = {field.name: field for field in dataclasses.fields(kind)}
    remedy = f"Give a JSON object with any of: {', '.join(fields)}."
    try:
        said = json.loads(data.decode("utf-8-sig"))
        if not isinstance(said, dict):
            raise ValueError("the file holds no JSON object")
        strange = sorted(set(said) - set(fields))
        if strange:
            raise ValueError(f"unknown: {', '.join(strange)}")
        types = typing.get_type_hints(kind)
        policy = kind(**{name: _value(name, types[name], value) for name, value in said.items()})
        if isinstance(policy, ExportPolicy):
            require_policy(policy)
    except WorldError as error:
        field = dict(error.failure.details)["field"]
        raise _refused(f"a recipient is wrong or there twice ({field})", _RECIPIENTS) from error
    except (ValueError, RecursionError) as error:
        raise _refused(str(error), remedy) from error
    return policy


def _value(name: str, kind: Any, value: object) -> Any:
    """A field's value: a word of an enum (or null where the field may be empty), a number, a text."""
    choices = [one for one in (kind, *typing.get_args(kind)) if isinstance(one, type)]
    if name == "recipients":
        return _recipients(value)
    if value is None and type(None) in choices:
        return None
    for choice in choices:
        if issubclass(choice, StrEnum) and value in list(choice):
            return choice(str(value))
        if choice is bool and type(value) is bool:
            return value
        if choice is int and type(value) is int and 0 <= value <= _LARGEST_NUMBER:
            return value
        if choice is str and isinstance(value, str) and _CURRENCY.fullmatch(value):
            return value
    words = [str(word) for choice in choices if issubclass(choice, StrEnum) for word in choice]
    raise ValueError(f"{name} cannot be {value!r}" + (f"; it is one of {', '.join(words)}" if words else ""))


def _recipients(value: object) -> tuple[tuple[str, str], ...]:
    """Pairs of a name and an age recipient, from an object."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError(f"recipients are an object: {_RECIPIENTS}")
    return tuple((str(name), to) for name, to in value.items())


def _refused(reason: str, remedy: str) -> HqError:
    return HqError(HqCode.PUBLICATION_REFUSED, reason=reason, remedy=remedy)
