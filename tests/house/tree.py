"""The project's own files, as the house rules look at them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "devices", "sync", "resources")
"""What is shipped."""
OWN_CODE = (*ROOMS, "tests", "bench")
NOT_OURS = {"build", "dist", "demo-out", "__pycache__"}
"""Folders that commands leave behind."""


def python_files(*rooms: str) -> list[Path]:
    """Every Python file under these top folders, sorted."""
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def text_files() -> Iterator[Path]:
    """Every text file that a clone has: code, documents, tables of data, the build."""
    kinds = {".py", ".md", ".toml", ".sql", ".json", ".ini", ".cfg", ".txt", ".spec", ".ts", ".svg", ".lock"}
    for top in sorted(ROOT.iterdir()):
        if (top.name.startswith(".") and top.name not in {".ci", ".gitignore"}) or top.name in NOT_OURS:
            continue
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in found if path.is_file() and (path.suffix in kinds or not path.suffix))


def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path) -> str:
    """The path as a reader of the tree writes it."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """The dotted name of the module in this file."""
    return re.sub(r"\.__init__$", "", place(path).removesuffix(".py").replace("/", "."))
