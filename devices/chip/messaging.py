"""Secure messaging: commands go out encrypted and sealed, answers count only with a right seal.

Doc 9303-11, 9.8.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Final

from devices.chip.apdu import LONG_ANSWER, SHORT_ANSWER, SHORT_DATA, Command, Response
from devices.chip.suites import MAC_SIZE, Suite, pad, suite_of, unpad
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import ENC, MAC, Cipher, derive
from devices.errors import DeviceCode, DeviceError

_PLAIN_DATA: Final = 0x85  # a cryptogram of BER-TLV data: commands of odd INS
_PADDED_DATA: Final = 0x87  # a cryptogram that names its padding first
_EXPECTED: Final = 0x97
_STATUS: Final = 0x99
_SEAL: Final = 0x8E
_PROTECTED_CLASS: Final = 0x0C
_METHOD_2: Final = 0x01
_SEAL_LENGTH: Final = 2 + MAC_SIZE


class MessagingLost(DeviceError):
    """The session is over and its keys are gone: access control must be done anew.

    `status` is the word of an answer that came without messaging (6987 and 6988: the chip refused
    our message; 6982: it has no session any more), None where an answer claimed to be sealed and
    was not rightly so, which only a fault or a hand on the line explains. An unsealed word is
    nobody's testimony: never take 6A82 from here for "no such file".
    """

    def __init__(self, port: str, detail: str, status: int | None = None) -> None:
        super().__init__(DeviceCode.MESSAGING_BROKEN, port, detail)
        self.status = status


class SecureMessaging:
    """One session under the keys for `encryption` and for the `seal` of each message.

    `ssc` is the send sequence counter at its start, 8 bytes for 3DES, 16 for AES; empty for zero.

    Commands and answers must alternate. Whatever is wrong with an answer raises MessagingLost and
    forgets the keys; every later call raises it again. Belongs to one thread.
    """

    def __init__(
        self, cipher: Cipher, encryption: bytes, seal: bytes, ssc: bytes = b"", device: str = ""
    ) -> None:
        self.cipher = cipher
        self._suite: Suite | None = suite_of(cipher, encryption, seal)
        self._block = cipher.block
        self._counter = int.from_bytes(ssc, "big")
        self._device = device

    @staticmethod
    def of_secret(cipher: Cipher, secret: bytes, ssc: bytes = b"", device: str = "") -> SecureMessaging:
        """The session whose two keys are derived from what both sides agreed on (9.7.1)."""
        encryption, seal = derive(secret, ENC, cipher), derive(secret, MAC, cipher)
        return SecureMessaging(cipher, encryption, seal, ssc, device)

    def protect(self, command: Command) -> Command:
        """The command as it goes out; long where its data need it or it was long itself."""
        suite, counter = self._next()
        cla = command.cla | _PROTECTED_CLASS
        header = bytes((cla, command.ins, command.p1, command.p2))
        body = self._cryptogram(suite, counter, command) + _expectation(command)
        head = counter + pad(header, self._block)
        # A header alone is padded already (ISO/IEC 7816-4, 10.2.3.1).
        seal = suite.mac(pad(head + body, self._block) if body else head)
        data = body + tlv.encode(_SEAL, seal)
        extended = command.extended or len(data) > SHORT_DATA
        answer = LONG_ANSWER if extended else SHORT_ANSWER
        return Command(cla, command.ins, command.p1, command.p2, data, answer, extended)

    def unprotect(self, response: Response) -> Response:
        """The answer inside, its seal proven; the status is the sealed one, the outer word is ignored.

        Raises MessagingLost.
        """
        suite, counter = self._next()
        if not response.data:
            raise self._lost(f"answer {response.status:04X} without messaging", response.status)
        try:
            return self._opened(suite, counter, response.data)
        except Malformed as error:
            raise self._lost(str(error)) from error

    def _opened(self, suite: Suite, counter: bytes, answer: bytes) -> Response:
        body, seal = _split(answer)
        if not compare_digest(suite.mac(pad(counter + body, self._block)), seal):
            raise Malformed("secure messaging", "wrong seal")
        data, status = b"", None
        for item in tlv.scan(body):
            if status is None and item.tag == _STATUS and len(item.value) == 2:
                status = int.from_bytes(item.value, "big")
            elif status is None and item.tag in {_PLAIN_DATA, _PADDED_DATA} and not data:
                data = self._plain(suite, counter, item)
            else:
                raise Malformed("secure messaging", f"object {item.tag:X} out of place")
        if status is None:
            raise Malformed("secure messaging", "no status word")
        return Response(data, status)

    def _plain(self, suite: Suite, counter: bytes, item: tlv.Tlv) -> bytes:
        blocks = item.value
        if item.tag == _PADDED_DATA:
            if blocks[:1] != bytes((_METHOD_2,)):
                raise Malformed("secure messaging", "unknown padding")
            blocks = blocks[1:]
        if not blocks or len(blocks) % self._block:
            raise Malformed("secure messaging", "a cryptogram of broken blocks")
        return unpad(suite.decrypt(suite.start(counter), blocks), self._block)

    def _cryptogram(self, suite: Suite, counter: bytes, command: Command) -> bytes:
        if not command.data:
            return b""
        blocks = suite.encrypt(suite.start(counter), pad(command.data, self._block))
        if command.ins & 1:
            return tlv.encode(_PLAIN_DATA, blocks)
        return tlv.encode(_PADDED_DATA, bytes((_METHOD_2,)) + blocks)

    def _next(self) -> tuple[Suite, bytes]:
        """The suite, and the counter moved on by one."""
        if self._suite is None:
            raise MessagingLost(self._device, "the session is over")
        self._counter = (self._counter + 1) % (1 << 8 * self._block)
        return self._suite, self._counter.to_bytes(self._block, "big")

    def _lost(self, detail: str, status: int | None = None) -> MessagingLost:
        self._suite = None
        return MessagingLost(self._device, detail, status)


def _expectation(command: Command) -> bytes:
    """DO 97: Ne in one byte, or in two where the command is long."""
    if command.expected is None:
        return b""
    width = 2 if command.extended else 1
    return tlv.encode(_EXPECTED, (command.expected % (1 << 8 * width)).to_bytes(width, "big"))


def _split(answer: bytes) -> tuple[bytes, bytes]:
    """What is sealed, and the seal: the last object of every answer."""
    body, last = answer[:-_SEAL_LENGTH], answer[-_SEAL_LENGTH:]
    if not body or last[:2] != bytes((_SEAL, MAC_SIZE)):
        raise Malformed("secure messaging", "no seal at the end")
    return body, last[2:]
