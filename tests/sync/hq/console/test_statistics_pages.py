"""The statistics page shows the figures of its span and no others, as charts, tables and files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hq import rollup
from sync.hq.console.roles import HqRole
from sync.hq.console.statistics_spans import LONGEST_DAYS, choices, read_asked
from tests.helpers.console import ConsoleClient, RunningConsole
from tests.helpers.fuzzing import fuzzed
from tests.sync.hq.quiet import QuietHq
from tests.sync.hq.test_rollup import by_hand, corrected, spread


@pytest.fixture(scope="module")
def client(_kept_quiet_hq: QuietHq) -> Iterator[ConsoleClient]:
    """A viewer's browser at the console of the quiet HQ."""
    with RunningConsole(_kept_quiet_hq.home, _kept_quiet_hq.url) as console:
        yield console.signed_in(HqRole.VIEWER)


def numbers(page: str, heading: str) -> list[int]:
    """The sums at the foot of the table under a heading."""
    section = page.split(f">{heading}</h2>")[1].split("<tfoot>")[1].split("</tfoot>")[0]
    cells = section.split('<td class="count">')[1:]
    return [int(cell.split("<")[0].replace("\u202f", "")) for cell in cells]


def test_a_page_has_the_figures_of_its_span_and_says_what_waits(
    quiet_hq: QuietHq, client: ConsoleClient
) -> None:
    made = spread(quiet_hq, 300)
    made += [corrected(one, 2) for one in made[::7]]
    quiet_hq.arrive(made)
    waits = client.get("/statistics").text
    assert "Not everything is counted yet" in waits
    with quiet_hq.connection() as connection:
        rollup.count_arrived(connection, patience=0)
    page = client.get("/statistics?over=2026-02&port=utbol").text
    assert "February 2026, UTBOL" in page
    assert "All crossings that HQ has are counted" in page
    days = {
        day: figures for (port, day), figures in by_hand(made).items() if port == "UTBOL" and day.month == 2
    }
    ways = [
        sum(figures[f"{way} admit all "] for figures in days.values()) for way in ("arrival", "departure")
    ]
    assert min(ways) > 10
    for heading in ("By nationality", "By age group", "By sex", "By mode of transport", "By purpose"):
        assert numbers(page, heading) == ways
    refused = sum(
        count for figures in days.values() for name, count in figures.items()
        if " refuse nationality " in name
    )  # fmt: skip
    assert sum(numbers(page, "Refusals by nationality")) == refused
    assert page.count('role="img"') == page.count("<desc") == page.count("<svg") > 10
    _files_hold_the_same(client, ways)


def _files_hold_the_same(client: ConsoleClient, ways: list[int]) -> None:
    answer = client.get("/statistics/figures.csv?over=2026-02&port=UTBOL")
    assert 'filename="statistics-2026-02-01-2026-02-28-UTBOL.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    for table in ("nationality", "age", "port", "visitor"):
        found = [
            sum(int(row["value"]) for row in rows if row["table"] == table and row["measure"] == way)
            for way in ("arrivals", "departures")
        ]
        assert found == ways
    book = openpyxl.load_workbook(
        BytesIO(client.get("/statistics/figures.xlsx?over=2026-02&port=UTBOL").content)
    )
    assert "Definitions" in book.sheetnames
    assert len(book.sheetnames) > 15
    hidden = client.get("/statistics/figures.csv?over=2026-02&port=UTBOL&hide=small")
    assert "published" in hidden.headers["content-disposition"]
    values = [row["value"] for row in csv.DictReader(StringIO(hidden.content.decode("utf-8-sig")))]
    assert "" in values
    assert not {"1", "2"} & set(values)


@pytest.mark.parametrize(
    "asked, said",
    [
        ("over=2026-13", "Choose one of the periods"),
        ("over=span&from=2026-02-02&to=2026-02-01", "no earlier than the first"),
        ("over=span&from=1999-01-01&to=2026-02-01", "within 3,660 days"),
        ("over=span&from=x&to=", "such as 2026-11-01"),
        ("port=%3Cscript%3E", "Nothing was counted at a port of this name"),
    ],
)
def test_what_makes_no_span_is_told_beside_its_field(client: ConsoleClient, asked: str, said: str) -> None:
    answer = client.get(f"/statistics?{asked}")
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script" not in answer.text


def test_an_empty_hq_says_so(quiet_hq: QuietHq, client: ConsoleClient) -> None:
    assert "Nobody was counted in this period" in client.get("/statistics").text
    assert client.get("/statistics/figures.csv?over=2020").status_code == 200
    assert quiet_hq.url


@fuzzed(share=0.04)
@given(
    over=st.one_of(
        st.just("span"), st.from_regex(r"\d{4}(-\d\d|-Q\d)?", fullmatch=True), st.text(max_size=9)
    ),
    first=st.one_of(st.dates().map(str), st.text(max_size=12)),
    last=st.one_of(st.dates().map(str), st.text(max_size=12)),
    port=st.sampled_from(("", "utavr", "x")),
    today=st.dates(date(2000, 1, 1), date(2150, 1, 1)),
)
def test_whatever_an_address_says_it_asks_for_a_bounded_span(
    over: str, first: str, last: str, port: str, today: date
) -> None:
    asked, wrong = read_asked({"over": over, "from": first, "to": last, "port": port}, today, ["UTAVR"])
    assert 1 <= asked.days <= LONGEST_DAYS
    assert asked.port in ("", "UTAVR")
    again, _ = read_asked(dict(part.split("=") for part in asked.address.split("&")), today, ["UTAVR"])
    assert again == asked
    if wrong:
        assert asked.first == today.replace(day=1)
    for _, options in choices(today, (asked.first, asked.last)):
        assert 1 <= len(options) <= 36
