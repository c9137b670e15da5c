"""A copy is told from the original by what only the original's private keys can do."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app.domain.checks import CheckName, Verdict
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.cms import open_signed
from app.trust.keys import EcKey, RsaKey
from app.trust.recovery import signed_with_curve, signed_with_recovery
from app.trust.signatures import HASHES, SHA1, digest
from devices.emrtd import ec
from devices.emrtd.groups import CURVES, Curve, by_name
from devices.emrtd.reading import Access, AccessMethod, ChipFile, ChipReading, FileState
from devices.simulated.chip.files import card_security
from devices.simulated.chip.pki import SignerKind
from tests.helpers import chips

ACTIVE, AGREED, PROTECTION = (
    CheckName.ACTIVE_AUTHENTICATION, CheckName.CHIP_AUTHENTICATION, CheckName.CLONE_PROTECTION,
)  # fmt: skip
CHALLENGE = bytes(range(8))


def changed(profile: str, proof: str, **values: Any) -> ChipReading:
    """The profile's reading with a proof that went otherwise."""
    reading = chips.read(profile)
    return replace(reading, **{proof: replace(getattr(reading, proof), **values)})


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("profile", ["aa-rsa", "aa-rsa-sha1", "aa-ecdsa"])
def test_active_authentication(profile: str) -> None:
    good = chips.read(profile)
    assert good.active is not None
    assert chips.told(good, ACTIVE) == ("PASSED", "right")
    assert chips.told(good, PROTECTION) == ("PASSED", "original")
    wrong = changed(profile, "active", response=flipped(good.active.response))
    assert chips.told(wrong, ACTIVE) == ("FAILED", "wrong")
    assert chips.told(wrong, PROTECTION) == ("FAILED", "copy")
    replayed = changed(profile, "active", challenge=CHALLENGE)
    assert chips.told(replayed, ACTIVE) == ("FAILED", "wrong")
    assert chips.told(changed(profile, "active", status=0x6D00, response=b""), ACTIVE) == (
        "FAILED",
        "refused",
    )


def test_a_signed_key_that_nobody_answers_for_is_a_copy_and_no_skip() -> None:
    reading = replace(chips.read("aa-rsa"), active=None)
    assert chips.told(reading, ACTIVE) == ("FAILED", "unanswered")
    withheld = chips.without(reading, ChipFile.DG15, state=FileState.ABSENT)
    assert chips.told(withheld, ACTIVE) == ("FAILED", "key_withheld")
    other = chips.with_file(reading, ChipFile.DG15, flipped(reading.files[ChipFile.DG15].data))
    assert chips.told(other, ACTIVE) == ("FAILED", "key_altered")
    lifted = replace(reading, whole=False, failure="CHP-03")
    assert chips.told(lifted, ACTIVE) == ("UNDETERMINED", "interrupted")
    waiting = replace(reading, whole=False)
    assert chips.told(waiting, ACTIVE) == ("NOT_RUN", "not_yet")


@pytest.mark.parametrize("profile", ["pace-gm-p256", "ca-ecdh-3des", "ca-dh", "ca-two-keys"])
def test_chip_authentication(profile: str) -> None:
    good = chips.read(profile)
    assert good.chip is not None
    assert chips.told(good, AGREED) == ("PASSED", "right")
    assert chips.told(changed(profile, "chip", confirmed=False), AGREED) == ("FAILED", "not_confirmed")
    assert chips.told(changed(profile, "chip", status=0x6300), AGREED) == ("FAILED", "refused")
    assert chips.told(changed(profile, "chip", chip_key=flipped(good.chip.chip_key)), AGREED) == (
        "FAILED", "other_key",
    )  # fmt: skip
    assert chips.told(replace(good, chip=None), AGREED) == ("FAILED", "unanswered")


