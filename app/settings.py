"""What this machine is set to: where its files lie and how its desk looks, nothing personal.

The only place that reads the environment. The settings lie beside the encrypted store, in a small
TOML file that a technician may edit; a value that makes no sense is ignored and the default holds,
since a slip in a file must not close a booth.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

HOME_VARIABLE = "MATAPA_HOME"
DRIVES_VARIABLE = "MATAPA_DRIVES"
THEMES = ("light", "dark", "contrast")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
NO_CHIP_READER = "none"
_FILE = "settings.toml"
_LARGEST = 64 * 1024
_PORT = re.compile(r"[A-Za-z0-9/._:\[\]-]{0,200}")
_CHIP_READER = re.compile(
    r"[^\x00-\x1f\x7f]{0,200}"
)  # makers put brackets, commas and serial numbers into it
_PROFILE = re.compile(r"[a-z0-9_.-]{0,40}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How this machine is set up.

    `idle_lock_minutes` (1 to 120): after so long without a key the screen locks. `reader_port` is a
    serial port or `socket://` address, empty for none; `reader_profile` a profile's key, empty to
    find the framing by itself. `chip_reader` is the name of a chip reader as PC/SC gives it, empty
    for the first one found, NO_CHIP_READER for a desk that reads no chips.
    """

    theme: str = "light"
    idle_lock_minutes: int = 5
    reader_port: str = ""
    reader_profile: str = ""
    log_level: str = "INFO"
    chip_reader: str = ""


_SENSIBLE: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in THEMES,
    "idle_lock_minutes": lambda value: type(value) is int and 1 <= value <= 120,
    "reader_port": lambda value: isinstance(value, str) and _PORT.fullmatch(value) is not None,
    "reader_profile": lambda value: isinstance(value, str) and _PROFILE.fullmatch(value) is not None,
    "log_level": lambda value: value in LOG_LEVELS,
    "chip_reader": lambda value: isinstance(value, str) and _CHIP_READER.fullmatch(value) is not None,
}


def find_home(given: Path | None) -> Path:
    """The station's folder: the one given, else MATAPA_HOME, else the user's data folder."""
    named = os.environ.get(HOME_VARIABLE, "")
    return given or (Path(named) if named else user_data_path("matapa", appauthor=False))


def simulated_drives() -> tuple[Path, ...]:
    """Folders that stand for the removable drives of this machine (MATAPA_DRIVES), none for the real ones."""
    return tuple(Path(one) for one in os.environ.get(DRIVES_VARIABLE, "").split(os.pathsep) if one)


def has_display() -> bool:
    """Whether a window can be shown here. Qt ends the whole process where it cannot."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def load_settings(home: Path) -> Settings:
    """Read the settings of a home; the defaults where there are none or they make no sense."""
    values = _values(home / _FILE)
    known = {name: values[name] for name in _SENSIBLE if name in values}
    for name in [name for name, value in known.items() if not _SENSIBLE[name](value)]:
        _log.warning("settings: %s makes no sense and is ignored", name)
        del known[name]
    return Settings(**known)


def save_settings(home: Path, settings: Settings) -> None:
    """Write the settings of a home in one step; raises ValueError for values that make no sense."""
    lines = []
    for field in fields(settings):
        value = getattr(settings, field.name)
        if not _SENSIBLE[field.name](value):
            raise ValueError(f"{field.name} makes no sense")
        # Plain strings and numbers: JSON is TOML here, but for its way with characters beyond U+FFFF.
        lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}\n")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = home / (_FILE + ".new")
    fresh.write_text("".join(lines), encoding="utf-8")
    fresh.replace(home / _FILE)


def _values(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.loads(file.read(_LARGEST).decode())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.warning("settings: the file cannot be read and is ignored")
        return {}
