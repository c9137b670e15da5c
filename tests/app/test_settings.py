"""A technician's slip in the settings file never closes the booth."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings, find_home, load_settings, save_settings
from tests.helpers.logs import ExpectLog


def test_what_was_set_is_there_after_a_restart(home: Path) -> None:
    chosen = Settings("dark", 10, "/dev/ttyACM0", "stx_etx", "DEBUG")
    save_settings(home, chosen)
    assert load_settings(home) == chosen


def test_a_windows_port_and_a_simulated_one_can_be_set(home: Path) -> None:
    for port in ("COM12", "socket://127.0.0.1:9000"):
        save_settings(home, Settings(reader_port=port))
        assert load_settings(home).reader_port == port


@pytest.mark.parametrize(
    "name", ["", "none", "ACS ACR1252 Dual Reader [PICC] (00) 01", "Lecteur \U0001f6c2 n° 1"]
)
def test_a_chip_reader_is_kept_by_the_name_its_maker_gave_it(home: Path, name: str) -> None:
    save_settings(home, Settings(chip_reader=name))
    assert load_settings(home).chip_reader == name


def test_without_a_file_the_defaults_hold(home: Path) -> None:
    assert load_settings(home) == Settings()
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    "line", ['theme = "mauve"', "idle_lock_minutes = 0", "idle_lock_minutes = true", "reader_port = 7"]
)
def test_a_value_that_makes_no_sense_is_ignored_and_said(
    home: Path, expect_log: ExpectLog, line: str
) -> None:
    (home / "settings.toml").write_text(f'log_level = "ERROR"\n{line}\nunknown = 1\n')
    expect_log(f"{line.split()[0]} makes no sense")
    assert load_settings(home) == Settings(log_level="ERROR")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=200))
def test_noise_in_the_file_leaves_the_defaults(
    tmp_path_factory: pytest.TempPathFactory, expect_log: ExpectLog, noise: bytes
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / "settings.toml").write_bytes(b"[" + noise)
    expect_log("cannot be read", maybe=True)
    assert load_settings(home) == Settings()


def test_settings_that_make_no_sense_are_not_written(home: Path) -> None:
    with pytest.raises(ValueError, match="theme"):
        save_settings(home, Settings(theme="mauve"))
    assert load_settings(home) == Settings()


def test_the_home_is_the_one_named_or_the_environments_or_the_users(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATAPA_HOME", str(tmp_path / "environment"))
    assert find_home(tmp_path / "named") == tmp_path / "named"
    assert find_home(None) == tmp_path / "environment"
    monkeypatch.delenv("MATAPA_HOME")
    assert find_home(None).name == "matapa"
