"""The sentence of every reason that a check of a chip gives: what is wrong with what, and what to do."""

from __future__ import annotations

from app.domain.checks import CHIP_GROUPS, CheckName

_COMMON: dict[str, str] = {
    "not_yet": "Still being read.",
    "not_opened": "The chip was not opened.",
    "object_not_reached": "The reading ended before the security object came: lay the passport back.",
    "object_not_given": "The chip did not give its security object: nothing can be proved.",
    "no_object": "There is no security object: nothing here is signed.",
    "object_unreadable": "The chip's security object cannot be understood.",
}
"""What every check of a chip may say for want of its files."""

_OF_KEYS: dict[str, str] = {
    "files_only": "Only files were given: no chip could be asked.",
    "no_key": "The signed list has no key for this.",
    "key_unsigned": "{group} holds a key that nobody signed: the chip is a copy with a forged key.",
    "key_altered": "The key in {group} is not the one that was signed: the chip is a copy.",
    "key_withheld": "The chip does not give {group}, whose key was signed for it: the chip is a copy.",
    "interrupted": "The reading ended before the chip was asked: lay it on again.",
    "unanswered": "The chip was never made to answer, although its key is signed: the chip is a copy.",
    "refused": "The chip refuses to prove itself ({status}): the chip is a copy.",
    "files_not_proved": (
        "The chip answered rightly, but its files are not proved, so that the answer is worth nothing."
    ),
    "right_so_far": "The chip answered rightly; its files are still being proved.",
}
"""What both proofs that a chip is the original may say."""

_TALK: dict[str, str] = {
    "chip.no_reader": "No chip reader here.",
    "chip.reader_gone": "The chip reader does not work.",
    "chip.visa": "A visa has no chip.",
    "chip.no_key": "Number, date of birth or date of expiry is not known: nothing opens the chip.",
    "chip.asked": "Lay the passport on the chip reader.",
    "chip.reading": "The chip is being read.",
    "chip.valve": "Not asked for: a supervisor has lowered what is captured until {until}.",
    "chip.left": "The officer went on without the chip.",
    "chip.read": "The chip was read whole: {files} files.",
    "chip.read_in_part": "The chip did not give {files}.",
    "chip.files_only": "Only files were given: no chip was seen.",
    "chip.lifted": "The passport was lifted while {file} was read: lay it back.",
    "chip.none_found": "No chip answered: lay the passport flat; if none answers, inspect it by hand.",
    "chip.mute": "The chip does not answer: inspect the passport by hand, it may be broken or disabled.",
    "chip.not_a_passport": "The chip is not that of a passport: inspect the document by hand.",
    "chip.refused": "The chip refused to give {file}: try once more, then inspect by hand.",
    "chip.not_opened": "The chip is there, and nothing opened it: see its access and its key.",
    "chip.stopped": "The reading ended early ({code}) at {file}: try once more.",
    "chip_access.pace": "Opened by the secure way ({protocol}).",
    "chip_access.second_way": (
        "Opened by {protocol} after a stronger way failed ({code}): somebody may be listening in."
    ),
    "chip_access.bac": "Opened by the older way: this chip has no other.",
    "chip_access.open": "The chip is open to anybody, which passports are not: inspect it by hand.",
    "chip_access.downgraded": (
        "Secure access failed ({code}) and the older way was taken: somebody may be listening in."
    ),
    "chip_access.pace_passed_over": "The older way was taken although the chip offers the secure one.",
    "chip_access.pace_failed": (
        "The secure way into the chip failed ({code}); the older, weaker way was not taken."
    ),
    "chip_access.none": "Nothing opened the chip ({code}).",
    "chip_access.files_only": "Only files were given: how the chip was opened is not known.",
    "chip_key.mrz": "The printed lines open the chip.",
    "chip_key.can": "The card access number opens the chip; the printed lines were not tried.",
    "chip_key.open": "The chip asks for no key.",
    "chip_key.wrong": (
        "The lines do not open this chip: read them again, then check whether the chip belongs to it."
    ),
    "chip_key.misread": (
        "The lines do not open this chip and their check digits are wrong: {fields}. Read them again."
    ),
    "chip_key.can_wrong": "The card access number does not open this chip: type it again.",
    "chip_key.not_tried": "The chip was not opened: whether the key fits is not known.",
    "chip_key.files_only": "Only files were given: no key was tried.",
    "chip_messaging.whole": "Every answer came unaltered.",
    "chip_messaging.altered": (
        "An answer was altered between chip and reader, at {file}: read once more, then refer."
    ),
    "chip_messaging.open": "The chip speaks in the open: its answers carry no seal.",
    "chip_messaging.files_only": "Only files were given: nobody listened.",
    "chip_bounds.kept": "The chip's answers are as they should be.",
    "chip_bounds.malformed": (
        "The chip's answers are malformed: {files}. It may be a forgery that attacks readers."
    ),
    "chip_bounds.not_understood": "Not as the standard has it: {files}.",
    "same_chip.one_go": "Read in one go.",
    "same_chip.resumed": "The passport was lifted and laid back: it is the same chip.",
    "same_chip.ended": "The reading ended early: what came is of one chip.",
    "same_chip.different": "A different chip was laid back: read the passport again from the beginning.",
    "same_chip.files_only": "Only files were given: whether all are of one chip is not known.",
}  # fmt: skip

_FILES: dict[str, str] = {
    "chip_parameters.same": "The chip's offer is the signed one.",
    "chip_parameters.altered": (
        "The chip's access parameters were altered: {protocols} is not as signed in DG14."
    ),
    "chip_parameters.hidden": "The chip hides that it has secure access, which its signed DG14 names.",
    "chip_parameters.not_signed": "The chip offers secure access, and no signed file confirms it.",
    "chip_parameters.none": "The chip signs no access parameters.",
    "chip_parameters.unreadable": "{file} was not read, so that the access parameters cannot be compared.",
    "chip_parameters.files_only": "EF.CardAccess was not given.",
    "chip_contents.same": "List and chip name what was signed: {groups}.",
    "chip_contents.hidden": "The chip's list leaves out {groups}, signed all the same: data group removed.",
    "chip_contents.gone": "The chip has no {groups}, signed all the same: data group removed.",
    "chip_contents.added": "The chip's list names {groups}, which nobody signed.",
    "chip_contents.no_list": "The chip gave no list of its data groups (EF.COM).",
    "chip_contents.object_only": "Only the security object was given.",
    "chip_contents.version_differs": "The chip's list says version {listed}, the signed one {signed}.",
    "chip_hashes.right": "As signed: {groups}.",
    "chip_hashes.right_so_far": "As signed so far: {groups}.",
    "chip_hashes.altered": "Altered after it was signed: {groups}.",
    "chip_hashes.unsigned": "Nobody signed {groups}.",
    "chip_hashes.algorithm_unknown": "The hashes are of a kind not known here ({algorithm}).",
    "chip_hashes.not_all": "Not compared, since the chip did not give them: {groups}.",
    "chip_hashes.no_groups": "No data group was read.",
    "chip_layout.right": "The security object is as the standard has it (LDS {version}, {algorithm}).",
    "chip_layout.twice": "The security object names {groups} twice.",
    "chip_layout.impossible": "The security object names data groups that do not exist: {numbers}.",
    "chip_layout.lacking": "The security object lacks {groups}, which every passport has.",
    "chip_layout.hash_length": "The signed hash of {groups} has a wrong length.",
    "chip_layout.hash_unknown": "The hashes are of a kind not known here ({algorithm}).",
    "chip_layout.version_unknown": "The security object is of a version not known here ({version}).",
}  # fmt: skip

