"""HQ's API for stations, described as OpenAPI 3.1: what `matapa-hq openapi` prints and what tests hold HQ to.

HQ does not serve it: a station needs none, and a stranger shall learn nothing. `docs/protocol.md` says what
the bytes mean.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sync.protocol import http as words
from sync.protocol.bounds import LARGEST_BATCH, LARGEST_MESSAGE
from sync.protocol.enrolment import LARGEST_CERTIFICATE

Json: TypeAlias = dict[str, Any]

_OPEN: Final[list[Json]] = []
"""Security of the calls that anybody may make."""


def document(version: str = "1") -> Json:
    """The whole description, plain enough for JSON."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Matapā HQ",
            "version": version,
            "description": "TLS 1.3 under HQ's own authority. Who calls is proven twice: by the client "
            "certificate of enrolment and by the bearer token.",
        },
        "security": [{"token": [], "certificate": []}],
        "paths": {**_plain(), **_batches(), **_published()},
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "certificate": {"type": "mutualTLS"},
            }
        },
    }


def _plain() -> Json:
    ready = {"type": "object", "additionalProperties": {"type": "boolean"}, "required": ["ready"]}
    health = {"type": "object", "properties": {"hq": {"const": "ready"}}, "required": ["hq"]}
    return {
        words.HEALTH: {"get": {
            "summary": "Whether this worker listens", "security": _OPEN,
            "responses": {"200": _answer("It does", "application/json", health)},
        }},
        words.READY: {"get": {
            "summary": "Whether this worker can take batches and settle them", "security": _OPEN,
            "responses": {
                "200": _answer("All works", "application/json", ready),
                "503": _answer("What does not work is false", "application/json", ready),
            },
        }},
        words.CA: {"get": {
            "summary": "HQ's certification authority", "security": _OPEN,
            "responses": {"200": _answer("Its certificate; prove it by the code", words.PEM)},
        }},
        words.ENROL: {"post": {
            "summary": "Become a station, by a one-time code", "security": _OPEN,
            "requestBody": _body(words.CBOR, LARGEST_MESSAGE),
            "responses": {
                "200": _answer("Number, token, certificate and HQ's keys", words.CBOR),
                **_failures(403, 413, 429),
            },
        }},
        words.CERTIFICATE: {"post": {
            "summary": "A new client certificate, for a request in PKCS 10",
            "requestBody": _body(words.OCTETS, LARGEST_CERTIFICATE),
            "responses": {
                "200": _answer("The certificate", words.PEM), **_failures(401, 413, 422, 429),
            },
        }},
        words.STANDING: {"get": {
            "summary": "How far HQ has this station's rows", "parameters": [_of()],
            "responses": {"200": _answer("A receipt about no batch", words.CBOR), **_failures(401, 403)},
        }},
    }  # fmt: skip


def _batches() -> Json:
    batch = {
        "name": "batch_id", "in": "path", "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "description": "SHA-256 of the whole file",
    }  # fmt: skip
    return {
        words.BATCHES + "/{batch_id}": {
            "parameters": [batch, _of()],
            "put": {
                "summary": "Bring a batch, or the next part of one",
                "parameters": [
                    _number(words.UPLOAD_OFFSET, "Where in the file the body begins"),
                    _number(words.UPLOAD_LENGTH, "Bytes of the whole file"),
                ],
                "requestBody": _body(words.OCTETS, LARGEST_BATCH),
                "responses": {
                    "200": _answer("Its receipt", words.CBOR),
                    "202": _offset("The part is kept"),
                    "409": _offset("Go on from here"),
                    **_failures(401, 403, 404, 413, 422, 503),
                },
            },
            "head": {
                "summary": "How much of a batch HQ has",
                "responses": {"200": _offset("So much"), **_silent(401, 403, 404)},
            },
        },
        words.BATCHES + "/{batch_id}/receipt": {
            "parameters": [batch, _of()],
            "get": {
                "summary": "The receipt of a settled batch",
                "responses": {"200": _answer("It", words.CBOR), **_failures(401, 403, 404)},
            },
        },
    }


def _published() -> Json:
    held = {
        "name": "held", "in": "query", "required": False, "schema": {"type": "string", "maxLength": 4000},
        "description": "What the station holds: STREAM:SEQUENCE, separated by commas",
    }  # fmt: skip
    places = [
        _path("kind", {"type": "string", "pattern": "^[a-z]{1,16}$"}),
        _path("name", {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"}),
        _path("sequence", {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}),
    ]
    part = {
        "name": words.RANGE, "in": "header", "required": False, "schema": {"type": "string"},
        "description": "bytes=FIRST-LAST (RFC 9110, 14.1.2)",
    }  # fmt: skip
    return {
        words.PUBLISHED: {"get": {
            "summary": "What there is after what the station holds", "parameters": [held, _of()],
            "responses": {"200": _answer("The index", words.CBOR), **_failures(400, 401, 403)},
        }},
        words.PUBLISHED + "/{kind}/{name}/{sequence}": {"get": {
            "summary": "One publication's file, or a part of it", "parameters": [*places, part, _of()],
            "responses": {
                "200": _answer("The file", words.OCTETS),
                "206": {"description": "The part, or the parts"},
                "416": {"description": "There is no such part"},
                **_failures(400, 401, 403, 404),
            },
        }},
    }  # fmt: skip


def _of() -> Json:
    return {
        "name": words.OF, "in": "query", "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
        "description": "Number of the station of the same port for which a relay calls",
    }  # fmt: skip


def _path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _number(name: str, description: str) -> Json:
    schema = {"type": "integer", "minimum": 0, "maximum": LARGEST_BATCH}
    return {"name": name, "in": "header", "required": False, "schema": schema, "description": description}


def _body(kind: str, most: int) -> Json:
    schema = {"type": "string", "format": "binary", "maxLength": most}
    return {"required": True, "content": {kind: {"schema": schema}}}


def _answer(description: str, kind: str, schema: Json | None = None) -> Json:
    return {"description": description, "content": {kind: {"schema": schema or {"type": "string"}}}}


def _offset(description: str) -> Json:
    number = {"schema": {"type": "string", "pattern": "^[0-9]{1,10}$"}, "required": True}
    return {"description": description, "headers": {words.UPLOAD_OFFSET: number}}


def _failures(*statuses: int) -> Json:
    return {str(status): {"description": "See the code, where there is one"} for status in statuses}


def _silent(*statuses: int) -> Json:
    return {str(status): {"description": f"See {words.FAILURE}"} for status in statuses}
