"""The demo's alert lists: imported and published by its HQ, brought to the station by the link."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from app.demo.hq import DemoHq

_NATIONAL = Path(__file__).parent / "national.json"
_TITLES = {"national": "National list (training)", "stolen": "Stolen documents (training)"}
_STOLEN = "issuing_state,document_class,number\nSLB,P,S0447719\nFJI,P,F1199233\n"
_LATE: dict[str, Any] = {
    "id": "TR-004",
    "names": [{"text": "Sione Latu FALETAUMALO"}],
    "births": [{"date": "1988-03-14"}],
    "nationalities": ["TON"],
    "sex": "M",
    "reason": "Missing since this morning: the family asks for news.",
    "action": "Tell the family where the traveller was seen.",
    "contact": "Police, extension 2",
}


def publish_lists(hq: DemoHq, folder: Path, now: datetime) -> None:
    """Import the national list and the stolen documents at HQ, and publish both."""
    _import(hq, "national", folder / "national.json", national_list(now))
    _import(hq, "stolen", folder / "stolen.csv", stolen_list())


def publish_late_entry(hq: DemoHq, folder: Path, now: datetime) -> None:
    """Publish the next version of the national list: one more entry, about the queue's first traveller."""
    _import(hq, "national", folder / "national.json", national_list(now, late_entry()))


def national_list(now: datetime, *more: dict[str, Any]) -> str:
    """The invented national list as of now, in its JSON (docs/lists.md), with these entries besides."""
    read = json.loads(_NATIONAL.read_text(encoding="utf-8"))
    read["issued_at"] = now.isoformat(timespec="seconds")
    read["entries"] += more
    return json.dumps(read)


def late_entry(priority: int = 2) -> dict[str, Any]:
    """An entry that meets the queue's first traveller, who is through already when it comes."""
    return {**_LATE, "priority": priority}


def stolen_list() -> str:
    """Invented stolen documents as CSV; one of them comes to the desk."""
    return _STOLEN


def _import(hq: DemoHq, kind: str, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    hq.import_list(kind, path, _TITLES[kind])
