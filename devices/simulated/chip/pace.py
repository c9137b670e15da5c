"""The chip's side of PACE: generic, integrated and chip authentication mapping (Doc 9303-11, 4.4)."""

from __future__ import annotations

import random
from typing import Final

from cryptography.hazmat.primitives.constant_time import bytes_eq

from devices.emrtd import dh, ec, mapping
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import Curve, DhGroup
from devices.emrtd.keys import PACE, derive, password_seed
from devices.emrtd.oid import write_oid
from devices.emrtd.reading import AccessKey
from devices.emrtd.security_infos import Mapping, PaceOffer
from devices.emrtd.tlv import encode
from devices.simulated.chip.secrets import AgreementKey
from devices.simulated.chip.session import ChipSession, Refused, encrypted, padded

_NONCE: Final = 0x80
_MAP_IN, _MAP_OUT = 0x81, 0x82
_KEY_IN, _KEY_OUT = 0x83, 0x84
_TOKEN_IN, _TOKEN_OUT, _CHIP_DATA = 0x85, 0x86, 0x8A
_WRONG, _BAD_DATA, _OUT_OF_TURN = 0x6300, 0x6A80, 0x6985


class KeyPair:
    """An ephemeral pair on a curve or in a group, whatever its generator is."""

    def __init__(self, group: Curve | DhGroup, dice: random.Random) -> None:
        self._group = group
        order = group.n if isinstance(group, Curve) else group.q
        self.private = dice.randrange(1, order)

    @property
    def public(self) -> bytes:
        """As it is sent."""
        group = self._group
        if isinstance(group, Curve):
            return ec.encode_point(group, ec.multiply(group, self.private, group.g))
        return dh.encode_key(dh.power(group, group.g, self.private))


def shared_secret(group: Curve | DhGroup, private: int, theirs: bytes) -> bytes:
    """What key derivation takes: the x of the point agreed on, or the element; raises Malformed."""
    if isinstance(group, Curve):
        point = ec.multiply(group, private, ec.decode_point(group, theirs))
        return ec.encode_point(group, point)[1 : 1 + group.size]
    return dh.encode_element(group, dh.power(group, dh.decode_element(group, theirs), private))


class PaceRun:
    """One run of PACE; `answer` takes the dynamic authentication data of one step after the other.

    Raises Refused: 6300 for a wrong password, 6985 out of turn, 6A80 for data that is no key.
    """

    def __init__(
        self, info: PaceOffer, password: AccessKey, mapping_key: AgreementKey | None, dice: random.Random
    ) -> None:
        parameters = info.parameters
        if parameters is None:
            raise Refused(_BAD_DATA)
        self._info = info
        self._group: Curve | DhGroup = parameters
        self._key = derive(password_seed(password), PACE, info.cipher)
        self._mapping_key = mapping_key
        self._dice = dice
        self._nonce = dice.randbytes(mapping.nonce_size(info.cipher))
        self._map_private = 0
        self._theirs = self._ours = b""
        self._turn = 0
        self.session: ChipSession | None = None

    def answer(self, given: dict[int, bytes]) -> bytes:
        """The dynamic authentication data of this step's answer."""
        steps = ((None, self._first), (_MAP_IN, self._map), (_KEY_IN, self._agree), (_TOKEN_IN, self._finish))
        tag, step = steps[self._turn]
        if list(given) != ([] if tag is None else [tag]):
            raise Refused(_OUT_OF_TURN)
        self._turn += 1
        try:
            return step(given.get(tag or 0, b""))
        except Malformed as error:
            raise Refused(_BAD_DATA) from error

    def _first(self, _: bytes) -> bytes:
        return encode(_NONCE, encrypted(self._info.cipher, self._key, self._nonce))

    def _map(self, given: bytes) -> bytes:
        if self._info.mapping is Mapping.IM:
            self._map_integrated(given)
            return encode(_MAP_OUT, b"")
        pair = KeyPair(self._group, self._dice)
        public = pair.public
        self._map_private = pair.private
        if isinstance(self._group, Curve):
            point = ec.decode_point(self._group, given)
            shared = ec.multiply(self._group, pair.private, point)
            self._group = mapping.generic_curve(self._group, self._nonce, shared)
        else:
            element = dh.power(self._group, dh.decode_element(self._group, given), pair.private)
            self._group = mapping.generic_group(self._group, self._nonce, element)
        return encode(_MAP_OUT, public)

    def _map_integrated(self, nonce: bytes) -> None:
        if isinstance(self._group, Curve):
            self._group = mapping.integrated_curve(self._group, self._info.cipher, self._nonce, nonce)
        else:
            self._group = mapping.integrated_group(self._group, self._info.cipher, self._nonce, nonce)

    def _agree(self, given: bytes) -> bytes:
        pair = KeyPair(self._group, self._dice)
        self._ours, self._theirs = pair.public, given
        if bytes_eq(self._ours, given):
            raise Refused(_BAD_DATA)
        self.session = ChipSession(self._info.cipher, shared_secret(self._group, pair.private, given))
        return encode(_KEY_OUT, self._ours)

    def _finish(self, token: bytes) -> bytes:
        if self.session is None or not bytes_eq(self._token(self.session, self._ours), token):
            raise Refused(_WRONG)
        answer = encode(_TOKEN_OUT, self._token(self.session, self._theirs))
        if self._info.mapping is Mapping.CAM:
            answer += encode(_CHIP_DATA, self._chip_data(self.session))
        return answer

    def _token(self, session: ChipSession, key: bytes) -> bytes:
        """The MAC over the other side's public key (4.4.3.4)."""
        tag = 0x86 if isinstance(self._group, Curve) else 0x84
        return session.token(encode(0x7F49, encode(0x06, write_oid(self._info.oid)) + encode(tag, key)))

    def _chip_data(self, session: ChipSession) -> bytes:
        """How the mapping key comes from the chip's own key, for the reader's eyes only (4.4.3.5)."""
        own = self._mapping_key
        if own is None or not isinstance(own.group, Curve):
            raise Refused(_BAD_DATA)
        order = own.group.n
        scalar = pow(own.private, -1, order) * self._map_private % order
        data = padded(scalar.to_bytes((order.bit_length() + 7) // 8), 16)
        return encrypted(
            session.cipher, session.key, data, encrypted(session.cipher, session.key, b"\xff" * 16)
        )

    @property
    def done(self) -> bool:
        """Whether all four steps were gone."""
        return self._turn == 4
