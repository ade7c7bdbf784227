"""Single games: everyone in turn on the same game, again and again; correctness and times at once."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.speed.games import Game, Scale, describe, single_games, size
from benchmarks.speed.judge import FLAWS, PARTIAL, flaws
from benchmarks.speed.peers import LRSNASH, OURS, RATIONAL
from benchmarks.speed.worker import SHORT, Outcome, Worker, start, stop

MODULE = "benchmarks.speed.peers"
SLOW = 0.02  # seconds; a peer above that no target is about is not asked again about the same game
PATIENCE = 300.0  # seconds for us and for lrsnash, who answer every game


@dataclass
class Tally:
    """One contestant on one set of games."""

    seconds: dict[int, float] = field(default_factory=dict)  # by game
    flaws: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    spent: float = 0.0
    skipped: str = ""


def run(scale: Scale, names: Sequence[str], say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Solve every set of games.

    Returns
    -------
    One record a set: for each contestant its times, its ratio to ours, what it got wrong and where it gave up; and how
    many of our answers are certified and equal to those of lrsnash.
    """
    from benchmarks.speed.peers import CONTESTANTS

    workers = start(MODULE, names, say, needed=[OURS])
    gave_up: dict[str, int] = {}  # the size at which a peer ran out of time; larger games are not tried
    records = []
    try:
        for name, count in scale.games.items():
            n = size(name)
            games = single_games(name, count)
            tallies = {who: Tally() for who in workers}
            for who, tally in tallies.items():
                if n is not None and name.startswith("random") and gave_up.get(who, 99) < n:
                    tally.skipped = f"not tried: out of time at {gave_up[who]}x{gave_up[who]}"
                elif n is not None and n > CONTESTANTS[who].largest:
                    tally.skipped = "not tried"
            agreed = certified = 0
            for index, game in enumerate(games):
                answers = _one_game(index, game, scale, workers, tallies)
                exact = answers[OURS]
                if exact is None:
                    continue
                certified += exact["certified"]
                if LRSNASH in answers:
                    agreed += answers[LRSNASH] == exact["extreme"]
                for who, answer in answers.items():
                    if who in (OURS, LRSNASH) or answer is None:
                        continue
                    found = flaws(*game, exact, answer)
                    tallies[who].flaws.update(found)
                    tallies[who].wrong += bool(found & set(FLAWS))
            for who, tally in tallies.items():
                if n is not None and name.startswith("random") and tally.failures["time-out"]:
                    gave_up.setdefault(who, n)
            records.append(_record(name, len(games), tallies, certified, agreed if LRSNASH in workers else None))
            say(_line(records[-1]))
    finally:
        stop(workers)
    return records


def _one_game(
    index: int, game: Game, scale: Scale, workers: dict[str, Worker], tallies: dict[str, Tally]
) -> dict[str, Any]:
    """Everyone's answer to one game, None where there is none; times and failures go to the tallies."""
    answers: dict[str, Any] = {}
    for turn in range(scale.rounds):
        for who, worker in workers.items():
            tally = tallies[who]
            steady = who in (OURS, LRSNASH)
            slow = 1.0 if steady or who == RATIONAL else SLOW
            if tally.skipped or (turn and (answers.get(who) is None or tally.seconds[index] > slow)):
                continue
            if not turn and not steady and tally.spent > scale.budget:
                continue
            outcome = worker.run(game, PATIENCE if steady else scale.cap, repeat=3, wanted=not turn)
            _note(tally, index, outcome, scale.cap)
            if not turn:
                answers[who] = outcome.answer
    return answers


def _note(tally: Tally, index: int, outcome: Outcome, cap: float) -> None:
    if outcome.status == "ok":
        tally.seconds[index] = min(outcome.seconds, tally.seconds.get(index, float("inf")))
        tally.spent += 3 * outcome.seconds if outcome.seconds < SHORT else outcome.seconds
    else:
        tally.failures[outcome.status.partition(":")[0]] += 1
        tally.spent += cap if outcome.status == "time-out" else 0.0


def _record(
    name: str, count: int, tallies: dict[str, Tally], certified: int, agreed: int | None
) -> dict[str, Any]:
    ours = tallies[OURS].seconds
    contestants = {}
    for who, tally in tallies.items():
        seconds = tally.seconds
        both = [seconds[k] / ours[k] for k in seconds if k in ours]
        contestants[who] = {
            "answered": len(seconds),
            "median_ms": _rounded(statistics.median(seconds.values()) * 1e3) if seconds else None,
            "largest_ms": _rounded(max(seconds.values()) * 1e3) if seconds else None,
            "ratio": _rounded(statistics.median(both)) if both else None,
            "wrong": tally.wrong,
            **{flaw: tally.flaws[flaw] for flaw in (*FLAWS, PARTIAL)},
            "failures": dict(sorted(tally.failures.items())),
            "skipped": tally.skipped,
        }
    return {
        "set": name,
        "games": count,
        "title": describe(name),
        "size": size(name),
        "certified": certified,
        "equal_to_lrsnash": agreed,
        "contestants": contestants,
    }


def _rounded(x: float) -> float:
    return float(f"{x:.4g}")


def _line(record: dict[str, Any]) -> str:
    ours = record["contestants"][OURS]
    agreed = record["equal_to_lrsnash"]
    words = [f"{record['title']}: {record['games']} games", f"ours {ours['median_ms']} ms"]
    if agreed is not None:
        words.append(f"{agreed} equal to lrsnash, ratio {record['contestants'][LRSNASH]['ratio']}")
    return ", ".join(words)
