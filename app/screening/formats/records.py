"""XML lists read record by record: no document types, no entities, bounded in depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from app.domain.failure import FailureCode, WorldError
from app.screening.formats.read_list import tidy

_STEP = 65_536
_DEEPEST = 16
_MOST_NODES = 20_000
_MOST_TEXT = 1_000_000
"""Nodes and characters of one record."""


@dataclass(slots=True)
class Node:
    """One element of a record: its name without a namespace, its text, its children in order."""

    tag: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Node]:
        """The children of this name."""
        return (child for child in self.children if child.tag == tag)

    def said(self, tag: str) -> str:
        """The tidy text of the first child of this name, empty where there is none."""
        return next((tidy(child.text) for child in self.all(tag)), "")

    def each(self, tag: str) -> list[str]:
        """The tidy texts of all children of this name that say something."""
        return [said for child in self.all(tag) if (said := tidy(child.text))]

    def under(self, group: str, tag: str) -> Iterator[Node]:
        """The children of this name inside every child of the group's name."""
        return (node for parent in self.all(group) for node in parent.all(tag))


class Records:
    """The records of one XML file, each built and let go in its turn.

    `root` is the name and `attributes` the attributes of the outermost element, known once `each`
    has given its first record or its end. Raises WorldError(LIST_UNREADABLE) for what is no
    well-formed XML, has a document type, another root, or a record out of bounds.
    """

    def __init__(self, data: bytes, root: str, tags: frozenset[str], place: str) -> None:
        self.attributes: dict[str, str] = {}
        self._data, self._root, self._tags, self._place = data, root, tags, place
        self._depth = 0
        self._open: list[Node] = []
        self._nodes = self._text = 0
        self._ready: list[Node] = []

    def each(self) -> Iterator[Node]:
        """Every record in the order of the file."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._refuse
        # A view would be copied whole by each call; a step's slice is small.
        for at in range(0, max(1, len(self._data)), _STEP):
            step = self._data[at : at + _STEP]
            try:
                parser.Parse(step, at + _STEP >= len(self._data))
            except (expat.ExpatError, ValueError, LookupError) as error:
                raise self._unreadable("not well-formed XML") from error
            yield from self._ready
            self._ready = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        tag = name.rpartition(":")[2]
        if self._depth == 1:
            if tag != self._root:
                raise self._unreadable(f"not a file of {self._root}")
            self.attributes = dict(attributes)
        elif self._open or tag in self._tags:
            self._nodes += 1
            if self._depth > _DEEPEST or self._nodes > _MOST_NODES:
                raise self._unreadable("a record out of bounds")
            node = Node(tag)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._ready.append(node)
                self._nodes = self._text = 0

    def _said(self, text: str) -> None:
        if self._open:
            self._text += len(text)
            if self._text > _MOST_TEXT:
                raise self._unreadable("a record out of bounds")
            self._open[-1].text += text

    def _refuse(self, *_: object) -> None:
        raise self._unreadable("a document type is declared, which lists do not need")

    def _unreadable(self, why: str) -> WorldError:
        return WorldError(FailureCode.LIST_UNREADABLE, self._place, reason=why)