def test_a_key_shown_while_opening_is_as_good_as_its_signature() -> None:
    good = chips.read("pace-cam")
    assert good.mapping is not None
    assert chips.told(good, AGREED) == ("PASSED", "mapped")
    other = changed("pace-cam", "mapping", chip_data=flipped(good.mapping.chip_data))
    assert chips.told(other, AGREED) == ("FAILED", "not_mapped")
    off_curve = changed("pace-cam", "mapping", mapping_key=flipped(good.mapping.mapping_key))
    assert chips.told(off_curve, AGREED) == ("FAILED", "not_mapped")
    card = good.files[ChipFile.CARD_SECURITY].data
    forged = chips.with_file(good, ChipFile.CARD_SECURITY, flipped(card))
    assert chips.told(forged, AGREED) == ("FAILED", "card_security_forged")
    missing = chips.without(good, ChipFile.CARD_SECURITY)
    assert chips.told(missing, AGREED) == ("UNDETERMINED", "card_security_missing")
    assert chips.told(good, AGREED, None, MemoryAnchors()) == ("UNDETERMINED", "card_security_unproved")


@pytest.mark.parametrize(
    "country,kind,word",
    [
        ("UT", SignerKind.REVOKED, "card_security_signer"),
        ("UT", SignerKind.SERVER, "card_security_signer"),
        ("WS", SignerKind.GOOD, "card_security_foreign"),
    ],
)
def test_a_stolen_key_of_any_state_makes_no_original(country: str, kind: SignerKind, word: str) -> None:
    """With one stolen signer a forger could else give a key of his own to a copy of any passport."""
    good = chips.read("pace-cam")
    infos = open_signed(good.files[ChipFile.CARD_SECURITY].data).content
    stolen = card_security(infos, chips.pki().signer(country, kind), chips.DAY)
    copy = chips.with_file(good, ChipFile.CARD_SECURITY, stolen)
    assert chips.told(copy, AGREED) == ("FAILED", word)
    assert chips.told(copy, PROTECTION) == ("FAILED", "copy")


def test_a_promised_proof_that_was_gone_around_is_not_no_protection() -> None:
    """A copy lets PACE fail and is opened by BAC: that it had to map with its key must not be lost."""
    around = replace(chips.read("pace-cam"), mapping=None, access=Access(AccessMethod.BAC, downgraded=True))
    around = chips.without(around, ChipFile.CARD_SECURITY)
    assert chips.told(around, AGREED) == ("UNDETERMINED", "not_shown")
    assert chips.told(around, PROTECTION) == ("UNDETERMINED", "unclear")


def test_a_right_answer_is_worth_no_more_than_the_files() -> None:
    for profile, name in (("aa-ecdsa", ACTIVE), ("ca-dh", AGREED)):
        reading = chips.read(profile)
        assert chips.told(reading, name, None, MemoryAnchors()) == ("UNDETERMINED", "files_not_proved")
        tampered = chips.with_file(reading, ChipFile.DG2, flipped(reading.files[ChipFile.DG2].data))
        assert chips.told(tampered, name) == ("UNDETERMINED", "files_not_proved")
        growing = chips.without(replace(reading, whole=False), ChipFile.COM)
        assert chips.told(growing, name) == ("NOT_RUN", "right_so_far")


def test_no_protection_is_neither_green_nor_red() -> None:
    assert chips.told(chips.read("bac"), PROTECTION) == ("NOT_RUN", "none")
    assert chips.told(chips.files("aa-rsa", Access(None)), PROTECTION) == ("NOT_RUN", "files_only")
    assert chips.told(chips.files("aa-rsa", Access(None)), ACTIVE) == ("NOT_RUN", "files_only")


# ISO/IEC 9796-2 by hand: a modulus of which both factors are known.
_P, _Q = 2**521 - 1, 2**607 - 1
_N, _E = _P * _Q, 65537
_D = pow(_E, -1, (_P - 1) * (_Q - 1))
RSA = RsaKey(_N, _E)
SIZE = (_N.bit_length() + 7) // 8
TRAILERS = {
    b"\x33\xcc": SHA1, b"\x34\xcc": "2.16.840.1.101.3.4.2.1", b"\x36\xcc": "2.16.840.1.101.3.4.2.2",
    b"\x38\xcc": "2.16.840.1.101.3.4.2.4", b"\x35\xcc": "2.16.840.1.101.3.4.2.3", b"\xbc": SHA1,
}  # fmt: skip