_SIGNER: dict[str, str] = {
    "chip_signature.good": "The signature is right ({algorithm}, signer {signer}).",
    "chip_signature.malformed": "The security object cannot be read: {why}.",
    "chip_signature.content_type": "What was signed is no list of a passport's hashes ({content_type}).",
    "chip_signature.content_malformed": "The signed list of hashes cannot be read: {why}.",
    "chip_signature.no_signer": "The security object has no signature.",
    "chip_signature.no_certificate": "The security object comes without its signer's certificate.",
    "chip_signature.certificate_missing": "The signer's certificate is not among those on the chip.",
    "chip_signature.wrong": "Signature not valid: {signer} did not sign this ({algorithm}).",
    "chip_signature.digest_wrong": (
        "Signature not valid: the list of hashes is not the one that {signer} signed."
    ),
    "chip_signature.attributes_wrong": "Signature not valid: {why}.",
    "chip_signature.algorithm_unknown": "Signed in a way not known here ({algorithm}).",
    "chip_signature.algorithm_weak": "Signed in a way that proves nothing any more ({algorithm}).",
    "chip_signature.curve_altered": "The key of {signer} is on an altered curve: forged.",
    "chip_signature.key_unusable": "The key of {signer} cannot be used: {why}.",
    "chip_issuer.known": "Signed for {country} ({issuer}); list {list} of {list_date}.",
    "chip_issuer.signature_wrong": "Signing certificate forged: {issuer} of {country} did not issue it.",
    "chip_issuer.key_unknown": (
        "{issuer} is known, but not this key of it: newer than our list of {newest}, or forged."
    ),
    "chip_issuer.key_overdue": (
        "Signer of {signer_since} certified by no key of {issuer} in our list of {newest}: likely forged."
    ),
    "chip_issuer.unknown": "Issuer {issuer} of {country} not in our list of {newest}.",
    "chip_issuer.no_list": "No list of country certificates here: nobody can say who issued this.",
    "chip_issuer.algorithm_unknown": "The signer was certified in a way not known here ({algorithm}).",
    "chip_issuer.algorithm_weak": "The signer was certified in a way that proves nothing now ({algorithm}).",
    "chip_issuer.no_signer": "There is no signer whose issuer could be looked for.",
    "chip_trust_list.fresh": "The list {list} is of {list_date}, {days} days old.",
    "chip_trust_list.old": "The list {list} is of {list_date}, {days} days old: bring a newer one.",
    "chip_trust_list.ahead": (
        "The list {list} is dated {list_date}, which is not yet: is our clock right?"
    ),
    "chip_trust_list.undated": "The list {list} does not say how old it is.",
    "chip_trust_list.none": "No list of country certificates here.",
    "chip_trust_list.unvouched": "Nobody vouches for the list {list}: name the root of its signer too.",
    "chip_dates.fit": "The signer was valid when the document was issued ({issued_on}).",
    "chip_dates.signer_later": (
        "The signer is valid from {from} only, the document was issued on {issued_on}."
    ),
    "chip_dates.signer_expired_then": (
        "The signer was valid until {until}, the document was issued on {issued_on}."
    ),
    "chip_dates.near": "The signer is valid from {from}, some days after the document's issue ({issued_on}).",
    "chip_dates.key_period_over": "The signer should have signed until {until} only; issue is {issued_on}.",
    "chip_dates.issuer_not_valid_then": (
        "The signer was issued on {signer_from}, its authority is valid from {from} until {until}."
    ),
    "chip_dates.issue_unknown": "When the document was issued is not known.",
    "chip_dates.issuer_unknown": "The signer was valid at issue ({issued_on}); its authority is not known.",
    "chip_dates.malformed": "The signer's dates cannot be read: {why}.",
    "chip_dates.no_signer": "There is no signer.",
    "chip_dates.document_expired": "Signed in time. The document itself expired on {day}.",
    "chip_key_usage.fit": "The certificate is one for signing such documents.",
    "chip_key_usage.not_a_signer": "The signing certificate is for something else: {usage}.",
    "chip_key_usage.authority": "An authority's certificate signed the document, which authorities do not.",
    "chip_key_usage.other_purpose": "The signing certificate is for something else ({purpose}).",
    "chip_key_usage.document_type": "The signer may sign documents {types}, this one is {type}.",
    "chip_key_usage.document_type_near": "The signer may sign documents {types}; this one says {type}.",
    "chip_key_usage.unsaid": "The certificate does not say what it is for.",
    "chip_key_usage.issuer_unknown": (
        "The certificate is one for signing documents; its authority is not known."
    ),
    "chip_key_usage.malformed": "What the certificate is for cannot be read: {why}.",
    "chip_key_usage.no_signer": "There is no signer.",
    "chip_revocation.clear": "Not revoked (list of {list_date}).",
    "chip_revocation.signer_revoked": "Signing key revoked on {revoked_on} (certificate {serial}).",
    "chip_revocation.issuer_revoked": "Key of the authority revoked on {revoked_on} (certificate {serial}).",
    "chip_revocation.no_list": "No list of revoked certificates of {country} here.",
    "chip_revocation.old": "Not revoked by {list_date}, but a newer list was due on {next_update}.",
    "chip_revocation.ahead": (
        "The list of revoked certificates is dated {list_date}, which is not yet: is our clock right?"
    ),
    "chip_revocation.partial": "Not revoked by {list_date}, but that list is only part of one.",
    "chip_revocation.list_wrong": (
        "The list of revoked certificates of {list_date} is not signed by its issuer."
    ),
    "chip_revocation.issuer_unknown": "Without the authority nobody can say what it revoked.",
    "chip_revocation.no_signer": "There is no signer.",
    "chip_country.same": "Document and signer are of one state.",
    "chip_country.other": "Signed by {signer}, document says {document}.",
    "chip_country.other_authority": "The signer's authority is {authority}, document says {document}.",
    "chip_country.unproved": "Document and signer name one state, which nothing proves.",
    "chip_country.no_issuer": "{document} issues no documents, and yet {signer} signed one.",
    "chip_country.not_known": "Who signs for {document} is not known; {signer} did.",
    "chip_country.no_page": "DG1 was not read, so that the states cannot be compared.",
    "chip_country.no_signer": "There is no signer whose state could be compared.",
    "known_defects.none": "Nothing odd.",
    "known_defects.no_signer": "There is no signer of whom anything could be known.",
    "known_defects.listed": "Known issue of {country}: {what} ({reference}).",
    "known_defects.content_unnamed": (
        "The signed content is not named as a passport's ({country}): known of old software."
    ),
    "known_defects.several_signers": "More than one signature: passports have one.",
    "known_defects.attributes_encoding": "The signature is encoded against the rules and right.",
    "known_defects.no_attributes": "Signed in a plain old way.",
    "known_defects.old_content_type": "Signed under a name from before the standard.",
    "known_defects.old_hash": "Signed with SHA-1, as older documents are.",
    "known_defects.long_chain": "The authority is known through a link from its older key.",
}  # fmt: skip

