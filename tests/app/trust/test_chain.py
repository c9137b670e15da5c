"""A signer is traced to an authority on board by signatures; names and key ids only say where to look."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.certificates import Certificate, anchor_of, certificate
from app.trust.chain import Path, Standing, path
from app.trust.keys import PublicKey
from tests.helpers import signing_state as state
from tests.helpers.signing_state import Party

_STATE = state.make_authority()
_SIGNER = state.make_signer(_STATE)
_NEXT = state.make_authority(number=1)
_LINK = state.make_link(_STATE, _NEXT)
_ELSEWHERE = state.make_authority("XX", number=88)
_LATER_SIGNER = state.make_signer(_NEXT)


def traced(leaf: Party, *anchors: Party, links: tuple[Party, ...] = ()) -> Path:
    board = MemoryAnchors((), [anchor_of(one.certificate, "list") for one in anchors])
    return path(certificate(leaf.certificate), board, [certificate(one.certificate) for one in links])


def test_a_signer_leads_to_its_authority_among_others_of_the_same_name() -> None:
    others = [state.make_authority(number=number) for number in range(2, 30)]
    found = traced(_SIGNER, *others, _STATE)
    assert found.standing is Standing.PROVEN
    assert [one.raw for one in found.chain] == [_SIGNER.certificate, _STATE.certificate]


def test_without_key_ids_every_authority_of_the_name_is_tried() -> None:
    bare = state.make_signer(_STATE, marks=[state.usage("digital_signature")])
    assert traced(bare, _NEXT, _STATE).standing is Standing.PROVEN
    assert traced(bare, _NEXT).standing is Standing.WRONG


def test_a_home_made_signer_with_the_right_names_and_key_id_is_wrong() -> None:
    forger = Party(state.ec_key(55), _STATE.certificate)
    marks = [state.usage("digital_signature"), state.issuer_key_id(_STATE.parsed.key_identifier)]
    assert traced(state.make_signer(forger, marks=marks), _STATE).standing is Standing.WRONG


def test_a_key_that_is_not_on_board_cannot_be_told_from_a_new_one() -> None:
    found = traced(_LATER_SIGNER, _STATE)
    assert found.standing is Standing.KEY_UNKNOWN
    assert (found.anchor, found.issuer) == (None, None)


def test_no_authority_of_that_name_and_no_list_at_all_are_told_apart() -> None:
    assert traced(_SIGNER, _ELSEWHERE).standing is Standing.UNKNOWN
    assert traced(_SIGNER).standing is Standing.NO_ANCHORS


def test_a_link_that_came_along_leads_from_a_new_key_to_the_old_one() -> None:
    found = traced(_LATER_SIGNER, _STATE, links=(_LINK,))
    assert found.standing is Standing.PROVEN
    assert [one.raw for one in found.chain] == [
        _LATER_SIGNER.certificate,
        _LINK.certificate,
        _STATE.certificate,
    ]


def test_a_link_on_board_is_an_anchor_itself() -> None:
    found = traced(_LATER_SIGNER, _LINK)
    assert found.anchor is not None
    assert found.anchor.der == _LINK.certificate


def test_two_links_are_followed_and_three_are_not() -> None:
    keys = [state.make_authority(number=number) for number in range(60, 64)]
    links = tuple(state.make_link(old, new) for old, new in pairwise(keys))
    assert traced(state.make_signer(keys[2]), keys[0], links=links).standing is Standing.PROVEN
    assert traced(state.make_signer(keys[3]), keys[0], links=links).standing is not Standing.PROVEN


def test_links_in_a_circle_lead_nowhere() -> None:
    circle = (state.make_link(_STATE, _NEXT), state.make_link(_NEXT, _STATE))
    assert traced(_LATER_SIGNER, _ELSEWHERE, links=circle).standing is Standing.UNKNOWN


def test_a_signer_cannot_make_signers() -> None:
    """Else anyone with one stolen document signer could make as many countries as he likes."""
    child = state.make_signer(Party(_SIGNER.key, _SIGNER.certificate), key=state.ec_key(9))
    assert traced(child, _STATE, links=(_SIGNER,)).standing is not Standing.PROVEN
    assert traced(child, _SIGNER).standing is Standing.WRONG  # not even where it lies among the anchors


def test_a_signer_whose_certificate_is_signed_by_md5_proves_nothing() -> None:
    authority = state.make_authority(key=state.rsa_key())
    found = traced(state.make_signer(authority, algorithm="md5"), authority)
    assert (found.standing, found.word) == (Standing.UNUSABLE, "algorithm_weak")


def test_every_kind_of_authority_key_proves_its_signers() -> None:
    for more in ({"algorithm": "sha512"}, {"algorithm": "sha1"}, {"pss": True}):
        authority = state.make_authority(key=state.rsa_key())
        assert traced(state.make_signer(authority, **more), authority).standing is Standing.PROVEN


def test_a_chip_full_of_links_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty links under one key sign each other: following all of them is four thousand signatures."""
    asked: list[Certificate] = []
    verify = Certificate.signed_by

    def counted(one: Certificate, key: PublicKey) -> bool:
        asked.append(one)
        return verify(one, key)

    monkeypatch.setattr(Certificate, "signed_by", counted)
    many = tuple(
        Party(_NEXT.key, state.make_link(_NEXT, _NEXT, until=state.UNTIL - timedelta(days=day)).certificate)
        for day in range(60)
    )
    assert traced(_LATER_SIGNER, _ELSEWHERE, links=many).standing is Standing.UNKNOWN
    assert len(asked) <= 20
