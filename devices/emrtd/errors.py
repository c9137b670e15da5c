"""What is wrong with bytes that a chip, or a file in its place, has given."""

from __future__ import annotations


class Malformed(Exception):
    """Bytes that are not what the standard says; `where` names the structure, `why` the rule broken.

    Both are our own words: they hold nothing of what the document says.
    """

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        self.why = why
        super().__init__(f"{where}: {why}")
