"""What may not stand in the code, each with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import OWN_CODE, ROOMS, parsed, place, python_files, text_files

NO_SLEEP = "a sleep cannot be stopped: wait on an Event with a time limit"
NO_PRINT = "rooms return and raise; only a command speaks, through click.echo"
NO_ENVIRONMENT = "only app/settings.py reads the environment: pass values in"
CALLS = {
    "time.sleep": NO_SLEEP,
    "print": NO_PRINT,
    "input": "only a command asks, through click.prompt",
    "eval": "what came from outside is never code",
    "exec": "what came from outside is never code",
    "datetime.utcnow": "has no time zone",
    "datetime.now": "the clock is passed in, so that tests need no patch",
    "date.today": "the clock is passed in, so that tests need no patch",
    "datetime.today": "the clock is passed in, so that tests need no patch",
    "Path.home": "folders come from app/settings.py",
    "sys.exit": "a command raises SystemExit or click's exit",
}
PUT_TOGETHER_IN = {
    "app/main",
    "app/demo",
    "app/commands",
    "app/settings.py",
    "devices/registry.py",
    "sync/hq/cli.py",
    "sync/hq/serving.py",
}
"""Where programs are put together, and so may read the clock and end the process; `__main__` too."""
# The demo asks whether there is a display before there is a station that could have settings.
ENVIRONMENT_READERS = {"app/settings.py", "app/demo/play.py"}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|Qt\.GlobalColor\.\w+")


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every call in the file, except what only runs when it is the program."""
    tree = parsed(path)
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'")
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield node.lineno, name


def puts_together(path: Path) -> bool:
    """Whether this file puts a program together."""
    name = place(path)
    return path.stem == "__main__" or any(
        name == owner or name.startswith(f"{owner}/") for owner in PUT_TOGETHER_IN
    )


@pytest.mark.parametrize("banned", CALLS)
def test_product_code_does_not_call(banned: str) -> None:
    given = banned.startswith(("datetime.", "date.", "sys.exit"))
    found = [
        f"{place(path)}:{line}"
        for path in python_files(*ROOMS)
        if not (given and puts_together(path))
        for line, name in calls(path)
        if name == banned or (given and name.endswith(f".{banned}"))
    ]
    assert found == [], f"{banned}: {CALLS[banned]}"


def test_only_settings_reads_the_environment() -> None:
    found = [
        f"{place(path)}:{node.lineno}"
        for path in python_files(*ROOMS)
        if place(path) not in ENVIRONMENT_READERS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"}
    ]
    assert found == [], NO_ENVIRONMENT


def test_no_colour_stands_in_a_widget() -> None:
    found = [
        f"{place(path)}:{number}: {line.strip()}"
        for path in python_files("app/ui")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if COLOUR.search(line.split("  #")[0])
    ]
    assert found == [], "colours live in resources/themes, one table for each theme"


def test_nothing_is_left_to_do_later() -> None:
    later = re.compile(r"\b(TO" r"DO|FIX" r"ME|NotImplemented" r"Error)\b")
    found = [
        f"{place(path)}:{number}"
        for path in python_files(*OWN_CODE)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if later.search(line)
    ]
    assert found == []


def test_no_path_of_a_developers_machine_is_in_a_file() -> None:
    folders = re.compile(r"(?<![\w.])(/ho" r"me/\w|/ro" r"ot/|/wo" r"rk/|/Us" r"ers/\w|C:\\\\Us" r"ers)")
    texts = ((path, path.read_text("utf-8", errors="ignore")) for path in text_files())
    assert [place(path) for path, text in texts if folders.search(text)] == []


def test_every_exemption_names_its_rule() -> None:
    blanket = re.compile(r"#\s*noqa(?!:)|#\s*type:\s*ignore(?!\[)|#\s*pragma: no cover", re.IGNORECASE)
    found = [
        f"{place(path)}:{number}: {line.strip()}"
        for path in python_files(*ROOMS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if blanket.search(line)
    ]
    assert found == []
