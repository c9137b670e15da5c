"""The call by which a station renews its certificate: POST /v1/certificate (docs/protocol.md)."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.failure import FailureCode, WorldError
from sync.hq.authority import Root
from sync.hq.callers import Callers, Refused
from sync.hq.certificates import renew
from sync.hq.database import connect
from sync.protocol import http as words
from sync.protocol.enrolment import LARGEST_CERTIFICATE

_HOUR = 3600


class CertificateRoutes:
    """Answers the call for renewal: a certificate request, from a station that shows its certificate."""

    def __init__(self, callers: Callers, root: Root, url: str) -> None:
        self._callers = callers
        self._root = root
        self._url = url

    async def renew(self, request: Request) -> Response:
        """200 and the certificate (PEM); 401 as everywhere; 413; 422 for a senseless request; 429."""
        try:
            caller = await self._callers.caller(request)
        except Refused as refused:
            return refused.answer
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_CERTIFICATE:
                return Response(status_code=413)
        try:
            made = await asyncio.to_thread(self._renew, caller.number, bytes(body))
        except WorldError as error:
            return _said(error.failure.code)
        return Response(made, media_type=words.PEM)

    def _renew(self, number: int, request: bytes) -> bytes:
        with connect(self._url) as connection:
            return renew(connection, self._root, number, request)


def _said(code: FailureCode) -> Response:
    status = {FailureCode.HQ_BUSY: 429, FailureCode.FIELD_INVALID: 422}.get(code, 401)
    headers = {words.FAILURE: str(code)} | ({words.RETRY_AFTER: str(_HOUR)} if status == 429 else {})
    return JSONResponse({"code": str(code)}, status_code=status, headers=headers)
