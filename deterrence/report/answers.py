"""Answers for games in strategic form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from deterrence.report.document import Entries, Heading, Part, number_column, word_column
from deterrence.report.equilibria import answer_dict, certificate_dict
from deterrence.solvers.bimatrix import BimatrixEquilibria, NashSubset
from deterrence.solvers.polytopes import hull_holds
from deterrence.table import Table
from deterrence.table.cells import Cell as Value
from deterrence.table.cells import exact

LARGEST_PROPER = 5  # actions a side up to which a report looks for proper equilibria: seconds at most


def bimatrix_parts(answer: BimatrixEquilibria) -> Iterator[Part]:
    """Extreme equilibria component by component, the products in which all others lie, what is perfect and proper."""
    for number, component in enumerate(answer.components, 1):
        subsets = [answer.subsets[k] for k in component]
        single = answer.isolated[number - 1]
        words = "one equilibrium" if single else f"{len(subsets)} maximal Nash subset{'s' if len(subsets) > 1 else ''}"
        yield Heading(f"Component {number} of {len(answer.components)}: {words}")
        for place, subset in enumerate(subsets, 1):
            yield _strategies(answer, subset, "Strategies" if len(subsets) == 1 else f"Subset {place}")
        yield from _refined(answer, number - 1)
    yield extreme_table(answer)


def _strategies(answer: BimatrixEquilibria, subset: NashSubset, title: str) -> Table:
    columns = [word_column("who"), word_column("does")]
    rows: list[tuple[Value, ...]] = []
    most = max(len(subset.rows), len(subset.columns))
    header = "probability" if most == 1 else "extreme {}"
    columns += [number_column(f"p{k}", header.format(k)) for k in range(1, most + 1)]
    for player, names, strategies in zip(answer.game.players, answer.game.actions, subset, strict=True):
        for k, action in enumerate(names):
            values: list[Value] = [strategy[k] for strategy in strategies]
            if any(values):
                rows.append((player, action, *values, *(None for _ in range(most - len(values)))))
    mixtures = "Any mixture of one player's extremes with any mixture of the other's is an equilibrium."
    return Table(tuple(columns), tuple(rows), title=title, notes=(mixtures,) if most > 1 else ())


def _refined(answer: BimatrixEquilibria, number: int) -> Iterator[Part]:
    """The index of a component, and how much of it is perfect and proper; where only some is, that part."""
    component = answer.components[number]
    index = answer.indices[number]
    found: dict[str, list[NashSubset] | str | None] = {
        "perfect": _within(answer, component, answer.perfect),
        "proper": None,
    }
    if _looks_for_proper(answer) and answer.proper is not None:
        found["proper"] = _within(answer, component, answer.proper)
    entries = [("Index", "unknown, for it is too degenerate" if index is None else f"{index:+}" if index else "0")]
    for name, parts in found.items():
        if parts is None:
            words = proper_status(answer)
        elif parts == "all":
            words = "yes" if answer.isolated[number] else f"every equilibrium is {name}"
        elif not parts:
            words = "no" if answer.isolated[number] else f"no equilibrium is {name}"
        elif name == "proper" and parts == found["perfect"]:
            words = "in part: those that are perfect"
        else:
            words = "in part, as follows"
        entries.append((name.capitalize(), words))
    yield Entries(tuple(entries))
    for name, parts in found.items():
        if isinstance(parts, list) and parts and not (name == "proper" and parts == found["perfect"]):
            for place, part in enumerate(parts, 1):
                one = f", {place} of {len(parts)}" if len(parts) > 1 else ""
                yield _strategies(answer, part, f"{name.capitalize()} equilibria{one}")


def _within(
    answer: BimatrixEquilibria, component: Sequence[int], refined: Sequence[Sequence[NashSubset]]
) -> list[NashSubset] | str:
    """What is refined in a component: the word "all", or its parts, none within another."""
    if all(tuple(refined[k]) == (answer.subsets[k],) for k in component):
        return "all"
    parts = {part for k in component for part in refined[k]}
    return sorted(
        part
        for part in parts
        if not any(
            other != part and all(hull_holds(hull, p) for side, hull in zip(part, other, strict=True) for p in side)
            for other in parts
        )
    )


def _looks_for_proper(answer: BimatrixEquilibria) -> bool:
    return max(answer.game.shape) <= LARGEST_PROPER


def proper_status(answer: BimatrixEquilibria) -> str:
    """Whether all proper equilibria are known, and why not."""
    if _looks_for_proper(answer):
        return answer.proper_equilibria.status
    return f"not looked for above {LARGEST_PROPER} actions a side; in Python, solve(game).proper does"


def extreme_table(answer: BimatrixEquilibria) -> Table:
    """Every extreme equilibrium with both payoffs."""
    game = answer.game
    columns = [number_column("n", "")]
    for player, names in zip(game.players, game.actions, strict=True):
        columns += [number_column(f"{player}:{action}", f"{player} {action}") for action in names]
    columns += [number_column(f"u:{player}", f"payoff of {player}") for player in game.players]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (number, *x, *y, *payoffs)
        for number, ((x, y), payoffs) in enumerate(zip(answer.extreme, answer.payoffs, strict=True), 1)
    )
    return Table(tuple(columns), rows, title="Extreme equilibria")


def bimatrix_dict(answer: BimatrixEquilibria) -> dict[str, Any]:
    """The answer for JSON."""

    def mixed(player: int, strategy: tuple[Fraction, ...]) -> dict[str, str]:
        return {name: exact(p) for name, p in zip(answer.game.actions[player], strategy, strict=True)}

    def listed(subsets: Sequence[NashSubset]) -> list[dict[str, Any]]:
        return [
            {"rows": [mixed(0, x) for x in rows], "columns": [mixed(1, y) for y in columns]}
            for rows, columns in subsets
        ]

    proper = answer.proper if _looks_for_proper(answer) else None
    return {
        **answer_dict(answer),
        "players": list(answer.game.players),
        "extreme": [
            {"strategies": [mixed(0, x), mixed(1, y)], "payoffs": [exact(u) for u in payoffs]}
            for (x, y), payoffs in zip(answer.extreme, answer.payoffs, strict=True)
        ],
        "subsets": listed(answer.subsets),
        "components": [list(component) for component in answer.components],
        "indices": list(answer.indices),
        "isolated": list(answer.isolated),
        "perfect": [listed(faces) for faces in answer.perfect],
        "proper": None if proper is None else [listed(parts) for parts in proper],
        "proper_status": proper_status(answer),
        "proper_certificate": None if proper is None else certificate_dict(answer.proper_equilibria.certificate),
    }
