"""What was measured on, without names of hosts, users or folders."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("deterrence", "numpy", "scipy", "numba", "python-flint", "pygambit", "nashpy", "quantecon")


def describe() -> dict[str, object]:
    """The processor, its cores that we may use, and versions."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    versions["lrsnash"] = _lrsnash()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": cores,
        "system": platform.system(),
        "commit": _commit(),
        "versions": versions,
    }


def load() -> float | None:
    """How many processes wanted to run in the last minute, where the system says so."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def _processor() -> str:
    try:
        names = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def _lrsnash() -> str:
    program = shutil.which("lrsnash")
    if program is None:
        return "not installed"
    with tempfile.TemporaryDirectory() as folder:
        game = Path(folder) / "game"
        game.write_text("1 1\n\n0\n\n0\n")
        printed = subprocess.run([program, str(game)], capture_output=True, text=True, check=False).stdout
    found = re.search(r"lrslib v\.([\w.]+)", printed)
    return found[1] if found else "unknown"


def _commit() -> str:
    """The commit that was measured; with a plus where files differ from it."""
    try:
        return _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain", ":/deterrence") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*words: str) -> str:
    here = Path(__file__).parent
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True, cwd=here).stdout.strip()
