"""Files of the ICAO PKD are read to their last line, each list and CRL in them judged by itself."""

from __future__ import annotations

import base64
import io

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.trust import ldif as module
from app.trust.imports import read_trust_file
from app.trust.ldif import read_ldif
from app.trust.planning import plan_import
from app.trust.revocation import revocation_list
from app.trust.trust_file import Board, TrustFile, Why
from devices.emrtd.errors import Malformed
from tests.helpers import signing_state as state
from tests.helpers.fuzzing import fuzzed
from tests.helpers.lists import (
    DAY,
    NOW,
    SAMOA,
    UTOPIA,
    VANUATU,
    Country,
    document_signer,
    ldif,
    list_signer,
    master_list,
)

LIST, CRL, SIGNER = "pkdMasterListContent", "certificateRevocationList;binary", "userCertificate;binary"
FILE = ldif(
    ("cn=UT,o=ml,c=UT,dc=data", LIST, master_list()),
    ("cn=UT,o=crl,c=UT,dc=data", CRL, UTOPIA.revokes([7])),
    ("cn=VU,o=dsc,c=VU,dc=data", SIGNER, document_signer(VANUATU)),
)


def read(data: bytes) -> TrustFile:
    return read_trust_file(data, NOW)


def kinds(file: TrustFile) -> list[str]:
    return [f"{part.source.kind} {part.source.origin[:4]}" for part in file.parts]


def test_lists_and_crls_stand_for_themselves_and_document_signers_are_counted() -> None:
    file = read(FILE)
    assert kinds(file) == ["master_list UT", "crl C=UT"]
    assert (file.document_signers, file.refused) == (1, ())
    plan = plan_import(file, Board(), [read(UTOPIA.own)], now=NOW)
    assert [arrival.part.source.kind for arrival in plan.arrivals] == ["certificate", "master_list", "crl"]
    assert plan.document_signers == 1


@pytest.mark.parametrize(
    "written",
    [
        FILE.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + FILE,
        b"# made by hand\n#  and\n  folded\n\n" + FILE.replace(b"version: 1\n", b"version:1\n\n\n"),
        FILE.rstrip(b"\n"),
        FILE.replace(b"\n ", b""),
        FILE.replace(LIST.encode(), b"CscaMasterListData").replace(b"dn: ", b"DN:"),
        FILE.replace(b"dn: cn=VU,o=dsc,c=VU,dc=data", b"dn:: Y249VlU=").replace(
            b"objectClass: top", b"changetype: add"
        ),
    ],
    ids=["CRLF", "BOM", "comments", "no end of line", "not folded", "older names", "base64 name"],
)
def test_every_way_of_writing_it_says_the_same(written: bytes) -> None:
    assert kinds(read(written)) == kinds(read(FILE))
    assert read(written).document_signers == 1


def test_a_damaged_list_is_refused_by_name_and_the_others_come_in() -> None:
    forged = master_list().replace(b"CSCA", b"CSCB", 1)
    file = read(ldif(("cn=UT,o=ml,c=UT", LIST, forged), ("cn=VU,o=ml,c=VU", LIST, vanuatu_list())))
    assert kinds(file) == ["master_list VU"]
    assert [(one.what, one.why) for one in file.refused] == [("cn=UT,o=ml,c=UT", Why.SIGNATURE)]


def test_a_list_that_nobody_vouches_for_is_refused_and_the_others_come_in() -> None:
    file = read(ldif(("cn=UT", LIST, master_list()), ("cn=VU", LIST, vanuatu_list())))
    plan = plan_import(file, Board(), [read(VANUATU.own)], now=NOW)
    assert [arrival.part.source.origin[-2:] for arrival in plan.arrivals][1:] == ["VU"]
    assert [one.why for one in plan.refused] == [Why.SIGNER_CHAIN]


def test_crls_whose_issuer_is_not_on_board_or_did_not_sign_are_refused() -> None:
    forged = UTOPIA.revokes([7]).replace(bytes.fromhex("020107"), bytes.fromhex("020108"))
    file = read(
        ldif(
            ("cn=UT", CRL, forged),
            ("cn=WS", CRL, SAMOA.revokes([1])),
            ("cn=VU", CRL, VANUATU.revokes([])),
        )
    )
    (trusted,) = read(UTOPIA.own).parts
    (also,) = read(VANUATU.own).parts
    board = Board([trusted.source, also.source], [*trusted.anchors, *also.anchors])
    plan = plan_import(file, board, now=NOW)
    assert [arrival.part.source.origin[:4] for arrival in plan.arrivals] == ["C=VU"]
    assert [one.why for one in plan.refused] == [Why.ISSUER_UNKNOWN] * 2
    with pytest.raises(WorldError) as nothing:
        plan_import(file, Board(), now=NOW)
    assert nothing.value.failure.code is FailureCode.TRUST_NOT_VOUCHED


def test_of_two_lists_of_one_country_the_newest_counts() -> None:
    older, newer = master_list((UTOPIA.own,)), master_list(at=NOW - DAY)
    file = read(ldif(("cn=1", LIST, older), ("cn=2", LIST, newer)))
    plan = plan_import(file, Board(), [read(UTOPIA.own)], now=NOW, older=True)
    assert [arrival.part.source.made_at for arrival in plan.arrivals] == [None, NOW - DAY]
    assert [one.why for one in plan.refused] == [Why.OLDER]


def test_entries_that_change_others_are_named_and_not_carried_out() -> None:
    file = read(FILE + b"\ndn: cn=XX,o=ml\nchangetype: delete\n")
    assert [(one.what, one.why) for one in file.refused] == [("cn=XX,o=ml", Why.CHANGE)]
    assert len(file.parts) == 2


