"""The queue is worked off in a browser, and late and silent hits are followed up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sync.hq import set_aside
from sync.hq.console.roles import HqRole
from tests.helpers.hq import Postgres
from tests.sync.hq.console.nation import Nation, nation


@pytest.fixture(scope="module")
def little(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """A small nation for the tests of this module."""
    with nation(tmp_path_factory.mktemp("nation"), postgres.new_database()) as made:
        yield made


def waiting(little: Nation, kind: str) -> list[int]:
    """Numbers of the items of a kind that wait."""
    with little.hq.connection() as connection:
        found = set_aside.list_items(connection, set_aside.WantedItems(kind))
    return [one.number for one in found]


def test_what_waits_is_listed_by_kind_without_anybodys_data(little: Nation) -> None:
    page = little.console.signed_in(HqRole.ANALYST).get("/queue").text
    for words in (
        "Records set aside",
        "Records that are missing",
        "Perhaps one traveller",
        "records 45 to 59",
    ):
        assert words in page, words
    assert "VAIPULU" not in page
    gaps = little.console.signed_in(HqRole.ANALYST).get("/queue?kind=gap").text
    assert len(re.findall(r'<a href="/queue/\d+">', gaps)) == 1


def test_an_item_shows_both_sides_and_the_look_is_written_down(little: Nation) -> None:
    (number,) = waiting(little, "traveller")
    analyst = little.console.signed_in(HqRole.ANALYST)
    path = f"/queue/{number}"
    for asked in (analyst.get(path), analyst.form(f"{path}/look", purpose="", matter="")):
        assert "Why do you look?" in asked.text
        assert "VAIPULU" not in asked.text, "nobody's data before the purpose"
    assert little.audited("queue show") == []
    to = analyst.form(f"{path}/look", purpose="correction", matter="HQ-77").headers["location"]
    page = analyst.get(to).text
    assert "VAIPULU" in page
    assert "TAKAU" in page
    assert "differs" in page
    assert "A supervisor decides" in page
    about = sorted(map(str, (little.traveller, little.brother)))
    said = ("analyst", "correction: HQ-77", {"item": number, "travellers": about})
    assert little.audited("queue show") == [said]
    other = little.console.signed_in(HqRole.ANALYST).get(to).text
    assert "VAIPULU" not in other, "the purpose was said in another session"
    assert (
        little.console.signed_in(HqRole.ANALYST).form(f"/queue/{number}", act="close", note="x").status_code
        == 403
    )
    assert little.console.signed_in(HqRole.SUPERVISOR).get("/queue/4711").status_code == 404


def test_items_are_taken_or_closed_with_a_word_once(little: Nation) -> None:
    client = little.console.signed_in(HqRole.SUPERVISOR)
    number = waiting(little, "record")[0]
    path = f"/queue/{number}"
    assert "Say why" in client.form(path, act="take", note=" ").text
    assert "Choose whether" in client.form(path, act="burn", note="old").text
    assert client.form(path, act="take", note="x" * 501).status_code == 422
    done = client.form(path, act="take", note="The stick was damaged")
    assert done.headers["location"] == "/queue"
    assert "is taken" in client.get("/queue").text
    to = client.form(f"{path}/look", purpose="supervision", matter="").headers["location"]
    shown = client.get(to).text
    assert "taken after all by supervisor" in shown
    assert "The stick was damaged" in shown
    again = client.form(path, act="close", note="Once more")
    assert again.status_code == 422
    assert "it was taken by supervisor" in again.text
    (pair,) = waiting(little, "traveller")
    client.form(f"/queue/{pair}", act="close", note="Her brother's passport")
    assert waiting(little, "traveller") == []
    assert "Her brother&#39;s passport" in client.get("/queue?done=yes").text
    assert little.audited("queue")[-1][0] == "supervisor"


def test_what_cannot_be_taken_is_not(little: Nation) -> None:
    client, (gap,) = little.console.signed_in(HqRole.SUPERVISOR), waiting(little, "gap")
    assert "It cannot be taken" in client.get(f"/queue/{gap}").text
    assert client.form(f"/queue/{gap}", act="take", note="Try").status_code == 422
    assert waiting(little, "gap") == [gap]


def test_late_hits_say_whether_the_port_was_told_and_who_has_it(little: Nation) -> None:
    client = little.console.signed_in(HqRole.ANALYST)
    page = client.get("/late-hits").text
    for words in ("national version 1", "N-1", "told", "1 of 2 booths have it", "open", "/travellers/"):
        assert words in page, words
    assert "N-8" not in page
    silent = client.get("/late-hits?show=silent&port=utavr").text
    assert "N-8" in silent
    assert "silent" in silent
    assert "N-1<" not in silent
    assert "No late hit waits" in client.get("/late-hits?show=waiting").text
    assert "met nobody after the crossing at UTVUL" in client.get("/late-hits?port=UTVUL").text
    assert little.audited("silent hits")[-1][0] == "analyst"


def test_a_batch_that_can_be_opened_again_is_settled_from_the_console(little: Nation) -> None:
    with little.hq.connection() as connection:
        connection.execute("UPDATE batch SET state = 'quarantined', code = 'SYN-05' WHERE first_seq = 1")
        connection.execute("TRUNCATE crossing, record")  # as if it could not be opened when it came
        set_aside.gather(connection)
    (number,) = waiting(little, "batch")
    client = little.console.signed_in(HqRole.SUPERVISOR)
    client.form(f"/queue/{number}", act="take", note="The key is back")
    assert "a new receipt is signed" in client.get("/queue").text
    with little.hq.connection() as connection:
        row = connection.execute("SELECT state, receipt IS NULL FROM batch WHERE first_seq = 1").fetchone()
    assert row == ("parsed", False)