def signature(
    trailer: bytes, *, whole: bool = False, padding: int = 0, challenge: bytes = CHALLENGE
) -> bytes:
    """What a chip answers; with `padding` more Bs than none are put before the message."""
    room = SIZE - 1 - padding - HASHES[TRAILERS[trailer]].digest_size - len(trailer)
    message = random.Random(1).randbytes(room - (len(challenge) if whole else 0))
    hashed = digest(TRAILERS[trailer], message + challenge)
    first = 0x4 if whole else 0x6
    head = (
        bytes([first << 4 | 0xA])
        if not padding
        else bytes([first << 4 | 0xB]) + b"\xbb" * (padding - 1) + b"\xba"
    )
    block = head + message + (challenge if whole else b"") + hashed + trailer
    number = int.from_bytes(block)
    assert number < _N
    return pow(number, _D, _N).to_bytes(SIZE)


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("padding", [0, 1, 9])
def test_every_form_of_recovery_is_verified(trailer: bytes, whole: bool, padding: int) -> None:
    made = signature(trailer, whole=whole, padding=padding)
    assert signed_with_recovery(RSA, CHALLENGE, made)
    assert not signed_with_recovery(RSA, bytes(8), made)
    assert not signed_with_recovery(RSA, CHALLENGE, flipped(made))
    smaller = (_N - int.from_bytes(made)).to_bytes(SIZE)
    assert signed_with_recovery(RSA, CHALLENGE, smaller)


@pytest.mark.parametrize("made", [b"", bytes(SIZE), _N.to_bytes(SIZE), b"\xff" * (SIZE + 1), b"\x01"])
def test_what_is_no_signature_is_none(made: bytes) -> None:
    assert not signed_with_recovery(RSA, CHALLENGE, made)
    assert not signed_with_recovery(RsaKey(_N, 2**65 + 1), CHALLENGE, made)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_a_curve_signs_in_plain_and_in_der(curve: Curve) -> None:
    private, k = 0x1234567, 0x7654321
    point, inner = ec.multiply(curve, private, curve.g), ec.multiply(curve, k, curve.g)
    assert point is not None
    assert inner is not None
    sha256 = "2.16.840.1.101.3.4.2.1"
    number = int.from_bytes(digest(sha256, CHALLENGE)) >> max(0, 256 - curve.n.bit_length())
    r = inner[0] % curve.n
    s = pow(k, -1, curve.n) * (number + r * private) % curve.n
    size = (curve.n.bit_length() + 7) // 8
    plain = r.to_bytes(size) + s.to_bytes(size)
    key = EcKey(curve, point)
    assert signed_with_curve(key, sha256, CHALLENGE, plain)
    assert signed_with_curve(key, sha256, CHALLENGE, encode_dss_signature(r, s))
    assert not signed_with_curve(key, sha256, bytes(8), plain)
    assert not signed_with_curve(key, sha256, CHALLENGE, flipped(plain))
    assert not signed_with_curve(key, sha256, CHALLENGE, bytes(2 * size))


def test_an_unknown_way_of_signing_is_no_copy() -> None:
    reading = chips.read("aa-ecdsa")
    dg14 = reading.files[ChipFile.DG14].data
    # 0.4.0.127.0.7.1.1.4.1.3, plain ECDSA with SHA-256, becomes one that nobody has defined.
    other = dg14.replace(bytes.fromhex("04007f00070101040103"), bytes.fromhex("04007f0007010104017f"))
    assert other != dg14
    assert by_name("brainpoolP256r1") is not None
    made = chips.checks(chips.with_file(reading, ChipFile.DG14, other))[ACTIVE]
    assert (made.verdict, made.reason) == (Verdict.UNDETERMINED, "active_authentication.algorithm_unknown")
