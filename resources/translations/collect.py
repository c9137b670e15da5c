"""Gather every text that an officer reads: `python -m resources.translations.collect fr`.

Qt's lupdate finds the `tr()` calls of `app/ui` itself. Sentences that stand in tables (`app/wording`,
the shortcuts) are written into one passing file for it. What is translated already stays.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.ui import keys_sheet, shortcuts
from app.wording import acts, choices, failures, hits, reasons, retention, statistics, trail

ROOT = Path(__file__).resolve().parents[2]


def table_texts() -> Iterator[str]:
    """Every English text that stands in a table, each once."""
    yield from dict.fromkeys(_all_texts())


def _all_texts() -> Iterator[str]:
    for words in (*failures.FAILURES.values(), failures.UNKNOWN):
        yield from (words.happened, words.still_works, words.do_now)
    yield from (*failures.SHORTLY.values(), failures.NOT_VALID)
    yield from reasons.REASONS.values()
    yield from hits.HIT_REASONS.values()
    for tables in (choices, acts, trail, statistics, retention):
        for name, table in vars(tables).items():
            if isinstance(table, Mapping) and not name.startswith("_"):
                yield from (text for text in table.values() if isinstance(text, str))
    yield from (row.english for row in shortcuts.SHORTCUTS)
    yield from keys_sheet.TITLES.values()
    for path in sorted((ROOT / "app" / "ui").glob("*.py")):
        yield from _counted_texts(path)


def _counted_texts(path: Path) -> Iterator[str]:
    """Singular and plural of each `counted()`, which lupdate does not know."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "counted":
            for argument in node.args[1:]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def collect(language: str, folder: Path = Path(__file__).parent) -> Path:
    """Bring `matapa_LANGUAGE.ts` up to date; the file."""
    target = folder / f"matapa_{language}.ts"
    with tempfile.TemporaryDirectory() as passing:
        tables = Path(passing) / "tables.py"
        tables.write_text("".join(f"tr({text!r})\n" for text in table_texts()), encoding="utf-8")
        sources = [str(path) for path in sorted((ROOT / "app" / "ui").glob("*.py"))]
        program = str(Path(sys.executable).with_name("pyside6-lupdate"))
        options = ["-no-obsolete", "-locations", "none", "-target-language", language, "-ts", str(target)]
        subprocess.run([program, *sources, str(tables), *options], check=True, capture_output=True)
    return target


if __name__ == "__main__":
    print(collect(sys.argv[1] if len(sys.argv) > 1 else "fr"))  # noqa: T201 - a script for people
