"""The benchmark of speed runs, checks its answers and makes its table; nothing is said of how fast anything is."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def benchmark(*words: str, fails: bool = False) -> str:
    """What it prints. Without compiling: two games are not worth it."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    words = (sys.executable, "-m", "benchmarks.speed", *words)
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == (1 if fails else 0), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    printed = benchmark("--tiny", "--without-peers", "--output", str(folder))
    assert printed.strip() == (folder / "tiny.md").read_text().strip()
    return folder


def test_it_runs_without_peers(results: Path) -> None:
    found = json.loads((results / "tiny.json").read_text())
    assert [record["certified"] for record in found["single"]] == [2, 2]
    assert all(record["complete"] and record["right"] == record["checked"] == 10 for record in found["batches"])
    assert found["signaling"][0]["contestants"]["deterrence"]["certified"] == 2
    assert (results / "tiny.png").is_file() == bool(importlib.util.find_spec("matplotlib"))


def test_the_results_name_no_place(results: Path) -> None:
    text = "".join(path.read_text() for path in results.iterdir() if path.suffix != ".png")
    assert str(ROOT) not in text
    assert sys.executable not in text


def test_a_wrong_answer_of_ours_is_seen(results: Path, tmp_path: Path) -> None:
    found = json.loads((results / "tiny.json").read_text())
    found["single"][0]["certified"] = 1
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(found))
    assert "1 of 2 certified" in benchmark("--render", str(path), "--output", str(tmp_path), fails=True)


def test_the_layout_of_the_table(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    """Made from results that were written by hand."""
    pytest.importorskip("matplotlib")
    path = Path(__file__).parent / "golden" / "benchmark" / "made-up.json"
    golden("benchmark/made-up.md", benchmark("--render", str(path), "--output", str(tmp_path), fails=True))


# -- the judge --------------------------------------------------------------------------------------------------------

A, B = [[1, 1], [2, 0]], [[2, 2], [1, 0]]  # entry deterrence: an isolated equilibrium and a segment
EXACT: dict[str, Any] = {
    "extreme": [((0, 1), (1, 0)), ((1, 0), (0, 1)), ((1, 0), (0.5, 0.5))],
    "components": [[(((0, 1),), ((1, 0),))], [(((1, 0),), ((0, 1), (0.5, 0.5)))]],
}
ENTER, FIGHT, HALF, QUARTER = ((0, 1), (1, 0)), ((1, 0), (0, 1)), ((1, 0), (0.5, 0.5)), ((1, 0), (0.25, 0.75))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([ENTER, FIGHT, HALF], set()),
        ([HALF, FIGHT, ENTER, ENTER], set()),
        ([ENTER, FIGHT], {"extreme missed"}),
        ([ENTER, QUARTER], {"extreme missed"}),
        ([ENTER, ((1, 0), (0.25, 0.75 + 1e-9))], {"extreme missed"}),
        ([FIGHT, HALF], {"isolated missed", "extreme missed"}),
        ([ENTER], {"component missed", "extreme missed"}),
        ([], {"isolated missed", "component missed", "extreme missed"}),
        ([ENTER, FIGHT, HALF, ((1, 0), (0.75, 0.25))], {"no equilibrium"}),
        ([ENTER, FIGHT, HALF, ((1, 0), (0.5, 0.4))], {"no equilibrium"}),
        ([ENTER, FIGHT, HALF, ((1, 0), (-0.5, 1.5))], {"no equilibrium"}),
        ([ENTER, FIGHT, HALF, ((1, 0), (float("nan"), 1))], {"no equilibrium"}),
        ([ENTER, FIGHT, ((1, 0), (0.5 + 1e-4, 0.5 - 1e-4))], {"no equilibrium", "extreme missed"}),
        ([ENTER, ((1 - 1e-9, 1e-9), (0.5, 0.5))], {"extreme missed"}),
    ],
)
def test_what_is_wrong_with_an_answer(answer: Any, expected: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.speed.judge import flaws

    assert flaws(A, B, EXACT, answer) == expected