def test_a_file_of_document_signers_alone_brings_nothing_and_says_so() -> None:
    file = read(ldif(("cn=VU", SIGNER, document_signer(VANUATU))))
    with pytest.raises(WorldError) as nothing:
        plan_import(file, Board(), now=NOW)
    assert dict(nothing.value.failure.details)["reason"] == Why.EMPTY


@pytest.mark.parametrize(
    "written",
    [
        FILE[: FILE.index(b":: ") + 40 + 1],
        FILE + b"\nstray: line\n",
        FILE + b"\ndn: cn=XX\nno attribute\n",
        FILE + b"\ndn: cn=XX\njpegPhoto:< file:///etc/passwd\npkdMasterListContent:< file:///etc/passwd\n",
        FILE + b"\ndn: cn=XX\npkdMasterListContent:: !!!!\n",
        b"version: 1\n\n goes on\n",
        b"version: 1\n",
    ],
    ids=[
        "cut in base64",
        "no entry",
        "no attribute",
        "another file",
        "no base64",
        "from nothing",
        "no entries",
    ],
)
def test_a_file_that_is_not_ldif_to_its_last_line_is_refused_whole(written: bytes) -> None:
    with pytest.raises(WorldError) as refused:
        read(written)
    assert refused.value.failure.code is FailureCode.TRUST_FILE_DAMAGED


def test_lines_and_files_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_VALUE", 1000)
    with pytest.raises(Malformed, match="too large"):
        read_ldif(io.BytesIO(b"dn: " + b"x" * 2000))
    with pytest.raises(Malformed, match="too long"):
        read_ldif(io.BytesIO(b"dn: x\na: " + b"x\n " * 2000))
    monkeypatch.setattr(module, "LARGEST_FILE", 1000)
    with pytest.raises(Malformed, match="too large"):
        read_ldif(io.BytesIO(b"dn: x\n\n" * 200))


WORDS = [
    b"dn:", b"dn:: ", b" ", b"\n", b"\n\n", b"\r\n", b"#", b":", b"::", b"version: 1", b"-", b"changetype: ",
    b"modify", LIST.encode() + b":: ", CRL.encode() + b":: ", SIGNER.encode() + b":: ", b"MAMCAQU=", b":<",
]  # fmt: skip


def spelt(drawn: bytes) -> bytes:
    """A text in which words of LDIF are frequent: each byte stands for one, or for itself."""
    return b"".join(WORDS[byte % len(WORDS)] if byte < 0xA0 else bytes([byte]) for byte in drawn)


@fuzzed()
@given(st.binary(max_size=24))
def test_no_text_whatever_stops_the_reader(drawn: bytes) -> None:
    try:
        contents = read_ldif(io.BytesIO(spelt(drawn)))
    except Malformed:
        return
    assert contents.entries >= 1


SHORT = ldif(("cn=UT", CRL, UTOPIA.revokes([7])))


@fuzzed()
@given(at=st.integers(0, len(SHORT) - 1), cut=st.integers(0, 3), put=st.binary(max_size=3))
def test_whatever_is_changed_in_a_file_only_our_failures_come_of_it(at: int, cut: int, put: bytes) -> None:
    try:
        file = read(b"version: 1\n" + SHORT[:at] + put + SHORT[at + cut :])
        plan_import(file, Board(), now=NOW)
    except WorldError:
        return
    raise AssertionError("a revocation list came in without its issuer")


def vanuatu_list() -> bytes:
    return master_list((VANUATU.own, SAMOA.own), list_signer(VANUATU))


def test_a_name_in_a_forged_file_does_nothing_to_a_terminal() -> None:
    wiping = base64.b64encode(b"cn=\x1b[2J\n\xe2\x80\xaeUT")
    (refused,) = read_ldif(io.BytesIO(b"dn:: " + wiping + b"\nchangetype: delete\n")).changes
    assert refused == "cn=\ufffd[2J\ufffd\ufffdUT"


def test_each_key_of_an_authority_keeps_its_own_revocation_list() -> None:
    """A list under the new key in the place of the old key's would forget whom that revoked."""
    newer = Country("UT", "newer")
    file = ldif(
        ("cn=UT", LIST, master_list((UTOPIA.own, newer.own))),
        ("cn=old", CRL, UTOPIA.revokes([7], NOW - 3 * DAY)),
        ("cn=new", CRL, newer.revokes([8], NOW - DAY)),
        ("cn=newest", CRL, newer.revokes([8, 9], NOW)),
    )
    plan = plan_import(read(file), Board(), [read(UTOPIA.own)], now=NOW)
    crls = [crl for arrival in plan.arrivals for crl in arrival.part.revocations]
    assert [sorted(revocation_list(crl.der).lines) for crl in crls] == [[8, 9], [7]]
    sources = tuple(arrival.part.source for arrival in plan.arrivals)
    anchors = tuple(anchor for arrival in plan.arrivals for anchor in arrival.part.anchors)
    later = read(newer.revokes([8, 9, 10], NOW + DAY))
    (arrival,) = plan_import(later, Board(sources, anchors, crls), now=NOW).arrivals
    assert arrival.replaces is not None
    assert arrival.replaces.source_id == crls[0].source_id


def test_a_list_of_what_is_newly_revoked_stands_beside_the_whole_one() -> None:
    party = state.make_authority()
    marks = [("2.5.29.27", True, core.Integer(1).dump())]  # deltaCRLIndicator
    root, whole = read(party.certificate).parts[0], read(state.revocations(party, [7])).parts[0]
    board = Board([root.source, whole.source], root.anchors, whole.revocations)
    newer = state.revocations(party, [8], since=NOW - DAY, extensions=marks)
    (arrival,) = plan_import(read(newer), board, now=NOW).arrivals
    assert arrival.replaces is None
