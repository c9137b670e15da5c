"""A call at the relay, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote


@dataclass(frozen=True, slots=True)
class Call:
    """A whole request: method, path without its query, the query's last values, headers in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Coming:
    """A request whose head has come: what is known of it, and its body so far."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytearray = field(default_factory=bytearray)

    def call(self) -> Call:
        """The request as it is answered; raises ValueError for a query that is none."""
        path, _, query = self.target.partition("?")
        found = parse_qs(query, keep_blank_values=True, max_num_fields=8)
        return Call(
            self.method,
            unquote(path),
            {name: values[-1] for name, values in found.items()},
            self.headers,
            bytes(self.body),
        )
