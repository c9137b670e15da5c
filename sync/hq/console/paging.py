"""Show a long table a page at a time, by one parameter of the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

Row = TypeVar("Row")
_FURTHEST: Final = 100_000
"""Pages beyond this are not asked for: whoever looks so deep should filter."""


class Paging:
    """Which page of a table `?page=` asks for: query `limit` rows from `offset`, then `cut` them."""

    def __init__(self, request: Request, size: int = 50) -> None:
        asked = request.query_params.get("page", "1")
        known = asked.isascii() and asked.isdecimal() and len(asked) < 7
        self.number = min(max(int(asked), 1), _FURTHEST) if known else 1
        self.size = size
        self.limit = size + 1
        self.offset = (self.number - 1) * size
        self._more = False
        self._path = request.url.path
        self._others = [pair for pair in request.query_params.multi_items() if pair[0] != "page"]

    def cut(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of this page, of up to `limit` that were found."""
        self._more = len(rows) > self.size
        return list(rows[: self.size])

    @property
    def earlier(self) -> str | None:
        """Address of the page before; None on the first."""
        return self._link(self.number - 1) if self.number > 1 else None

    @property
    def later(self) -> str | None:
        """Address of the next page; None on the last. True once rows were cut."""
        return self._link(self.number + 1) if self._more else None

    def _link(self, number: int) -> str:
        return f"{self._path}?{urlencode([*self._others, ('page', str(number))])}"
