"""What a window in a test does not touch: accounts and enrolment."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Officer, Role
from app.flow.ports import HqEnrolment, PendingEnrolment


class NoOfficers:
    """OfficersPort and EnrolmentPort of a station whose window never manages accounts."""

    def list(self) -> Sequence[Officer]:
        return ()

    def add(self, username: str, full_name: str, role: Role, password: str) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "officers")

    def reset_password(self, username: str, password: str) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "officers")

    def deactivate(self, username: str) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "officers")

    def unlock(self, username: str) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "officers")

    def awaited(self) -> Sequence[Officer]:
        return ()

    def current(self) -> HqEnrolment | None:
        raise WorldError(FailureCode.NOT_ALLOWED, "enrolment")

    def pending(self) -> PendingEnrolment | None:
        raise WorldError(FailureCode.NOT_ALLOWED, "enrolment")

    def keep_pending(self, pending: PendingEnrolment) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "enrolment")

    def save(self, enrolment: HqEnrolment) -> None:
        raise WorldError(FailureCode.NOT_ALLOWED, "enrolment")
