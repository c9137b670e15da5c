"""HQ's API as it is described, tried by schemathesis: no answer of 500, none that the description lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.hq.cli import cli
from sync.hq.openapi import document
from tests.sync.hq.station import Station

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
_OPERATIONS = schemathesis.openapi.from_dict(document())
_CASES = 25


@schemathesis.serializer("application/cbor")
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """Bytes that are hardly ever CBOR: the fuzzers of `sync.protocol` know the forms."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def proof(station: Station, tmp_path: Path) -> dict[str, Any]:
    """What `requests` shows of a station: certificate, token, and whom it trusts."""
    who = station.identity
    files = {"ca.pem": who.ca_pem, "station.pem": who.certificate, "station.key": who.tls_key}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return {
        "base_url": station.hq.url,
        "headers": station.authorization(),
        "verify": str(tmp_path / "ca.pem"),
        "cert": (str(tmp_path / "station.pem"), str(tmp_path / "station.key")),
    }


@_OPERATIONS.parametrize()
@settings(
    max_examples=_CASES, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_no_call_breaks_hq(case: schemathesis.Case[Any], proof: dict[str, Any]) -> None:
    case.call_and_validate(checks=CHECKS, **proof)


def test_the_description_is_printed() -> None:
    shown = CliRunner().invoke(cli, ["openapi"])
    assert json.loads(shown.output) == document()
