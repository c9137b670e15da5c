"""The sub-commands of `python -m devices.simulated` for the chip: write the trial PKI, play a passport."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES, Profile, holder, passport_of, traveller
from devices.simulated.chip.vpcd import VpcdClient

SEED_FILE: Final = "pki.toml"


def write_pki(folder: Path, seed: str, day: date) -> list[str]:
    """Write all certificates, lists and revocation lists, and the seed they grew from; the file names.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in Pki(seed, day).files():
        (folder / name).write_bytes(data)
        written.append(name)
    (folder / SEED_FILE).write_text(f'seed = "{seed}"\nday = {day.isoformat()}\n', encoding="utf-8")
    return [*written, SEED_FILE]


def read_pki(folder: Path) -> Pki:
    """The trial PKI that `write_pki` wrote; raises OSError, ValueError, KeyError."""
    page = tomllib.loads((folder / SEED_FILE).read_text(encoding="utf-8"))
    return shared_pki(str(page["seed"]), page["day"])


def play(name: str, pki: Pki, client: VpcdClient, source: TextIO, say: TextIO) -> None:
    """Lay a passport and obey lines from `source` until it ends or says quit.

    `lift` takes it away, `lay` puts it back (or, after it was pulled, what the profile lays instead),
    `lay NAME` another one. Raises OSError where no vpcd listens.
    """
    profile = PROFILES[name]
    chip = passport_of(profile, pki)
    client.lay(chip)
    _introduce(say, name, profile, pki)
    try:
        for line in source:
            match line.split():
                case ["quit"]:
                    return
                case ["lift"]:
                    client.lift()
                    _say(say, "lifted")
                case ["lay"]:
                    relaid = PROFILES.get(profile.relaid)
                    client.lay(chip if relaid is None else passport_of(relaid, pki, holder(profile, pki)))
                    _say(say, "laid", profile.relaid or name)
                case ["lay", other] if other in PROFILES:
                    name, profile = other, PROFILES[other]
                    chip = passport_of(profile, pki)
                    client.lay(chip)
                    _introduce(say, name, profile, pki)
                case words:
                    _say(say, "not understood:", *words)
    finally:
        client.lift()


def _introduce(to: TextIO, name: str, profile: Profile, pki: Pki) -> None:
    """What lies there, what opens it as a person would type it in, and the printed lines."""
    key = holder(profile, pki).mrz_key
    _say(to, "laid", name, key.document_number, key.birth_date, key.expiry_date)
    for line in traveller(profile, pki).lines:
        _say(to, line)


def _say(to: TextIO, *words: str) -> None:
    to.write(" ".join(words) + "\n")
    to.flush()
