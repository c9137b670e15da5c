"""Lists from files for as long as one command runs: screened in memory, without a station."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from app.commands.list_files import AUTO, ListFile, read_list_file
from app.domain.alert_entry import AlertEntry
from app.screening.document_index import DocumentIndex, write_base
from app.screening.documents import digest
from app.screening.formats import FORMATS
from app.screening.formats.files import SHORT, kind_of
from app.screening.lists import ListHeader, ListPolicy
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.screener import LoadedList, Screener
from app.screening.screening import Screening
from app.screening.subject import Subject

_KEY_SIZE: Final = 32


class FileLists:
    """Lists of files, asked as a station asks its own."""

    def __init__(self, loaded: Sequence[LoadedList], entries: dict[tuple[str, str], AlertEntry]) -> None:
        self._entries = entries
        self._screener = Screener(loaded, self.entry)

    def screen(self, subject: Subject) -> Screening:
        """Ask every list."""
        return self._screener.screen(subject, datetime.now(UTC))

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        """The whole entry of a hit."""
        return self._entries.get((list_id, entry_id))


@contextmanager
def lists_of(told: Sequence[str], rarity_gate: bool | None) -> Iterator[FileLists]:
    """The lists of `FORMAT:FILE` or `FILE`, loaded; raises as `read_list_file` and click.UsageError."""
    entries: dict[tuple[str, str], AlertEntry] = {}
    loaded: list[LoadedList] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for one in told:
            file = read_list_file(*_parted(one))
            header = _header(file, {other.header.list_id for other in loaded}, rarity_gate)
            if file.format == "stolen":
                index = _documents(file, folder / f"{header.list_id}.docs")
                stack.callback(index.close)
                loaded.append(LoadedList(header, documents=index))
            else:
                entries |= {(header.list_id, entry.entry_id): entry for entry in file.read.entries}
                loaded.append(LoadedList(header, people=PeopleIndex(PeopleSegment.build(file.read.entries))))
        yield FileLists(loaded, entries)


def _parted(told: str) -> tuple[str, Path]:
    """Format and file; a drive letter or a colon in a name is no format."""
    format_, found, name = told.partition(":")
    if found and format_ in {*FORMATS, AUTO}:
        path = Path(name)
    else:
        format_, path = AUTO, Path(told)
    if not path.is_file():
        raise click.UsageError(f"--list: there is no file {path}")
    return format_, path


def _header(file: ListFile, taken: set[str], rarity_gate: bool | None) -> ListHeader:
    list_id, again = file.list_id, 1
    while list_id in taken:
        again += 1
        list_id = f"{file.list_id}-{again}"
    gate = file.format not in SHORT if rarity_gate is None else rarity_gate
    # A file that was named is asked however old it is: its age stands in the answer.
    policy = ListPolicy(rarity_gate=gate, ttl_hours=0)
    kind = kind_of(file.format)
    count = len(file.read.documents) or len(file.read.entries)
    return ListHeader(list_id, kind, file.title, "", 1, file.issued_at, count, policy)


def _documents(file: ListFile, path: Path) -> DocumentIndex:
    key = secrets.token_bytes(_KEY_SIZE)
    write_base(path, (digest(key, *document) for document in file.read.documents))
    return DocumentIndex(path, key)
