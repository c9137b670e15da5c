"""Every act of the audit chain, every detail of it and every permission has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from app.domain.officer import Act
from app.flow.trail import AT_THE_DOOR, READERS_PURPOSES, Breach, ReadingWay
from app.store.audit import AuditAct
from app.store.trail_lines import ABOUT_ACCOUNTS
from app.wording.acts import ACTS
from app.wording.choices import READ_PURPOSES
from app.wording.trail import AUDIT_ACTS, BREACHES, DETAILS, READING_WAYS, SUBJECTS
from tests.house.tree import parsed, place, python_files

NOTING = ("note", "_note", "_line")


def noted() -> Iterator[tuple[str, str]]:
    """Every name under which a line of the chain says something: keywords of `note(..., AuditAct.X, ...)`."""
    for path in python_files("app/store", "app/main"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or "AuditAct." not in ast.unparse(node):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            for keyword in node.keywords if called in NOTING else ():
                if keyword.arg not in (None, "subject", "purpose"):
                    yield f"{place(path)}:{node.lineno}", str(keyword.arg)


def test_every_act_of_the_chain_has_its_words() -> None:
    assert set(AUDIT_ACTS) == {act.value for act in AuditAct}
    assert set(SUBJECTS) <= set(AUDIT_ACTS)


def test_lines_about_accounts_say_so() -> None:
    about = {act for act, title in SUBJECTS.items() if title in ("Account", "Second person")}
    assert about == {act.value for act in ABOUT_ACCOUNTS}
    assert {act.value for act in AuditAct} >= AT_THE_DOOR


def test_every_detail_of_a_line_has_its_words() -> None:
    found = list(noted())
    assert len(found) > 30, "the walk over the tree finds nothing any more"
    assert [f"{where} {name}" for where, name in found if name not in DETAILS] == []


def test_every_permission_breach_way_and_purpose_has_its_words() -> None:
    assert set(ACTS) == set(Act)
    assert set(BREACHES) == set(Breach)
    assert set(READING_WAYS) == set(ReadingWay)
    assert set(READ_PURPOSES) >= READERS_PURPOSES
