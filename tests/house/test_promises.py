"""Every module says its promise in its first line, and its name says what it is about."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.tree import OWN_CODE, ROOMS, ROOT, module, parsed, place, python_files

JUNK_DRAWERS = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "misc",
    "shared",
    "base",
    "core",
    "lib",
    "tools",
}
EMPTY_NAMES = ("Manager", "Handler", "Helper", "Processor", "Util", "Utils", "Data", "Info")
NAMED_BY_OTHERS = {"DriverInfo"}
"""May only shrink."""


def test_every_module_and_package_opens_with_its_promise() -> None:
    silent = [place(path) for path in python_files(*OWN_CODE) if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_a_promise_is_a_sentence_and_not_the_name_again() -> None:
    for path in python_files(*ROOMS):
        promise = (ast.get_docstring(parsed(path)) or "").splitlines()[0]
        words = set(re.findall(r"[a-z]+", promise.lower()))
        assert len(words - {*module(path).split("."), "the", "a", "module", "package"}) >= 2, place(path)


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in python_files(*ROOMS)}
    assert [place(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_no_module_is_a_junk_drawer() -> None:
    names = {place(path): set(path.relative_to(ROOT).with_suffix("").parts) for path in python_files(*ROOMS)}
    assert [name for name, parts in names.items() if parts & JUNK_DRAWERS] == []


def test_no_class_has_a_name_that_says_nothing() -> None:
    found = [
        f"{place(path)}: {node.name}"
        for path in python_files(*ROOMS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_OTHERS
        if node.name.endswith(EMPTY_NAMES)
    ]
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_function_says_what_it_does(room: str) -> None:
    silent = [
        f"{place(path)}:{node.lineno} {node.name}"
        for path in python_files(room)
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []
