"""Removable drives: found among the system's own disks, flushed and let go of."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api import Drive
from devices.drives.linux import LinuxDrives
from devices.errors import DeviceCode, DeviceError
from devices.registry import make_drives

LINE = "{number} 1 {major} {root} {path} {options} shared:1 - {kind} {device} {more}\n"


class LittleKernel:
    """`/sys`, the table of mounts and the labels of an invented machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.table = folder / "mountinfo"
        self.table.write_text("22 27 0:21 / /proc rw - proc proc rw\n")
        (folder / "class" / "block").mkdir(parents=True)
        self.labels = folder / "labels"
        self.labels.mkdir()

    @property
    def drives(self) -> LinuxDrives:
        return LinuxDrives(self.table, self.folder, self.labels)

    def disk(self, name: str, bus: str, removable: str = "0", parts: int = 1, card: str = "") -> None:
        """A disk on a bus, with its partitions."""
        home = self.folder / "devices" / bus / "block" / name
        (home / "device").mkdir(parents=True)
        (home / "removable").write_text(f"{removable}\n")
        if card:
            (home / "device" / "type").write_text(f"{card}\n")
        self._class(name, home)
        for number in range(1, parts + 1):
            part = home / f"{name}{number}"
            part.mkdir()
            (part / "partition").write_text(f"{number}\n")
            self._class(part.name, part)

    def sealed(self, name: str, lower: str) -> None:
        """A device-mapper device upon another one."""
        home = self.folder / "devices" / "virtual" / "block" / name
        (home / "slaves" / lower).mkdir(parents=True)
        self._class(name, home)

    def mount(
        self, device: str, path: Path | str, kind: str = "vfat", options: str = "rw", root: str = "/"
    ) -> None:
        """A line of the table."""
        shown = str(path).replace(" ", "\\040")
        said = {"number": 1, "major": "8:1", "root": root, "path": shown, "options": options}
        with self.table.open("a") as table:
            table.write(LINE.format(**said, kind=kind, device=device, more="rw"))

    def _class(self, name: str, home: Path) -> None:
        (self.folder / "class" / "block" / name).symlink_to(home)


@pytest.fixture
def kernel(tmp_path: Path) -> LittleKernel:
    """A laptop that runs from its built-in disk."""
    made = LittleKernel(tmp_path / "sys")
    made.disk("vda", "pci0000:00/virtio1", parts=2)
    made.mount("/dev/vda1", "/", "ext4")
    return made


def test_a_stick_is_found_with_its_label_and_room(kernel: LittleKernel, tmp_path: Path) -> None:
    stick = tmp_path / "MY STICK"
    stick.mkdir()
    kernel.disk("sdb", "pci0000:00/0000:00:14.0/usb1/1-2", "1")
    kernel.mount("/dev/sdb1", stick, options="ro,nosuid")
    (kernel.labels / "PORT\\x20VILA").symlink_to("/dev/sdb1")
    (found,) = kernel.drives.find()
    assert (found.path, found.device, found.label, found.filesystem) == (
        stick, "/dev/sdb1", "PORT VILA", "vfat",
    )  # fmt: skip
    assert found.read_only
    assert found.size >= found.free > 0


@pytest.mark.parametrize(
    "bus, removable, card, seen",
    [
        (
            "pci0000:00/0000:00:14.0/usb2/2-1",
            "0",
            "",
            True,
        ),  # a USB hard disk says that it is not
        ("platform/mmc_host/mmc0", "0", "SD", True),
        ("platform/mmc_host/mmc1", "0", "MMC", False),
        ("pci0000:00/ata1", "0", "", False),
    ],
)
def test_what_can_be_pulled_out_is_told_from_what_cannot(
    kernel: LittleKernel, tmp_path: Path, bus: str, removable: str, card: str, seen: bool
) -> None:
    kernel.disk("sdx", bus, removable, card=card)
    kernel.mount("/dev/sdx1", tmp_path)
    assert bool(kernel.drives.find()) is seen


def test_a_sealed_stick_is_found_and_a_stick_from_which_the_system_runs_is_not(
    kernel: LittleKernel, tmp_path: Path
) -> None:
    kernel.disk("sdb", "usb1/1-1", "1")
    kernel.sealed("dm-0", "sdb1")
    kernel.mount("/dev/dm-0", tmp_path, "ext4")
    kernel.disk("sdc", "usb1/1-2", "1", parts=2)
    kernel.mount("/dev/sdc1", "/boot/efi")
    kernel.mount("/dev/sdc2", tmp_path / "home", "ext4")
    assert [drive.device for drive in kernel.drives.find()] == ["/dev/dm-0"]


def test_a_part_shown_twice_and_a_stick_pulled_out_meanwhile_are_left_out(
    kernel: LittleKernel, tmp_path: Path
) -> None:
    kernel.disk("sdb", "usb1/1-1", "1", parts=2)
    kernel.mount("/dev/sdb1", tmp_path, root="/MATAPA")
    kernel.mount("/dev/sdb2", tmp_path / "gone")
    assert kernel.drives.find() == []


def test_a_drive_that_is_not_mounted_is_gone(kernel: LittleKernel, tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as raised:
        kernel.drives.eject(Drive(tmp_path, "/dev/sdb1", "", "vfat", 1, 1, False))
    assert raised.value.code is DeviceCode.GONE


def test_a_folder_may_stand_for_a_drive(tmp_path: Path) -> None:
    drives = make_drives([tmp_path, tmp_path / "not plugged in"])
    (found,) = drives.find()
    assert (found.path, found.filesystem) == (tmp_path, "folder")
    drives.eject(found)
    assert drives.find() == []
    with pytest.raises(DeviceError) as raised:
        drives.eject(found)
    assert raised.value.code is DeviceCode.GONE


def test_this_machine_can_be_asked() -> None:
    assert all(drive.path != Path("/") for drive in make_drives().find())


@pytest.fixture(params=["vfat", "ext4"])
def mounted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drive]:
    """A small file system of its own, mounted from a file where this machine can; root only."""
    kind, folder, image = str(request.param), tmp_path / "mounted", tmp_path / "image"
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount")
    folder.mkdir()
    maker = shutil.which(f"mkfs.{kind}")
    if maker is None:
        pytest.skip(f"there is no mkfs.{kind}")
    with image.open("wb") as file:
        file.truncate(2 << 20)
    force = ["-F"] if kind == "ext4" else []
    subprocess.run([maker, *force, str(image)], check=True, capture_output=True)
    words = ["-t", kind, "-o", "loop", str(image), str(folder)]
    tried = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"this machine mounts no {kind}: {tried.stderr.strip()[:80]}")
    try:
        device = next(
            line.split(" - ")[1].split()[1]
            for line in Path("/proc/self/mountinfo").read_text().splitlines()
            if f" {folder} " in line
        )
        yield Drive(folder, device, "", kind, 0, 0, False)
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def test_a_mounted_drive_is_let_go_of_only_when_nobody_uses_it(mounted: Drive) -> None:
    used = (mounted.path / "used").open("wb")
    with used, pytest.raises(DeviceError) as raised:
        LinuxDrives().eject(mounted)
    assert raised.value.code is DeviceCode.BUSY
    LinuxDrives().eject(mounted)
    assert not os.path.ismount(mounted.path)
