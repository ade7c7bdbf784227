"""Time against the number of actions, readable in grey: every line has its own marker and its own dashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.speed.peers import OURS

MARKERS, DASHES = "os^vDPX<>", ("-", "--", "-.", ":", "--", "-.", ":", "--", "-.")
GREYS = ("0.35", "0.55", "0.15", "0.45")


def times(results: dict[str, Any], path: Path) -> None:
    """Two panels: single random games by size, and batches by size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 6), width_ratios=(3, 2))
    random = [record for record in results["single"] if record["set"].startswith("random")]
    _lines(left, [(r["size"], {who: row["median_ms"] for who, row in r["contestants"].items()}) for r in random])
    left.set_title(f"one game, integers in [-50, 50] ({results['scale']} run)")
    left.set_ylabel("median time of all equilibria, ms")
    normal = [record for record in results["batches"] if record["set"].startswith("normal")]
    _lines(
        right,
        [
            (int(r["set"].split("-")[1]), {who: 1e6 / row["games_per_second"] for who, row in r["contestants"].items()})
            for r in normal
        ],
    )
    right.set_title("batches, i.i.d. normal payoffs")
    right.set_ylabel("time a game, microseconds")
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def _lines(axes: Any, points: list[tuple[int, dict[str, float | None]]]) -> None:
    names = list(dict.fromkeys(who for _, row in points for who in row))
    for k, who in enumerate(names):
        shown = [(n, row[who]) for n, row in points if row.get(who) is not None]
        ours = who.startswith(OURS)
        axes.plot(
            *zip(*shown, strict=True) if shown else ((), ()),
            marker=MARKERS[k % len(MARKERS)],
            linestyle=DASHES[k % len(DASHES)],
            color="black" if ours else GREYS[k % len(GREYS)],
            linewidth=2.2 if ours else 1.2,
            label=who,
        )
    axes.set_yscale("log")
    axes.set_xticks([n for n, _ in points])
    axes.set_xlabel("actions a side")
    axes.legend(fontsize=7, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.11))  # below: it hides no line
    axes.grid(axis="y", color="0.9")
