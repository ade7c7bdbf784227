"""Signaling games: all perfect Bayesian equilibria with their beliefs, and what peers do on the same games.

No peer knows perfect Bayesian equilibria of these games. `enummixed` lists extreme equilibria of the strategic form,
`enumpoly` isolated ones of the tree; both list Nash equilibria, without beliefs at signals nobody sends. Of each of
theirs it is found out here whether some belief makes every response to an unsent signal a best one: where none does, it
rests on an empty threat.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.speed.games import Scale, signaling_games
from benchmarks.speed.peers import OURS, Contestant
from benchmarks.speed.worker import start, stop

MODULE = "benchmarks.speed.signaling"
CAP = 600.0  # seconds for one of our answers


def _ours(prior: Any, u: Any, v: Any) -> Callable[[], Any]:
    import deterrence as dt

    game = dt.signaling(prior, u, v)
    return lambda: dt.solve(game, "perfect-bayesian")


def _read_ours(found: Any, prior: Any, u: Any, v: Any) -> dict[str, Any]:
    return {
        "complete": found.complete and found.exact,
        "certified": found.certificate.largest_gain == 0 and found.certificate.largest_residual == 0,
        "components": len(found.components),
        "cells": len(found.cells),
    }


def _gambit(solve: str, **options: bool) -> Callable[..., Callable[[], Any]]:
    def ask(prior: Any, u: Any, v: Any) -> Callable[[], Any]:
        import pygambit

        import deterrence as dt

        game = dt.to_pygambit(dt.signaling(prior, u, v))
        method = getattr(pygambit.nash, solve)
        return lambda: (game, method(game, **options).equilibria)

    return ask


def _read_gambit(answer: Any, prior: Any, u: Any, v: Any) -> dict[str, Any]:
    game, profiles = answer
    threats = 0
    for profile in profiles:
        behaviour = profile.as_behavior() if hasattr(profile, "as_behavior") else profile
        sent, played = ([[float(behaviour[a]) for a in i.actions] for i in p.infosets] for p in game.players)
        unsent = [s for s in range(len(v[0])) if max(row[s] for row in sent) < 1e-9]
        threats += not all(_rational(v, s, played[s]) for s in unsent)
    return {"equilibria": len(profiles), "empty threats": threats}


def _rational(v: Any, s: int, responses: Sequence[float]) -> bool:
    """Whether one belief makes all responses best that are played: a linear program over beliefs."""
    from scipy.optimize import linprog

    best = [r for r, probability in enumerate(responses) if probability > 1e-9]
    worse = [[v[t][s][other] - v[t][s][r] for t in range(len(v))] for r in best for other in range(len(responses))]
    found = linprog([0] * len(v), A_ub=worse, b_ub=[0] * len(worse), A_eq=[[1] * len(v)], b_eq=[1], bounds=(0, 1))
    return bool(found.status == 0)


_WARM = ((["1/3", "2/3"], [[[1, 0], [0, 2]], [[3, 0], [0, 1]]], [[[1, 0], [0, 2]], [[0, 3], [1, 0]]]),)

CONTESTANTS = {
    OURS: Contestant("deterrence", _ours, _read_ours, _WARM),
    "pygambit enummixed, rational": Contestant(
        "pygambit", _gambit("enummixed_solve", rational=True), _read_gambit, _WARM
    ),
    "pygambit enumpoly": Contestant("pygambit", _gambit("enumpoly_solve"), _read_gambit, _WARM),
}


def run(scale: Scale, peers: bool, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Solve the games of every size, us in a fresh process a size, peers under a cap."""
    names = [who for who, c in CONTESTANTS.items() if (peers or who == OURS) and not c.missing]
    records = []
    for n, (count, of_peers) in scale.signaling.items():
        games = signaling_games(n, count)
        workers = start(MODULE, names, say, needed=[OURS])
        rows: dict[str, dict[str, Any]] = {}
        outcomes: dict[str, list[Any]] = {who: [] for who in workers}
        try:
            for k, game in enumerate(games):
                for who, worker in workers.items():
                    steady = who == OURS
                    if steady or k < of_peers:
                        outcomes[who].append(worker.run(game, CAP if steady else scale.cap, repeat=scale.rounds))
        finally:
            stop(workers)
        for who, several in outcomes.items():
            rows[who] = _row([one for one in several if one.status == "ok"], several)
        record = {"size": n, "games": count, "contestants": rows}
        records.append(record)
        shown = ", ".join(
            f"{who} {row['finished']} of {row['games']}, median {row['median_ms']} ms" for who, row in rows.items()
        )
        say(f"signaling {n}x{n}x{n}: {shown}")
    return records


def _row(done: list[Any], several: list[Any]) -> dict[str, Any]:
    seconds = [one.seconds for one in done]
    failures = Counter(one.status.partition(":")[0] for one in several if one.status != "ok")
    row: dict[str, Any] = {
        "games": len(several),
        "finished": len(done),
        "failures": dict(sorted(failures.items())),
        "median_ms": float(f"{statistics.median(seconds) * 1e3:.4g}") if done else None,
        "largest_ms": float(f"{max(seconds) * 1e3:.4g}") if done else None,
        "megabytes": round(max(one.megabytes for one in done)) if done else None,
    }
    for key in done[0].answer if done else ():
        row[key] = sum(one.answer[key] for one in done)
    return row
