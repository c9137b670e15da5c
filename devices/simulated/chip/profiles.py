"""The virtual passports by name: good ones of every kind of access and proof, and one for every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.emrtd.keys import Cipher
from devices.emrtd.security_infos import Mapping as PaceMapping
from devices.simulated.chip import faults
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import Chip, VirtualPassport
from devices.simulated.chip.faults import AnswerFault, FileFault, PulledAt, WrongMacAt
from devices.simulated.chip.files import FilePlan
from devices.simulated.chip.holder import Holder, holder_of
from devices.simulated.chip.passport import AgreementOffer, PaceWay, Plan, issue
from devices.simulated.chip.pki import Pki, SignerKind
from devices.simulated.chip.secrets import Limits, TooMuch
from devices.simulated.chip.security_files import Naming
from devices.simulated.people import TRAVELLERS, Traveller, load_traveller


@dataclass(frozen=True, slots=True)
class Expect:
    """What an expert says of it: the verdict over all, and what it rests on.

    `failed` names all checks that fail, `undetermined` those that must be left open (others may be,
    for what could not be read proves nothing). Names and verdicts are the desk's, as plain text.
    """

    overall: str = "PASSED"
    failed: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()


GOOD: Final = Expect()


@dataclass(frozen=True, slots=True)
class Profile:
    """A virtual passport: whose, how it was made, what is wrong with it, and what should be found.

    `traveller` names a file of the invented travellers. `relaid` is the profile that lies there after
    this one was taken away in the middle; empty for the same chip.
    """

    about: str
    plan: Plan = field(default_factory=Plan)
    traveller: str = "01-tonga"
    file_faults: tuple[FileFault, ...] = ()
    answer_faults: tuple[AnswerFault, ...] = ()
    expect: Expect = GOOD
    relaid: str = ""


def holder(profile: Profile, pki: Pki) -> Holder:
    """Whose passport it is, as of the PKI's day."""
    return holder_of(traveller(profile, pki))


def traveller(profile: Profile, pki: Pki) -> Traveller:
    """The same as swiped through a document reader."""
    return load_traveller(TRAVELLERS / f"{profile.traveller}.toml", pki.day)


def body_of(profile: Profile, pki: Pki, person: Holder | None = None) -> Body:
    """The chip's files and secrets, its file faults done; for `person` if given."""
    body = issue(person or holder(profile, pki), profile.plan, pki)
    for fault in profile.file_faults:
        body = fault(body)
    return body


def passport_of(profile: Profile, pki: Pki, person: Holder | None = None) -> Chip:
    """The chip, ready to be laid on a reader."""
    return wrapped(VirtualPassport(body_of(profile, pki, person)), profile.answer_faults)


def chip_of(person: Traveller, pki: Pki) -> Chip | None:
    """The chip in an invented traveller's document; None in a document without one."""
    return passport_of(PROFILES[person.chip], pki, holder_of(person)) if person.chip else None


def wrapped(chip: Chip, answer_faults: Iterable[AnswerFault]) -> Chip:
    """The chip with these faults between it and the reader."""
    for fault in answer_faults:
        chip = fault(chip)
    return chip


def _failed(*names: str, undetermined: tuple[str, ...] = ()) -> Expect:
    return Expect("FAILED", names, undetermined)


def _unclear(*names: str) -> Expect:
    return Expect("UNDETERMINED", (), names)


_GM_AES128: Final = PaceWay(PaceMapping.GM, Cipher.AES128, 12)
_GM_DES3: Final = PaceWay(PaceMapping.GM, Cipher.DES3, 12)
_CA_AES128: Final = AgreementOffer(Cipher.AES128, "secp256r1")
_LONG: Final = Limits(answer=4_096, extended=True)
_PACE_AND_CA: Final = Plan(pace=(_GM_AES128,), agreements=(_CA_AES128,))
_ALL_FILES: Final = FilePlan((1, 2, 3, 7, 11, 12, 13, 16), "1.8", "sha512", jpeg2000=True)


def _pace(mapping: PaceMapping, cipher: Cipher, parameter: int, *, bac: bool = True) -> Plan:
    return Plan(pace=(PaceWay(mapping, cipher, parameter),), bac=bac)


