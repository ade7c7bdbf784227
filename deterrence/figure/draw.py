"""Drawing a map with matplotlib."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from deterrence.figure.key import Entry, draw_key, key_height
from deterrence.figure.marks import Mark
from deterrence.figure.placing import Placed, measured, owners, place
from deterrence.figure.points import draw_marks, tagged
from deterrence.figure.style import COLUMN, FAINT, HATCHES, INK, TINTS, style
from deterrence.figure.thresholds import draw_thresholds, thresholds
from deterrence.formula.notation import GREEK
from deterrence.refine import CALLED
from deterrence.regions.map import Label, Place, RegionMap
from deterrence.report.symbols import symbols

LEFT, RIGHT, BOTTOM, TOP = 0.46, 0.30, 0.40, 0.20  # inches around the axes
WIDTH, HEIGHT = COLUMN - LEFT - RIGHT, 2.35
NONE_FOUND = "no equilibrium found"


def draw(drawn: RegionMap, marks: Sequence[Mark] = ()) -> Any:
    """A matplotlib figure of a map."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with style():
        groups, leads = _groups(drawn)
        grid = owners(drawn, groups, WIDTH, HEIGHT)
        names, numbered = _placed(drawn, groups, leads, _free(grid, drawn, marks))
        entries = [*_overlap_entries(drawn), *numbered, *_mark_entries(marks)]
        below = key_height(entries, COLUMN)
        height = TOP + HEIGHT + BOTTOM + below
        figure = Figure(figsize=(COLUMN, height))
        FigureCanvasAgg(figure)
        axes = figure.add_axes(
            (LEFT / COLUMN, (BOTTOM + below) / height, WIDTH / COLUMN, HEIGHT / height), facecolor="white"
        )
        _frame(axes, drawn)
        _fill(axes, drawn)
        _boundaries(axes, drawn)
        for words in names:
            axes.text(
                words.x, words.y, words.text, transform=axes.transAxes, ha="center", va="center", size=words.size,
                color=INK, linespacing=1.12, zorder=3 if len(words.text) > 2 else 6,
                bbox=_ground(drawn, words),
            )  # fmt: skip
        draw_marks(axes, marks, grid)
        draw_thresholds(axes, thresholds(drawn), WIDTH, HEIGHT)
        draw_key(figure, entries, COLUMN, height)
        return figure


def _frame(axes: Any, drawn: RegionMap) -> None:
    axes.set_xlim(*map(float, drawn.plane.x))
    axes.set_ylim(*map(float, drawn.plane.y))
    for axis, name in ((axes.xaxis, drawn.x), (axes.yaxis, drawn.y)):
        axis.set_label_text(axis_words(drawn, name, WIDTH if name == drawn.x else HEIGHT))
        axis.labelpad = 2.5
    axes.tick_params(direction="out", pad=2, colors=INK)
    for side in axes.spines.values():
        side.set_zorder(5)


def axis_words(drawn: RegionMap, name: str, room: float) -> str:
    """What a name means with its symbol, as far as there is room for it."""
    from deterrence.pact import vocabulary

    model = drawn.regions.model
    symbol = f"${symbols(model)[name]}$"
    if name in model.parameters:
        meaning = model.parameters[name].meaning
    elif name in model.terms:
        meaning = vocabulary()[name].meaning
    else:
        meaning = model.define[name].meaning
    readable = name.replace("_", " ") if name not in model.define and name not in GREEK else ""
    for words in (meaning, re.split("[;:,]| that | which ", meaning)[0], readable):
        if words and measured(f"{words}, xxxx", 8.0)[0] < room:
            return f"{words}, {symbol}"
    return symbol


# -- regions -----------------------------------------------------------------------------------------------------------


def _primary(label: Label | None) -> str | None:
    """The name a cell carries; None outside the domain, empty where nothing was found."""
    if label is None:
        return None
    return label.names[0] if label.names else ""


def colours(drawn: RegionMap) -> dict[str, str]:
    """A tint for every name, in the model's order."""
    present = {_primary(label) for label in drawn.labels.values()} - {None, ""}
    order = [name for name in drawn.regions.model.regions if name in present]
    order += sorted(name for name in present if name is not None and name not in order)
    return {name: TINTS[k % len(TINTS)] for k, name in enumerate(order)}


def _groups(drawn: RegionMap) -> tuple[dict[Place, int], list[Place]]:
    """Cells that carry the same name and touch, by number; and a cell of each."""
    head = {place: place for place in drawn.labels}

    def top(place: Place) -> Place:
        while head[place] != place:
            place = head[place]
        return place

    for one, other in drawn.neighbours():
        if _primary(drawn.labels[one]) == _primary(drawn.labels[other]):
            first, second = sorted((top(one), top(other)))
            head[second] = first
    leads = sorted({top(place) for place in head})
    return {place: leads.index(top(place)) for place in head}, leads


def _outline(drawn: RegionMap, places: Sequence[Place]) -> Any:
    """One path around some cells, so that no hairline shows between them."""
    from matplotlib.path import Path

    corners: list[tuple[float, float]] = []
    codes: list[Any] = []
    for k, cell in places:
        stack = drawn.plane.stacks[k]
        below, above = (drawn.plane.trace(stack, stack.edges[cell + side]) for side in (0, 1))
        around = [(float(x), float(y)) for x, y in (*below, *reversed(above))]
        corners += [*around, around[0]]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(around) - 1), Path.CLOSEPOLY]
    return Path(corners, codes)


