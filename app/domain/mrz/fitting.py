"""Make names fit the MRZ name field by cutting them as Doc 9303-4, 4.2.3 shows."""

from __future__ import annotations

_BETWEEN = 2  # the two fillers between primary and secondary identifier


def fitted(primary: str, secondary: str, width: int) -> tuple[str, str]:
    """Both identifiers (parts divided by spaces) cut to a field of `width` characters.

    A cut field ends with a letter, by which readers know that it may be cut. A primary identifier that
    leaves no room is cut part by part to initials, from its last part on, so that at least a letter
    of the secondary identifier stands (`BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI`).
    """
    if not secondary:
        return _cut(primary, width), ""
    room = width - len(primary) - _BETWEEN
    if room < 1:
        primary = _with_initials(primary, width - _BETWEEN - len(secondary), width - _BETWEEN - 1)
        room = width - len(primary) - _BETWEEN
    return primary, _cut(secondary, room)


def _with_initials(text: str, wanted: int, most: int) -> str:
    """Parts from the last on cut to initials until `most` characters remain, at best `wanted`."""
    parts = text.split(" ")
    for at in range(len(parts) - 1, 0, -1):
        excess = len(" ".join(parts)) - most
        if excess <= 0:
            break
        # Short secondary identifiers leave room for more than an initial; the field must end full.
        spare = max(wanted - (len(" ".join(parts)) - len(parts[at]) + 1), 0)
        parts[at] = parts[at][: 1 + spare]
    return _cut(" ".join(parts), most)


def _cut(text: str, width: int) -> str:
    """The text cut to `width`, ending with a letter where any part can give one up for it."""
    while len(text) > width and text[width - 1] == " ":
        head = text[: width - 1].split(" ")
        longest = max(range(len(head)), key=lambda at: len(head[at]))
        if len(head[longest]) == 1:
            return text[: width - 1]
        head[longest] = head[longest][:-1]
        text = " ".join(head) + text[width - 1 :]
    return text[:width]
