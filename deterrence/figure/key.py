"""The key below a picture: hatchings, names that do not fit into their regions, and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deterrence.figure.style import FAINT, INK, SMALL

LINE = 0.135  # inches
SIDE = 0.10
BOX = 0.20


@dataclass(frozen=True)
class Entry:
    """A line of the key: what is shown ("hatch", "tint", "point", "hollow" or "text"), its words, and how it looks."""

    kind: str
    text: str
    look: str


def lines(entries: Sequence[Entry], width: float) -> list[tuple[Entry, str, bool]]:
    """Every line with whether it begins an entry; long ones are broken."""
    from deterrence.figure.placing import measured

    found = []
    for entry in entries:
        made = [""]
        for word in entry.text.split(" "):
            longer = f"{made[-1]} {word}" if made[-1] else word
            if made[-1] and measured(longer, SMALL)[0] > width - 2 * SIDE - (BOX + 0.06 if entry.kind != "text" else 0):
                made.append(word)
            else:
                made[-1] = longer
        found += [(entry, line, k == 0) for k, line in enumerate(made)]
    return found


def key_height(entries: Sequence[Entry], width: float) -> float:
    """The height it needs, in inches."""
    return LINE * len(lines(entries, width)) + (0.08 if entries else 0)


def draw_key(figure: Any, entries: Sequence[Entry], width: float, height: float) -> None:
    """Draw it at the bottom of a figure."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    made = lines(entries, width)
    for row, (entry, text, first) in enumerate(made):
        middle = (len(made) - row - 0.5) * LINE + 0.08
        figure.text(
            (SIDE + (BOX + 0.06 if entry.kind != "text" else 0)) / width,
            middle / height,
            text,
            size=SMALL,
            color=INK,
            ha="left",
            va="center_baseline",
        )
        if not first:
            continue
        if entry.kind in ("hatch", "tint"):
            corner = (SIDE / width, (middle - 0.045) / height)
            look = {"hatch": entry.look, "facecolor": "white"} if entry.kind == "hatch" else {"facecolor": entry.look}
            edge = FAINT if entry.kind == "hatch" else INK
            figure.add_artist(
                Rectangle(corner, BOX / width, 0.09 / height, edgecolor=edge, linewidth=0.4, **look)  # type: ignore[arg-type]
            )
        elif entry.kind in ("point", "hollow"):
            figure.add_artist(
                Line2D(
                    [(SIDE + BOX / 2) / width], [middle / height], marker="o", markersize=3.2, linestyle="none",
                    markerfacecolor=INK if entry.kind == "point" else "white", markeredgecolor=INK,
                    markeredgewidth=0.6,
                )
            )  # fmt: skip
