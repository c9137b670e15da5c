"""Find the document in the JSON messages of full-page readers (EST-100)."""

from __future__ import annotations

import json
from typing import TypeAlias

from devices.document.lines import LONGEST_LINE, MOST_LINES, split_lines

_Answer: TypeAlias = tuple[tuple[str, ...], bool]
# Progress of reading and what the chip said: messages of their own, without a data page.
_OTHER_TALK = frozenset({"PCSign", "EidlinkResult"})


def document_in_json(payload: bytes) -> _Answer:
    """Lines of `CameraData.data`, and whether the message is sound and carries no document.

    Source: kler.cn/a/443718.html. Anything that is not such a message gives no lines and False.
    """
    try:
        message = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError):
        return (), False
    if not isinstance(message, dict):
        return (), False
    camera = message.get("CameraData")
    data = camera.get("data") if isinstance(camera, dict) else None
    if isinstance(data, str):
        lines = split_lines(data.encode("ascii", "replace"))
        return tuple(line[:LONGEST_LINE] for line in lines[:MOST_LINES]), not lines
    return (), camera is None and not _OTHER_TALK.isdisjoint(message)