_GOOD_ONES: Final[dict[str, Profile]] = {
    "bac": Profile("BAC, no protection against copies"),
    "open": Profile("No access control at all", Plan(open=True), expect=_unclear("chip_access")),
    "pace-gm-p256": Profile("PACE generic mapping with AES-128, chip authentication, BAC too", _PACE_AND_CA),
    "pace-gm-3des": Profile(
        "PACE generic mapping with 3DES on brainpoolP256r1", _pace(PaceMapping.GM, Cipher.DES3, 13)
    ),
    "pace-gm-bp320": Profile(
        "PACE generic mapping with AES-192 on brainpoolP320r1, no BAC",
        _pace(PaceMapping.GM, Cipher.AES192, 14, bac=False),
        "11-unknown-birth-day",
    ),
    "pace-gm-p521": Profile(
        "PACE generic mapping with AES-256 on secp521r1",
        _pace(PaceMapping.GM, Cipher.AES256, 18),
        "02-specimen",
    ),
    "pace-im-bp256": Profile(
        "PACE integrated mapping with AES-128", _pace(PaceMapping.IM, Cipher.AES128, 13), "03-vanuatu"
    ),
    "pace-im-p521": Profile(
        "PACE integrated mapping with AES-256 on secp521r1, no BAC",
        _pace(PaceMapping.IM, Cipher.AES256, 18, bac=False),
    ),
    "pace-cam": Profile(
        "PACE chip authentication mapping with AES-128, long answers",
        Plan(pace=(PaceWay(PaceMapping.CAM, Cipher.AES128, 13),), bac=False, limits=_LONG),
        "02-specimen",
    ),
    "pace-dh-gm": Profile(
        "PACE generic mapping in the DH group of 1024 bits", _pace(PaceMapping.GM, Cipher.AES128, 0)
    ),
    "pace-dh-im": Profile(
        "PACE integrated mapping in the DH group of 1024 bits", _pace(PaceMapping.IM, Cipher.AES128, 0)
    ),
    "aa-rsa": Profile("BAC and active authentication by RSA", Plan(signature="rsa"), "18-child"),
    "aa-rsa-sha1": Profile(
        "The same over SHA-1, as the oldest have it",
        Plan(FilePlan(digest="sha1"), signature="rsa", signature_digest="sha1"),
    ),
    "aa-ecdsa": Profile("BAC and active authentication by ECDSA", Plan(signature="ecdsa"), "09-mononym"),
    "ca-ecdh-3des": Profile(
        "BAC and chip authentication by ECDH with 3DES",
        Plan(agreements=(AgreementOffer(Cipher.DES3, "brainpoolP256r1"),)),
    ),
    "ca-dh": Profile(
        "BAC and chip authentication by DH with AES-128", Plan(agreements=(AgreementOffer(Cipher.AES128, 0),))
    ),
    "ca-two-keys": Profile(
        "Chip authentication with two numbered keys",
        Plan(
            pace=(_GM_AES128,),
            agreements=(
                AgreementOffer(Cipher.DES3, "secp256r1", Naming.NAMED, 1),
                AgreementOffer(Cipher.AES256, "brainpoolP384r1", Naming.STANDARDIZED, 2),
            ),
        ),
    ),
    "extended": Profile(
        "Long answers, announced in the ATR", Plan(pace=(_GM_AES128,), agreements=(_CA_AES128,), limits=_LONG)
    ),
    "short-answers": Profile("Gives no more than 160 bytes at a time", Plan(limits=Limits(answer=160))),
    "refuses-long": Profile(
        "Ends the session when asked for more than 192 bytes",
        Plan(limits=Limits(answer=192, too_much=TooMuch.REFUSE)),
    ),
    "corrects-length": Profile(
        "Says how much may be asked for (6CXX)", Plan(limits=Limits(answer=200, too_much=TooMuch.CORRECT))
    ),
    "all-files": Profile(
        "LDS 1.8 with every file, JPEG 2000, fingerprints that stay closed",
        Plan(_ALL_FILES, pace=(_GM_AES128,), agreements=(_CA_AES128,), limits=_LONG),
        "02-specimen",
    ),
    "card": Profile("An identity card of three lines", _PACE_AND_CA, "05-card-france"),
    "expired-signer": Profile(
        "Signed by a key whose certificate has expired since", Plan(signer=SignerKind.EXPIRED)
    ),
    "expired": Profile(
        "A passport that expired forty days ago", Plan(), "04-expired-fiji", expect=_unclear("chip_dates")
    ),
}

_COPIES: Final[dict[str, Profile]] = {
    "cloned": Profile(
        "A copy: active authentication is not answered",
        Plan(signature="rsa"),
        file_faults=(faults.cloned_without_keys,),
        expect=_failed("active_authentication", "clone_protection"),
    ),
    "cloned-signing": Profile(
        "A copy that signs with a key of its own",
        Plan(signature="ecdsa"),
        file_faults=(faults.cloned_with_own_keys,),
        expect=_failed("active_authentication", "clone_protection"),
    ),
    "cloned-ca": Profile(
        "A copy that agrees on keys with a key of its own",
        _PACE_AND_CA,
        file_faults=(faults.cloned_with_own_keys,),
        expect=_failed("chip_authentication", "clone_protection"),
    ),
    "cloned-cam": Profile(
        "A copy that maps with a key of its own",
        _pace(PaceMapping.CAM, Cipher.AES128, 13),
        file_faults=(faults.cloned_with_own_keys,),
        expect=_failed("chip_authentication", "clone_protection"),
    ),
    "hidden-dg15": Profile(
        "A copy that left DG15 out of EF.COM, so that nobody should ask",
        Plan(signature="rsa"),
        file_faults=(faults.hides_group_15,),
        expect=_failed("active_authentication", "chip_contents", "clone_protection"),
    ),
    "swapped": Profile(
        "Taken away in the middle; another chip of the same holder is laid back",
        answer_faults=(PulledAt(6_000),),
        relaid="aa-rsa-sha1",
        expect=_failed("same_chip"),
    ),
}

