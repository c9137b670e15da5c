"""What the chips of invented travellers prove: the checks that an electronic passport adds to a crossing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Crossing
from app.domain.states import state

_PROTOCOLS = (
    "ECDH-GM-AES-128 brainpoolP256r1", "ECDH-GM-AES-256 brainpoolP384r1", "ECDH-GM-AES-128 secp256r1",
    "ECDH-GM-3DES secp256r1", "ECDH-CAM-AES-128 brainpoolP256r1", "ECDH-GM-AES-256 secp521r1",
)  # fmt: skip
_SIGNATURES = (
    "ECDSA SHA-256",
    "ECDSA SHA-384",
    "ECDSA SHA-512",
    "RSA SHA-256",
    "RSA-PSS SHA-256",
    "ECDSA SHA-1",
)
_GROUPS = (
    (1, 2), (1, 2, 14), (1, 2, 11, 12), (1, 2, 15), (1, 2, 3, 14), (1, 2, 11, 12, 14), (1, 2, 3, 14, 15),
    (1, 2, 7, 11, 12, 13, 14),
)  # fmt: skip
_ORDER = {name: place for place, name in enumerate(CheckName)}


class Chips:
    """The chips of one booth's travellers: each state has its signers, the station its list."""

    def __init__(self, organisations: Sequence[str], dice: Random) -> None:
        self._organisations, self._dice = organisations, dice
        self._signers: dict[str, list[tuple[str, str, str, tuple[int, ...], str]]] = {}

    def read(self, crossing: Crossing) -> Crossing:
        """The crossing of a traveller whose chip was read and is well."""
        found = {one.name: one for one in crossing.checks} | {
            one.name: one for one in self._checks(crossing, crossing.at.date())
        }
        checks = tuple(sorted(found.values(), key=lambda one: _ORDER[one.name]))
        return replace(crossing, checks=checks)

    def _signer(self, country: str) -> tuple[str, str, str, tuple[int, ...], str]:
        """Issuer, signer, serial number, data groups and algorithm of one of a state's three signers."""
        dice = self._dice
        if country not in self._signers:
            issuer = f"C={country}, O={dice.choice(self._organisations)}, CN=CSCA {country}"
            kind, groups = dice.choice(_SIGNATURES), dice.choice(_GROUPS)
            self._signers[country] = [
                (issuer, f"{issuer.rpartition(',')[0]}, CN=DS {dice.randrange(10_000):04}",
                 f"{dice.getrandbits(64):016X}", groups, kind)
                for _ in range(3)
            ]  # fmt: skip
        return dice.choice(self._signers[country])

    def _checks(self, crossing: Crossing, today: date) -> tuple[Check, ...]:
        issuing = crossing.document.issuing_state
        known = state(issuing)
        country = known.alpha2 if known else issuing[:2]
        issuer, signer, serial, numbers, algorithm = self._signer(country)
        groups = ", ".join(f"DG{number}" for number in numbers)
        listed = date(today.year, today.month, 1)
        protocol = self._dice.choice(_PROTOCOLS)
        return (
            *_opened(protocol, len(numbers) + 4),
            _passed(CheckName.CHIP_CONTENTS, "same", groups=groups),
            _passed(CheckName.CHIP_HASHES, "right", groups=groups),
            _passed(CheckName.CHIP_LAYOUT, "right", algorithm="sha256", version="1.7"),
            _passed(CheckName.CHIP_SIGNATURE, "good", algorithm=algorithm, signer=signer),
            _passed(
                CheckName.CHIP_ISSUER, "known", country=country, issuer=issuer, serial=serial, **_list(listed)
            ),
            _passed(
                CheckName.CHIP_TRUST_LIST, "fresh", certificates=588 + listed.month,
                days=(today - listed).days, **_list(listed),
            ),
            _passed(
                CheckName.CHIP_DATES, "fit", basis="dg12" if 12 in numbers else "expiry",
                issued_on=_issued(crossing),
            ),
            _passed(CheckName.CHIP_KEY_USAGE, "fit", types="P"),
            _passed(
                CheckName.CHIP_REVOCATION, "clear", list_date=listed, next_update=listed + timedelta(days=90)
            ),
            _passed(CheckName.CHIP_COUNTRY, "same", document=issuing, signer=country),
            _passed(CheckName.CHIP_PAGE, "same"),
            _passed(CheckName.CHIP_PHOTO, "opened", size="413 × 531"),
            _passed(CheckName.CHIP_DETAILS, "same", fields="name, date of birth"),
            *_copies(numbers),
        )  # fmt: skip


def _passed(name: CheckName, word: str, **facts: object) -> Check:
    return check(name, Verdict.PASSED, f"{name}.{word}", **{key: str(value) for key, value in facts.items()})


def _list(listed: date) -> dict[str, object]:
    return {"list": "DE", "list_date": listed}


def _issued(crossing: Crossing) -> date:
    expires = crossing.document.expiry_date.complete or crossing.at.date()
    return expires.replace(year=expires.year - 10, day=min(expires.day, 28))


def _opened(protocol: str, files: int) -> tuple[Check, ...]:
    return (
        _passed(CheckName.CHIP, "read", files=files),
        _passed(CheckName.CHIP_ACCESS, "pace", protocol=protocol),
        _passed(CheckName.CHIP_KEY, "mrz"),
        _passed(CheckName.CHIP_MESSAGING, "whole"),
        _passed(CheckName.CHIP_PARAMETERS, "same", protocols=protocol),
        _passed(CheckName.KNOWN_DEFECTS, "none"),
        _passed(CheckName.CHIP_BOUNDS, "kept"),
        _passed(CheckName.SAME_CHIP, "one_go"),
    )


def _copies(numbers: tuple[int, ...]) -> tuple[Check, ...]:
    active, chip = CheckName.ACTIVE_AUTHENTICATION, CheckName.CHIP_AUTHENTICATION
    guarded = {14, 15} & set(numbers)
    return (
        _passed(active, "right", key="RSA 2048") if 15 in guarded else _without(active, "no_key"),
        _passed(chip, "right", protocol="CA-ECDH-AES-128") if 14 in guarded else _without(chip, "no_key"),
        _passed(CheckName.CLONE_PROTECTION, "original")
        if guarded
        else _without(CheckName.CLONE_PROTECTION, "none"),
    )


def _without(name: CheckName, word: str) -> Check:
    return check(name, Verdict.NOT_RUN, f"{name}.{word}")
