"""A chip's picture comes out as pixels, or one word says why not; the window never pays for a bad one."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.pictures import worker
from app.pictures.errors import PictureError, PictureFault
from app.pictures.opener import PORTRAIT_BOX, WORKER_FLAG, Limits, PictureOpener, worker_command
from app.pictures.picture import Picture
from tests.helpers import lds_files as made
from tests.helpers.lds_files import SHARED

JPEG = made.picture(413, 531)
JP2 = made.picture(413, 531, "JPEG2000")
PICTURES = {
    "jpeg": JPEG,
    "grey jpeg": made.picture(413, 531, grey=True),
    "jp2": JP2,
    "grey jp2": made.picture(413, 531, "JPEG2000", grey=True),
    "codestream": made.codestream(JP2),
}


@pytest.fixture(scope="module")
def opener() -> Iterator[PictureOpener]:
    with PictureOpener() as found:
        yield found


def fault_of(opener: PictureOpener, data: bytes) -> PictureFault | None:
    """Why the picture does not open, None when it does."""
    try:
        opener.open(data)
    except PictureError as error:
        return error.fault
    return None


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("tail", [b"", bytes(500)], ids=["whole", "padded"])
def test_a_picture_opens_in_its_own_size_with_or_without_padding(
    opener: PictureOpener, kind: str, tail: bytes
) -> None:
    picture = opener.open(PICTURES[kind] + tail)
    assert (picture.width, picture.height, len(picture.rgb)) == (413, 531, 413 * 531 * 3)
    top, bottom = picture.rgb[0], picture.rgb[-3]
    assert top < 16
    assert bottom > 239


def test_a_large_picture_is_made_to_fit_and_keeps_its_shape(opener: PictureOpener) -> None:
    large = made.picture(2_000, 1_000)
    assert [(it.width, it.height) for it in (opener.open(large), opener.open(large, (100, 90)))] == [
        (PORTRAIT_BOX[0], 300),
        (100, 50),
    ]
    assert opener.open(made.picture(1, 5_000)).height == PORTRAIT_BOX[1]


@pytest.mark.parametrize("file", ["gmrtd_ICAO_39794_5_AP_DG2_Face.jpg", "gmrtd_ISO19794_Test1_Data.bin"])
def test_the_pictures_of_the_worked_examples_open(opener: PictureOpener, file: str) -> None:
    if not (SHARED / file).is_file():
        pytest.skip("the worked examples of portraits are not on this machine")
    data = (SHARED / file).read_bytes()
    start = data.find(b"\xff\xd8") if data.startswith(b"FAC") else 0
    assert opener.open(data[start:]).rgb.strip(b"\x00")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        JPEG[: len(JPEG) // 2],
        JP2[:-20],
        made.codestream(JP2)[:200],
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x50\x00\x3c\x01\x01\x11\x00\xff\xda\x00\x02" + bytes(90),
    ],
    ids=["nothing", "text", "half a JPEG", "cut JP2", "cut codestream", "no tables"],
)
def test_what_is_no_whole_picture_is_malformed(opener: PictureOpener, data: bytes) -> None:
    assert fault_of(opener, data) is PictureFault.MALFORMED
    assert fault_of(opener, JPEG) is None


def test_too_many_bytes_or_pixels_are_refused_before_any_decoder_sees_them() -> None:
    unused = PictureOpener(command=["/nowhere/to/be/found"])
    sized = JPEG.index(b"\x02\x13\x01\x9d")  # 531 rows, 413 columns
    bomb = JPEG[:sized] + b"\xff\xff\xff\xff" + JPEG[sized + 4 :]
    assert fault_of(unused, bomb) is PictureFault.TOO_LARGE
    assert fault_of(unused, JPEG + bytes(130_000)) is PictureFault.TOO_LARGE
    assert fault_of(unused, JPEG) is PictureFault.NO_WORKER
    unused.warm()
    unused.close()


def test_damaged_pictures_open_or_are_malformed_and_the_worker_goes_on(opener: PictureOpener) -> None:
    chance = random.Random(1)
    small = [made.picture(40, 50), made.picture(40, 50, "JPEG2000"), made.codestream(JP2)[:900]]
    answers = set()
    for number in range(600):
        data = bytearray(small[number % len(small)])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        answers.add(fault_of(opener, bytes(data)))
    assert answers <= {None, PictureFault.MALFORMED, PictureFault.TOO_LARGE, PictureFault.TOO_SLOW}
    assert fault_of(opener, JPEG) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory in earnest")
def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    trap = made.picture(4_000, 5_000, "JPEG2000")
    with PictureOpener(Limits(memory=200 * 1024 * 1024)) as opener:
        started = time.monotonic()
        assert fault_of(opener, trap) in {PictureFault.TOO_LARGE, PictureFault.MALFORMED}
        assert time.monotonic() - started < 5
        assert fault_of(opener, JPEG) is None


STAND_IN = """
import importlib.util, os, signal, sys, time
spec = importlib.util.spec_from_file_location("worker", {worker!r})
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)
told, asked = os.fdopen(1, "wb", 0), os.fdopen(0, "rb", 0)
def ready():
    told.write(worker.READY)
def request():
    kind, width, height, length = worker.REQUEST.unpack(asked.read(worker.REQUEST.size))
    while length:
        length -= len(asked.read(length))
