"""Every reason that a check can give has its sentence, and no sentence is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from app.domain.checks import CheckName
from app.domain.decision import Reason
from app.wording.choices import CHECKS, REASONS_GIVEN
from app.wording.reasons import REASONS
from tests.house.tree import parsed, place, python_files

KEY = re.compile(rf"({'|'.join(CheckName)})\.(.+)")
ANYTHING = "*"
KEYED = re.compile(r"\*\.[a-z_]+")


def pattern(node: ast.JoinedStr) -> str:
    """An f-string's text with `*` for what is filled in."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else ANYTHING for part in node.values)


def given() -> Iterator[tuple[str, str]]:
    """Every reason in the code of the station as place and key; `*` where a part is filled in."""
    files = [path for path in python_files("app") if not place(path).startswith("app/wording/")]
    for path in files:
        tree = parsed(path)
        places = places_of_failures(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                key = node.value
            elif isinstance(node, ast.JoinedStr):
                key = pattern(node)
            else:
                continue
            if node not in places and (KEY.fullmatch(key) or of_any_check(node)):
                yield f"{place(path)}:{node.lineno}", key


def of_any_check(node: ast.expr) -> bool:
    """Whether this is `f"{name}.reason"`: what several checks say alike."""
    if not isinstance(node, ast.JoinedStr) or not isinstance(node.values[0], ast.FormattedValue):
        return False
    return ast.unparse(node.values[0].value) == "name" and KEYED.fullmatch(pattern(node)) is not None


def places_of_failures(tree: ast.Module) -> set[ast.expr]:
    """Arguments of WorldErrors: their places look like reasons and are none."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        arg
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "WorldError"
        for arg in call.args
    }


def matches(key: str) -> set[str]:
    """The sentences that this reason can lead to."""
    wanted = re.compile(re.escape(key).replace(re.escape(ANYTHING), "[a-z_]+"))
    return {reason for reason in REASONS if wanted.fullmatch(reason)}


def test_every_reason_in_the_code_has_its_sentence() -> None:
    assert [f"{where} {key}" for where, key in given() if not matches(key)] == []


def test_no_sentence_is_for_a_reason_that_nothing_gives() -> None:
    reached: set[str] = set().union(*(matches(key) for _, key in given()))
    assert sorted(set(REASONS) - reached) == []


def test_every_check_can_say_something_and_has_a_name() -> None:
    assert {KEY.fullmatch(reason).group(1) for reason in REASONS} == set(CheckName)  # type: ignore[union-attr]
    assert set(CHECKS) == set(CheckName)


def test_every_reason_of_an_officer_has_its_words() -> None:
    assert set(REASONS_GIVEN) == set(Reason)


def test_every_sentence_ends_as_one() -> None:
    assert [key for key, sentence in REASONS.items() if not re.fullmatch(r"[A-Z{].*[.?]", sentence)] == []