def _fill(axes: Any, drawn: RegionMap) -> None:
    from matplotlib.patches import PathPatch

    tints = colours(drawn)
    for name, tint in tints.items():
        places = [place for place, label in drawn.labels.items() if _primary(label) == name]
        axes.add_patch(PathPatch(_outline(drawn, places), facecolor=tint, edgecolor="none", linewidth=0, zorder=1))
    for name, hatch in hatches(drawn).items():
        places = [place for place, label in drawn.labels.items() if label and name in label.names[1:]]
        axes.add_patch(
            PathPatch(_outline(drawn, places), facecolor="none", edgecolor=FAINT, linewidth=0, hatch=hatch, zorder=2)
        )


def hatches(drawn: RegionMap) -> dict[str, str]:
    """A hatching for every name that occurs where another is written."""
    found = dict.fromkeys(name for label in drawn.labels.values() if label for name in label.names[1:])
    return {name: HATCHES[k % len(HATCHES)] for k, name in enumerate(found)}


def _boundaries(axes: Any, drawn: RegionMap) -> None:
    from matplotlib.collections import LineCollection

    thick: list[list[tuple[float, float]]] = []
    thin: list[list[tuple[float, float]]] = []
    for one, other, line in _lines(drawn):
        if drawn.labels[one] != drawn.labels[other]:
            same = _primary(drawn.labels[one]) == _primary(drawn.labels[other])
            (thin if same else thick).append(line)
    for lines, width in ((thin, 0.45), (thick, 0.9)):
        if lines:
            axes.add_collection(LineCollection(lines, linewidths=width, colors=INK, capstyle="round", zorder=4))


def _lines(drawn: RegionMap) -> Iterator[tuple[Place, Place, list[tuple[float, float]]]]:
    """Every piece of a boundary between two cells."""
    for k, stack in enumerate(drawn.plane.stacks):
        for cell, edge in enumerate(stack.edges[1:-1]):
            points = [(float(x), float(y)) for x, y in drawn.plane.trace(stack, edge)]
            yield (k, cell), (k, cell + 1), points
    for k, low, high, left, right in drawn.walls():
        x = float(sum(drawn.plane.stacks[k].right) / 2)
        yield (k, left), (k + 1, right), [(x, low), (x, high)]


# -- words -------------------------------------------------------------------------------------------------------------


def _free(grid: Any, drawn: RegionMap, marks: Sequence[Mark]) -> Any:
    """The grid without the places of points and of their names."""
    left = grid.copy()
    rows, columns = grid.shape
    for mark in marks:
        x, y = (
            float((value - low) / (high - low))
            for value, (low, high) in ((mark.x[1], drawn.plane.x), (mark.y[1], drawn.plane.y))
        )
        near = [round(centre * size) for centre, size in ((x, columns), (y, rows))]
        left[max(0, near[1] - 22) : near[1] + 22, max(0, near[0] - 70) : near[0] + 70] = -1
    return left


def _placed(
    drawn: RegionMap, groups: dict[Place, int], leads: list[Place], grid: Any
) -> tuple[list[Placed], list[Entry]]:
    """The names with their places, and entries of the key for those that do not fit."""
    found: list[Placed] = []
    entries: dict[str, Entry] = {}
    tints = colours(drawn)
    for number, lead in enumerate(leads):
        name = _primary(drawn.labels[lead])
        words = "excluded" if name is None else name or NONE_FOUND
        free = grid == number
        placed = place(free, words)
        if placed is None and name is not None:
            if words not in entries:
                tint = tints.get(name, "white")
                entries[words] = Entry("tint", f"{len(entries) + 1}  {words}", tint)
            placed = place(free, entries[words].text.split(" ")[0], 0.008)
        if placed is not None:
            found.append(placed)
    return found, list(entries.values())


def _ground(drawn: RegionMap, words: Placed) -> dict[str, Any] | None:
    """Names stand on plain ground, also where the region is hatched."""
    (left, right), (low, high) = drawn.plane.x, drawn.plane.y
    x, y = float(left) + words.x * float(right - left), float(low) + words.y * float(high - low)
    label = drawn.label(Fraction(x), Fraction(y))
    name = _primary(label)
    if label is None or len(label.names) < 2 or not name:
        return None
    pad = 0.12 if len(words.text) > 2 else 0.02
    return {"boxstyle": f"round,pad={pad}", "facecolor": colours(drawn)[name], "edgecolor": "none", "linewidth": 0}


def _overlap_entries(drawn: RegionMap) -> list[Entry]:
    criterion = drawn.regions.criterion
    found = []
    for name, hatch in hatches(drawn).items():
        beside = [label for label in drawn.labels.values() if label and name in label.names[1:]]
        fails = all(name in label.failing for label in beside)
        note = f" as well (fails {CALLED.get(criterion or '', criterion)})" if fails else " as well"
        found.append(Entry("hatch", name + note, hatch))
    return found


def _mark_entries(marks: Sequence[Mark]) -> list[Entry]:
    found = []
    kinds = {bool(mark.elsewhere or mark.scenario) for mark in marks}
    if False in kinds:
        found.append(Entry("point", "a pact's coding, in its box from least to greatest", ""))
    if True in kinds:
        found.append(Entry("hollow", "a coding of a pact whose other terms are not those of this map", ""))
    tags = tagged(marks)
    if any(len(tag) == 1 for tag in tags.values()):
        words = [f"{tag}:\u00a0{', '.join(m.name for m in marks if (m.x, m.y) == spot)}" for spot, tag in tags.items()]
        found.append(Entry("text", "; ".join(words), ""))
    return found
