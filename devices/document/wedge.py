"""Tell a reader that types like a keyboard from a person at the keys, and yield its documents.

For an event filter that sees every key before the field that has the focus:

- `key(character, at)` for a character (`\\r` for Enter, `\\t` for Tab); keys without a character are
  not ours and end nothing. First give `step.replay` to the field, then drop the key if
  `step.swallow`, else let it go on.
- `tick(at)` when `due` has come, or every few hundredths of a second for as long as it answers
  `swallow`; `step.replay` goes to the field.

The first key of a machine looks like the first key of a person, so each key is held until the next
one is overdue (30 ms, which nobody feels) and given back if it was a person's. Eight keys in a row
without such a gap are a machine's, whose pauses may then be longer. What it typed is never replayed
when it was a document or a part of one (personal data must not end up in a search field); a bar
code or anything else is replayed whole. Documents end by their length, a terminator or silence.
Caps lock turns the case round, so case is disregarded. `<` on a desk with another keyboard layout
arrives as another character (German, Nordic: `;`), and so may letters: such a document is never
guessed at but reported as UNSUPPORTED, since the layout must be set to US first.
"""

from __future__ import annotations

from devices.api import DocumentScan, Framing, Unreadable, WedgeStep
from devices.document.duplicates import Duplicates
from devices.document.lines import LONGEST_LINE, is_likely, is_whole, split_run, whole_ending, with_fillers
from devices.errors import DeviceCode

KEY_GAP = 0.03  # seconds; faster than anyone types more than two or three keys
MACHINE_GAP = 0.2  # seconds that a machine may pause, as between two lines
_MACHINE_KEYS = 8
_AUTO_REPEAT = 3
_MOST_KEYS = 400
_SHORTEST_PART = 20
_TERMINATORS = frozenset("\r\n\t")
_PASS = WedgeStep(swallow=False)
_HOLD = WedgeStep(swallow=True)


class KeyboardWedge:
    """A `devices.api.WedgeReader` of any make; keeps at most 400 keys."""

    def __init__(self, key_gap: float = KEY_GAP, machine_gap: float = MACHINE_GAP) -> None:
        self._key_gap = key_gap
        self._machine_gap = machine_gap
        self._keys: list[str] = []
        self._last = 0.0
        self._finished = False  # a document came; only its terminators are still swallowed
        self._letting_through = False  # a key held down, or far too much: not ours until a gap
        self._duplicates = Duplicates()

    @property
    def due(self) -> float | None:
        """When `tick` must be called; None while nothing is held."""
        return self._last + self._gap if self._keys else None

    @property
    def _is_machine(self) -> bool:
        return len(self._keys) >= _MACHINE_KEYS

    @property
    def _gap(self) -> float:
        return self._machine_gap if self._is_machine else self._key_gap

    def key(self, character: str, at: float) -> WedgeStep:
        """Take a key at `at` seconds; what is to become of it and of those before."""
        if self._finished and character in _TERMINATORS and at - self._last < self._machine_gap:
            return _HOLD
        before = self.tick(at)
        quick = at - self._last < self._key_gap
        self._last, self._finished = at, False
        self._letting_through = self._letting_through and quick
        if self._letting_through or len(character) != 1:
            # Without a character, or not ours: what is held must still reach the field first.
            return self._released(before, swallow=False)
        if character in _TERMINATORS and not self._keys:
            return WedgeStep(swallow=False, replay=before.replay, event=before.event)
        self._keys.append(character)
        if self._is_held_down() or len(self._keys) > _MOST_KEYS:
            self._letting_through = True
            return self._released(before, swallow=True)
        event = self._whole_document(ended=character in _TERMINATORS)
        if event is not None:
            return WedgeStep(swallow=True, replay=before.replay, event=self._deliver(event, at))
        return WedgeStep(swallow=True, replay=before.replay, event=before.event)

    def tick(self, at: float) -> WedgeStep:
        """Let time pass: give back a person's keys, or end what a machine typed.

        `swallow` in the answer means that keys are still held, and time must be told of again.
        """
        if self._keys and at - self._last < self._gap:
            return _HOLD
        if not self._keys:
            return _PASS
        event = (self._whole_document(ended=True) or self._part()) if self._is_machine else None
        if event is not None:
            return WedgeStep(swallow=False, event=self._deliver(event, at))
        return self._released(_PASS, swallow=False)

    def _released(self, before: WedgeStep, *, swallow: bool) -> WedgeStep:
        replay = before.replay + "".join(self._keys)
        self._keys.clear()
        return WedgeStep(swallow, replay, before.event)

    def _deliver(self, event: DocumentScan | Unreadable, at: float) -> DocumentScan | Unreadable | None:
        self._keys.clear()
        self._finished = True
        self._last = at
        repeated = isinstance(event, DocumentScan) and not self._duplicates.is_new(event, at)
        return None if repeated else event

    def _is_held_down(self) -> bool:
        keys = self._keys
        return _AUTO_REPEAT <= len(keys) < _MACHINE_KEYS and len(set(keys)) == 1

    def _lines(self) -> tuple[str, ...]:
        typed = "".join("\n" if key in _TERMINATORS else key for key in self._keys).upper()
        # `;` stands where `<` is on a US keyboard; such lines are recognised, but never delivered.
        return tuple(with_fillers(line.replace(";", "<")) for line in typed.split("\n") if line)

    def _whole_document(self, *, ended: bool) -> DocumentScan | Unreadable | None:
        lines = self._lines()
        if not lines:
            return None
        # A run of 88 may be the beginning of one of 90: only an end tells.
        run = split_run(lines[-1]) if ended else None
        whole = whole_ending(lines) or (run if run and is_whole(run) else None)
        if whole is None:
            return None
        if ";" in self._keys:
            return Unreadable(DeviceCode.UNSUPPORTED, len(self._keys))
        return DocumentScan(whole, self._raw(), Framing.BARE_RUN if whole == run else Framing.LINES)

    def _part(self) -> DocumentScan | Unreadable | None:
        """A piece of a document, which must not reach a field; None for anything else."""
        lines = tuple(line[:LONGEST_LINE] for line in self._lines()[:3])
        if not any("<<" in line for line in lines) or not is_likely(lines, _SHORTEST_PART):
            return None
        if ";" in self._keys:
            return Unreadable(DeviceCode.UNSUPPORTED, len(self._keys))
        return DocumentScan(lines, self._raw(), Framing.LINES, partial=True)

    def _raw(self) -> bytes:
        return "".join(self._keys).encode("utf-8")
