"""The benchmark of growth runs and checks its answers; nothing is said of how fast anything is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def growth(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_family_is_solved_and_its_growth_plotted(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    printed = growth("--quick", "--output", str(tmp_path))
    results = json.loads((tmp_path / "growth.json").read_text())
    assert list(results) == ["allies", "theatres", "cutoffs", "states"]
    assert all(len(points) == 2 and all(seconds >= 0 for _, seconds in points) for points in results.values())
    assert printed.count(" ms\n") == 8
    assert (tmp_path / "growth.png").stat().st_size > 1000
    (tmp_path / "growth.png").unlink()
    growth("--render", str(tmp_path / "growth.json"), "--output", str(tmp_path))
    assert (tmp_path / "growth.png").is_file()
