"""Batches: us, the closed form in arrays, and peers in a loop, games a second."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.speed.closed_form import compiled, in_arrays
from benchmarks.speed.games import FULL, Scale, batch, describe
from benchmarks.speed.judge import FLAWS, PARTIAL, flaws
from benchmarks.speed.peers import Contestant
from benchmarks.speed.worker import Worker, start, stop

MODULE = "benchmarks.speed.batches"
TWO_THREADS = "deterrence, 2 threads"
ONE_THREAD = "deterrence, 1 thread"
QUANTECON = "quantecon support enumeration, 1 process"
QUANTECON_TWICE = "quantecon support enumeration, 2 processes"
QUANTECON_VERTICES = "quantecon vertex enumeration, 1 process"
RATIONAL = "pygambit enummixed, rational, 1 process"
CLOSED = "closed form in numba, 1 thread"
CLOSED_ARRAYS = "closed form in numpy, 1 thread"
CAP = 600.0


def _ours(threads: int) -> Callable[..., Callable[[], Any]]:
    def ask(A: Any, B: Any, checked: int) -> Callable[[], Any]:
        import deterrence as dt

        return lambda: dt.solve_many(A, B, threads=threads)

    return ask


def _read_ours(found: Any, A: Any, B: Any, checked: int) -> Any:
    """How many equilibria each game has; those of the first games, and their exact answers."""
    first = []
    for index in range(min(checked, len(found))):
        exact = found.game(index)
        x, y, _ = found.equilibria(index)
        first.append(
            {
                "found": list(zip(x.tolist(), y.tolist(), strict=True)),
                "extreme": list(exact.extreme),
                "components": [[tuple(exact.subsets[k]) for k in group] for group in exact.components],
                "certified": exact.certificate.largest_gain == 0,
            }
        )
    exact = int(found.exact_resolved.sum())
    return {"complete": found.complete, "counts": found.counts, "first": first, "exact": exact}


def _quantecon(method: str) -> Callable[..., Callable[[], Any]]:
    def ask(A: Any, B: Any, checked: int) -> Callable[[], Any]:
        import quantecon.game_theory as theory

        solve, player = getattr(theory, method), theory.Player
        first, second = A.astype(float), np.ascontiguousarray(B.astype(float).transpose(0, 2, 1))
        games = [theory.NormalFormGame((player(a), player(b))) for a, b in zip(first, second, strict=True)]
        return lambda: [solve(game) for game in games]

    return ask


def _enummixed(A: Any, B: Any, checked: int) -> Callable[[], Any]:
    import pygambit

    games = [pygambit.Game.from_arrays(a, b) for a, b in zip(A, B, strict=True)]
    solve = pygambit.nash.enummixed_solve
    return lambda: [(game, solve(game, rational=True).equilibria) for game in games]


def _read_lists(answers: Any, A: Any, B: Any, checked: int) -> Any:
    return [[tuple(tuple(map(float, side)) for side in pair) for pair in answer] for answer in answers[:checked]]


def _read_profiles(answers: Any, A: Any, B: Any, checked: int) -> Any:
    return [
        [tuple(tuple(float(mixed[s]) for s in p.strategies) for p in game.players) for mixed in profiles]
        for game, profiles in answers[:checked]
    ]


_A, _B = np.random.default_rng(0).normal(size=(2, 100, 2, 2))
_WHOLE = ((np.rint(_A).astype(int), np.rint(_B).astype(int), 3),)
_WARM = ((_A, _B, 3), *_WHOLE)
_EVERY_SHAPE = tuple((*batch(name, 20), 3) for name in FULL.batches)  # all that we compile

CONTESTANTS = {
    TWO_THREADS: Contestant("deterrence", _ours(2), _read_ours, _EVERY_SHAPE),
    ONE_THREAD: Contestant("deterrence", _ours(1), _read_ours, _EVERY_SHAPE),
    CLOSED: Contestant("numba", compiled, lambda found, *game: found[0], _WARM),
    CLOSED_ARRAYS: Contestant("numpy", in_arrays, lambda found, *game: found[0], _WARM),
    QUANTECON: Contestant("quantecon", _quantecon("support_enumeration"), _read_lists, _WARM),
    QUANTECON_TWICE: Contestant("quantecon", _quantecon("support_enumeration"), _read_lists, _WARM),
    QUANTECON_VERTICES: Contestant("quantecon", _quantecon("vertex_enumeration"), _read_lists, _WARM),
    RATIONAL: Contestant("pygambit", _enummixed, _read_profiles, _WHOLE),
}


def run(scale: Scale, peers: bool, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Solve every batch. A peer takes as many of its first games as it can solve in a few seconds."""
    names = dict.fromkeys(who for name in scale.batches for who in _entrants(name, peers))
    present = [who for who in names if not CONTESTANTS[who].missing]
    workers = start(MODULE, present, say, needed=[TWO_THREADS, ONE_THREAD])
    more = start(MODULE, [QUANTECON_TWICE] if QUANTECON_TWICE in workers else [], say, needed=[QUANTECON_TWICE])
    try:
        records = []
        for name, count in scale.batches.items():
            several = {who: [workers[who]] for who in _entrants(name, peers) if who in workers}
            for who, second in more.items():
                several[who].append(second)
            records.append(_one_batch(name, count, scale, several, say))
        return records
    finally:
        stop(workers)
        stop(more)


