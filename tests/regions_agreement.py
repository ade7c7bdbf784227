"""What regions say at a point, beside what the exact solver says there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from deterrence.model import Model
from deterrence.reading import read
from deterrence.refine import refine
from deterrence.regions import Regions
from deterrence.regions.naming import label


def solved_shapes(model: Model, values: Mapping[str, Fraction]) -> dict[frozenset[Any], Any]:
    """The exact supports that the solver lists, as regions write them, each with its cell and its refinements."""
    reading = read(model, values)
    form = reading.equilibria.form
    by_criterion = {name: refine(reading.equilibria, name) for name in ("intuitive", "d1")}
    found = {}
    for k, cell in enumerate(reading.equilibria.cells):
        does = frozenset(
            (label(form.game, place), tuple(actions))
            for place, actions in cell.support.items()
            if place not in form.folded.answers
        )
        found[does] = cell, {name: verdicts[k] for name, verdicts in by_criterion.items()}
    return found


def check_point(regions: Regions, point: Mapping[str, Fraction]) -> set[str | None]:
    """The regions' shapes at a point are the solver's, and so are the ranges of measures and what survives."""
    from deterrence.averages import measured
    from deterrence.measures import outcomes
    from deterrence.reading import region_names

    model = regions.model
    values = model.values(set={**regions.fixed, **point})
    solved = solved_shapes(model, values)
    mine: dict[frozenset[Any], Any] = {}
    for shape, piece in regions.at(point):
        does = frozenset(shape.does.items())
        assert does not in mine, f"two pieces of {shape.name} hold at {point}"
        mine[does] = piece
    assert mine.keys() == solved.keys(), (point, mine.keys() ^ solved.keys())
    game = model.game(values)
    for does, piece in mine.items():
        cell, verdicts = solved[does]
        names = region_names(model, values, cell)
        assert piece.region == (names[0] if names else None), (point, piece.region, names)
        found = outcomes(game, [cell])
        for name in model.measures:
            theirs, ours = measured(game, found, model.measure(name)), piece.measures[name]
            if theirs.minimum is None:
                assert ours is None, (point, name)
                continue
            assert ours is not None, (point, name)
            assert ours.at(point) == (theirs.minimum, theirs.maximum), (point, name)
            if theirs.minimum != theirs.maximum:  # otherwise they are attained whatever the flags say
                reached = theirs.minimum_attained, theirs.maximum_attained
                assert (ours.low_attained, ours.high_attained) == reached, (point, name)
        for criterion, verdict in verdicts.items():
            some = any(part.survives for part in verdict.parts) if verdict.parts else verdict.survives
            assert piece.survives[criterion] == some, (point, criterion)
    return {piece.region for piece in mine.values()}


def on_a_boundary(regions: Regions, point: Mapping[str, Fraction], rng: Random) -> dict[str, Fraction] | None:
    """The point moved, in one name, onto a boundary of some piece; None where that leaves the domain."""
    boundaries = dict.fromkeys(c.polynomial for _, piece in regions.pieces() for c in piece.conditions)
    chosen = rng.choice(list(boundaries))
    for name in rng.sample(chosen.names, len(chosen.names)):
        start, end = (chosen.at({**point, name: Fraction(k)}) for k in (0, 1))
        if start != end and chosen.at({**point, name: Fraction(2)}) == 2 * end - start:
            moved = {**point, name: start / (start - end)}
            if regions.domain.contains(moved):
                return moved
    return None
