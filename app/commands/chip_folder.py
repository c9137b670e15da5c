"""A chip's reading as a folder: one file for each EF, and `reading.json` for how they were won."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.commands import chip_transcript
from devices.emrtd import tlv
from devices.emrtd.lds.envelope import LARGEST_FILE, OUTER_TAGS
from devices.emrtd.reading import Access, ChipFile, ChipReading, FileRead, FileState

TRANSCRIPT: Final = "reading.json"
_LARGEST_TRANSCRIPT = 1 << 20
_ENDINGS = frozenset({"", ".bin", ".dat", ".der", ".ef"})
_GROUP = re.compile(r"(?:DG|DATAGROUP)0?(\d{1,2})")
_OTHERS: Final = {
    re.sub("[^A-Z0-9]", "", file.value.upper()).removeprefix("EF"): file
    for file in ChipFile
    if file.data_group is None
}


class NotAReading(Exception):
    """What cannot be taken for a chip's reading; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A reading out of a folder, and the names in it that are no file of a chip.

    `told` says that a transcript lay beside the files, on whose word rests how they were read.
    """

    reading: ChipReading
    ignored: tuple[str, ...] = ()
    told: bool = False


def file_of(name: str) -> ChipFile | None:
    """The file that a name means: `EF.COM`, `com.bin`, `DG1`, `EF_DG01.BIN`, `sod.bin`; None for others."""
    stem, dot, ending = name.lower().rpartition(".")
    if not dot or stem == "ef":
        stem, ending = name, ""
    if f"{dot and ending and '.'}{ending}" not in _ENDINGS:
        return None
    bare = re.sub("[^A-Z0-9]", "", stem.upper()).removeprefix("EF")
    group = _GROUP.fullmatch(bare)
    if group is None:
        return _OTHERS.get(bare)
    return ChipFile.of_group(int(group[1])) if 1 <= int(group[1]) <= 16 else None


def read_folder(folder: Path) -> Folder:
    """The reading in a folder; without a transcript its files alone, by which no chip is proved.

    Raises NotAReading, OSError.
    """
    found: dict[ChipFile, FileRead] = {}
    ignored: list[str] = []
    for path in sorted(folder.iterdir()):
        file = file_of(path.name) if path.is_file() else None
        if file is None:
            ignored += [path.name] if path.name != TRANSCRIPT else []
        elif file in found:
            raise NotAReading(f"{file} is there twice")
        else:
            found[file] = _read(file, bounded(path, LARGEST_FILE))
    if not found:
        raise NotAReading("there is no file of a chip in it")
    transcript = folder / TRANSCRIPT
    if not transcript.is_file():
        return Folder(ChipReading(Access(None), found, whole=True), tuple(ignored))
    try:
        reading = chip_transcript.read(bounded(transcript, _LARGEST_TRANSCRIPT), found)
    except chip_transcript.NotATranscript as wrong:
        raise NotAReading(f"{TRANSCRIPT} is not as `matapa chip read` writes it") from wrong
    return Folder(reading, tuple(ignored), told=True)


def bare_object(path: Path) -> ChipReading:
    """A reading of a security object alone, in its outer tag or out of it; raises NotAReading, OSError."""
    data, tag = bounded(path, LARGEST_FILE), OUTER_TAGS[ChipFile.SOD]
    if not data:
        raise NotAReading("the file is empty")
    whole = data if data[0] == tag else tlv.encode(tag, data)
    return ChipReading(Access(None), {ChipFile.SOD: _read(ChipFile.SOD, whole)}, whole=True)


def bounded(path: Path, most: int) -> bytes:
    """The contents of a file of at most so many bytes; raises NotAReading, OSError."""
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise NotAReading(f"{path.name} is larger than any file of a chip")
    return data


def free(folder: Path) -> bool:
    """Whether a reading may be written there: where nothing is, or an empty folder."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def write_folder(reading: ChipReading, folder: Path) -> None:
    """Write a reading whole or not at all, for its owner alone. `folder` must be free; raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    passing = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for file, read in reading.files.items():
            if read.state is FileState.READ:
                _write(passing / f"{file.value}.bin", read.data)
        _write(passing / TRANSCRIPT, chip_transcript.write(reading))
        if folder.exists():
            folder.rmdir()  # Windows puts no folder in the place of another, were it empty
        passing.replace(folder)
    except OSError:
        shutil.rmtree(passing, ignore_errors=True)
        raise


def _read(file: ChipFile, data: bytes) -> FileRead:
    return FileRead(file, FileState.READ, data, size=len(data))


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
