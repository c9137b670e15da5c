"""Make templates: HTML escaped throughout, every name known, moments in UTC and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sync.hq.console.roles import ROLE_NAMES

STYLE: Final = "console.css"
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Safari/", "Safari"),
)
"""In this order: most call themselves by the names of others too."""


def make_templates() -> Environment:
    """The environment of all pages; a name that a page was not given is an error."""
    made = Environment(
        loader=PackageLoader("sync.hq.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"utc": utc, "day": day, "ago": ago, "number": number, "role": ROLE_NAMES.__getitem__}
    made.filters |= {"browser": browser, "pair": lambda text: (text, text), "plain": plain}
    made.globals["style"] = f"/static/{STYLE}?v={style_version()}"
    return made


def utc(moment: datetime | None, nothing: str = "never") -> Markup | str:
    """A moment as `28 Nov 2026 05:10 UTC` within a `time` element."""
    if moment is None:
        return nothing
    there = moment.astimezone(UTC)
    shown = f"{there.day} {there:%b %Y %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(there.isoformat(timespec="seconds"), shown)


def day(moment: datetime | None, nothing: str = "never") -> Markup | str:
    """The day of a moment in UTC, as `28 Nov 2026`."""
    if moment is None:
        return nothing
    there = moment.astimezone(UTC)
    return Markup('<time datetime="{}">{} {}</time>').format(f"{there:%Y-%m-%d}", there.day, f"{there:%b %Y}")


def ago(moment: datetime | None, now: datetime, nothing: str = "never") -> Markup | str:
    """How long ago a moment was: `12 min ago`, `3 days ago`; the moment itself is in the `time` element."""
    if moment is None:
        return nothing
    shown = _span(now - moment)
    exact = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, exact, shown)


def number(value: int | None, nothing: str = "–") -> str:
    """A count with thin spaces between thousands (ISO 80000-1, section 7.3.2)."""
    return nothing if value is None else f"{value:,}".replace(",", "\u202f")


def browser(agent: str) -> str:
    """A browser by its short name, from what it calls itself."""
    for sign, name in _BROWSERS:
        if sign in agent:
            return name
    return "another browser" if agent else "unknown"


def plain(value: object) -> str:
    """A value of an audit line's details as people write it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(inner)}" for name, inner in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value)) or "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@cache
def style() -> bytes:
    """The one stylesheet."""
    return (files("sync.hq.console") / "static" / STYLE).read_bytes()


@cache
def style_version() -> str:
    """Names the stylesheet's bytes: browsers keep it until they change."""
    return sha256(style()).hexdigest()[:12]


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60} min ago"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h ago"
    return f"{seconds // 86400} days ago"
