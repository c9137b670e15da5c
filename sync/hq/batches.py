"""The batches' road: PUT, HEAD and receipts, as docs/protocol.md says."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.failure import FailureCode, WorldError
from sync.hq.callers import Callers, Refused
from sync.hq.intake import Intake, Standing
from sync.hq.ledger import BatchName
from sync.hq.queue import Queue
from sync.hq.upload import Overtaken, TooLong, Upload
from sync.protocol import http as words
from sync.protocol.batch import batch_id, verify
from sync.protocol.bounds import LARGEST_BATCH

_log = logging.getLogger("sync.hq.batches")
_ID = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class _Announced:
    """What a PUT says of its body."""

    offset: int
    length: int


class BatchRoutes:
    """Answers calls about batches."""

    def __init__(self, callers: Callers, intake: Intake, queue: Queue) -> None:
        self._callers = callers
        self._intake = intake
        self._queue = queue

    async def answer(self, request: Request) -> Response:
        """HEAD tells how much HQ has; PUT brings a batch or the next part of it."""
        try:
            wanted, standing = await self._standing(request)
            if request.method != "PUT":
                return _held(standing)
            return await self._put(request, wanted, standing)
        except Refused as refused:
            return refused.answer

    async def receipt(self, request: Request) -> Response:
        """The receipt of a settled batch."""
        try:
            _, standing = await self._standing(request)
        except Refused as refused:
            return refused.answer
        return Response(status_code=404) if standing.receipt is None else _receipt(standing.receipt)

    async def _standing(self, request: Request) -> tuple[bytes, Standing]:
        wanted = str(request.path_params["batch_id"])
        if not _ID.fullmatch(wanted):
            raise Refused(Response(status_code=404))
        caller = await self._callers.caller(request)
        return bytes.fromhex(wanted), await self._intake.standing(caller.number, bytes.fromhex(wanted))

    async def _put(self, request: Request, wanted: bytes, standing: Standing) -> Response:
        name = BatchName(standing.number, wanted)
        if standing.receipt is not None:
            await self._intake.note_repeat(name)
            return _receipt(standing.receipt)
        if standing.state is None:
            data = await self._body(request, name, standing)
            await self._keep(name, standing, data)
        receipt = await self._queue.settle(name)
        if receipt is None:
            return Response(status_code=503, headers={words.RETRY_AFTER: _RETRY_SECONDS})
        return _receipt(receipt)

    async def _body(self, request: Request, name: BatchName, standing: Standing) -> bytes:
        """The whole file; refuses with how much is there while part of it is missing."""
        said = _announced(request)
        if standing.length is not None and standing.length != said.length:
            await self._intake.forget_parts(name)
            raise Refused(_damaged())
        if said.offset > standing.received:
            raise Refused(_offset(409, standing.received))
        upload = Upload(self._intake, name, said.length, standing.received)
        try:
            if await upload.read(request.stream(), skip=standing.received - said.offset):
                return await upload.whole()
            await upload.keep()
        except TooLong:
            raise Refused(Response(status_code=413)) from None
        except Overtaken:
            now = await self._standing(request)
            raise Refused(_offset(409, now[1].received)) from None
        raise Refused(_offset(202, upload.reached))

    async def _keep(self, name: BatchName, standing: Standing, data: bytes) -> None:
        """Keep the raw bytes if they are this batch and the station made it."""
        try:
            if batch_id(data) != name.batch_id:
                raise WorldError(FailureCode.BATCH_DAMAGED, "batch.id")
            header = verify(data, standing.public_key)
            if header.station_number != name.station:
                raise WorldError(FailureCode.BATCH_DAMAGED, "batch.station")
        except WorldError as error:
            _log.warning("refused station=%d place=%s", name.station, error.failure.place)
            await self._intake.forget_parts(name)
            raise Refused(_damaged()) from None
        await self._intake.keep_batch(name, header, data)


def _announced(request: Request) -> _Announced:
    """Offset and length of the file; refuses what is not a number, too large or does not fit together."""
    offset = request.headers.get(words.UPLOAD_OFFSET, "0")
    body = request.headers.get("Content-Length", "0")
    for number in (offset, body):
        _require_number(number)
    length = request.headers.get(words.UPLOAD_LENGTH, str(int(offset) + int(body)))
    _require_number(length)
    if int(length) > LARGEST_BATCH or int(offset) + int(body) > int(length):
        raise Refused(Response(status_code=413))
    if int(length) == 0 or int(offset) > int(length):
        raise Refused(_damaged())
    return _Announced(int(offset), int(length))


def _require_number(text: str) -> None:
    if not _NUMBER.fullmatch(text):
        raise Refused(Response(status_code=413) if text.isdigit() else _damaged())


def _held(standing: Standing) -> Response:
    if standing.state is not None:
        answer = _offset(200, standing.size or 0)
        if standing.receipt is not None:
            answer.headers[words.BATCH_SETTLED] = "1"
        return answer
    return Response(status_code=404) if standing.length is None else _offset(200, standing.received)


def _receipt(receipt: bytes) -> Response:
    return Response(receipt, media_type=words.CBOR)


def _offset(status: int, offset: int) -> Response:
    return Response(status_code=status, headers={words.UPLOAD_OFFSET: str(offset)})


def _damaged() -> Response:
    return JSONResponse({"code": str(FailureCode.BATCH_DAMAGED)}, status_code=422)
