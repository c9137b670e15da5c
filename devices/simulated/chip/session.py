"""The chip's side of secure messaging: open what comes protected, close what goes back (Doc 9303-11, 9.8).

Written apart from the reader's side on purpose: what both sides had wrong, no test would find.
"""

from __future__ import annotations

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.constant_time import bytes_eq

from devices.chip.apdu import Command, Response
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import ENC, MAC, Cipher, derive

MAC_SIZE = 8
_ENCRYPTED, _ENCRYPTED_ODD, _LE, _STATUS, _MAC = 0x87, 0x85, 0x97, 0x99, 0x8E


class Refused(Exception):
    """The chip does not do what it was told; `status` is the status word that says so."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


def encrypted(cipher: Cipher, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    """CBC over whole blocks; the IV is zeros unless given."""
    encryptor = BlockCipher(_algorithm(cipher, key), modes.CBC(iv or bytes(cipher.block))).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decrypted(cipher: Cipher, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    """The inverse; raises Refused for broken blocks."""
    if len(data) % cipher.block:
        raise Refused(0x6988)
    decryptor = BlockCipher(_algorithm(cipher, key), modes.CBC(iv or bytes(cipher.block))).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def padded(data: bytes, block: int) -> bytes:
    """A one bit, then zeros, to the next whole block (ISO/IEC 9797-1, method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % block)


def unpadded(data: bytes) -> bytes:
    """Without that padding; raises Refused where there is none."""
    stripped = data.rstrip(b"\x00")
    if not stripped.endswith(b"\x80"):
        raise Refused(0x6988)
    return stripped[:-1]


def checksum(cipher: Cipher, key: bytes, data: bytes) -> bytes:
    """Eight bytes of MAC over `data`, which is padded here: retail MAC for 3DES, CMAC for AES (9.8.6)."""
    if cipher is not Cipher.DES3:
        mac = CMAC(AES(key))
        mac.update(data)
        return mac.finalize()[:MAC_SIZE]
    blocks = padded(data, 8)
    # ISO/IEC 9797-1, algorithm 3: DES through, then the last block once more with both keys.
    chained = encrypted(Cipher.DES3, key[:8] * 2, blocks[:-8])[-8:] if len(blocks) > 8 else bytes(8)
    return encrypted(Cipher.DES3, key, bytes(a ^ b for a, b in zip(chained, blocks[-8:], strict=True)))


class ChipSession:
    """One session: two keys and a counter that every message moves on."""

    def __init__(self, cipher: Cipher, secret: bytes, counter: int = 0) -> None:
        self.cipher = cipher
        self.key = derive(secret, ENC, cipher)
        self._mac_key = derive(secret, MAC, cipher)
        self._counter = counter
        self._odd = False

    @property
    def most(self) -> int:
        """The longest plain answer whose protected form still fits a short APDU: 231 or 223 bytes."""
        # 256 less DO87's head and padding byte, DO99 and DO8E; whole blocks, one byte of padding.
        room = 256 - 4 - 4 - 10
        return room - room % self.cipher.block - 1

    def token(self, data: bytes) -> bytes:
        """A MAC outside of messages, as PACE's tokens are."""
        return checksum(self.cipher, self._mac_key, data)

    def open(self, command: Command) -> Command:
        """The command inside a protected one; raises Refused (6988, 6987) when anything about it is wrong."""
        try:
            objects = tlv.parse(command.data)
        except Malformed as error:
            raise Refused(0x6988) from error
        found = {item.tag: item.value for item in objects}
        tag = _ENCRYPTED_ODD if command.ins & 1 else _ENCRYPTED
        if [item.tag for item in objects] != [t for t in (tag, _LE, _MAC) if t in found] or _MAC not in found:
            raise Refused(0x6987)
        self._step()
        signed = b"".join(tlv.encode(item.tag, item.value) for item in objects if item.tag != _MAC)
        # Without data objects the header is the whole message, and is padded as one, not twice.
        header = padded(command.header, self.cipher.block) if signed else command.header
        if not bytes_eq(self._mac(header + signed), found[_MAC]):
            raise Refused(0x6988)
        self._odd = bool(command.ins & 1)
        data = self._plain(found[tag]) if tag in found else b""
        return Command(
            command.cla & ~0x0C, command.ins, command.p1, command.p2, data, _expected(found), command.extended
        )

    def close(self, response: Response) -> Response:
        """The protected form of an answer; its status word stands outside too."""
        self._step()
        body = tlv.encode(_STATUS, response.status.to_bytes(2))
        if response.data:
            body = self._sealed(response.data) + body
        return Response(body + tlv.encode(_MAC, self._mac(body)), response.status)

    def _sealed(self, data: bytes) -> bytes:
        cryptogram = encrypted(self.cipher, self.key, padded(data, self.cipher.block), self._iv())
        if self._odd:
            return tlv.encode(_ENCRYPTED_ODD, cryptogram)
        return tlv.encode(_ENCRYPTED, b"\x01" + cryptogram)

    def _plain(self, value: bytes) -> bytes:
        if not self._odd:
            if value[:1] != b"\x01":
                raise Refused(0x6988)
            value = value[1:]
        return unpadded(decrypted(self.cipher, self.key, value, self._iv()))

    def _step(self) -> None:
        self._counter = (self._counter + 1) % (1 << 8 * self.cipher.block)

    def _iv(self) -> bytes:
        """Zeros for 3DES; for AES the counter, encrypted (9.8.6.1)."""
        if self.cipher is Cipher.DES3:
            return bytes(8)
        return encrypted(self.cipher, self.key, self._counter.to_bytes(16))

    def _mac(self, message: bytes) -> bytes:
        data = self._counter.to_bytes(self.cipher.block) + message
        # The retail MAC pads by itself; what CMAC is over is padded all the same (9.8.6.2).
        if self.cipher is not Cipher.DES3:
            data = padded(data, self.cipher.block)
        return checksum(self.cipher, self._mac_key, data)


def _expected(found: dict[int, bytes]) -> int | None:
    value = found.get(_LE)
    if value is None:
        return None
    if len(value) not in {1, 2}:
        raise Refused(0x6988)
    return int.from_bytes(value) or 1 << 8 * len(value)


def _algorithm(cipher: Cipher, key: bytes) -> AES | TripleDES:
    return TripleDES(key + key[:8]) if cipher is Cipher.DES3 else AES(key)
