"""Drafts come back as they were, and damaged ones are refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.flow.drafts import unpack


@given(st.binary(max_size=400))
def test_bytes_that_are_no_draft_are_refused(data: bytes) -> None:
    with pytest.raises(WorldError) as refused:
        unpack(data)
    assert refused.value.failure.code is FailureCode.RECORD_MALFORMED
