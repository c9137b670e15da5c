"""The chip's side of Basic Access Control (Doc 9303-11, 4.3)."""

from __future__ import annotations

import random

from cryptography.hazmat.primitives.constant_time import bytes_eq

from devices.emrtd.keys import ENC, MAC, Cipher, derive, mrz_information, seed
from devices.emrtd.reading import MrzKey
from devices.simulated.chip.session import MAC_SIZE, ChipSession, Refused, checksum, decrypted, encrypted

CHALLENGE_SIZE = 8
_KEY_SIZE = 16
_WRONG = 0x6300


def mutual_authentication(
    mrz: MrzKey, challenge: bytes, given: bytes, dice: random.Random
) -> tuple[bytes, ChipSession]:
    """Answer EXTERNAL AUTHENTICATE and the session that follows; raises Refused (6300) for a wrong key."""
    base = seed(mrz_information(mrz))
    key, mac_key = derive(base, ENC, Cipher.DES3), derive(base, MAC, Cipher.DES3)
    cryptogram, mac = given[:-MAC_SIZE], given[-MAC_SIZE:]
    if len(cryptogram) != 2 * CHALLENGE_SIZE + _KEY_SIZE:
        raise Refused(0x6700)
    if not bytes_eq(checksum(Cipher.DES3, mac_key, cryptogram), mac):
        raise Refused(_WRONG)
    plain = decrypted(Cipher.DES3, key, cryptogram)
    theirs, ours, their_key = plain[:8], plain[8:16], plain[16:]
    if not bytes_eq(ours, challenge):
        raise Refused(_WRONG)
    own_key = dice.randbytes(_KEY_SIZE)
    answer = encrypted(Cipher.DES3, key, challenge + theirs + own_key)
    secret = bytes(a ^ b for a, b in zip(their_key, own_key, strict=True))
    session = ChipSession(Cipher.DES3, secret, int.from_bytes(challenge[4:] + theirs[4:]))
    return answer + checksum(Cipher.DES3, mac_key, answer), session
