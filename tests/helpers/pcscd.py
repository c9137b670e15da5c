"""Run a program beside a real PC/SC service of its own, with vsmartcard's virtual reader in it.

The service and the program live in namespaces of their own: nobody else reaches the virtual reader, which
takes cards from whoever connects, and the machine's own service is neither used nor disturbed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT = 0x8FC1  # in the namespace's own network: no two runs can meet there
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
READER = "Test PCD"
# /run is covered up as a whole: the folder of a service that never ran may not be there to be covered.
# The service reads every file in its folder of readers, so that nothing else may lie there.
_INSIDE = """
set -eu
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs tmpfs /run
mkdir /run/pcscd
ip link set lo up
pcscd --foreground --info --config "$1/readers" >"$1/log" 2>&1 &
service=$!
trap 'kill $service 2>/dev/null || true; wait' EXIT
tries=0
until grep -q "daemon ready" "$1/log"; do
  tries=$((tries + 1))
  if [ $tries -gt 100 ]; then head -n 20 "$1/log" >&2; exit 70; fi
  sleep 0.05
done
export PCSCD_PID=$service PCSCD_READERS="$1/readers"
shift
"$@"
"""


def run_beside_pcscd(arguments: Sequence[str], *, seconds: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Run `python ARGUMENTS` there; it is killed after so many seconds. See `why_not` first."""
    folder = Path(tempfile.mkdtemp(prefix="pcscd-"))
    try:
        (folder / "readers").mkdir()
        (folder / "readers" / "vpcd").write_text(
            f'FRIENDLYNAME "{READER}"\nDEVICENAME /dev/null:{PORT:#x}\n'
            f"LIBPATH {DRIVER}\nCHANNELID {PORT:#x}\n"
        )
        command = [*_apart(), "sh", "-c", _INSIDE, "sh", str(folder), sys.executable, *arguments]
        return subprocess.run(
            ["timeout", "--kill-after=5", str(seconds), *command],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder)


@cache
def why_not() -> str:
    """Why no service can be run here, for whoever reads the list of skipped tests; empty where it can."""
    if find_spec("smartcard") is None:
        return "pyscard is not installed: .ci/setup says what its build needs"
    for program, package in (("pcscd", "pcscd"), ("unshare", "util-linux"), ("ip", "iproute2")):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
            return f"no {program} here: apt-get install {package}"
    if not Path(DRIVER).exists():
        return "no virtual reader here: apt-get install vsmartcard-vpcd"
    tried = subprocess.run([*_apart(), "true"], capture_output=True, text=True, check=False)
    return f"this user may not have namespaces of its own: {tried.stderr.strip()}" if tried.returncode else ""


def _apart() -> list[str]:
    # With processes of its own too, nothing can stay behind: they all end with the first.
    apart = ["unshare", "--mount", "--net", "--pid", "--kill-child"]
    return apart if os.geteuid() == 0 else [*apart, "--map-root-user"]