def answer(outcome, width, height, length):
    told.write(worker.ANSWER.pack(outcome, width, height, length))
def hang():
    while True:
        time.sleep(60)
"""


def stand_in(folder: Path, behaviour: str) -> list[str]:
    """The command line of a worker that behaves in this way."""
    file = folder / "stand_in.py"
    file.write_text(STAND_IN.format(worker=worker.__file__) + behaviour)
    return [sys.executable, str(file)]


@pytest.mark.parametrize(
    "behaviour, fault",
    [
        ("", PictureFault.NO_WORKER),
        ("told.write(b'hallo!')\nhang()", PictureFault.NO_WORKER),
        ("hang()", PictureFault.NO_WORKER),
        ("ready()", PictureFault.DIED),
        ("ready()\nhang()", PictureFault.TOO_SLOW),
        ("ready()\nrequest()\nhang()", PictureFault.TOO_SLOW),
        ("ready()\nrequest()\nos.kill(os.getpid(), 9)", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(1, 0, 0, 0)\nhang()", PictureFault.MALFORMED),
        ("ready()\nrequest()\nanswer(2, 0, 0, 0)\nhang()", PictureFault.TOO_LARGE),
        ("ready()\nrequest()\nanswer(7, 9, 9, 243)\nhang()", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(0, 0, 9, 0)\nhang()", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(0, 601, 1, 1803)\nhang()", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(0, 9, 9, 2**32 - 1)\nhang()", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(0, 9, 9, 243)\ntold.write(bytes(99))", PictureFault.DIED),
        ("ready()\nrequest()\nanswer(0, 9, 9, 243)\ntold.write(bytes(99))\nhang()", PictureFault.TOO_SLOW),
    ],
)
def test_a_worker_that_dies_hangs_or_lies_is_told_and_replaced(
    tmp_path: Path, behaviour: str, fault: PictureFault
) -> None:
    limits = Limits(seconds=0.4, start_seconds=0.4 if fault is PictureFault.NO_WORKER else 10)
    with PictureOpener(limits, stand_in(tmp_path, behaviour)) as opener:
        assert fault_of(opener, JPEG) is fault
        honest = "ready()\nwhile True:\n    request()\n    answer(0, 1, 1, 3)\n    told.write(b'rgb')\n"
        if (
            fault is not PictureFault.NO_WORKER
            and "answer(1" not in behaviour
            and "answer(2" not in behaviour
        ):
            stand_in(tmp_path, honest)
            assert opener.open(JPEG) == Picture(1, 1, b"rgb")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no process's work")
def test_a_picture_that_costs_too_much_work_is_too_slow(tmp_path: Path) -> None:
    busy = "worker._bound(10**9)\nworker._bound_time(0)\nready()\nrequest()\nwhile True: pass\n"
    with PictureOpener(Limits(seconds=20), stand_in(tmp_path, busy)) as opener:
        assert fault_of(opener, JPEG) is PictureFault.TOO_SLOW


def test_a_worker_that_was_killed_while_idle_costs_no_picture(tmp_path: Path) -> None:
    once = "ready()\nrequest()\nanswer(0, 1, 1, 3)\ntold.write(b'rgb')\n"
    with PictureOpener(command=stand_in(tmp_path, once)) as opener:
        for _ in range(2):
            assert opener.open(JPEG) == Picture(1, 1, b"rgb")
            assert opener._worker is not None
            opener._worker._process.wait()


def test_closing_ends_a_wait_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    mark = tmp_path / "asked"
    behaviour = f"ready()\nrequest()\nopen({str(mark)!r}, 'w').close()\nhang()"
    opener = PictureOpener(command=stand_in(tmp_path, behaviour))
    faults: list[PictureFault | None] = []
    waiting = threading.Thread(target=lambda: faults.append(fault_of(opener, JPEG)))
    waiting.start()
    while not mark.exists():
        waiting.join(0.01)
    assert opener._worker is not None
    process = opener._worker._process
    opener.close()
    waiting.join(5)
    assert faults == [PictureFault.CLOSED]
    assert process.returncode is not None
    assert fault_of(opener, JPEG) is PictureFault.CLOSED
    opener.close()


def test_pictures_of_many_threads_are_opened_one_after_another(opener: PictureOpener) -> None:
    sizes: list[int] = []
    threads = [threading.Thread(target=lambda: sizes.append(opener.open(JPEG).width)) for _ in range(5)]
    for thread in threads:
        thread.start()
    opener.warm()
    for thread in threads:
        thread.join()
    assert sizes == [413] * 5


def test_the_worker_loads_nothing_of_matapa_and_no_window() -> None:
    python, *rest = worker_command(Limits())
    ended = subprocess.run(
        [python, "-X", "importtime", *rest], input=b"", capture_output=True, timeout=30, check=True
    )
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.decode().splitlines()
    }
    assert ended.stdout == worker.READY
    assert "PIL" in loaded
    assert loaded.isdisjoint({"PySide6", "shiboken6", "app", "devices", "sync", "multiprocessing"})


def test_a_frozen_matapa_is_its_own_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command(Limits(memory=1, cpu_seconds=2))[-2:] == ("1", "2")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command(Limits(memory=1, cpu_seconds=2)) == (sys.executable, WORKER_FLAG, "1", "2")
