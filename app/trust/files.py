"""Checks of the files against what the issuing state signed: list, hashes, layout, parameters of access."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.trust.access import unread
from app.trust.contents import LOCKED, Contents
from app.trust.signatures import HASHES, digest
from devices.emrtd.lds.security_object import SecurityObject
from devices.emrtd.reading import ChipFile, FileState
from devices.emrtd.security_infos import ID_PACE, OtherOffer, PaceOffer, SecurityInfos

_NOT_RUN, _PASSED, _FAILED, _UNCLEAR = Verdict.NOT_RUN, Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED

_PACE: Final = f"{ID_PACE}."
_GROUPS: Final = range(1, 17)
_MANDATORY: Final = (1, 2)


def layout(contents: Contents, signed: SecurityObject | None) -> Check:
    """Row 8: the security object is what Doc 9303-10, 4.6.2 lets it be."""
    name = CheckName.CHIP_LAYOUT
    if signed is None:
        return without_object(name, contents)
    numbers = [number for number, _ in signed.hashes]
    twice = [number for number, times in Counter(numbers).items() if times > 1]
    if twice:
        return check(name, _FAILED, "chip_layout.twice", groups=named(twice))
    strange = [number for number in numbers if number not in _GROUPS]
    if strange:
        return check(name, _FAILED, "chip_layout.impossible", numbers=", ".join(map(str, strange)))
    lacking = [number for number in _MANDATORY if number not in numbers]
    if lacking:
        return check(name, _FAILED, "chip_layout.lacking", groups=named(lacking))
    algorithm = HASHES.get(signed.hash_algorithm)
    if algorithm is None:
        return check(name, _UNCLEAR, "chip_layout.hash_unknown", algorithm=signed.hash_algorithm)
    cut = [number for number, value in signed.hashes if len(value) != algorithm.digest_size]
    if cut:
        return check(name, _FAILED, "chip_layout.hash_length", groups=named(cut))
    if signed.version not in (0, 1):
        return check(name, _UNCLEAR, "chip_layout.version_unknown", version=str(signed.version))
    told = signed.lds_version or (contents.com.lds_version if contents.com else "") or "-"
    return check(name, _PASSED, "chip_layout.right", version=told, algorithm=algorithm.name)


def hashes(contents: Contents, signed: SecurityObject | None) -> Check:
    """Row 7: every data group that was read is the one that was signed."""
    name, groups = CheckName.CHIP_HASHES, contents.groups_read()
    if signed is None:
        return without_object(name, contents)
    if not groups and not contents.over:
        return check(name, _NOT_RUN, "chip_hashes.not_yet")
    if not contents.reading.files.keys() - {ChipFile.SOD}:
        return check(name, _NOT_RUN, "chip_hashes.no_groups")
    wrong, unsigned, unsure = compared(contents, signed)
    if wrong:
        return check(name, _FAILED, "chip_hashes.altered", groups=named(wrong))
    if unsigned:
        return check(name, _FAILED, "chip_hashes.unsigned", groups=named(unsigned))
    if unsure:
        return check(name, _UNCLEAR, "chip_hashes.algorithm_unknown", algorithm=signed.hash_algorithm)
    if not contents.over:
        return check(name, _NOT_RUN, "chip_hashes.right_so_far", groups=named(groups))
    missed = [number for number in sorted(signed.groups - groups.keys() - LOCKED) if number in _GROUPS]
    if missed and any(number in _MANDATORY for number in missed):
        return check(name, _UNCLEAR, "chip_hashes.not_all", groups=named(missed))
    return check(name, _PASSED, "chip_hashes.right", groups=named(groups))


def compared(contents: Contents, signed: SecurityObject) -> tuple[list[int], list[int], list[int]]:
    """Numbers of the groups read whose hash is another, that have none, and that we cannot hash."""
    wrong, unsigned, unsure = [], [], []
    for number, data in contents.groups_read().items():
        expected = [value for group, value in signed.hashes if group == number]
        if not expected:
            unsigned.append(number)
        elif signed.hash_algorithm not in HASHES:
            unsure.append(number)
        elif any(value != _digest(contents, signed.hash_algorithm, data) for value in expected):
            wrong.append(number)
    return wrong, unsigned, unsure


def listing(contents: Contents, signed: SecurityObject | None) -> Check:
    """Row 6: EF.COM and the chip itself name what was signed, no group less and none more."""
    name = CheckName.CHIP_CONTENTS
    if signed is None:
        return without_object(name, contents)
    gone = [
        number for number in sorted(signed.groups)
        if number in _GROUPS and number not in LOCKED
        and contents.state(ChipFile.of_group(number)) is FileState.ABSENT
    ]  # fmt: skip
    if gone:
        return check(name, _FAILED, "chip_contents.gone", groups=named(gone))
    com = contents.com
    if com is None:
        if contents.state(ChipFile.COM) is None and not contents.over:
            return check(name, _NOT_RUN, "chip_contents.not_yet")
        if not contents.reading.files.keys() - {ChipFile.SOD}:
            return check(name, _NOT_RUN, "chip_contents.object_only")
        return check(name, _UNCLEAR, "chip_contents.no_list")
    hidden = signed.groups.intersection(_GROUPS).difference(com.groups)
    if hidden:
        return check(name, _FAILED, "chip_contents.hidden", groups=named(hidden))
    added = set(com.groups) - signed.groups
    if added:
        return check(name, _FAILED, "chip_contents.added", groups=named(added))
    if signed.lds_version and com.lds_version and signed.lds_version != com.lds_version:
        return check(
            name, _UNCLEAR, "chip_contents.version_differs", listed=com.lds_version, signed=signed.lds_version
        )
    return check(name, _PASSED, "chip_contents.same", groups=named(com.groups))


def parameters(contents: Contents, signed: SecurityObject | None) -> Check:
    """Row 5: what EF.CardAccess offered is what DG14 signs (Doc 9303-11, 4.2 and 9303-10, 4.7.14).

    An opened chip that shows no EF.CardAccess although its signed file speaks of PACE hides it.
    """
    name, offered = CheckName.CHIP_PARAMETERS, contents.card_access
    if not contents.alive and contents.state(ChipFile.CARD_ACCESS) is None:
        return check(name, _NOT_RUN, "chip_parameters.files_only")
    if signed is None:
        return without_object(name, contents)
    if 14 not in signed.groups:
        if offered is not None and offered.offers_pace:
            return check(name, _UNCLEAR, "chip_parameters.not_signed")
        return check(name, _NOT_RUN, "chip_parameters.none")
    promised = contents.security
    if promised is None:
        why = unread(contents, ChipFile.DG14)
        if why == "not_yet":
            return check(name, _NOT_RUN, "chip_parameters.not_yet")
        return check(name, _UNCLEAR, "chip_parameters.unreadable", file=ChipFile.DG14)
    if offered is None:
        return _nothing_offered(contents, promised)
    known, shown = _ways(promised), _ways(offered)
    changed = {words for der, words in {**known, **shown}.items() if (der in known) != (der in shown)}
    if changed:
        return check(name, _FAILED, "chip_parameters.altered", protocols=", ".join(sorted(changed)))
    return check(name, _PASSED, "chip_parameters.same", protocols=", ".join(sorted(shown.values())))


def _nothing_offered(contents: Contents, promised: SecurityInfos) -> Check:
    name = CheckName.CHIP_PARAMETERS
    if not promised.offers_pace:
        return check(name, _NOT_RUN, "chip_parameters.none")
    if contents.state(ChipFile.CARD_ACCESS) is FileState.ABSENT:
        return check(name, _FAILED, "chip_parameters.hidden")
    return check(name, _UNCLEAR, "chip_parameters.unreadable", file=ChipFile.CARD_ACCESS)


def _ways(infos: SecurityInfos) -> dict[PaceOffer | OtherOffer, str]:
    """Every PACE that a file names: one added is as suspicious as one left out, so that a weaker is taken."""
    ways: dict[PaceOffer | OtherOffer, str] = {one: one.protocol for one in infos.pace}
    return ways | {one: one.oid for one in infos.others if one.oid.startswith(_PACE)}


def named(numbers: Iterable[int]) -> str:
    """`DG1, DG2` in the order of their numbers."""
    return ", ".join(f"DG{number}" for number in sorted(numbers))


def _digest(contents: Contents, algorithm: str, data: bytes) -> bytes:
    return contents.memo.of((algorithm, data), lambda: digest(algorithm, data))


def without_object(name: CheckName, contents: Contents) -> Check:
    """There is no security object to hold the files against: not yet, never, or none that makes sense."""
    reading, state = contents.reading, contents.state(ChipFile.SOD)
    if state is None and not contents.over:
        return check(name, _NOT_RUN, f"{name}.not_yet")
    if state is FileState.READ:
        return check(name, _UNCLEAR, f"{name}.object_unreadable")
    if contents.alive and reading.access.method is None:
        return check(name, _NOT_RUN, f"{name}.not_opened")
    if reading.failure and state in (None, FileState.CUT):
        return check(name, _UNCLEAR, f"{name}.object_not_reached")
    if state in (FileState.REFUSED, FileState.MALFORMED):  # there may be one, which nobody has seen
        return check(name, _UNCLEAR, f"{name}.object_not_given")
    return check(name, _UNCLEAR, f"{name}.no_object")
