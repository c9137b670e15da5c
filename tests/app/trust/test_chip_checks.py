"""What an officer is told of access, files, signer and defects of a chip, good and bad, row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.checks import CHIP_GROUPS, CheckGroup, CheckName, Verdict
from app.domain.document import Capture
from app.trust.chip import ORDER, face_of, overall, prove, said
from app.trust.defects import Defect, oddities
from app.wording.sentences import sentence
from devices.emrtd import tlv
from devices.emrtd.lds.security_object import peek
from devices.emrtd.reading import Access, AccessMethod, ChipFile, ChipReading, FileState, KeyKind
from devices.simulated.chip.files import common_data
from tests.helpers import chips

PACE = Access(AccessMethod.PACE, pace_offered=True, protocol="ECDH-GM-AES-128 secp256r1")
OFFERED = replace(chips.BAC, pace_offered=True)


def bac(**changed: Any) -> ChipReading:
    return replace(chips.files("bac"), **changed)


def fallen(code: str, access: Access = chips.BAC) -> ChipReading:
    return bac(access=access, whole=False, failure=code, failed_at="EF.DG2")


def closed(**access: Any) -> ChipReading:
    return ChipReading(Access(None, **access), failure="CHP-05")


def endless() -> ChipReading:
    return chips.without(bac(), ChipFile.DG2, state=FileState.MALFORMED)


def spoilt() -> ChipReading:
    return chips.with_file(bac(), ChipFile.DG11, b"\x6b\x01")


@pytest.mark.parametrize(
    "name,reading,verdict,reason",
    [
        (CheckName.CHIP, bac(), "PASSED", "read"),
        (CheckName.CHIP, fallen("CHP-04"), "UNDETERMINED", "mute"),
        (CheckName.CHIP, fallen("CHP-03"), "UNDETERMINED", "lifted"),
        (CheckName.CHIP, fallen("CHP-09"), "UNDETERMINED", "not_a_passport"),
        (CheckName.CHIP, fallen("CHP-12"), "UNDETERMINED", "stopped"),
        (CheckName.CHIP, bac(access=Access(None)), "NOT_RUN", "files_only"),
        (CheckName.CHIP_ACCESS, bac(access=PACE), "PASSED", "pace"),
        (
            CheckName.CHIP_ACCESS,
            bac(access=replace(PACE, pace_failed="CHP-06")),
            "UNDETERMINED", "second_way",
        ),
        (CheckName.CHIP_ACCESS, bac(), "PASSED", "bac"),
        (
            CheckName.CHIP_ACCESS,
            bac(access=replace(chips.BAC, downgraded=True, pace_failed="CHP-06")),
            "UNDETERMINED", "downgraded",
        ),
        (CheckName.CHIP_ACCESS, bac(access=OFFERED), "UNDETERMINED", "pace_passed_over"),
        (CheckName.CHIP_ACCESS, closed(pace_failed="CHP-06"), "UNDETERMINED", "pace_failed"),
        (CheckName.CHIP_ACCESS, closed(bac_failed="CHP-05"), "UNDETERMINED", "none"),
        (CheckName.CHIP_ACCESS, bac(access=Access(AccessMethod.OPEN)), "UNDETERMINED", "open"),
        (CheckName.CHIP_KEY, bac(), "PASSED", "mrz"),
        (CheckName.CHIP_KEY, bac(access=replace(PACE, key=KeyKind.CAN)), "PASSED", "can"),
        (CheckName.CHIP_KEY, closed(bac_failed="CHP-05"), "UNDETERMINED", "wrong"),
        (CheckName.CHIP_KEY, closed(key=KeyKind.CAN, pace_failed="CHP-05"), "UNDETERMINED", "can_wrong"),
        (CheckName.CHIP_MESSAGING, bac(), "PASSED", "whole"),
        (CheckName.CHIP_MESSAGING, fallen("CHP-07"), "FAILED", "altered"),
        (CheckName.CHIP_MESSAGING, bac(access=Access(AccessMethod.OPEN)), "NOT_RUN", "open"),
        (CheckName.CHIP_BOUNDS, bac(), "PASSED", "kept"),
        (CheckName.CHIP_BOUNDS, fallen("CHP-08"), "FAILED", "malformed"),
        (CheckName.CHIP_BOUNDS, endless(), "FAILED", "malformed"),
        (CheckName.CHIP_BOUNDS, spoilt(), "UNDETERMINED", "not_understood"),
        (CheckName.SAME_CHIP, bac(), "PASSED", "one_go"),
        (CheckName.SAME_CHIP, bac(resumed=True), "PASSED", "resumed"),
        (CheckName.SAME_CHIP, fallen("CHP-10"), "FAILED", "different"),
    ],
)  # fmt: skip
def test_the_talk_with_the_chip(name: CheckName, reading: ChipReading, verdict: str, reason: str) -> None:
    assert chips.told(reading, name) == (verdict, reason)


def test_a_wrong_key_from_misread_lines_says_which_field_to_read_again() -> None:
    page = chips.page("bac")
    upper, lower = page.mrz_lines
    misread = replace(page, mrz_lines=(upper, lower[:13] + ("1" if lower[13] != "1" else "2") + lower[14:]))
    made = chips.checks(closed(bac_failed="CHP-05"), misread)[CheckName.CHIP_KEY]
    assert made.reason == "chip_key.misread"
    assert "birth date" in dict(made.evidence)["fields"]


def test_every_data_group_that_was_altered_is_named() -> None:
    reading = bac()
    for file in (ChipFile.DG1, ChipFile.DG2):
        data = reading.files[file].data
        reading = chips.with_file(reading, file, data[:-1] + bytes([data[-1] ^ 1]))
    made = chips.checks(reading)[CheckName.CHIP_HASHES]
    assert (made.verdict, made.reason) == (Verdict.FAILED, "chip_hashes.altered")
    assert dict(made.evidence) == {"groups": "DG1, DG2"}


def test_the_list_of_the_chip_decides_nothing_and_hides_nothing() -> None:
    reading = chips.files("bac")
    signed = peek(reading.files[ChipFile.SOD].data)
    assert signed is not None
    groups = tuple(sorted(signed.groups))
    assert chips.told(reading, CheckName.CHIP_CONTENTS) == ("PASSED", "same")
    short = chips.with_file(reading, ChipFile.COM, common_data(groups[:-1], "1.7"))
    assert chips.told(short, CheckName.CHIP_CONTENTS) == ("FAILED", "hidden")
    long = chips.with_file(reading, ChipFile.COM, common_data((*groups, 15), "1.7"))
    assert chips.told(long, CheckName.CHIP_CONTENTS) == ("FAILED", "added")
    gone = chips.without(reading, ChipFile.of_group(groups[-1]), state=FileState.ABSENT)
    assert chips.told(gone, CheckName.CHIP_CONTENTS) == ("FAILED", "gone")
    silent = chips.without(reading, ChipFile.COM, state=FileState.ABSENT)
    assert chips.told(silent, CheckName.CHIP_CONTENTS) == ("UNDETERMINED", "no_list")


def test_a_group_that_nobody_signed_fails() -> None:
    foreign = chips.with_file(
        chips.files("bac"), ChipFile.DG15, chips.files("aa-rsa").files[ChipFile.DG15].data
    )
    assert chips.told(foreign, CheckName.CHIP_HASHES) == ("FAILED", "unsigned")
    assert chips.told(foreign, CheckName.ACTIVE_AUTHENTICATION) == ("FAILED", "key_unsigned")


@pytest.mark.parametrize(
    "change,reason",
    [
        (lambda data: data.replace(b"\x02\x01\x02\x04", b"\x02\x01\x01\x04", 1), "twice"),
        (lambda data: data.replace(b"\x02\x01\x01\x04", b"\x02\x01\x15\x04", 1), "impossible"),
        (lambda data: data.replace(b"\x02\x01\x02\x04", b"\x02\x01\x05\x04", 1), "lacking"),
    ],
)
def test_a_list_of_hashes_against_the_rules_fails(change: Any, reason: str) -> None:
    reading = bac()
    spoilt = chips.with_file(reading, ChipFile.SOD, change(reading.files[ChipFile.SOD].data))
    assert chips.told(spoilt, CheckName.CHIP_LAYOUT) == ("FAILED", reason)
    assert chips.told(spoilt, CheckName.CHIP_SIGNATURE)[0] == "FAILED"


def test_an_unknown_hash_is_no_forgery() -> None:
    data = bac().files[ChipFile.SOD].data
    sha256 = bytes.fromhex("0609608648016503040201")
    content = data.index(sha256, data.index(sha256) + 1)
    spoilt = chips.with_file(bac(), ChipFile.SOD, data[: content + 10] + b"\x0b" + data[content + 11 :])
    assert chips.told(spoilt, CheckName.CHIP_LAYOUT) == ("UNDETERMINED", "hash_unknown")


@pytest.mark.parametrize(
    "state,signature,overall_verdict",
    [(FileState.ABSENT, "FAILED", "FAILED"), (FileState.REFUSED, "UNDETERMINED", "UNDETERMINED")],
)
def test_a_chip_without_a_security_object_is_never_green(
    state: FileState, signature: str, overall_verdict: str
) -> None:
    checks = chips.checks(chips.without(bac(), ChipFile.SOD, state=state))
    assert checks[CheckName.CHIP_SIGNATURE].verdict.value == signature
    assert overall(checks.values()).value == overall_verdict


def test_access_parameters_are_those_that_dg14_signs() -> None:
    good = replace(chips.files("pace-gm-p256"), access=PACE)
    assert chips.told(good, CheckName.CHIP_PARAMETERS) == ("PASSED", "same")
    other = chips.files("pace-gm-3des").files[ChipFile.CARD_ACCESS].data
    assert chips.told(chips.with_file(good, ChipFile.CARD_ACCESS, other), CheckName.CHIP_PARAMETERS) == (
        "FAILED", "altered",
    )  # fmt: skip
    emptied = chips.with_file(good, ChipFile.CARD_ACCESS, tlv.encode(0x31, b""))
    assert chips.told(emptied, CheckName.CHIP_PARAMETERS) == ("FAILED", "altered")
    hidden = chips.without(good, ChipFile.CARD_ACCESS, state=FileState.ABSENT)
    assert chips.told(hidden, CheckName.CHIP_PARAMETERS) == ("FAILED", "hidden")
    assert chips.told(chips.files("bac"), CheckName.CHIP_PARAMETERS)[0] == "NOT_RUN"


def test_the_state_in_dg1_is_the_signers() -> None:
    assert chips.told(chips.read("bac"), CheckName.CHIP_COUNTRY) == ("PASSED", "same")
    made = chips.checks(chips.read("foreign-signer"))[CheckName.CHIP_COUNTRY]
    assert (made.verdict, made.reason) == (Verdict.FAILED, "chip_country.other")
    unknown = chips.told(chips.read("bac"), CheckName.CHIP_COUNTRY, None, chips.trust().__class__())
    assert unknown == ("UNDETERMINED", "unproved")


def test_an_expired_document_is_said_to_be_one_and_no_forgery() -> None:
    made = chips.checks(chips.read("expired"))[CheckName.CHIP_DATES]
    assert (made.verdict, made.reason) == (Verdict.UNDETERMINED, "chip_dates.document_expired")


def test_without_trust_nothing_is_green() -> None:
    checks = chips.checks(chips.read("pace-gm-p256"), None, chips.trust().__class__())
    assert overall(checks.values()) is Verdict.UNDETERMINED
    assert checks[CheckName.CHIP_AUTHENTICATION].reason == "chip_authentication.files_not_proved"


def test_a_bare_security_object_is_judged_by_its_signature() -> None:
    sod = chips.came(ChipFile.SOD, bac().files[ChipFile.SOD].data)
    bare = ChipReading(Access(None), {ChipFile.SOD: sod}, whole=True)
    checks = chips.checks(bare)
    passed = {name for name, one in checks.items() if one.verdict is Verdict.PASSED}
    assert passed >= {CheckName.CHIP_SIGNATURE, CheckName.CHIP_ISSUER, CheckName.CHIP_LAYOUT}
    assert checks[CheckName.CHIP_HASHES].reason == "chip_hashes.no_groups"
    assert checks[CheckName.CLONE_PROTECTION].verdict is Verdict.NOT_RUN


def test_a_list_of_hashes_beside_no_data_is_not_green() -> None:
    kept = {file: bac().files[file] for file in (ChipFile.SOD, ChipFile.COM)}
    checks = chips.checks(ChipReading(Access(None), kept, whole=True))
    assert checks[CheckName.CHIP_HASHES].verdict is Verdict.UNDETERMINED
    assert overall(checks.values()) is Verdict.UNDETERMINED


def test_nothing_is_said_to_be_in_order_of_a_signer_who_is_not_there() -> None:
    spoilt = chips.with_file(bac(), ChipFile.SOD, bac().files[ChipFile.SOD].data[:-1])
    assert chips.told(spoilt, CheckName.KNOWN_DEFECTS) == ("NOT_RUN", "no_signer")


@pytest.mark.parametrize("profile", ["wrong-mrz", "pace-fails"])
def test_a_chip_that_nothing_opened_is_not_called_unsigned(profile: str) -> None:
    checks = chips.checks(chips.read(profile), chips.page(profile))
    of_files = {one.name: one for one in checks.values() if one.name in CHIP_GROUPS[CheckGroup.CHIP_GENUINE]}
    assert {one.reason for one in of_files.values()} == {f"{name}.not_opened" for name in of_files}
    assert {one.verdict for one in of_files.values()} == {Verdict.NOT_RUN}
    assert checks[CheckName.CHIP].reason == "chip.not_opened"
    assert sentence(checks[CheckName.CHIP]) != sentence(checks[CheckName.CHIP_SIGNATURE])
    assert checks[CheckName.CHIP_DETAILS].reason == "chip_details.not_opened"
    assert overall(checks.values()) is Verdict.UNDETERMINED


@pytest.mark.parametrize("profile", ["wrong-mrz", "pace-fails", "wrong-mac", "endless-parts", "pulled"])
def test_a_reading_that_ended_is_never_said_to_go_on(profile: str) -> None:
    checks = chips.checks(chips.read(profile), chips.page(profile))
    assert not [one for one in checks.values() if one.reason.endswith(".not_yet")]


def test_details_that_never_came_are_not_compared() -> None:
    checks = chips.checks(chips.read("pulled"), chips.page("pulled"))
    assert checks[CheckName.CHIP_DETAILS].reason == "chip_details.not_read"


def test_a_reading_that_ended_before_the_security_object_says_so() -> None:
    ended = replace(bac(), whole=False, failure="CHP-03", files={})
    assert chips.told(ended, CheckName.CHIP_SIGNATURE) == ("UNDETERMINED", "object_not_reached")


def test_a_malformed_file_is_not_among_those_that_were_read() -> None:
    made = chips.checks(chips.read("boundless-length"))[CheckName.CHIP]
    assert (made.verdict, made.reason) == (Verdict.UNDETERMINED, "chip.read_in_part")
    assert dict(made.evidence)["files"] == "EF.DG1"
    (count,) = dict(chips.checks(bac())[CheckName.CHIP].evidence).values()
    assert int(count) == sum(read.state is FileState.READ for read in bac().files.values())


def test_no_reading_at_all_has_every_check_not_run() -> None:
    checks = prove(ChipReading(Access(None)), chips.trust(), None, chips.NOW)
    assert [one.name for one in checks] == list(ORDER)
    assert len(checks) == 24
    assert {one.verdict for one in checks} == {Verdict.NOT_RUN}
    assert overall(checks) is Verdict.NOT_RUN


def test_known_defects_are_questions_with_their_reference() -> None:
    known = (Defect("TO", "date of issue is in the Chinese calendar", "list 3, 17"),)
    made = oddities("TO", "ab", (), known)
    assert (made.verdict, made.reason) == (Verdict.UNDETERMINED, "known_defects.listed")
    assert oddities("WS", "ab", (), known).verdict is Verdict.PASSED
    only = (replace(known[0], signers=frozenset({"cd"})),)
    assert oddities("TO", "ab", (), only).verdict is Verdict.PASSED
    assert oddities("RU", "ab", ("sha1",)).reason == "known_defects.old_hash"
    assert oddities("DE", "ab", ("sha1", "id_data_content")).verdict is Verdict.UNDETERMINED


def test_the_chip_says_who_its_holder_is() -> None:
    told = said(chips.read("all-files"))
    assert told.mrz_lines == chips.page("all-files").mrz_lines
    assert told.full_name
    assert told.issued_on.startswith("20")
    face = face_of(chips.read("all-files"))
    assert face is not None
    assert face.width > 100
    assert said(ChipReading(Access(None))).full_name == ""
    assert face_of(ChipReading(Access(None))) is None


def test_the_photo_opens_or_is_left_to_the_page() -> None:
    reading, name = chips.read("bac"), CheckName.CHIP_PHOTO
    assert chips.told(reading, name, picture_opened=True) == ("PASSED", "opened")
    assert chips.told(reading, name, picture_opened=False) == ("UNDETERMINED", "unreadable")
    assert chips.told(reading, name) == ("NOT_RUN", "not_opened")
    assert chips.told(chips.without(reading, ChipFile.DG2, state=FileState.ABSENT), name)[0] == "UNDETERMINED"


def test_a_page_typed_by_hand_proves_nothing_against_the_chip() -> None:
    page = chips.page("bac")
    upper, lower = page.mrz_lines
    typed = replace(page, mrz_lines=(upper.replace("A", "E", 1), lower), capture=Capture.TYPED_MRZ)
    assert chips.told(chips.read("bac"), CheckName.CHIP_PAGE, typed) == ("UNDETERMINED", "typed_differs")


@pytest.mark.parametrize("state", [FileState.REFUSED, FileState.MALFORMED])
def test_an_object_that_nobody_saw_is_not_said_to_be_missing(state: FileState) -> None:
    reading = chips.without(chips.read("bac"), ChipFile.SOD, state=state)
    for name in (CheckName.CHIP_SIGNATURE, CheckName.CHIP_HASHES, CheckName.CLONE_PROTECTION):
        assert chips.told(reading, name, chips.page("bac")) == ("UNDETERMINED", "object_not_given")
