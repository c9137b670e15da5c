"""Words for what fails on the roads to HQ: link, relay and stick."""

from __future__ import annotations

from collections.abc import Mapping

from app.wording.words import Words

OF_ROADS: Mapping[str, Words] = {
    "SYN-10": Words(
        "This station's certificate for HQ is no longer valid.",
        "The whole desk. Everything recorded is kept here; HQ takes it once this station has enrolled again.",
        "Ask HQ for a new one-time code and enrol this station again, by link or stick. It keeps its number.",
    ),
    "SYN-11": Words(
        "Today's bytes for this link are used up.",
        "Alerts and refusals still go to HQ. The rest waits and is safe.",
        "Nothing. It goes on tomorrow, or a supervisor sends now, or take a stick.",
    ),
    "SYN-12": Words(
        "This link is dear, and what waits is not sent without asking.",
        "Alerts and refusals go by themselves. The rest waits and is safe.",
        "Look at minutes and cost, then send now or leave it for the stick.",
    ),
    "SYN-13": Words(
        "HQ went back to an older copy and lacks some of what it had confirmed.",
        "Everything is still here, and this station sends it again by itself.",
        "Nothing. If this stays for a day, tell HQ.",
    ),
    "RLY-01": Words(
        "The booth that relays for this port does not answer.",
        "This station goes to HQ by itself. Refusals at other booths are known later.",
        "Check that the relay's desk is open and on the same network, or make this booth the relay.",
    ),
    "RLY-02": Words(
        "The port's relay and this station do not accept each other.",
        "This station goes to HQ by itself.",
        "Check the relay's address. Both stations must be enrolled at this port and neither revoked.",
    ),
    "RLY-03": Words(
        "The relay cannot listen at its address.",
        "The desk works; other booths go to HQ by themselves.",
        "End the other program at this address, or give the relay another one.",
    ),
    "DRV-01": Words(
        "No removable drive is plugged in.",
        "Nothing was written. What waits is safe.",
        "Plug the stick in, wait a moment, and try again.",
    ),
    "DRV-02": Words(
        "The stick has no room left.",
        "What was there before is whole. What waits is safe on this station.",
        "Delete other files from the stick, or take a larger one.",
    ),
    "DRV-03": Words(
        "The stick cannot be written to.",
        "Nothing was changed. What waits is safe.",
        "Move the lock on its side, or take another one.",
    ),
    "DRV-04": Words(
        "The stick was pulled out before the work was done.",
        "What waits is safe on this station. Nothing half-written counts as whole.",
        "Plug it in again and repeat: what is on it already is not written twice.",
    ),
    "DRV-05": Words(
        "There is nothing for this station on the stick.",
        "Nothing was changed.",
        "Ask HQ whether it has written the stick, or look for the right one.",
    ),
    "DRV-06": Words(
        "A file on the stick is cut short or damaged.",
        "What is whole was taken in; the damaged file was not.",
        "Write the stick again where it came from. If it happens again, take a new stick.",
    ),
    "DRV-07": Words(
        "What was read back from the stick is not what was written.",
        "What waits is safe on this station.",
        "The stick is broken: take another one.",
    ),
    "DRV-08": Words(
        "The stick is written and safe, but the system does not let it go.",
        "Everything on it was read back and is right.",
        "Close other windows that use it, then pull it out.",
    ),
    "DRV-09": Words(
        "What is on the stick is of another station or another HQ.",
        "Nothing of it was taken in.",
        "Bring it to the station for which it was written.",
    ),
}