def _entrants(name: str, peers: bool) -> list[str]:
    names = [TWO_THREADS, ONE_THREAD]
    if name == "normal-2":
        names += [CLOSED, CLOSED_ARRAYS]
    if peers:
        names += [QUANTECON, QUANTECON_TWICE, QUANTECON_VERTICES]
        if name.startswith("ties"):
            names.append(RATIONAL)
    return names


def _one_batch(
    name: str, count: int, scale: Scale, workers: dict[str, list[Worker]], say: Callable[[str], None]
) -> dict[str, Any]:
    A, B = batch(name, count)
    per_game: dict[str, list[float]] = {who: [] for who in workers}
    answers: dict[str, Any] = {}
    taken = dict.fromkeys(workers, count)
    failed: dict[str, str] = {}
    for turn in range(-1, scale.rounds):
        for who, several in workers.items():
            arrays = who in (TWO_THREADS, ONE_THREAD, CLOSED, CLOSED_ARRAYS)
            if who in failed or (turn < 0 and arrays):
                continue
            try:
                if turn < 0:  # a few games, to see how many it can do
                    trial = min(count, 100)
                    seconds, _ = _run(several, A[:trial], B[:trial], 0, False)
                    taken[who] = min(count, max(scale.checked, int(scale.patience * trial / seconds)))
                    continue
                k = taken[who]
                seconds, answer = _run(several, A[:k], B[:k], scale.checked, not turn)
            except RuntimeError as error:
                if who in (TWO_THREADS, ONE_THREAD):
                    raise
                failed[who] = str(error)
                continue
            answers.setdefault(who, answer)
            per_game[who].append(seconds / k)
    measured = {who: seconds for who, seconds in per_game.items() if who not in failed}
    record = _record(name, A, B, measured, taken, answers) | {"failed": failed}
    shown = ", ".join(f"{who} {row['games_per_second']:.3g}/s" for who, row in record["contestants"].items())
    say(f"batch of {describe(name)}: {count} games, {shown}")
    return record


def _run(workers: Sequence[Worker], A: Any, B: Any, checked: int, wanted: bool) -> tuple[float, Any]:
    """Seconds until all workers are done, each with its part of the games, and the answer of the first."""
    cuts = [len(A) * k // len(workers) for k in range(len(workers) + 1)]
    for worker, begin, end in zip(workers, cuts, cuts[1:], strict=False):
        worker.send((A[begin:end], B[begin:end], checked), 1, wanted)
    outcomes = [worker.receive(CAP) for worker in workers]
    for outcome in outcomes:
        if outcome.status != "ok":
            raise RuntimeError(outcome.status)
    return max(outcome.seconds for outcome in outcomes), outcomes[0].answer


def _record(
    name: str,
    A: Any,
    B: Any,
    per_game: dict[str, list[float]],
    taken: dict[str, int],
    answers: dict[str, Any],
) -> dict[str, Any]:
    ours = answers[TWO_THREADS]
    right = sum(_same(game) for game in ours["first"])
    contestants = {}
    for who, seconds in per_game.items():
        ratios = [theirs / mine for mine, theirs in zip(per_game[TWO_THREADS], seconds, strict=True)]
        row: dict[str, Any] = {
            "games": taken[who],
            "games_per_second": float(f"{1 / statistics.median_low(seconds):.4g}"),
            "ratio": float(f"{statistics.median_low(ratios):.4g}"),
            "threads": 2 if who == TWO_THREADS or "2 processes" in who else 1,
        }
        if isinstance(answers[who], list):
            found = [
                flaws(a, b, exact, answer)
                for a, b, exact, answer in zip(A, B, ours["first"], answers[who], strict=False)
            ]
            row |= {"checked": len(found), "wrong": sum(bool(one & set(FLAWS)) for one in found)}
            row |= {flaw: sum(flaw in one for one in found) for flaw in (*FLAWS, PARTIAL)}
        contestants[who] = row
    counts = [answers[ONE_THREAD]["counts"], *(answers[who] for who in (CLOSED, CLOSED_ARRAYS) if who in per_game)]
    return {
        "set": name,
        "title": describe(name),
        "games": len(A),
        "checked": len(ours["first"]),
        "right": right,
        "complete": bool(ours["complete"]) and all(np.array_equal(ours["counts"], other) for other in counts),
        "settled_exactly": ours["exact"],
        "contestants": contestants,
    }


def _same(game: dict[str, Any]) -> bool:
    """Whether the floats of a batch are the exact answer, rounded, with the same zeros."""
    if not game["certified"] or len(game["found"]) != len(game["extreme"]):
        return False
    for found, exact in zip(game["found"], game["extreme"], strict=True):
        for given, wanted in zip(found, exact, strict=True):
            reference = np.array(wanted, float)
            given = np.array(given)
            if not (np.allclose(given, reference, rtol=2.0**-28, atol=0) and ((given == 0) == (reference == 0)).all()):
                return False
    return True
