"""``python -m benchmarks.speed``: measure, check, write results/NAME.json, .md and .png, and print the table."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.speed import batches, machine, report, signaling, single
from benchmarks.speed.games import SCALES
from benchmarks.speed.peers import CONTESTANTS, LRSNASH, OURS
from benchmarks.speed.worker import Worker

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Returns 0 if all our answers are right, else 1. A missed target of speed is printed, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    scale = parser.add_mutually_exclusive_group()
    for name, words in (("quick", "under 2 minutes"), ("tiny", "two games of a kind, to see that it runs")):
        scale.add_argument(f"--{name}", action="store_const", dest="scale", const=name, help=words)
    parser.add_argument("--without-peers", action="store_true", help="us alone")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    parser.add_argument("--render", type=Path, metavar="JSON", help="measure nothing; make table and plot of this file")
    options = parser.parse_args()
    if options.render:
        results = json.loads(options.render.read_text())
        print(report.write(results, options.output, options.render.stem))
        return 0 if report.all_right(results) else 1

    results = measure(options.scale or "full", peers=not options.without_peers)
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / f"{results['scale']}.json"
    path.write_text(json.dumps(results, indent=1) + "\n")
    print(report.write(results, options.output, path.stem))
    return 0 if report.all_right(results) else 1


def measure(name: str, *, peers: bool) -> dict[str, Any]:
    """Everything that is measured, as plain data."""
    begun = time.perf_counter()

    def say(line: str) -> None:
        print(f"[{time.perf_counter() - begun:5.0f} s] {line}", file=sys.stderr, flush=True)

    chosen = []
    for who, contestant in CONTESTANTS.items():
        if contestant.missing:
            say(f"skipped: {who}: {contestant.missing}")
        elif peers or who == OURS:
            chosen.append(who)
    scale = SCALES[name]
    results: dict[str, Any] = {
        "scale": name,
        "date": datetime.date.today().isoformat(),
        "machine": machine.describe(),
        "load": [machine.load()],
        "rounds": scale.rounds,
        "cap": scale.cap,
        "budget": scale.budget,
        "start_ms": _start() if LRSNASH in chosen else None,
        "single": single.run(scale, chosen, say),
        "batches": batches.run(scale, peers, say),
        "signaling": signaling.run(scale, peers, say),
    }
    results["load"].append(machine.load())
    results["minutes"] = round((time.perf_counter() - begun) / 60, 1)
    return results


def _start() -> float:
    """The least milliseconds of lrsnash on a game with nothing to do: almost all of it is starting a process."""
    worker = Worker(single.MODULE, LRSNASH)
    try:
        least = min(worker.run(([[0]], [[0]]), 60, repeat=3).seconds for _ in range(21))
    finally:
        worker.stop()
    return float(f"{least * 1e3:.4g}")


if __name__ == "__main__":
    sys.exit(main())