_PAGE: dict[str, str] = {
    "chip_page.same": "The chip's lines are the printed ones.",
    "chip_page.differs": "Chip and page differ in {fields} ({places}).",
    "chip_page.misread": (
        "Chip and page differ in {fields} ({places}): probably misread, read the page again."
    ),
    "chip_page.typed_differs": "Chip and typed lines differ in {fields} ({places}): compare with the page.",
    "chip_page.other_format": "The chip's lines are of another kind of document than the printed ones.",
    "chip_page.not_comparable": "What was typed makes no lines to compare: compare by eye.",
    "chip_page.unreadable": "{file} was not read or makes no sense: compare by eye.",
    "chip_page.not_given": "{file} was not given.",
    "chip_page.no_page": "No page was read to compare with.",
    "chip_photo.opened": "The chip's photo opens ({size}): compare it with page and person.",
    "chip_photo.not_opened": "The chip has a photo ({size}), not opened here.",
    "chip_photo.unreadable": "The chip's photo cannot be shown ({file}): compare the page with the person.",
    "chip_photo.not_given": "{file} was not given.",
    "chip_details.same": "Chip and page agree in {fields}.",
    "chip_details.differ": "Chip and page differ in {fields}: chip {chip}, page {page}.",
    "chip_details.none": "The chip says no more than the page.",
    "chip_details.not_read": "Not read: {files}.",
    "chip_details.nothing_to_compare": "Nothing in the chip's details can be compared by machine.",
    "chip_details.no_page": "No page was read to compare with.",
}

_ORIGINAL: dict[str, str] = {
    "active_authentication.right": "The chip signed our question with its own key ({key}).",
    "active_authentication.wrong": "The chip's signature is wrong ({key}): the chip is a copy.",
    "active_authentication.key_unusable": "The chip's key cannot be used: {why}.",
    "active_authentication.algorithm_unknown": "The chip signs in a way not known here.",
    "chip_authentication.right": "The chip holds the signed key ({protocol}).",
    "chip_authentication.mapped": "The chip holds the signed key (shown while it was opened, {protocol}).",
    "chip_authentication.not_confirmed": "The chip could not go on under its own key: the chip is a copy.",
    "chip_authentication.other_key": (
        "The chip answered for another key than the signed one: the chip is a copy."
    ),
    "chip_authentication.not_mapped": (
        "The chip does not hold the key that it names ({protocol}): the chip is a copy."
    ),
    "chip_authentication.key_unusable": "The chip's key cannot be used.",
    "chip_authentication.card_security_missing": "EF.CardSecurity was not read: the chip's key is not known.",
    "chip_authentication.card_security_forged": (
        "The signature under EF.CardSecurity is wrong: the chip is a copy."
    ),
    "chip_authentication.card_security_foreign": (
        "EF.CardSecurity is signed by {signer}, the document by {document}: the chip is a copy."
    ),
    "chip_authentication.card_security_signer": (
        "The signer of EF.CardSecurity was revoked, or might not sign it: the chip is a copy."
    ),
    "chip_authentication.not_shown": (
        "The chip's signed files promise a proof while it is opened, and it was opened without."
    ),
    "chip_authentication.card_security_unproved": (
        "The chip holds its key; who signed that key is not proved."
    ),
    "clone_protection.original": "The chip is the original.",
    "clone_protection.copy": "The chip is a copy.",
    "clone_protection.unclear": "Whether the chip is the original or a copy is not known.",
    "clone_protection.none": "Copy protection: none on this document.",
    "clone_protection.files_only": "Only files were given: a copy has the same ones.",
}  # fmt: skip

_CHIP_CHECKS = tuple(name for group in CHIP_GROUPS.values() for name in group)
_PROOFS = (CheckName.ACTIVE_AUTHENTICATION, CheckName.CHIP_AUTHENTICATION)

CHIP_REASONS: dict[str, str] = {
    **{f"{name}.{word}": text for name in _CHIP_CHECKS for word, text in _COMMON.items()},
    **{f"{name}.{word}": text for name in _PROOFS for word, text in _OF_KEYS.items()},
    **_TALK,
    **_FILES,
    **_SIGNER,
    **_PAGE,
    **_ORIGINAL,
}
"""Sentences by reason; where every check says the same, it is written once, and a check's own come last."""