_FORGERIES: Final[dict[str, Profile]] = {
    "tampered-dg1": Profile(
        "Birth date changed on the chip",
        file_faults=(faults.other_birth_date,),
        expect=_failed("chip_hashes", "chip_page"),
    ),
    "tampered-dg2": Profile(
        "Photo on the chip exchanged for another's",
        file_faults=(faults.other_photo,),
        expect=_failed("chip_hashes"),
    ),
    "weak-card-access": Profile(
        "EF.CardAccess offers less than DG14 says",
        Plan(pace=(PaceWay(PaceMapping.GM, Cipher.AES256, 12), _GM_DES3)),
        file_faults=(faults.says_weaker_pace,),
        expect=_failed("chip_parameters"),
    ),
    "forged-signer": Profile(
        "Signed by a key that the state never certified",
        Plan(signer=SignerKind.FORGED),
        expect=_failed("chip_issuer"),
    ),
    "late-signer": Profile(
        "Signed by a key younger than the document",
        Plan(signer=SignerKind.LATE),
        expect=_failed("chip_dates"),
    ),
    "revoked-signer": Profile(
        "Signed by a key that was stolen",
        Plan(signer=SignerKind.REVOKED),
        expect=_failed("chip_revocation"),
    ),
    "server-signer": Profile(
        "Signed by a web server's key", Plan(signer=SignerKind.SERVER), expect=_failed("chip_key_usage")
    ),
    "cards-signer": Profile(
        "Signed by a key for identity cards only",
        Plan(signer=SignerKind.CARDS_ONLY),
        expect=_failed("chip_key_usage"),
    ),
    "foreign-signer": Profile(
        "A passport of Tonga signed by Samoa", Plan(signed_by="WS"), expect=_failed("chip_country")
    ),
    "unknown-csca": Profile(
        "Of a state in no list",
        Plan(signed_by="XQ"),
        "15-wrong-country",
        expect=_unclear("chip_issuer", "chip_revocation"),
    ),
    "unlisted-csca": Profile(
        "Home-made signer: the state's name, and a key that no list knows",
        Plan(signer=SignerKind.UNLISTED),
        expect=_failed("chip_issuer", undetermined=("chip_revocation",)),
    ),
}

_TROUBLES: Final[dict[str, Profile]] = {
    "pace-fails": Profile(
        "PACE fails in its last step, BAC would open it",
        _PACE_AND_CA,
        answer_faults=(faults.WRONG_TOKEN,),
        expect=_unclear("chip_access"),
    ),
    "pace-infinity": Profile(
        "Maps with the point at infinity",
        _PACE_AND_CA,
        answer_faults=(faults.INFINITY,),
        expect=_unclear("chip_access"),
    ),
    "pace-off-curve": Profile(
        "Sends a key that is not on the curve",
        _PACE_AND_CA,
        answer_faults=(faults.OFF_CURVE,),
        expect=_unclear("chip_access"),
    ),
    "wrong-mrz": Profile(
        "The chip of another document", file_faults=(faults.other_key,), expect=_unclear("chip_key")
    ),
    "pulled": Profile("Taken away after 6,000 bytes, then laid back", answer_faults=(PulledAt(6_000),)),
    "mute": Profile("Does not answer", answer_faults=(faults.mute,), expect=_unclear("chip")),
    "boundless-length": Profile(
        "DG1 of four thousand million bytes",
        file_faults=(faults.boundless_length,),
        expect=_failed("chip_bounds"),
    ),
    "indefinite-length": Profile(
        "DG1 of indefinite length", file_faults=(faults.indefinite_length,), expect=_failed("chip_bounds")
    ),
    "endless-file": Profile(
        "DG2 of eight million bytes", file_faults=(faults.endless_file,), expect=_failed("chip_bounds")
    ),
    "endless-parts": Profile(
        "Always says that more is to come",
        answer_faults=(faults.endless_parts,),
        expect=_failed("chip_bounds", "chip_messaging"),
    ),
    "wrong-mac": Profile(
        "One bit of an answer changed on the line, again and again",
        answer_faults=(WrongMacAt(9),),
        expect=_failed("chip_messaging"),
    ),
}

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(_GOOD_ONES | _COPIES | _FORGERIES | _TROUBLES)
"""Every virtual passport by its name."""
