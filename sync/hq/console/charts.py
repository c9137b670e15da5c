"""Draw charts as SVG within a page: no script, colours by the stylesheet's classes, every value as text.

Each is one picture to a screen reader, with its title and a sentence; the table beside it has all values. A
series is told by its place and its legend, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from sync.hq.console.pages import number

_WIDTH: Final = 560
"""Units of the picture, about as many pixels as a chart beside its table has."""
_WIDE: Final = 1_180
"""The same of a chart over the whole page."""
_LABELS: Final = 200
"""Room for the labels of bars."""
_VALUES: Final = 70
_BAR, _GAP, _TOP = 13, 9, 26
_LONGEST: Final = 30
"""Letters of a label; a longer one is cut, the table has it whole."""
_HEIGHT: Final = 220
_AXIS: Final = 56
_TICKS: Final = 4
_MOST_NAMED: Final = 18
"""Columns that all have their label; of more, some have."""


@dataclass(frozen=True, slots=True)
class Series:
    """Counts under one name, one for each label of the chart."""

    name: str
    counts: Sequence[int]


def bars(name: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Lying bars, a group for each label; `name` is the chart's own within the page."""
    most = max((count for one in series for count in one.counts), default=0) or 1
    group = _BAR * len(series) + _GAP
    room = _WIDTH - _LABELS - _VALUES
    parts = [_legend(series)]
    for row, label in enumerate(labels):
        top = _TOP + row * group
        middle = top + _BAR * len(series) / 2 + 4
        parts.append(_text(_LABELS - 8, middle, _cut(label), "end"))
        for place, one in enumerate(series):
            wide = round(one.counts[row] / most * room, 1)
            y = top + place * _BAR
            parts.append(_rect(_LABELS, y, max(wide, 1 if one.counts[row] else 0), _BAR - 1, place))
            parts.append(_text(_LABELS + wide + 5, y + _BAR - 3, number(one.counts[row])))
    height = _TOP + group * len(labels)
    parts.append(_line(_LABELS, _TOP - 3, _LABELS, height - _GAP + 3, "axis"))
    return _picture(name, title, _said(labels, series), (_WIDTH, height), parts)


def columns(name: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Standing columns in order of time, a group for each label, over a scale."""
    most = max((count for one in series for count in one.counts), default=0)
    step = _step(most)
    top = max(step * -(-most // step), step)
    room, base = _WIDE - _AXIS - 24, _TOP + _HEIGHT
    parts = [_legend(series)]
    for tick in range(0, top + 1, step):
        y = base - tick / top * _HEIGHT
        parts.append(_line(_AXIS, y, _WIDE, y, "axis" if not tick else "grid"))
        parts.append(_text(_AXIS - 6, y + 4, number(tick), "end"))
    group = room / max(len(labels), 1)
    wide = max(group * 0.8 / max(len(series), 1), 0.8)
    every = -(-len(labels) // _MOST_NAMED) or 1
    for row, label in enumerate(labels):
        left = _AXIS + row * group
        for place, one in enumerate(series):
            tall = round(one.counts[row] / top * _HEIGHT, 1)
            parts.append(_rect(left + group * 0.1 + place * wide, base - tall, wide, tall, place))
        if row % every == 0:
            parts.append(_text(left + group / 2, base + 16, _cut(label), "middle"))
    return _picture(name, title, _said(labels, series), (_WIDE, base + 24), parts)


def _step(most: int) -> int:
    """The distance of lines on a scale: 1, 2 or 5 times a power of ten, so that there are few of them."""
    size = 1
    while True:
        for times in (1, 2, 5):
            if most <= times * size * _TICKS:
                return times * size
        size *= 10


def _said(labels: Sequence[str], series: Sequence[Series]) -> str:
    """What the picture shows, in words: the sum of each series and its largest group."""
    told = []
    for one in series:
        if any(one.counts):
            at = max(range(len(one.counts)), key=one.counts.__getitem__)
            told.append(
                f"{one.name}: {sum(one.counts):,} in all, most for {labels[at]} with {one.counts[at]:,}."
            )
        else:
            told.append(f"{one.name}: none.")
    return " ".join([*told, "The table has every value."])


def _picture(name: str, title: str, said: str, size: tuple[float, float], parts: Sequence[str]) -> Markup:
    """The whole; every text in it was escaped where it was put in."""
    return Markup(  # noqa: S704  # numbers of ours, and texts through `escape`
        f'<svg class="chart" role="img" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}"'
        f' aria-labelledby="{escape(name)}-t {escape(name)}-d"><title id="{escape(name)}-t">{escape(title)}'
        f'</title><desc id="{escape(name)}-d">{escape(said)}</desc>{"".join(parts)}</svg>'
    )


def _legend(series: Sequence[Series]) -> str:
    parts, left = [], 0
    for place, one in enumerate(series):
        parts.append(_rect(left, 3, 12, 12, place))
        parts.append(_text(left + 18, 13, one.name))
        left += 40 + 8 * len(one.name)
    return "".join(parts)


def _rect(x: float, y: float, wide: float, tall: float, series: int) -> str:
    size = f'width="{wide:.1f}" height="{tall:.1f}"'
    return f'<rect class="s{series % 4 + 1}" x="{x:.1f}" y="{y:.1f}" {size}/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
