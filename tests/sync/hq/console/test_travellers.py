"""Travellers are searched for a purpose, found by how they fit, shown whole; every look is written down."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hq.console.roles import HqRole
from sync.hq.travellers import WantedTraveller
from sync.hq.travellers_ranked import fit, ranked
from tests.helpers.console import ConsoleClient
from tests.helpers.fuzzing import fuzzed
from tests.helpers.hq import Postgres
from tests.sync.hq.console.nation import Nation, nation

WHY = {"purpose": "inquiry", "matter": "CASE-17"}


@pytest.fixture(scope="module")
def little(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """A small nation for the tests of this module."""
    with nation(tmp_path_factory.mktemp("nation"), postgres.new_database()) as made:
        yield made


@pytest.fixture
def analyst(little: Nation) -> ConsoleClient:
    """Somebody who may search."""
    return little.console.signed_in(HqRole.ANALYST)


def found(client: ConsoleClient, **asked: str) -> str:
    """The page of results."""
    answer = client.form("/travellers", **WHY, **asked)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def test_nothing_is_searched_without_a_purpose(little: Nation, analyst: ConsoleClient) -> None:
    before = len(little.audited("travellers"))
    for purpose in ("", "curiosity"):
        answer = analyst.form("/travellers", purpose=purpose, surname="VAIPULU")
        assert answer.status_code == 422
        assert "Choose why you look" in answer.text
        assert 'value="VAIPULU"' in answer.text
    assert analyst.get("/travellers/found/" + "x" * 32).headers["location"] == "/travellers"
    shown = analyst.get(f"/travellers/{little.traveller}").text
    assert "Why do you look?" in shown
    assert "VAIPULU" not in shown
    assert len(little.audited("travellers")) == before


@pytest.mark.parametrize(
    "asked, words",
    [
        ({}, "Give a document number, a surname or a birth date"),
        ({"given": "SOSAIA"}, "Give a document number, a surname or a birth date"),
        ({"surname": "V"}, "at least two letters"),
        ({"born": "12.8.1974"}, "1974-08-12"),
        ({"surname": "V" * 101}, "at most 100"),
    ],
)
def test_too_little_is_said_beside_its_field(
    analyst: ConsoleClient, asked: dict[str, str], words: str
) -> None:
    answer = analyst.form("/travellers", **WHY, **asked)
    assert answer.status_code == 422
    assert words in answer.text


def test_results_come_by_how_they_fit_with_the_look_in_the_trail(
    little: Nation, analyst: ConsoleClient
) -> None:
    page = found(analyst, document="k1234567", surname="vaipulu", born="1980-03-04")
    first, second = page.index(f"No. {little.traveller}<"), page.find(f"No. {little.brother}<")
    assert second == -1 or first < second
    assert "all the same" in page
    who, purpose, details = little.audited("travellers")[-1]
    assert (who, purpose) == ("analyst", "inquiry: CASE-17")
    assert details == {"asked_by": ["born", "document", "surname"], "shown": [little.traveller]}
    assert "Nobody in the ledger fits" in found(analyst, surname="qzxvw")


def test_no_address_and_no_cookie_holds_whom_somebody_looked_for(analyst: ConsoleClient) -> None:
    answer = analyst.form("/travellers", **WHY, surname="VAIPULU", born="1980-03-04")
    said = str(answer.headers).lower() + str(dict(analyst.cookies)).lower()
    assert "vaipulu" not in said
    assert "1980" not in said


def test_a_reference_is_good_for_its_session_and_its_hour_alone(
    little: Nation, analyst: ConsoleClient
) -> None:
    path = analyst.form("/travellers", **WHY, surname="VAIPULU").headers["location"]
    reference = path.rsplit("/", 1)[1]
    for other in (little.console.signed_in(HqRole.ANALYST), little.console.signed_in(HqRole.SUPERVISOR)):
        assert other.get(path).headers["location"] == "/travellers"
        assert "Why do you look?" in other.get(f"/travellers/{little.traveller}?look={reference}").text
    assert "VAIPULU" in analyst.get(f"/travellers/{little.traveller}?look={reference}").text
    with little.hq.connection() as connection:
        connection.execute("UPDATE traveller_look SET made_at = made_at - interval '61 minutes'")
    assert analyst.get(path).headers["location"] == "/travellers"


def test_a_history_has_every_version_its_checks_in_words_hits_and_joins(
    little: Nation, analyst: ConsoleClient
) -> None:
    asked = analyst.form(f"/travellers/{little.traveller}", purpose="supervision", matter="")
    page = analyst.get(asked.headers["location"]).text
    for words in (
        "K1234567", "K9876543",  # both passports
        "Corrected because: Misread by the reader", "Version 1,", "Version 2,",
        "Check digits right.", "Machine-readable zone",
        "Hit on national, entry N-7: STOP", "Not the same by photo", "and chief", "another face",
        "the next document of the same kind and issuer",
        f"Traveller {little.brother}",
    ):  # fmt: skip
        assert words in page, words
    who, purpose, details = little.audited("traveller")[-1]
    assert (who, purpose, details["traveller"]) == ("analyst", "supervision", little.traveller)
    assert len(details["shown"]) == 2
    later = analyst.get(asked.headers["location"] + "&page=2").text
    assert "no crossings on this page" in later
    assert little.audited("traveller")[-1][2]["shown"] == []
    assert analyst.get("/travellers/4711").status_code == 404
    assert analyst.get("/travellers/99999999999999999999").status_code == 404


def test_whoever_may_not_search_gets_nothing(little: Nation) -> None:
    for role in (HqRole.VIEWER, HqRole.ADMINISTRATOR):
        client = little.console.signed_in(role)
        assert client.get(f"/travellers/{little.traveller}").status_code == 403
        assert client.form("/travellers", **WHY, surname="VAIPULU").status_code == 403


ROW = {
    "traveller": 1, "document_number": "K1234567", "surname": "VAIPULU", "given_names": "SOSAIA",
    "birth": 19800304, "nationality": "UTO", "crossings": 1, "last_seen": None,
}  # fmt: skip


def test_who_is_the_same_in_all_comes_before_who_begins_so() -> None:
    wanted = WantedTraveller(document="K123", surname="Vaipulu", born=19800304)
    other = {**ROW, "traveller": 2, "document_number": "K123", "crossings": 9}
    assert [one.number for one in ranked(wanted, [ROW, other])] == [2, 1]
    assert fit(wanted, other).share == 1.0
    assert fit(wanted, ROW).words == "birth date, surname the same; document number begins so"
    assert "is another" in fit(WantedTraveller(surname="TAKAU"), ROW).words


@fuzzed(share=0.004)
@given(
    fields=st.dictionaries(
        st.sampled_from(["document", "surname", "given", "born", "nationality", "purpose", "matter"]),
        st.text(max_size=40).filter(lambda text: not any(0xD800 <= ord(one) < 0xE000 for one in text)),
    )
)
def test_any_fields_lead_to_a_page(little: Nation, fields: dict[str, str]) -> None:
    client = _fuzzing(little)
    answer = client.form("/travellers", **{"purpose": "inquiry", **fields})
    assert answer.status_code in (303, 400, 422)
    if answer.status_code == 303:
        assert client.get(answer.headers["location"]).status_code == 200


@fuzzed(share=0.004)
@given(
    reference=st.text(max_size=60).filter(lambda text: not any(0xD800 <= ord(one) < 0xE000 for one in text))
)
def test_any_reference_leads_nowhere(little: Nation, reference: str) -> None:
    client = _fuzzing(little)
    shown = client.get(f"/travellers/{little.traveller}?look={quote(reference, safe='')}")
    assert shown.status_code in (200, 414)
    assert "VAIPULU" not in shown.text


_clients: dict[int, ConsoleClient] = {}


def _fuzzing(little: Nation) -> ConsoleClient:
    """One browser for all cases."""
    key = id(little)
    if key not in _clients:
        _clients[key] = little.console.signed_in(HqRole.LIST_OFFICER)
    return _clients[key]
