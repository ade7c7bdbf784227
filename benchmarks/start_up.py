"""How soon the command line answers: `deterrence --help`, which should take less than 0.3 seconds.

    python benchmarks/start_up.py

It prints the least and the median of eleven runs of the whole process, beside a Python that does nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

RUNS = 11
PROGRAMS = {
    "python -c pass": ["-c", "pass"],
    "deterrence --help": ["-m", "deterrence", "--help"],
    "deterrence solve --help": ["-m", "deterrence", "solve", "--help"],
}


def main() -> None:
    """Time each program; the answers are asserted."""
    for name, words in PROGRAMS.items():
        spent = []
        for _ in range(RUNS):
            start = time.perf_counter()
            done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
            spent.append(time.perf_counter() - start)
            assert name.startswith("python") or done.stdout.startswith("Usage: deterrence"), done.stdout
        print(f"{name:26} least {min(spent):.3f} s, median {median(spent):.3f} s")


if __name__ == "__main__":
    main()
