"""`matapa screen` with files: ask lists about travellers on a machine that is no station."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from app.commands.screen import screen
from app.commands.screen_asking import Refused, asked_in
from app.commands.screen_words import Answer, answer_lines
from app.screening.lists import ListHeader, ListKind, ListPolicy
from app.screening.screening import ListAsked, ListUse, Screening
from tests.helpers.fuzzing import fuzzed
from tests.helpers.list_files import CSV, STOLEN, UN, national

TEVAKE = ("--name", "Malakai Tevake", "--birth", "1971-03-12", "--nationality", "VUT")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, data in (("un.xml", UN), ("port watch.csv", CSV), ("stolen.csv", STOLEN)):
        (tmp_path / name).write_text(data, encoding="utf-8")
    (tmp_path / "national.json").write_bytes(national())
    return tmp_path


def run(*arguments: str | Path, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(screen, [str(one) for one in arguments], input=typed)


def asked(*arguments: str | Path, typed: str | bytes = "") -> list[dict[str, Any]]:
    """The answers, one object a line."""
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_someone_on_the_list_is_stopped_and_field_by_field_is_said_why(files: Path) -> None:
    (answer,) = asked(*TEVAKE, "--list", f"un:{files / 'un.xml'}")
    assert answer["result"] == "stop"
    (hit,) = answer["hits"]
    assert (hit["list"], hit["entry_id"], hit["band"]) == ("un", "UTi.001", "stop")
    assert (hit["name"], hit["reason"]) == ("TEVAKE MALAKAI", "UN sanctions: Utopia")
    fields = {one["field"]: one for one in hit["findings"]}
    assert fields["birth_date"]["agreement"] == "same"
    assert fields["nationality"]["words"] == "same"
    (listed,) = answer["lists"]
    assert (listed["list"], listed["count"], listed["use"]) == ("un", 5, "asked")
    assert listed["issued_at"].startswith("2026-11-21")


def test_a_stranger_is_clear_and_the_lists_asked_are_told(files: Path) -> None:
    told = run(
        "--surname", "ERIKSSON", "--given", "ANNA", "--birth", "1974-08-12", "--list", files / "un.xml"
    )
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "CLEAR: no list knows this traveller."
    assert "UN Security Council Consolidated List, version 1 of 2026-11-21" in told.stdout


def test_people_read_the_band_the_list_and_each_field(files: Path) -> None:
    lines = run(*TEVAKE, "--list", files / "un.xml").stdout.splitlines()
    assert lines[0] == "STOP: TEVAKE MALAKAI on un, entry UTi.001"
    assert "  birth date: same day (1971-03-12 / 1971-03-12)" in lines
    assert "  nationality: same (VUT / VUT, GBR)" in lines
    assert "  whose: United Nations Security Council" in lines


def test_a_stolen_document_stops_and_a_number_like_it_is_checked(files: Path) -> None:
    document = ("--issuer", "VUT", "--class", "P", "--list", files / "stolen.csv")
    (same,) = asked("--document", "RV0012345", *document)
    assert same["result"] == "stop"
    assert same["documents"][0] | {"list_version": 1} == {
        "list": "stolen", "list_version": 1, "band": "stop", "match": "exact", "said": "",
    }  # fmt: skip
    (alike,) = asked("--document", "RVO012345", *document)
    assert (alike["result"], alike["documents"][0]["said"]) == ("check", "RV0012345")
    (other,) = asked("--document", "XX7777777", *document)
    assert other["result"] == "clear"
    assert "confirm with the issuing country" in run("--document", "RV0012345", *document).stdout


def test_several_lists_are_asked_at_once_each_under_a_name_of_its_own(files: Path) -> None:
    names = ("un.xml", "port watch.csv", "stolen.csv", "national.json", "un.xml")
    (answer,) = asked(*TEVAKE, *(one for name in names for one in ("--list", files / name)))
    assert [one["list"] for one in answer["lists"]] == ["un", "port-watch", "stolen", "national", "un-2"]
    found = {hit["list"]: hit["band"] for hit in answer["hits"]}
    assert found == {"un": "stop", "un-2": "stop", "port-watch": "check", "national": "check"}


def test_travellers_of_a_file_are_answered_one_a_line_in_their_order(files: Path) -> None:
    travellers = [
        {
            "id": "a",
            "name": "Malakai Tevake",
            "birth_date": "1971-03-12",
            "nationality": "Vanuatu",
            "seat": "1A",
        },
        {"id": "b", "surname": "ERIKSSON", "given_names": "ANNA", "sex": "F"},
        {"id": "c", "names": ["TEVAKE MALAKAI", "Malaki Tevake"], "dob": "1971"},
    ]
    typed = "\ufeff" + "\n\n".join(json.dumps(one) for one in travellers) + "\n"
    answers = asked("--file", "-", "--list", files / "un.xml", typed=typed.encode())
    assert [(one["id"], one["result"]) for one in answers] == [("a", "stop"), ("b", "clear"), ("c", "check")]
    assert answers[0]["ignored"] == ["seat"]
    assert "ignored" not in answers[1]


def test_a_file_may_stand_alone_wherever_it_stands(files: Path) -> None:
    (files / "pairs.jsonl").write_text('{"name": "Malakai Tevake", "dob": "1971-03-12"}\n', encoding="utf-8")
    listed = ("--list", files / "un.xml")
    for arguments in ((files / "pairs.jsonl", *listed), (*listed, files / "pairs.jsonl")):
        assert [one["result"] for one in asked(*arguments)] == ["stop"]
    assert asked("-", *listed, typed='{"surname": "ERIKSSON"}')[0]["result"] == "clear"


KEYS = st.one_of(st.text(max_size=10), st.sampled_from(
    ["name", "names", "surname", "givenNames", "birth", "document", "number", "issuer", "class", "sex", "id",
     "nationality", "truncated"]
))  # fmt: skip
NAMES = st.text(max_size=60).map(lambda name: json.dumps({"name": name}).encode())


SAID = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(KEYS, inside, max_size=4)),
    max_leaves=8,
)
TRAVELLERS = st.dictionaries(KEYS, SAID, max_size=6).map(lambda said: json.dumps(said).encode())


@given(lines=st.one_of(st.binary(max_size=300), NAMES, TRAVELLERS))
@fuzzed(share=0.2)
def test_whatever_a_line_holds_it_is_a_traveller_or_a_failure(lines: bytes) -> None:
    for one in asked_in(io.BytesIO(lines)):
        assert isinstance(one, Refused) or one.subject.names or one.subject.document_number
        json.loads(json.dumps(one.told), parse_constant=pytest.fail)


def test_a_line_that_cannot_be_read_is_answered_as_such_and_the_others_all_the_same(files: Path) -> None:
    wrong = [
        "{", "[]", '{"birth": "1971"}', '{"name": 7}', '{"name": "A", "birth": "1971-02-30"}', "\x00",
        '{"name": "A", "nationality": "Atlantis"}', '{"name": "A", "sex": "no"}',
        '{"name": "' + "x" * 70_000 + '"}',
    ]  # fmt: skip
    good = '{"name": "Malakai Tevake", "birth": "1971-03-12"}'
    result = run("--file", "-", "--list", files / "un.xml", typed="\n".join([*wrong, good]))
    assert result.exit_code == 1
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["error"]["code"] for one in answers[:-1]] == [
        "FLD-01", "FLD-01", "FLD-01", "FLD-01", "FLD-02", "FLD-01", "FLD-03", "FLD-01", "FLD-01",
    ]  # fmt: skip
    assert answers[-1]["result"] == "stop"


def test_a_refused_line_says_which_it_is_and_what_is_wrong(files: Path) -> None:
    typed = '{"name": "A"}\n\n{"id": 7, "name": "A", "birth": "12/03/1971"}\n{"birth": "1971"}\n'
    result = run("-", "--json", "--list", files / "un.xml", typed=typed)
    _, date, nobody = (json.loads(line) for line in result.stdout.splitlines())
    assert (date["id"], date["line"], date["error"]["field"]) == (7, 3, "birth")
    assert date["error"]["reason"] == "write 1971-03-12, 1971-03 or 1971"
    assert (nobody["line"], nobody["error"]["reason"]) == (4, "a name or a document number is needed")
    by_options = run("--name", "A", "--birth", "12/03/1971", "--json", "--list", files / "un.xml")
    assert by_options.exit_code == 1
    assert json.loads(by_options.stdout)["error"] == date["error"]


@pytest.mark.parametrize(
    "traveller",
    [
        {"givenNames": ["MALAKAI"], "Family name": "TEVAKE", "birthDate": "19710312"},
        {"names": [{"surname": "TEVAKE", "given_names": "MALAKAI"}], "Date of Birth": "1971/03/12"},
        {
            "name": "Vunivalu Tevita",
            "aliases": ["Malakai Tevake"],
            "dob": "1971-03-12",
            "nationalities": ["VUT"],
        },
    ],
)
def test_keys_may_be_written_as_programs_write_them(traveller: dict[str, Any], files: Path) -> None:
    (answer,) = asked("-", "--list", files / "un.xml", typed=json.dumps(traveller))
    assert (answer["result"], "ignored" in answer) == ("stop", False)


@pytest.mark.parametrize(
    "traveller, result",
    [
        ({"document": {"number": "RV0012345", "issuing_state": "VUT", "type": "P"}}, "stop"),
        ({"documents": [{"number": "RV0012345", "country": "Vanuatu"}]}, "stop"),
        ({"document": "RV0012345", "nationality": "VUT"}, "stop"),
        ({"document_number": "RV0012345"}, "check"),
        ({"document_number": "RV0012345", "nationality": "FJI"}, "check"),
        ({"document_number": "RV0012345", "issuing_state": "FJI"}, "clear"),
    ],
)
def test_a_document_may_be_an_object_and_lack_its_state(
    traveller: dict[str, Any], result: str, files: Path
) -> None:
    (answer,) = asked("-", "--list", files / "stolen.csv", typed=json.dumps(traveller))
    assert answer["result"] == result


@pytest.mark.parametrize("wrong", ['{"name": "<<< 12345"}', '{"name": "A", "truncated": "yes"}'])
def test_what_could_only_be_found_nowhere_is_refused(wrong: str, files: Path) -> None:
    refused = run("-", "--json", "--list", files / "un.xml", typed=wrong)
    assert (refused.exit_code, list(json.loads(refused.stdout))) == (1, ["line", "error"])


def test_options_may_be_written_as_people_write_them(files: Path) -> None:
    words = ("--names", "Malakai Tevake", "--dob", "1971-03-12", "--nationality", "vanuatu", "--sex", "m")
    (answer,) = asked(*words, "--list", files / "un.xml")
    assert answer["result"] == "stop"
    assert {one["field"]: one["agreement"] for one in answer["hits"][0]["findings"]}["sex"] == "same"


def test_whatever_comes_back_can_be_printed_and_read_again(files: Path) -> None:
    deep = '{"document":' * 900 + '"X"' + "}" * 900
    lines = ['{"id": "\\ud800", "\\udc00": 1, "name": "A B"}', '{"id": NaN, "name": "A B"}', deep,
             '{"id": 3, "name": "\\ud800 B", "nationality": "\\ud800"}', '{"name": {"name": {"name": "A"}}}',
             '{"id": [[1]], "name": {"name": "Malakai Tevake"}, "birth": "1971-03-12"}']  # fmt: skip
    answered = run("-", "--list", files / "un.xml", typed="\n".join(lines))
    told = [json.loads(line, parse_constant=pytest.fail) for line in answered.stdout.splitlines()]
    assert [one.get("id") for one in told] == ["\ud800", None, None, 3, None, None]
    assert [one.get("result", "-") for one in told] == ["clear", "clear", "-", "-", "-", "stop"]


def test_two_values_for_one_thing_are_refused_not_chosen_from(files: Path) -> None:
    typed = json.dumps({"document": "RV0012345", "passport_number": "X1", "issuer": "VUT"})
    refused = run("-", "--json", "--list", files / "stolen.csv", typed=typed)
    assert json.loads(refused.stdout)["error"]["field"] == "document"


def test_a_file_that_is_not_there_is_named_as_such(files: Path) -> None:
    refused = run(files / "nowhere.jsonl", "--list", files / "un.xml")
    assert refused.exit_code == 2
    assert "nowhere.jsonl': No such file" in refused.stderr


def test_nothing_found_is_clear_only_where_every_list_could_be_asked() -> None:
    fresh = ListHeader("un", ListKind.PEOPLE, "UN", "", 1, datetime(2026, 11, 1, tzinfo=UTC), 1, ListPolicy())
    for uses, result in (
        ((ListUse.ASKED,), "clear"), ((), "undetermined"), ((ListUse.ASKED, ListUse.STALE), "undetermined"),
        ((ListUse.BROKEN,), "undetermined"),
    ):  # fmt: skip
        answer = Answer(Screening(lists=tuple(ListAsked(fresh, use) for use in uses)), ())
        assert answer.result == result
        first = next(answer_lines(answer, datetime.now(UTC)))
        assert first.startswith(f"{result.upper()}: ")


def test_the_mrz_may_be_pasted_as_it_is(files: Path) -> None:
    (answer,) = asked("--name", "TEVAKE<<MALAKAI<<<<", "--birth", "1971-03-12", "--nationality", "VUT<",
                      "--list", files / "un.xml")  # fmt: skip
    assert answer["result"] == "stop"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--birth", "1971-03-12"),
        ("--name", "A", "--birth", "yesterday"),
        ("--name", "A", "--nationality", "Atlantis"),
    ],
)
def test_nobody_or_nonsense_is_no_clear(arguments: tuple[str, ...], files: Path) -> None:
    refused = run(*arguments, "--list", files / "un.xml")
    assert refused.exit_code != 0
    assert "CLEAR" not in refused.stdout


def test_a_list_that_cannot_be_read_asks_nothing(files: Path) -> None:
    (files / "broken.xml").write_text(UN[: len(UN) // 2], encoding="utf-8")
    for named in (files / "broken.xml", files / "absent.xml", f"un:{files / 'port watch.csv'}"):
        refused = run(*TEVAKE, "--list", named)
        assert refused.exit_code != 0
        assert "CLEAR" not in refused.stdout


def test_pairs_of_names_are_judged_under_it() -> None:
    for arguments in (("pairs",), ("pairs", "-", "--json"), ("--json", "pairs", "-")):
        judged = run(*arguments, typed="name1,name2\nMalakai Tevake,Tevake Malakai\n")
        assert judged.exit_code == 0
        assert json.loads(judged.stdout)["band"] == "match"
