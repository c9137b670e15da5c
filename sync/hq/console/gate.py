"""Judge each step of signing in, at the same cost and in the same words for names that nobody has."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.console import passwords, second_factor, sessions, tries, users
from sync.hq.console.kit import Console
from sync.hq.console.sessions import Session, Stage
from sync.hq.console.tries import Proof
from sync.hq.console.users import Means
from sync.hq.database import Connection, now

_log = logging.getLogger("sync.hq.console")
_TOO_FAST: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where somebody signs in from; `known` is by what the browser is known as one of theirs, if it is."""

    address: str
    browser: str
    known: str = ""


class Gate:
    """The steps of one console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def begin_try(self, proof: Proof, name: str, caller: Caller) -> timedelta:
        """How long to wait before this may be tried; nothing when the try is counted and may be made."""
        if not self._console.rates.signing_in(caller.address):
            return _TOO_FAST
        return await self._console.ask(
            lambda connection: tries.begin_try(connection, proof, name, caller.address, caller.known)
        )

    async def weighed(self, name: str, password: str) -> Means | None:
        """The means of the user with this name and password; a name that nobody has costs as much."""
        found = await self._console.ask(lambda connection: users.means(connection, name))

        def weigh() -> bool:
            return passwords.matches(password, passwords.nobodys() if found is None else found.password)

        fits = await self._console.weigh(weigh)
        if fits and found is not None and passwords.is_outdated(found.password):
            kept = await self._console.weigh(lambda: passwords.kept(password))
            await self._console.ask(
                lambda connection: users.keep_password(connection, name, found.password, kept)
            )
            return replace(found, password=kept)
        return found if fits else None

    async def fail(self, name: str, proof: Proof, caller: Caller) -> None:
        """Write down that somebody failed. What nobody is called may be a password: it is not written."""

        def note(connection: Connection) -> None:
            known = users.means(connection, name) is not None
            details = {"username": name if known else "", "proof": proof.value, "address": caller.address}
            reader = Reader(name if known else "unknown", "console")
            audit.note(connection, reader, "console-sign-in-failed", details)

        _log.info("sign-in failed proof=%s address=%s", proof.value, caller.address)
        await self._console.ask(note)

    async def take_back(self, proof: Proof, name: str, caller: Caller) -> None:
        """Take back a try that did not fail."""
        await self._console.ask(
            lambda connection: tries.undo(connection, proof, name, caller.address, caller.known)
        )

    async def enter(self, name: str, weighed: Means, caller: Caller) -> str | None:
        """The token of a session that has shown its password and nothing else yet; None where that is no
        longer the password: a reset while it was weighed."""

        def begin(connection: Connection) -> str | None:
            users.hold(connection, name)
            means = users.means(connection, name)
            if means is None or means.password != weighed.password:
                return None
            tries.undo(connection, Proof.PASSWORD, name, caller.address, caller.known)
            return sessions.begin(connection, name, Stage.PASSWORD, caller.address, caller.browser)

        return await self._console.ask(begin)

    async def take_code(self, username: str, code: str) -> bool:
        """Whether this is a code of the authenticator, or a recovery code, that was still to be used."""

        def take(connection: Connection) -> bool:
            means = users.means(connection, username)
            if means is None or means.second_factor is None:
                return False
            if not second_factor.is_code(code):
                used = users.use_recovery(connection, username, code)
                if used:
                    audit.note(connection, Reader(username, "console"), "console-recovery-used", {})
                return used
            key = self._console.sealing.open(means.second_factor, username).decode()
            step = second_factor.matching_step(key, code, now(connection), means.last_step)
            return step is not None and users.use_step(connection, username, means.last_step, step)

        return await self._console.ask(take)

    async def key_to_set_up(self, token: str, username: str) -> tuple[str, bytes] | None:
        """The key that this session is setting up, plain and sealed; None where a second factor is there."""
        sealing = self._console.sealing

        def find(connection: Connection) -> bytes | None:
            means = users.means(connection, username)
            if means is None or means.second_factor is not None:
                return None
            sealed = sessions.being_set_up(connection, token)
            if sealed is None:
                sealed = sealing.seal(second_factor.new_key().encode(), username)
                sessions.set_aside(connection, token, sealed)
            return sealed

        sealed = await self._console.ask(find)
        return None if sealed is None else (sealing.open(sealed, username).decode(), sealed)

    async def take_key(
        self, token: str, username: str, key: str, sealed: bytes, code: str
    ) -> list[str] | None:
        """Keep a key that the authenticator shows the code of; the recovery codes. None for a wrong code."""
        codes = second_factor.recovery_codes()

        def take(connection: Connection) -> list[str] | None:
            users.hold(connection, username)
            if sessions.visit(connection, token) is None:
                return None
            step = second_factor.matching_step(key, code, now(connection), 0)
            kept = step is not None and users.set_second_factor(connection, username, sealed, step, codes)
            return codes if kept else None

        return await self._console.ask(take)

    async def go_on(self, token: str, session: Session, caller: Caller) -> tuple[Stage, str] | None:
        """Take the step after the second factor, or after one's own password: its stage and new token. None
        where the session was ended meanwhile."""
        username = session.username

        def step(connection: Connection) -> tuple[Stage, str] | None:
            users.hold(connection, username)
            means = users.means(connection, username)
            if not sessions.end(connection, token) or means is None:
                return None
            stage = Stage.PROVED if means.first else Stage.WHOLE
            if session.stage is Stage.PASSWORD:
                tries.undo(connection, Proof.SECOND_FACTOR, username, caller.address, caller.known)
            if stage is Stage.WHOLE:
                tries.forget(connection, username, caller.known)
                users.note_signed_in(connection, username)
                details = {"address": caller.address}
                audit.note(connection, Reader(username, "console"), "console-sign-in", details)
            return stage, sessions.begin(connection, username, stage, caller.address, caller.browser)

        return await self._console.ask(step)
