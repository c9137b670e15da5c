"""Keep HQ's age identity: who opens the daily logs that supervisors bring on a stick.

A text file as age-keygen writes it, beside HQ's other keys and in every copy of them. It is made when HQ is
founded, or at first use in a home that is older than daily logs; it is not destroyed by periods, since logs
are kept for as long as the law says.
"""

from __future__ import annotations

import os
import secrets
from typing import Final

import pyrage

from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome, write_private

AGE_FILE: Final = "age.key"


def found_age(home: HqHome) -> None:
    """Make the identity if there is none; of two who do it at once, the first one's stays."""
    path = home.keys / AGE_FILE
    if path.exists():
        return
    mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_private(mine, f"{pyrage.x25519.Identity.generate()}\n".encode("ascii"))
    try:
        os.link(mine, path)
    except FileExistsError:
        return
    finally:
        mine.unlink()


def load_age(home: HqHome) -> pyrage.x25519.Identity:
    """The identity; raises HqError(KEYS_MISSING) for a damaged one."""
    found_age(home)
    path = home.keys / AGE_FILE
    try:
        return pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise HqError(HqCode.KEYS_MISSING, folder=str(home.keys), file=AGE_FILE) from error


def recipient_of(home: HqHome) -> str:
    """To whom logs are sealed for HQ: `age1...`; raises HqError(KEYS_MISSING)."""
    return str(load_age(home).to_public())
