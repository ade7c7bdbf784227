"""Equilibria of strategic games with other than two players, for readers and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deterrence.algebra.number import Number, RealAlgebraic
from deterrence.report.document import Entries, Heading, Paragraph, Part, number_column, word_column
from deterrence.report.equilibria import answer_dict
from deterrence.solvers.many_players import EquilibriumFamily, ManyPlayerEquilibria, Mixed
from deterrence.table import Table
from deterrence.table.cells import Cell, exact

MOST_VERTICES = 12  # in rows of their own; json lists them all
SHORT = 4  # the largest degree of a polynomial that a reader is shown


def many_players_parts(answer: ManyPlayerEquilibria) -> Iterator[Part]:
    """Single equilibria in one table, then the families with their conditions."""
    game = answer.game
    if answer.points:
        columns = [number_column("n", ""), *_action_columns(answer)]
        columns += [number_column(f"u:{player}", f"payoff of {player}") for player in game.players]
        columns += [word_column("isolated")]
        words = {True: "yes", False: "no: at the edge of a family", None: "not known"}
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (number, *_cells(point), *(_cell(u) for u in payoffs), words[alone])
            for number, (point, payoffs, alone) in enumerate(
                zip(answer.points, answer.payoffs, answer.isolated, strict=True), 1
            )
        )
        yield Table(tuple(columns), rows, title="Single equilibria", notes=tuple(_irrational(answer)))
    elif not answer.families:
        yield Paragraph("No equilibrium was found." if not answer.complete else "There is no equilibrium.")
    for number, family in enumerate(answer.maximal, 1):
        yield Heading(f"Family {number} of {len(answer.maximal)}")
        yield Entries(tuple(_family_entries(answer, family)))
        listed = family.vertices if len(family.vertices) <= MOST_VERTICES else ()
        labels = [*(["one of them"] if not listed else []), *(f"vertex {k}" for k in range(1, len(listed) + 1))]
        profiles = listed or (family.witness,)
        yield Table(
            (word_column("which", ""), *_action_columns(answer)),
            tuple((label, *_cells(profile)) for label, profile in zip(labels, profiles, strict=True)),
        )
    if len(answer.maximal) < len(answer.families):
        rest = len(answer.families) - len(answer.maximal)
        yield Paragraph(f"{rest} more, with smaller supports, are faces of these; json lists them.")


def _family_entries(answer: ManyPlayerEquilibria, family: EquilibriumFamily) -> Iterator[tuple[str, str]]:
    for player, names in zip(answer.game.players, family.support, strict=True):
        yield f"{player} plays", ", ".join(names)
    for k, line in enumerate(family.conditions):
        yield ("where" if not k else "and"), line
    kind = "a polytope without some of its faces" if family.linear else "a curved set"
    if family.dimension is None:
        yield "Size", "dimension not known; a single equilibrium may be among them"
    else:
        yield "Size", f"{kind}, of dimension {family.dimension}"


def _action_columns(answer: ManyPlayerEquilibria) -> list[Any]:
    return [
        number_column(f"{player}:{action}", f"{player} {action}")
        for player, names in zip(answer.game.players, answer.game.actions, strict=True)
        for action in names
    ]


def _cells(profile: Mixed) -> list[Cell]:
    return [_cell(p) for mixed in profile for p in mixed]


def _cell(x: Number) -> Cell:
    return float(x) if isinstance(x, RealAlgebraic) else x


def _irrational(answer: ManyPlayerEquilibria) -> Iterator[str]:
    """What the rounded numbers of the table are exactly."""
    game = answer.game
    for number, point in enumerate(answer.points, 1):
        words = []
        for player, names, mixed in zip(game.players, game.actions, point, strict=True):
            for action, p in zip(names, mixed, strict=True):
                if isinstance(p, RealAlgebraic):
                    degree = len(p.minimal[0]) - 1
                    words.append(f"{player} {action} {p}" if degree <= SHORT else "")
        if words:
            shown = "; ".join(filter(None, words[:6])) if len(words) <= 6 else ""
            degree = max(p.field.degree for mixed in point for p in mixed if isinstance(p, RealAlgebraic))
            yield f"{number} is irrational, in a number field of degree {degree}{': ' if shown else ''}{shown}."


def many_players_dict(answer: ManyPlayerEquilibria) -> dict[str, Any]:
    """The answer for JSON."""

    def strategies(profile: Mixed) -> list[dict[str, Any]]:
        return [
            {name: number_data(p) for name, p in zip(names, mixed, strict=True)}
            for names, mixed in zip(answer.game.actions, profile, strict=True)
        ]

    return {
        **answer_dict(answer),
        "players": list(answer.game.players),
        "points": [
            {"strategies": strategies(point), "payoffs": [number_data(u) for u in payoffs], "isolated": alone}
            for point, payoffs, alone in zip(answer.points, answer.payoffs, answer.isolated, strict=True)
        ],
        "families": [
            {
                "support": [list(names) for names in family.support],
                "conditions": list(family.conditions),
                "dimension": family.dimension,
                "linear": family.linear,
                "regular": family.regular,
                "maximal": family in answer.maximal,
                "witness": strategies(family.witness),
                "vertices": [strategies(vertex) for vertex in family.vertices],
            }
            for family in answer.families
        ],
        "undecided": [
            {"support": [list(names) for names in support], "reason": reason} for support, reason in answer.undecided
        ],
    }


def number_data(x: Number) -> Any:
    """A rational number as text; an irrational one by its polynomial, which root that is, and a proved enclosure."""
    if not isinstance(x, RealAlgebraic):
        return exact(x)
    coefficients, root = x.minimal
    low, up = x.enclosure(53)
    return {
        "decimal": float(x),
        "polynomial": [str(c) for c in coefficients],
        "root": root + 1,
        "enclosure": [exact(low), exact(up)],
    }
