"""How time grows with the size of a game: allies, theatres, unknown cutoffs, states of a network.

    python -m benchmarks.growth                   # every size, a table on stdout, growth.json and growth.png here
    python -m benchmarks.growth --quick           # small sizes only, nothing written
    python -m benchmarks.growth --render growth.json

Each answer is complete, certified and asserted before its time counts. A time is that of solving and certifying one
game, the least of three runs (one where a run takes more than five seconds), on one processor.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import deterrence as dt
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.games.network import NetworkGame

HERE = Path(__file__).parent
RUNS, LONG = 3, 5.0


@dataclass(frozen=True)
class Family:
    """Games of one kind by size.

    Attributes
    ----------
    title, axis
        What is solved, and what its size counts.
    sizes, quick
        All sizes, and those of a quick run.
    game
        The game of a size.
    concept
        What is asked of it; None for the one that fits.
    right
        Whether an answer is the known one.
    """

    title: str
    axis: str
    sizes: tuple[int, ...]
    quick: tuple[int, ...]
    game: Callable[[int], Any]
    concept: str | None
    right: Callable[[int, Any], bool]


def allies(count: int) -> dt.ProvisionGame:
    """Allies with different incomes and tastes and half of what each pays spilling over."""
    players = [f"ally-{k}" for k in range(count)]
    endowments = [Fraction(10 + 7 * k % 41) for k in range(count)]
    weights = [Fraction(1 + k % 5, 10) for k in range(count)]
    return dt.ProvisionGame(tuple(players), "cobb-douglas", tuple(endowments), tuple(weights), Fraction(1, 2))


def theatres(count: int) -> dt.ExtensiveGame:
    """A challenger who may attack in each theatre in turn, and a patron who has one capability for all.

    Abandoning a partner costs the stake and a quarter of it for every other theatre (spillover); the k-th defence costs
    k tenths of it (overstretch).
    """
    moves: dict[tuple[str, ...], Any] = {}
    payoffs: dict[tuple[str, ...], dict[tuple[str, ...], tuple[Fraction, Fraction]]] = {}

    def grow(history: tuple[str, ...], place: int, gain: Fraction, loss: Fraction, defended: int) -> None:
        if place == count:
            payoffs[history] = {("", ""): (gain, -loss)}
            return
        moves[history] = dt.Move("Challenger", ("hold", "attack"))
        grow((*history, "hold"), place + 1, gain, loss, defended)
        attacked = (*history, "attack")
        moves[attacked] = dt.Move("Patron", ("abandon", "defend"))
        lost = 1 + Fraction(count - 1, 4)
        grow((*attacked, "abandon"), place + 1, gain + 1, loss + lost, defended)
        cost = Fraction(3, 5) + Fraction(defended, 10)
        grow((*attacked, "defend"), place + 1, gain - Fraction(1, 2), loss + cost, defended + 1)

    grow((), 0, Fraction(0), Fraction(0), 0)
    return dt.ExtensiveGame(("Challenger", "Patron"), (("",), ("",)), ((1,), (1,)), moves, payoffs)


def cutoffs(count: int) -> CutoffGame:
    """An arms race among so many: each arms if its cost lies below a cutoff that rises with the others'."""
    names = [f"c{k}" for k in range(1, count + 1)]
    others = {name: "+".join(other for other in names if other != name) or "0" for name in names}
    return CutoffGame(
        tuple(Cutoff(n, 0, 1, f"m + (1 - m)*({others[n]})**2/{2 * max(count - 1, 1) ** 2} - {n}") for n in names),
        {"m": Fraction(1, 4)},
    )


def states(count: int) -> NetworkGame:
    """Equal states, attack and defence even."""
    return NetworkGame(tuple(f"state-{k}" for k in range(count)), (1,) * count, 1)


FAMILIES = {
    "allies": Family(
        "burden sharing with spill-ins", "allies", (2, 5, 10, 30, 100, 300, 1000), (2, 10), allies, None,
        lambda n, answer: answer.unique,
    ),
    "theatres": Family(
        "one patron, theatres in turn", "theatres", (1, 2, 3, 4, 5, 6, 7), (1, 3), theatres, "subgame-perfect",
        lambda n, answer: len(answer.cells) == 1,
    ),
    "cutoffs": Family(
        "arms race in cutoffs", "unknown cutoffs", (1, 2, 3, 4, 5, 6), (1, 2), cutoffs, None,
        lambda n, answer: len(answer.claim.found) == 1,
    ),
    "states": Family(
        "war-stable networks", "states", (2, 3, 4, 5, 6, 7), (2, 4), states, None,
        lambda n, answer: not [network for network in answer.networks if network],
    ),
}  # fmt: skip


def measured(name: str, sizes: Sequence[int]) -> Iterator[tuple[int, float]]:
    """The time of each size, in seconds; every answer is checked."""
    family = FAMILIES[name]
    for size in sizes:
        game = family.game(size)
        least = float("inf")
        for _ in range(RUNS):
            begun = time.process_time()
            answer = dt.solve(game, family.concept) if family.concept else dt.solve(game)
            proved = answer.certificate.holds
            spent = time.process_time() - begun
            least = min(least, spent)
            assert proved, f"{name}, {size}: {answer.certificate}"
            assert answer.complete, f"{name}, {size}: {answer.status}"
            assert family.right(size, answer), f"{name}, {size}: not the known answer"
            if spent > LONG:
                break
        yield size, least


def plot(results: dict[str, list[list[float]]], path: Path) -> None:
    """One panel a family, time against size, readable in grey."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(results), figsize=(3.4 * len(results), 3.2), squeeze=False)
    for axes, (name, points) in zip(panels[0], results.items(), strict=True):
        sizes, seconds = zip(*points, strict=True)
        axes.plot(sizes, seconds, "ko-", markersize=4, linewidth=1.2)
        axes.set_yscale("log")
        if sizes[-1] > 50:
            axes.set_xscale("log")
        else:
            axes.set_xticks(sizes)
        axes.set_xlabel(FAMILIES[name].axis)
        axes.set_title(FAMILIES[name].title, fontsize=9)
        axes.grid(axis="y", color="0.9")
    panels[0][0].set_ylabel("seconds to solve and certify")
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def main() -> None:
    """Measure, check, print and plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    parser.add_argument("--render", type=Path, metavar="JSON", help="plot results that were measured before")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where growth.json and growth.png go")
    given = parser.parse_args()
    folder = given.output or (None if given.quick else HERE)
    if given.render:
        results = json.loads(given.render.read_text("utf-8"))
    else:
        results = {}
        for name, family in FAMILIES.items():
            results[name] = []
            for size, seconds in measured(name, family.quick if given.quick else family.sizes):
                print(f"{size:5} {family.axis:16} {1000 * seconds:10.1f} ms", flush=True)
                results[name].append([size, seconds])
    if folder is not None:
        (folder / "growth.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        plot(results, folder / "growth.png")


if __name__ == "__main__":
    main()
