"""Paper for daily logs: strips of text set in columns, wrapped without loss, filled into pages, drawn as PDF.

The library's own flowing tables take minutes for a busy day; strips are laid out by widths alone and drawn as
plain text, some hundred pages a second. Fonts are embedded; what they cannot show is shown as `MISSING`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.reports.daily_words import MISSING, printable

# What a user's own settings file or environment could change of the bytes.
rl_config.invariant = 1
rl_config.useA85 = 0
rl_config.pdfComments = 0
rl_config.pdfMultiLine = 0

WIDTH: Final = 841.89
HEIGHT: Final = 595.28
"""A4, landscape, in points."""
LEFT: Final = 34.0
RIGHT: Final = WIDTH - 34.0
TOP: Final = HEIGHT - 52.0
BOTTOM: Final = 44.0
TALLEST: Final = TOP - BOTTOM - 60.0
"""A strip that is taller is cut: there is always room for it below a heading and the titles of columns."""
LINE: Final = 4.0
"""What hangs below the last baseline of a strip."""
REGULAR: Final = "MatapaSans"
BOLD: Final = "MatapaSans-Bold"
_FILES: Final = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ '-]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: its left edge and the baseline below its strip's top, in points."""

    x: float
    down: float
    said: str
    size: float
    font: str = REGULAR


@dataclass(frozen=True, slots=True)
class Box:
    """A line or a frame in a strip: left, below the strip's top, width, height (0: a line), stroke and
    fill as grey (0 black, 1 white; None: none)."""

    x: float
    down: float
    width: float
    height: float = 0.0
    stroke: float | None = 0.0
    fill: float | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a page over its whole width that no page break cuts."""

    height: float
    texts: tuple[Text, ...] = ()
    boxes: tuple[Box, ...] = ()
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Strips under a heading of their own; `repeated` stand again at the top of each page that it goes on to.

    `outline` is its line in the document's outline, empty for none; `least` is the room that must be left on
    a page for it to begin there, `fresh` begins a page anyway.
    """

    strips: Sequence[Strip]
    repeated: tuple[Strip, ...] = ()
    outline: str = ""
    least: float = 0.0
    fresh: bool = False


