"""Publications of HQ from a stick: files in whatever order they were named, and folders of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.commands.kit import PublicationsTaken, PublicationTaken
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import SignedIn
from app.store.door import session_inbox
from sync.ports import Publication, StationInbox
from sync.pull import take_file, take_folder

_LATER = frozenset({FailureCode.PUBLICATION_GAP, FailureCode.PUBLICATION_NO_KEY})
"""What another file of the same stick may mend."""


def take_publications(session: SignedIn, paths: Sequence[Path]) -> PublicationsTaken:
    """Take in what these files and folders bring; what could not be is in the answer.

    Raises WorldError(NOT_ENROLLED).
    """
    inbox = session_inbox(session)
    try:
        taken, failed = _files(inbox, [path for path in paths if not path.is_dir()])
        for folder in (path for path in paths if path.is_dir()):
            brought = take_folder(inbox, folder)
            taken += brought.taken
            failed += brought.failed
    finally:
        inbox.close()
    rows = tuple(PublicationTaken(one.stream, one.sequence, one.count) for one in taken)
    return PublicationsTaken(rows, tuple(failed))


def _files(inbox: StationInbox, paths: list[Path]) -> tuple[list[Publication], list[tuple[str, WorldError]]]:
    """Take each file; one that builds on another is tried again once that one has come."""
    taken: list[Publication] = []
    failed: list[tuple[str, WorldError]] = []
    waiting = paths
    while waiting:
        gaps: list[tuple[Path, WorldError]] = []
        for path in waiting:
            try:
                taken.append(take_file(inbox, path))
            except WorldError as error:
                if error.failure.code is FailureCode.NOT_ENROLLED:
                    raise
                if error.failure.code in _LATER:
                    gaps.append((path, error))
                else:
                    failed.append((path.name, error))
        if len(gaps) == len(waiting):
            failed += [(path.name, error) for path, error in gaps]
            break
        waiting = [path for path, _ in gaps]
    return taken, failed
