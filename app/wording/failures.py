"""For every failure code: what happened, what still works and what to do now."""

from __future__ import annotations

from collections.abc import Mapping

from app.wording.failures_of_days import OF_DAYS
from app.wording.failures_of_roads import OF_ROADS
from app.wording.words import Words

_KEPT = "Everything recorded so far is kept safely on this station."
_DESK = "The desk works: this traveller can be processed."

FAILURES: Mapping[str, Words] = {
    **OF_ROADS,
    **OF_DAYS,
    "MRZ-01": Words(
        "The lines of this document could not be read.",
        "Nothing was recorded. Other documents can be read.",
        "Swipe it once more, slowly and flat. If it fails again, type the lines or the fields.",
    ),
    "MRZ-02": Words(
        "More was read than any travel document holds.",
        "Nothing was recorded. Other documents can be read.",
        "Swipe one document at a time. If it happens again, type the lines.",
    ),
    "FLD-01": Words(
        "Something that was typed is missing or not valid.",
        "Nothing was lost: what you typed is still there.",
        "Correct the marked field and go on.",
    ),
    "FLD-02": Words(
        "That date does not exist in the calendar.",
        "Nothing was lost: what you typed is still there.",
        "Type day, month and year again; leave unknown parts as zeros.",
    ),
    "FLD-03": Words(
        "That code is not a state or nationality of the standard.",
        "Nothing was lost: what you typed is still there.",
        "Type the three-letter code as printed in the document, or its name.",
    ),
    "KEY-01": Words(
        "The name or the password is not right.",
        "The station is well. Nothing was opened.",
        "Check caps lock and type both again.",
    ),
    "KEY-02": Words(
        "This account is locked after too many wrong passwords.",
        "Other officers can sign in. Nothing was lost.",
        "Wait until the lock ends, or ask a supervisor to lift it.",
    ),
    "KEY-03": Words(
        "The file with this station's keys is damaged.",
        "The records themselves are untouched, but cannot be opened.",
        "Call the technician: the copy of the key file must be put back.",
    ),
    "KEY-04": Words(
        "The new password is too easy to guess.",
        "The old password still works.",
        "Choose a longer one: four unusual words are good.",
    ),
    "KEY-05": Words(
        "Your role does not permit this.",
        "Everything else at this desk works.",
        "Ask a supervisor if it must be done.",
    ),
    "STO-01": Words(
        "This station's records are not where they should be.",
        "Nothing can be recorded yet.",
        "Call the technician: the disk may not be connected, or this is no station yet (matapa init).",
    ),
    "STO-02": Words(
        "The records on this station are damaged in one place.",
        "What was already sent to HQ is safe there.",
        "Stop using this station and call the technician. Do not restart it again and again.",
    ),
    "STO-03": Words(
        "The disk of this station is full: the crossing was not recorded.",
        "The traveller is still on the desk, nothing was lost.",
        "Call the technician to make room, then decide again. Use another booth meanwhile.",
    ),
    "STO-04": Words(
        "The records were written by a newer version of this program.",
        "The records are untouched.",
        "Call the technician: install the newer version again.",
    ),
    "STO-05": Words(
        "The records were busy for a moment: this was not done yet.",
        "Whoever stands at the desk is still on it, nothing was lost.",
        "Try again.",
    ),
    "STO-06": Words(
        "There is a station in this folder already.",
        "It was not touched.",
        "Choose another folder, or sign in to the station that is there.",
    ),
    "STO-07": Words(
        "The chain of this station's audit lines is broken.",
        _KEPT,
        "Call the supervisor now: something may have been changed outside this program.",
    ),
    "STO-08": Words(
        "That record is not on this station.",
        "Everything else works.",
        "Search again; a record of another station is found at HQ.",
    ),
    "STO-09": Words(
        "The desk is already open on this station.",
        "The open desk goes on working.",
        "Use the window that is open, or close it first.",
    ),
    "STO-10": Words(
        "There is no screen to open the desk on.",
        "The commands work without one.",
        "Start the desk in a graphical session.",
    ),
    "SYN-01": Words(
        "HQ cannot be reached.",
        f"{_DESK} {_KEPT}",
        "Nothing: records are sent by themselves when the link is back.",
    ),
    "SYN-02": Words(
        "Whoever answered is not our HQ: its certificate is not the one this station trusts.",
        f"{_DESK} Nothing was sent.",
        "Tell the technician today. Do not connect to unknown networks.",
    ),
    "SYN-03": Words(
        "HQ does not accept this station.",
        f"{_DESK} {_KEPT}",
        "Tell the technician: the station must be enrolled again.",
    ),
    "SYN-04": Words(
        "HQ is busy and asks to wait.",
        f"{_DESK} {_KEPT}",
        "Nothing: the station tries again by itself.",
    ),
    "SYN-05": Words(
        "A parcel of records arrived damaged at HQ.",
        f"{_DESK} {_KEPT}",
        "Nothing: it is sent again by itself. If this stays, tell the technician.",
    ),
    "SYN-06": Words(
        "An answer came that HQ did not sign.",
        f"{_DESK} {_KEPT} Nothing counts as sent.",
        "Tell the technician today.",
    ),
    "SYN-07": Words(
        "HQ sent a record back.",
        "It is kept here and holds no other record up.",
        "Show it to the supervisor: it must be corrected.",
    ),
    "SYN-08": Words(
        "The enrolment code is wrong, used or too old.",
        _DESK,
        "Ask HQ for a new code and enrol again.",
    ),
    "SYN-09": Words(
        "This station is not enrolled with HQ yet.",
        f"{_DESK} {_KEPT}",
        "Ask the administrator to enrol it. Records wait until then.",
    ),
    "REC-01": Words(
        "A record cannot be understood.",
        "The others are not affected.",
        "Tell the technician; the record itself is kept as it is.",
    ),
    "REC-02": Words(
        "A training record came to a live HQ, or a live one to a training HQ.",
        "It is kept here and holds no other record up.",
        "Tell the supervisor: this station must be enrolled with the right HQ.",
    ),
    "REC-03": Words(
        "A record names another station than the one that sent it.",
        "It is kept and holds no other record up.",
        "Tell the supervisor today: it may have been tampered with.",
    ),
    "REC-04": Words(
        "HQ has another record under the same number.",
        "Both are kept and no other record is held up.",
        "Tell the supervisor today: two stations may be copies of each other.",
    ),
    "REC-05": Words(
        "HQ does not know this kind of record yet.",
        "It is kept at HQ as it came and holds no other record up.",
        "Tell the technician: HQ needs the version of this station.",
    ),
    "TRU-01": Words(
        "Nobody whom this station trusts vouches for this file.",
        "Nothing was taken in. The lists on board are as they were.",
        "Get the list again from its issuer's own page, and name the issuer's root certificate with --root.",
    ),
    "TRU-02": Words(
        "This file is damaged or has been changed: its signature does not hold.",
        "Nothing was taken in. The lists on board are as they were.",
        "Get the file again from its issuer's own page. If it fails again, tell the issuer.",
    ),
    "TRU-03": Words(
        "This file is older than what the station already has from the same origin.",
        "Nothing was taken in. The newer one stays in use.",
        "Import the newest file. If the older one is meant, say --older.",
    ),
    "TRU-04": Words(
        "This file is no list of certificates that the station understands.",
        "Nothing was taken in. The lists on board are as they were.",
        "Give it a master list, an LDIF file of the ICAO PKD, a certificate or a revocation list.",
    ),
    "TRU-05": Words(
        "There is no such source of trust on board.",
        "Nothing was changed.",
        "Look at the sources with: matapa trust list.",
    ),
    "LST-01": Words(
        "The file is not a list of the format named, or is damaged.",
        "Nothing was changed: the list that was here is still asked.",
        "Fetch the file again from its source, or name the right format.",
    ),
    "LST-02": Words(
        "An entry of the list cannot be kept: something it needs is missing, wrong, or there twice.",
        "Nothing was changed: the list that was here is still asked.",
        "Tell the list's owner which entry it is, and fetch a mended file.",
    ),
    "LST-03": Words(
        "The new list does not find travellers that stand on it.",
        "The list that was here before is still asked.",
        "Load it again; if it fails again, tell HQ: its search file is not sound.",
    ),
    "LST-04": Words(
        "This list is published by HQ and cannot be changed at a station.",
        "Screening goes on with HQ's version.",
        "Propose the alert to HQ, or import under another list id.",
    ),
    "LST-05": Words(
        "There is no such list on board.",
        "Nothing was changed.",
        "Look at the lists with: matapa list status.",
    ),
    "LST-06": Words(
        "The list is larger than a station can take.",
        "Nothing was changed: the list that was here is still asked.",
        "Ask its owner for the part that concerns the border.",
    ),
    "PUB-01": Words(
        "This publication is not signed by the HQ that this station belongs to.",
        "Nothing of it was used. The lists on board are still asked.",
        "Do not use this file. Tell HQ where it came from.",
    ),
    "PUB-02": Words(
        "A publication that comes before this one is missing.",
        "The lists on board are still asked.",
        "Bring the missing publications, or a whole snapshot of the list.",
    ),
    "PUB-03": Words(
        "This publication is older than what is on board.",
        "The newer list on board is still asked.",
        "Nothing to do. If HQ did go back on purpose, it must publish anew.",
    ),
    "PUB-04": Words(
        "The publication is damaged or was cut short.",
        "Nothing of it was used. The lists on board are still asked.",
        "Copy the file again, or let it come over the link.",
    ),
    "PUB-05": Words(
        "This station has no key for the publication yet.",
        "The lists on board are still asked.",
        "Bring the stick's keys file of this station first, or connect to HQ once.",
    ),
    "PUB-06": Words(
        "This publication is for another station or port.",
        "Nothing of it was used.",
        "Bring the file that HQ made for this station.",
    ),
    "HQ-01": Words(
        "HQ's database cannot be reached.",
        "Stations keep working and keep their records.",
        "Start the database, then HQ again.",
    ),
    "HQ-02": Words(
        "HQ's database was written by a newer version of this program.",
        "The database is untouched.",
        "Install the newer version again.",
    ),
    "DEV-01": Words(
        "The document reader is unplugged.",
        "Documents can be typed by hand.",
        "Plug it in again: it goes on by itself.",
    ),
    "DEV-02": Words(
        "No document reader was found.",
        "Documents can be typed by hand.",
        "Check the cable and the power of the reader, or tell the technician.",
    ),
    "DEV-03": Words(
        "This station may not use the document reader.",
        "Documents can be typed by hand.",
        "Tell the technician: the user of this station needs access to the port.",
    ),
    "DEV-04": Words(
        "The document reader does not answer.",
        "Documents can be typed by hand.",
        "Unplug it, wait five seconds, plug it in again.",
    ),
    "DEV-05": Words(
        "The reader sent something that is no document.",
        "Nothing was recorded. Other documents can be read.",
        "Swipe once more, slowly and flat. If it fails again, type the lines or the fields.",
    ),
    "DEV-06": Words(
        "This reader, or its keyboard layout, is not one that the station knows.",
        "Documents can be typed by hand.",
        "Tell the technician: its model has no profile, or its keyboard must be set to US.",
    ),
    "DEV-07": Words(
        "Another program is using the document reader.",
        "Documents can be typed by hand.",
        "Close the other program, or tell the technician.",
    ),
    "CHP-01": Words(
        "The chip reader's service (PC/SC) does not answer on this machine.",
        _DESK,
        "Compare the page by eye. Tell the technician: the service must be started again.",
    ),
    "CHP-02": Words(
        "No chip lies on the reader.",
        _DESK,
        "Lay the passport on the reader, its data page down, and leave it there.",
    ),
    "CHP-03": Words(
        "The passport was lifted before its chip was read to the end.",
        "What was read so far is kept.",
        "Lay the same passport back: the reading goes on where it stopped.",
    ),
    "CHP-04": Words(
        "There is a chip, and it does not answer.",
        _DESK,
        "Turn the passport and lay it on again. If it stays silent, look for damage to the cover.",
    ),
    "CHP-05": Words(
        "The printed lines do not open this chip.",
        _DESK,
        "Swipe the page once more and compare number, date of birth and date of expiry with the lines.",
    ),
    "CHP-06": Words(
        "The secure way into the chip failed, and no older way was taken instead.",
        _DESK,
        "Lay the passport on again. If it fails again, refer the traveller.",
    ),
    "CHP-07": Words(
        "An answer of the chip was altered on its way.",
        "Nothing of it was believed. What was read before it is kept.",
        "Lay it on once more with nothing else near. If it happens again, refer the traveller.",
    ),
    "CHP-08": Words(
        "The chip's answers are not as the standard has them.",
        "What could be read is kept and judged.",
        "Compare the page by eye; refer the traveller if anything else is odd.",
    ),
    "CHP-09": Words(
        "The chip on the reader is not a passport's.",
        _DESK,
        "Take away bank cards and phones that lie near, and lay only the passport on.",
    ),
    "CHP-10": Words(
        "Another chip lies on the reader than before.",
        "Nothing of it was mixed with the first reading.",
        "Lay the first passport back, or swipe the page of the one that lies there now.",
    ),
    "CHP-11": Words(
        "The chip refuses to give what was asked.",
        "What could be read is kept and judged.",
        "Compare the page by eye. If it is a new kind of passport, tell the technician.",
    ),
    "CHP-12": Words(
        "The chip asks for a way of access that this station does not know.",
        _DESK,
        "Compare the page by eye, and tell the technician which state and year the passport is from.",
    ),
}

SHORTLY: Mapping[str, str] = {"FLD-02": "no such date", "FLD-03": "no such state"}
"""What is wrong with a typed value, in the three words for which there is room beside a field."""
NOT_VALID = "not valid"

UNKNOWN = Words(
    "Something failed that has no description yet.",
    _KEPT,
    "Tell the technician the code.",
)


def words_for(code: str) -> Words:
    """The three lines of a failure or device code."""
    return FAILURES.get(code, UNKNOWN)
