"""What this machine remembers of how its desk should look."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from app.settings import load_settings, save_settings

_log = logging.getLogger(__name__)


class SavedTaste:
    """Implements `flow.booth.TastePort` over the settings file of a home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @property
    def theme(self) -> str:
        """`light`, `dark` or `contrast`."""
        return load_settings(self._home).theme

    def keep_theme(self, theme: str) -> None:
        """Remember the theme; a full disk must not trouble the officer over a colour."""
        try:
            save_settings(self._home, replace(load_settings(self._home), theme=theme))
        except OSError as error:
            _log.info("settings: theme not kept (%s)", type(error).__name__)

    @property
    def lock_after_seconds(self) -> int:
        """Idle seconds until the screen locks."""
        return load_settings(self._home).idle_lock_minutes * 60
