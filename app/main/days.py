"""Closing days for the desk and the commands: the store, the reports and the station's signature together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from app.domain.day import DayContent
from app.flow.days import DayFiles, DayLog, DayPreview, DayProgress, DayView
from app.flow.ports import SignedIn
from app.store.days import DayWork
from app.store.door import session_days
from sync.protocol.day_records import RECORDS, write_records

Writers: TypeAlias = Mapping[str, Callable[[DayContent], bytes]]

WHOLE = 100
"""Steps of progress: one fifth for reading, the rest for the files. The signature is not waited for: a
`progress` that raised after it would call a closed day open."""
_READ = 20


class StationDays:
    """Implements `flow.days.DaysPort`. `writers` make the files that people read, by name: those of
    `app.reports` unless others are given."""

    def __init__(self, writers: Writers | None = None) -> None:
        self._given = writers

    @property
    def _writers(self) -> Writers:
        if self._given is not None:
            return self._given
        # They bring the libraries for PDF and XLSX along, for which no desk waits at its start.
        from app.reports.daily_log import LOG_FILES

        return LOG_FILES

    def days(self, session: SignedIn, limit: int = 60) -> Sequence[DayView]:
        """Days with crossings or logs, newest first."""
        return session_days(session).days(limit)

    def preview(self, session: SignedIn, day: date) -> DayPreview:
        """What closing a day now would say."""
        return session_days(session).preview(day, _unseen)

    def close(
        self, session: SignedIn, day: date, progress: DayProgress, *, early: bool = False, note: str = ""
    ) -> DayLog:
        """Close a day: a crash, or a `progress` that raises, leaves it open at any point before the end."""
        store = session_days(session)
        work = store.begin(day, early, note.strip(), _reading(progress))
        return store.keep(work, self._files(work, progress))

    def add(self, session: SignedIn, day: date, progress: DayProgress, *, note: str = "") -> DayLog:
        """Make an addendum of what came to a closed day since."""
        store = session_days(session)
        work = store.begin_addendum(day, note.strip(), _reading(progress))
        return store.keep(work, self._files(work, progress))

    def make(self, session: SignedIn, number: int, progress: DayProgress, *, anew: bool = False) -> DayFiles:
        """Make a log again and hold it against what was signed."""
        store = session_days(session)
        kept = store.kept(number)
        files = None if anew else store.from_copies(kept)
        if files is None:
            work = store.begin_anew(kept, _reading(progress))
            files = store.as_signed(work, self._files(work, progress))
        progress(WHOLE, WHOLE)
        return DayFiles(kept.manifest, kept.signature, files, kept.public_key)

    def _files(self, work: DayWork, progress: DayProgress) -> list[tuple[str, bytes]]:
        """The files of a log in the manifest's order."""
        made, writers = [(RECORDS, write_records(work.rows))], self._writers
        for place, (name, write) in enumerate(writers.items()):
            progress(_READ + (WHOLE - _READ) * place // len(writers), WHOLE)
            made.append((name, write(work.content)))
        progress(WHOLE, WHOLE)
        return made


def _reading(progress: DayProgress) -> Callable[[int, int], None]:
    def tick(done: int, total: int) -> None:
        progress(_READ * done // max(1, total), WHOLE)

    return tick


def _unseen(done: int, total: int) -> None:
    """A preview says nothing of how far it is."""
