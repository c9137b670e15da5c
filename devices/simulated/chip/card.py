"""A virtual passport: a chip that answers command APDUs as a real one does (Doc 9303-11, ISO/IEC 7816-4)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, Protocol

from devices.chip.apdu import SHORT_ANSWER, Command, Response
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import AccessKey, CanKey
from devices.simulated.chip import access, proofs
from devices.simulated.chip.body import Body
from devices.simulated.chip.filesystem import FileSystem, Place
from devices.simulated.chip.pace import PaceRun
from devices.simulated.chip.secrets import AgreementKey, TooMuch
from devices.simulated.chip.session import ChipSession, Refused

ATR: Final = bytes.fromhex("3B80800101")
ATR_EXTENDED: Final = bytes.fromhex("3B858001807300006097")
"""Its historical bytes announce extended length, and EF.ATR/INFO to say how much (ISO/IEC 7816-4, 12.1)."""

_OK = 0x9000
_WRONG_LENGTH, _NOT_ALLOWED, _OUT_OF_TURN, _BAD_DATA = 0x6700, 0x6982, 0x6985, 0x6A80
_MESSAGING_MISSING, _UNKNOWN = 0x6987, 0x6D00
_DYNAMIC: Final = 0x7C


class Chip(Protocol):
    """Anything that answers APDUs, whole or with something wrong about it."""

    @property
    def atr(self) -> bytes: ...

    def transmit(self, apdu: bytes) -> bytes:
        """The response APDU; raises `faults.Pulled` or `faults.Mute` where the chip has such a fault."""

    def reset(self) -> None:
        """Power anew."""


class VirtualPassport:
    """One chip. All its chances come from `seed`, so that a conversation can be played again."""

    def __init__(self, body: Body, seed: str = "9303") -> None:
        self._body = body
        self._dice = random.Random(f"chip {seed}")
        self._commands: dict[int, Callable[[Command], Response]] = {
            0xA4: self._select,
            0xB0: self._read,
            0xB1: self._read,
            0x84: self._challenge,
            0x82: self._external,
            0x22: self._manage,
            0x86: self._general,
            0x88: self._internal,
        }
        self.reset()

    @property
    def atr(self) -> bytes:
        """The answer to reset."""
        return ATR_EXTENDED if self._body.secrets.limits.extended else ATR

    def reset(self) -> None:
        """Power anew: keys, places and half-done protocols are gone."""
        self._files = FileSystem(self._body)
        self._session: ChipSession | None = None
        self._next_session: ChipSession | None = None
        self._random = b""
        self._pace: PaceRun | None = None
        self._chosen: AgreementKey | None = None
        self._rest = b""

    def transmit(self, apdu: bytes) -> bytes:
        """The response APDU to a command APDU; never raises."""
        try:
            command = Command.decode(apdu)
        except Malformed:
            return _WRONG_LENGTH.to_bytes(2)
        return self._respond(command).encoded()

    def _respond(self, command: Command) -> Response:
        if command.extended and not self._body.secrets.limits.extended:
            return Response(b"", _WRONG_LENGTH)
        if command.ins == 0xC0 and self._rest:
            return self._continue(b"", _OK, command.expected or SHORT_ANSWER)
        self._rest = b""
        response = self._protected(command) if command.cla & 0x0C else self._plain(command)
        if len(response.data) > SHORT_ANSWER and not command.extended:
            self._rest = response.data
            return self._continue(b"", response.status, SHORT_ANSWER)
        return response

    def _plain(self, command: Command) -> Response:
        if self._session is not None:
            self._drop()
            return Response(b"", _MESSAGING_MISSING)
        try:
            response = self._obey(command)
        except Refused as refusal:
            return Response(b"", refusal.status)
        self._session = self._next_session
        self._next_session = None
        return response

    def _protected(self, command: Command) -> Response:
        session = self._session
        if session is None:
            return Response(b"", _MESSAGING_MISSING)
        try:
            inner = session.open(command)
        except Refused as refusal:
            self._drop()
            return Response(b"", refusal.status)
        try:
            response = self._obey(inner)
        except Refused as refusal:
            if refusal.status == _WRONG_LENGTH:
                # As chips in the field do: out of messaging, and all has to begin again.
                self._drop()
                return Response(b"", _WRONG_LENGTH)
            response = Response(b"", refusal.status)
        closed = session.close(response)
        if self._next_session is not None:
            self._session, self._next_session = self._next_session, None
        return closed

    def _obey(self, command: Command) -> Response:
        run = self._commands.get(command.ins)
        if run is None:
            raise Refused(_UNKNOWN)
        if command.ins != 0x86:
            self._pace = None
        return run(command)

    def _select(self, command: Command) -> Response:
        return self._files.select(command)

    def _read(self, command: Command) -> Response:
        limits = self._body.secrets.limits
        most = limits.answer
        if self._session is not None and not command.extended:
            most = min(most, self._session.most)
        if (command.expected or 0) > limits.answer:
            if limits.too_much is TooMuch.REFUSE:
                raise Refused(_WRONG_LENGTH)
            if limits.too_much is TooMuch.CORRECT:
                raise Refused(0x6C00 | min(most, 0xFF))
        return self._files.read(command, most)

    def _challenge(self, command: Command) -> Response:
        if self._body.secrets.mrz is None or not self._body.secrets.bac:
            raise Refused(_UNKNOWN)
        if self._files.place is not Place.APPLICATION:
            raise Refused(_OUT_OF_TURN)
        if command.expected != access.CHALLENGE_SIZE:
            raise Refused(_WRONG_LENGTH)
        self._random = self._dice.randbytes(access.CHALLENGE_SIZE)
        return Response(self._random, _OK)

    def _external(self, command: Command) -> Response:
        challenge, self._random = self._random, b""
        mrz = self._body.secrets.mrz
        if mrz is None or not challenge:
            raise Refused(_OUT_OF_TURN)
        answer, session = access.mutual_authentication(mrz, challenge, command.data, self._dice)
        self._open(session, by_pace=False)
        return Response(answer, _OK)

    def _manage(self, command: Command) -> Response:
        """MANAGE SECURITY ENVIRONMENT: for PACE, or for one of the two ways of chip authentication."""
        if command.expected is not None:
            raise Refused(_WRONG_LENGTH)
        given = _objects(command.data)
        match command.p1, command.p2:
            case 0xC1, 0xA4:
                self._pace = self._begin_pace(given)
            case 0x41, 0xA4:
                self._chosen = self._agreement_key(given, by_protocol=True)
            case 0x41, 0xA6:
                key = self._agreement_key(given, by_protocol=False)
                self._next_session = proofs.agreed_session(key, given.get(0x91, b""))
            case _:
                raise Refused(0x6A86)
        return Response(b"", _OK)

    def _begin_pace(self, given: dict[int, bytes]) -> PaceRun:
        number = given.get(0x84)
        for info in self._body.secrets.pace:
            same = number is None or info.parameter_id == int.from_bytes(number)
            if write_oid(info.oid) == given.get(0x80) and same:
                password = self._password(given.get(0x83, b""))
                return PaceRun(info, password, self._body.secrets.mapping_key, self._dice)
        raise Refused(_BAD_DATA)

    def _password(self, reference: bytes) -> AccessKey:
        mrz = self._body.secrets.mrz
        if reference == b"\x01" and mrz is not None:
            return mrz
        if reference == b"\x02":
            return CanKey(self._body.secrets.can)
        raise Refused(0x6A88)

    def _agreement_key(self, given: dict[int, bytes], *, by_protocol: bool) -> AgreementKey:
        if self._session is None:
            raise Refused(_NOT_ALLOWED)
        number = given.get(0x84)
        for key in self._body.secrets.agreement_keys:
            named = write_oid(key.protocol) == given.get(0x80) if by_protocol else key.cipher is Cipher.DES3
            if named and (number is None or key.key_id == int.from_bytes(number)):
                return key
        raise Refused(0x6A88)

    def _general(self, command: Command) -> Response:
        """GENERAL AUTHENTICATE: the next step of PACE, or the one of chip authentication."""
        given = _objects(_dynamic(command.data))
        if self._pace is not None:
            return self._pace_step(self._pace, given)
        chosen, self._chosen = self._chosen, None
        if chosen is None:
            raise Refused(_OUT_OF_TURN)
        self._next_session = proofs.agreed_session(chosen, given.get(0x80, b""))
        return Response(tlv.encode(_DYNAMIC, b""), _OK)

    def _pace_step(self, run: PaceRun, given: dict[int, bytes]) -> Response:
        try:
            answer = run.answer(given)
        except Refused:
            self._pace = None
            raise
        if run.done and run.session is not None:
            self._pace = None
            self._open(run.session, by_pace=True)
        return Response(tlv.encode(_DYNAMIC, answer), _OK)

    def _internal(self, command: Command) -> Response:
        key = self._body.secrets.signature_key
        if key is None:
            raise Refused(_UNKNOWN)
        if not self._files.opened:
            raise Refused(_NOT_ALLOWED)
        if len(command.data) != proofs.CHALLENGE_SIZE:
            raise Refused(_WRONG_LENGTH)
        return Response(proofs.signed_challenge(key, command.data, self._dice), _OK)

    def _open(self, session: ChipSession, *, by_pace: bool) -> None:
        self._next_session = session
        self._files.opened = True
        self._files.by_pace = by_pace

    def _drop(self) -> None:
        """Forget all keys; what was opened is closed, what was selected stays."""
        place = self._files.place
        self.reset()
        self._files.place = place

    def _continue(self, before: bytes, status: int, most: int) -> Response:
        """The next part of an answer too long for one APDU, with 61XX while there is more."""
        part, self._rest = self._rest[:most], self._rest[most:]
        if not self._rest:
            return Response(before + part, status)
        return Response(before + part, 0x6100 | (len(self._rest) if len(self._rest) < SHORT_ANSWER else 0))


def _dynamic(data: bytes) -> bytes:
    try:
        return tlv.one(data, _DYNAMIC)
    except Malformed as error:
        raise Refused(_BAD_DATA) from error


def _objects(data: bytes) -> dict[int, bytes]:
    try:
        return {item.tag: item.value for item in tlv.parse(data)}
    except Malformed as error:
        raise Refused(_BAD_DATA) from error
