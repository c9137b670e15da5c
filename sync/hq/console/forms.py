"""Read what a browser sends, within bounds: one value a field, no characters that a database cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST: Final = 64 * 1024
"""Bytes of a form."""
LONGEST: Final = 8 * 1024
"""Characters of one field."""
MOST_FIELDS: Final = 200
LONGEST_QUERY: Final = 2048
"""Bytes of an address's query; nothing secret is ever in one."""
_KIND: Final = "application/x-www-form-urlencoded"


class BadForm(Exception):
    """What came is no form of ours; `status` is how HTTP calls it (RFC 9110, section 15.5)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a POST, each once; raises BadForm for what is too large, doubled or no form at all."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise BadForm(415, "not a form")
    said = request.headers.get("content-length", "0")
    if not (said.isascii() and said.isdecimal()) or len(said) > 9 or int(said) > LARGEST:
        raise BadForm(413, "too large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BadForm(413, "too large")
    return parse_form(bytes(body))


def parse_form(body: bytes) -> dict[str, str]:
    """The fields in a form's bytes; raises BadForm."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:  # not ASCII, not UTF-8 behind the per cent signs, or too many fields
        raise BadForm(400, "not a form") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise BadForm(400, "a field twice")
        if len(name) > 64 or len(value) > LONGEST or "\0" in name + value:
            raise BadForm(400, "a field too long, or with a character that no keyboard has")
        fields[name] = value.replace("\r\n", "\n")
    return fields


def query_is_bounded(query: bytes) -> bool:
    """Whether an address's query is short enough and has no NUL, which no database takes."""
    return len(query) <= LONGEST_QUERY and b"%00" not in query and b"\0" not in query
