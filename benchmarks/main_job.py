"""Whole-process times of the main job and of --help, as medians; each run's answer is checked.

    .venv/bin/python benchmarks/main_job.py [RUNS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time


def run(*words: str) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "deterrence", *words], capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stdout


def report(name: str, times: list[float]) -> None:
    print(f"{name}: median {statistics.median(times):.2f} s, {min(times):.2f} to {max(times):.2f} s, {len(times)} runs")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    helped, compared = [], []
    for _ in range(runs):
        seconds, out = run("--help")
        assert "compare" in out
        helped.append(seconds)
        seconds, out = run("compare", "--format", "json")
        rows = json.loads(out)["rows"]
        assert len(rows) == 23
        assert next(row for row in rows if row["pact"] == "nato-1949")["thresholds"]["p_D"]["mid"] == "58/73"
        compared.append(seconds)
    report("deterrence --help", helped)
    report("deterrence compare", compared)


if __name__ == "__main__":
    main()
