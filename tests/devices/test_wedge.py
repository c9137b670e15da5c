"""A reader that types is told from a person, whose every key reaches the field in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DocumentScan, Framing, Unreadable
from devices.document.wedge import KeyboardWedge
from devices.errors import DeviceCode
from tests.devices.conformance import TD1, TD2, TD3


class Field:
    """The desk's event filter with a text field behind it; time passes by timers as in Qt."""

    def __init__(self) -> None:
        self.wedge = KeyboardWedge()
        self.text = ""
        self.events: list[DocumentScan | Unreadable] = []
        self.now = 100.0

    def type(self, text: str, gap: float) -> None:
        for character in text:
            self.wait(gap)
            step = self.wedge.key(character, self.now)
            self.text += step.replay
            self.events += [step.event] if step.event else []
            if not step.swallow:
                self.text += character

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.wedge.due) is not None and due <= end:
            self.now = max(self.now, due)
            step = self.wedge.tick(self.now)
            assert step.replay or step.event or self.wedge.due is None
            self.text += step.replay
            self.events += [step.event] if step.event else []
        self.now = end

    def scans(self) -> list[tuple[str, ...]]:
        return [event.mrz_lines for event in self.events if isinstance(event, DocumentScan)]


@pytest.mark.parametrize("lines", [TD1, TD2, TD3], ids=["TD1", "TD2", "TD3"])
@pytest.mark.parametrize("end", ["\r", "\n", "\t", ""], ids=["CR", "LF", "tab", "nothing"])
@pytest.mark.parametrize("between", ["\r", "\t", ""], ids=["CR", "tab", "nothing"])
@pytest.mark.parametrize("turned", [False, True], ids=["", "caps-lock"])
def test_a_document_is_yielded_and_nothing_of_it_reaches_the_field(
    lines: tuple[str, ...], end: str, between: str, turned: bool
) -> None:
    field = Field()
    typed = between.join(lines) + end
    field.type(typed.swapcase() if turned else typed, 0.004)
    field.wait(1.0)
    assert field.scans() == [lines]
    assert [event.framing for event in field.events if isinstance(event, DocumentScan)] == [
        Framing.LINES if between else Framing.BARE_RUN
    ]
    assert field.text == ""


def test_a_document_in_lines_is_there_with_its_last_character() -> None:
    field = Field()
    field.type("\r".join(TD3), 0.004)
    assert field.scans() == [TD3]


def test_a_machine_may_pause_between_its_lines() -> None:
    field = Field()
    field.type(TD3[0] + "\r", 0.004)
    field.wait(0.1)
    field.type(TD3[1] + "\r", 0.004)
    assert field.scans() == [TD3]
    assert field.text == ""


@given(keys=st.lists(st.tuples(st.sampled_from("abcXYZ019<; \r\t-éāß"), st.floats(0.045, 0.6)), max_size=40))
def test_whatever_a_person_types_arrives_whole_and_in_order(keys: list[tuple[str, float]]) -> None:
    field = Field()
    for character, gap in keys:
        field.type(character, gap)
    field.wait(1.0)
    assert field.text == "".join(character for character, _ in keys)
    assert field.events == []


@given(keys=st.lists(st.tuples(st.characters(), st.floats(-0.01, 0.3)), max_size=80))
def test_keys_are_never_lost_unless_they_were_a_document(keys: list[tuple[str, float]]) -> None:
    field = Field()
    for character, gap in keys:
        field.type(character, gap)
    field.wait(1.0)
    if not field.events:
        assert field.text == "".join(character for character, _ in keys)


def test_a_timer_that_asks_too_early_is_told_to_ask_again() -> None:
    field = Field()
    field.type("".join(TD3), 0.004)
    assert field.wedge.tick(field.now + 0.04).swallow
    step = field.wedge.tick(field.now + 0.3)
    assert not step.swallow
    assert isinstance(step.event, DocumentScan)
    assert not field.wedge.tick(field.now + 0.4).swallow


def test_two_keys_struck_together_are_still_a_persons() -> None:
    field = Field()
    field.type("th", 0.012)
    field.type("e", 0.09)
    field.wait(0.05)
    assert field.text == "the"


def test_a_key_held_down_is_not_kept_back() -> None:
    field = Field()
    field.type("a" * 30, 0.02)
    assert field.text == "a" * 30
    field.wait(0.5)
    field.type("b", 0.2)
    field.wait(0.5)
    assert field.text == "a" * 30 + "b"


def test_a_bar_code_goes_to_the_field_it_was_meant_for() -> None:
    field = Field()
    field.type("9780201379624\r", 0.005)
    field.wait(1.0)
    assert field.text == "9780201379624\r"
    assert field.events == []


def test_half_a_document_is_shown_as_a_part_and_kept_out_of_the_field() -> None:
    field = Field()
    field.type(TD3[0], 0.004)
    field.wait(1.0)
    assert [
        (event.partial, event.mrz_lines) for event in field.events if isinstance(event, DocumentScan)
    ] == [(True, (TD3[0],))]
    assert field.text == ""


def test_another_keyboard_layout_is_reported_and_never_guessed_at() -> None:
    field = Field()
    field.type("".join(TD3).replace("<", ";").replace("Y", "Z") + "\r", 0.004)
    field.wait(1.0)
    assert [event.code for event in field.events if isinstance(event, Unreadable)] == [DeviceCode.UNSUPPORTED]
    assert field.text == ""


def test_the_same_document_twice_is_one_document() -> None:
    field = Field()
    for _ in range(2):
        field.type("\r".join(TD3) + "\r", 0.004)
        field.wait(0.8)
    assert field.scans() == [TD3]
    field.wait(2.5)
    field.type("\r".join(TD3) + "\r", 0.004)
    assert field.scans() == [TD3, TD3]
    assert field.text == ""


def test_a_person_typing_then_a_swipe_keeps_both_apart() -> None:
    field = Field()
    field.type("sea", 0.1)
    field.wait(0.2)
    field.type("\r".join(TD2) + "\r", 0.004)
    field.type("rch\r", 0.15)
    field.wait(0.2)
    assert field.text == "search\r"
    assert field.scans() == [TD2]


def test_a_flood_of_keys_is_let_through_and_not_kept() -> None:
    field = Field()
    field.type("ab1" * 2000, 0.001)
    field.wait(1.0)
    assert field.text == "ab1" * 2000
    assert field.wedge.due is None
