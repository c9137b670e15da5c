"""Files and functions stay small enough to be held in the head at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from statistics import median, quantiles

from tests.house.tree import OWN_CODE, ROOMS, parsed, place, python_files

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
USUAL_FILE, NINE_IN_TEN_FUNCTIONS = 120, 25


def functions(*rooms: str) -> Iterator[tuple[str, int]]:
    """Every function as `file:line name` with its length in lines, decorators and docstring included."""
    for path in python_files(*rooms):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                yield f"{place(path)}:{first} {node.name}", (node.end_lineno or first) - first + 1


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in python_files(*OWN_CODE)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert {name: length for name, length in functions(*OWN_CODE) if length > LONGEST_FUNCTION} == {}


def test_the_usual_file_and_function_are_short() -> None:
    usual_file = median(len(path.read_text("utf-8").splitlines()) for path in python_files(*ROOMS))
    lengths = [length for _, length in functions(*ROOMS)]
    nine_in_ten = quantiles(lengths, n=10)[-1]
    assert usual_file <= USUAL_FILE, f"half of all files are longer than {usual_file} lines"
    assert nine_in_ten <= NINE_IN_TEN_FUNCTIONS, f"one function in ten is longer than {nine_in_ten} lines"