@dataclass(slots=True)
class _Page:
    placed: list[tuple[float, Strip]] = field(default_factory=list)
    outlines: list[tuple[str, float]] = field(default_factory=list)
    y: float = TOP


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page and what the document says of itself."""

    title: str
    author: str
    subject: str
    above_left: str
    above_right: str
    below: str
    """At the foot of every page but the first."""


@cache
def _widths(font: str) -> Mapping[str, float]:
    """The width of each letter that the font has, in thousandths of its size. Makes the font known."""
    made = TTFont(font, BytesIO((files("resources") / "fonts" / _FILES[font]).read_bytes()), asciiReadable=1)
    pdfmetrics.registerFont(made)
    return {chr(code): width for code, width in made.face.charWidths.items()}


def width_of(said: str, size: float, font: str = REGULAR) -> float:
    """Points that a text takes."""
    widths = _widths(font)
    return sum([widths[letter] for letter in said]) * size / 1000


def setting(text: str, font: str = REGULAR) -> str:
    """The text as it can be set: `MISSING` for what the font lacks, right-to-left runs turned for the eye."""
    if text.isascii() and text.isprintable():
        return text
    widths = _widths(font)
    joined = unicodedata.normalize("NFC", printable(text))
    known = "".join(letter if letter in widths else MISSING for letter in joined)
    return _RIGHT_TO_LEFT.sub(lambda found: found.group()[::-1], known)


def wrapped(text: str, width: float, size: float, font: str = REGULAR) -> list[str]:
    """The lines of a text in a column: broken at spaces, a longer word between letters; nothing is lost."""
    said = setting(text, font)
    if width_of(said, size, font) <= width:
        return [said] if said else []
    lines: list[str] = []
    line = ""
    for word in said.split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, font) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width, size, font)
        lines += whole
    return [*lines, line]


def _pieces(word: str, width: float, size: float, font: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, font) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def printed(sections: Iterable[Section], frame: Frame) -> bytes:
    """The PDF: the same strips give the same bytes (no moment, no name of a machine, no random id)."""
    pages = _paginated(sections)
    into = BytesIO()
    _widths(BOLD)
    canvas = Canvas(
        into,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        lang="en",
        initialFontName=_ready(REGULAR),
    )
    canvas.setTitle(frame.title)
    canvas.setAuthor(frame.author)
    canvas.setSubject(frame.subject)
    canvas.setCreator("Matapā")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    known: dict[tuple[str, str], str] = {}
    for number, page in enumerate(pages, 1):
        _draw(canvas, page, list(_edges(frame, number, len(pages))), known)
    canvas.save()
    return into.getvalue()


def _ready(font: str) -> str:
    _widths(font)
    return font


def _paginated(sections: Iterable[Section]) -> list[_Page]:
    pages = [_Page()]
    for section in sections:
        if pages[-1].placed and (section.fresh or pages[-1].y - section.least < BOTTOM):
            pages.append(_Page())
        if section.outline:
            pages[-1].outlines.append((section.outline, pages[-1].y))
        strips = [piece for strip in section.strips for piece in _cut(strip, TALLEST)]
        for place, strip in enumerate(strips):
            needed = strip.height
            for leading, following in pairwise(strips[place : place + 3]):
                if not leading.with_next:
                    break
                needed += following.height
            if pages[-1].placed and pages[-1].y - needed < BOTTOM:
                pages.append(_Page())
                for again in section.repeated:
                    _place(pages[-1], again)
            _place(pages[-1], strip)
    return pages


def _cut(strip: Strip, room: float) -> Iterator[Strip]:
    """The strip, or the pieces of one that is taller than a page, each with the lines that begin in it."""
    if strip.height <= room:
        yield strip
        return
    lines = sorted({text.down for text in strip.texts} | {0.0})
    begin = 0.0
    while strip.height - begin > room:
        end = max((down for down in lines if begin < down <= begin + room - LINE), default=begin + room)
        yield _piece(strip, begin, end, ())
        begin = end
    yield _piece(strip, begin, strip.height, strip.boxes)


def _piece(strip: Strip, begin: float, end: float, boxes: tuple[Box, ...]) -> Strip:
    """The lines of a strip after `begin` and up to `end`, in a strip of their own."""
    texts = tuple(replace(text, down=text.down - begin) for text in strip.texts if begin < text.down <= end)
    lower = tuple(replace(box, down=max(0.0, box.down - begin)) for box in boxes)
    return Strip(end - begin + (LINE if end < strip.height else 0.0), texts, lower)


def _place(page: _Page, strip: Strip) -> None:
    page.placed.append((page.y, strip))
    page.y -= strip.height


class _Lines(PDFTextObject):  # type: ignore[misc]
    """A text object that neither measures what was measured nor writes coordinates beyond a hundredth.

    `known` holds texts of this document as they are written in a font's first subset: most come again.
    """

    def __init__(self, canvas: Any, known: dict[tuple[str, str], str]) -> None:
        super().__init__(canvas)
        self._known = known

    def place(self, x: float, y: float, said: str) -> None:
        self._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {self._written(said)}")

    def _written(self, said: str) -> str:
        before, key = self._curSubset, (self._fontname, said)
        if before == 0 and key in self._known:
            return self._known[key]
        written: str = self._formatText(said)
        if before == self._curSubset == 0:
            self._known[key] = written
        return written


def _draw(canvas: Any, page: _Page, edges: Sequence[Text], known: dict[tuple[str, str], str]) -> None:
    for key, y in page.outlines:
        canvas.bookmarkHorizontal(key, 0, y)
        canvas.addOutlineEntry(key, key, 0)
    for y, strip in page.placed:
        for box in strip.boxes:
            _box(canvas, box, y)
    _box(canvas, Box(LEFT, 0, RIGHT - LEFT), HEIGHT - 40)
    # In the order of reading, which is what is copied, searched and read aloud.
    above, below = edges[:2], edges[2:]
    texts = [(HEIGHT, text) for text in above]
    texts += [(y, text) for y, strip in page.placed for text in strip.texts]
    texts += [(HEIGHT, text) for text in below]
    said = _Lines(canvas, known)
    now: tuple[str, float] | None = None
    for y, text in texts:
        if now != (text.font, text.size):
            now = text.font, text.size
            said.setFont(*now)
        said.place(text.x, y - text.down, text.said)
    canvas.drawText(said)
    canvas.showPage()


def _edges(frame: Frame, number: int, pages: int) -> Iterator[Text]:
    size = 7.5
    of = f"page {number} of {pages}"
    right = setting(frame.above_right, BOLD)
    yield Text(LEFT, 34, setting(frame.above_left), size)
    yield Text(RIGHT - width_of(right, size, BOLD), 34, right, size, BOLD)
    yield Text(LEFT, HEIGHT - 26, setting(frame.below) if number > 1 else "", size)
    yield Text(RIGHT - width_of(of, size), HEIGHT - 26, of, size)


def _box(canvas: Any, box: Box, y: float) -> None:
    if box.height:
        if box.fill is not None:
            canvas.setFillGray(box.fill)
        if box.stroke is not None:
            canvas.setStrokeGray(box.stroke)
        canvas.setLineWidth(0.8)
        canvas.rect(
            box.x, y - box.down - box.height, box.width, box.height,
            stroke=int(box.stroke is not None), fill=int(box.fill is not None),
        )  # fmt: skip
        canvas.setFillGray(0)
        return
    canvas.setStrokeGray(box.stroke or 0.0)
    canvas.setLineWidth(0.8 if not box.stroke else 0.4)
    canvas.line(box.x, y - box.down, box.x + box.width, y - box.down)
