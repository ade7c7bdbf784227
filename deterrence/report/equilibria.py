"""An answer of the solver for readers and for programs: who does what, what is believed, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.number import is_algebraic
from deterrence.averages import measured
from deterrence.certificate import Certificate
from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.measures import measure, outcomes
from deterrence.ranges import Range
from deterrence.refine import CALLED
from deterrence.report.document import Entries, Heading, Paragraph, Part, number_column, word_column
from deterrence.report.refinements import (
    none_survives,
    profile_dict,
    range_dict,
    reasons,
    refinement_dict,
    refinements,
)
from deterrence.result import Cell, Equilibria
from deterrence.roots import Algebraic
from deterrence.solvers.signaling_nash import NashCell
from deterrence.table import Table
from deterrence.table.cells import Cell as Value
from deterrence.table.cells import Interval, Irrational, exact

MOST_VERTICES = 6  # in columns of their own; json lists them all


def span(values: Sequence[Any]) -> Value:
    """One number, or the interval that some numbers span."""
    if any(isinstance(x, Algebraic) for x in values):  # only enclosed: tables print it as rounded
        values = [float(x) if isinstance(x, Algebraic) else x for x in values]
    low, high = min(values), max(values)
    if low == high:
        return Irrational(float(low), str(low)) if is_algebraic(low) else low
    return Interval(*(float(x) if is_algebraic(x) else x for x in (low, high)))  # in data the ends are exact


def rational(x: Any) -> Any:
    """A number of a strategy or a belief: a Fraction, or an irrational number as it is."""
    return x if is_algebraic(x) else Fraction(x)


def range_cell(found: Range) -> Value:
    """A measure's range as a cell; nothing where it is undefined."""
    if found.minimum is None or found.maximum is None:
        return None
    return span([found.minimum, found.maximum])


def mover(place: InformationSet) -> str:
    """A player with her type, as in "hard Challenger"."""
    return f"{place.type} {place.player}".strip()


def seen(place: InformationSet) -> str:
    """What a mover has seen, as in "initiate deny"; "start" where nothing."""
    return place.sees or "start"


def sureness(answer: Any) -> tuple[tuple[str, str], ...]:
    """Method, completeness, exactness and proof of an answer."""
    count = "complete: nothing is missing" if answer.complete else "not known to be complete"
    numbers = "exact rational numbers" if answer.exact else "rounded numbers"
    if not answer.exact and "interval" in answer.certificate.arithmetic:
        numbers = "numbers proved to lie in intervals"
    if answer.exact and "field" in answer.certificate.arithmetic:
        numbers = "exact numbers, some irrational"
    return (
        ("Answer", f"{answer.status} ({count}; {numbers})"),
        ("Method", answer.method),
        ("Certificate", certificate_words(answer.certificate)),
    )


def certificate_words(found: Certificate) -> str:
    """A certificate in a sentence."""
    return f"nobody gains by any deviation ({found.arithmetic}; {found.deviations})" if found.holds else str(found)


def certificate_dict(found: Certificate) -> dict[str, Any]:
    """A certificate for JSON."""
    return {
        "holds": found.holds,
        "largest_gain": exact(found.largest_gain),
        "largest_residual": exact(found.largest_residual),
        "arithmetic": found.arithmetic,
        "deviations": found.deviations,
    }


# -- for readers -----------------------------------------------------------------------------------------------------


def equilibria_parts(answer: Equilibria, regions: Sequence[Sequence[str]] = ()) -> Iterator[Part]:
    """Every component, cell by cell. `regions` names the shapes each cell belongs to, in the order of the cells."""
    verdicts = refinements(answer)
    found = outcomes(answer.game, answer.cells)
    index = 0
    for number, component in enumerate(answer.components, 1):
        words = "one equilibrium" if component.isolated else _count(len(component.cells), "cell")
        yield Heading(f"Component {number} of {len(answer.components)}: {words}")
        for place, cell in enumerate(component.cells, 1):
            named = regions[index] if regions else ()
            label = f"Cell {place}" if len(component.cells) > 1 else "Equilibrium"
            yield strategies(answer.game, cell, f"{label}{': ' if named else ''}{', '.join(named)}")
            if isinstance(cell, NashCell):
                yield Paragraph(
                    f"Not perfect Bayesian, for it rests on an empty threat: {'; '.join(cell.threats)}."
                    if cell.threats
                    else "Perfect Bayesian: some beliefs support it."
                )
            believed = beliefs(answer.game, cell)
            if believed.rows:
                yield believed
            if cell.conditions:
                yield Entries((("Conditions", "; ".join(cell.conditions)), *cell.unknowns.items()))
            yield outcome_table(answer.game, found[index][1], cell.unranged)
            if verdicts:
                yield Entries(tuple((CALLED[name], reasons(each[index])) for name, each in verdicts.items()))
            index += 1
    if not answer.components:
        yield Paragraph("No equilibrium was found.")
    none = none_survives(verdicts)
    if none:
        yield Entries((("None survives", none),))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def strategies(game: ExtensiveGame, cell: Cell, title: str) -> Table:
    """Who does what in a cell: ranges of the probabilities, and the vertices of its closure."""
    several = 1 < len(cell.profiles) <= MOST_VERTICES
    columns = [word_column("who"), word_column("sees"), word_column("does"), number_column("p", "probability")]
    columns += [number_column(f"v{k}", f"vertex {k}") for k in range(1, len(cell.profiles) + 1) if several]
    rows: list[tuple[Value, ...]] = []
    for place in game.information_sets:
        if place not in cell.support:
            continue  # a type of prior 0
        for action in cell.support[place]:
            values = [rational(profile[place].get(action, 0)) for profile in cell.profiles]
            rows.append((mover(place), seen(place), action, span(values), *(span([x]) for x in values if several)))
    notes = ("Ranges are of the closed cell: an end at 0 or 1 belongs to a neighbouring cell.",) if several else ()
    if cell.curved:
        notes = ("Not a range: examples of a curved cell, which is all that satisfies the conditions below.",)
    return Table(tuple(columns), tuple(rows), title=title, notes=notes)


def beliefs(game: ExtensiveGame, cell: Cell) -> Table:
    """What movers believe of the types of others, where there is anything to believe."""
    rows: dict[tuple[str, str, str], tuple[str, Value]] = {}
    repeated: dict[tuple[str, str, str], list[str]] = {}
    for place in game.information_sets:
        if place not in cell.support or not any(game.information_sets[place]):
            continue  # before the first move everyone believes the priors
        for about, values in _believed(game, cell, place).items():
            key = (place.player, place.sees, about)
            if key in rows and rows[key][1] == span(values):
                repeated[key].append(place.type)
                continue
            if key in rows:  # types who see the same thing and believe different things stand apart
                key = (f"{place.player} {place.type}", place.sees, about)
            rows[key] = (mover(place), span(values))
            repeated[key] = [place.type]
    columns = (
        word_column("who"),
        word_column("sees"),
        word_column("of", "believes to meet"),
        number_column("p", "probability"),
    )
    return Table(
        columns,
        tuple(
            (who if len(repeated[key]) == 1 else key[0], key[1] or "start", key[2], value)
            for key, (who, value) in rows.items()
        ),
        title="Beliefs",
    )


def _believed(game: ExtensiveGame, cell: Cell, place: InformationSet) -> dict[str, list[Fraction]]:
    """For each type of each other player (and each history, where there are several) its probabilities."""
    result: dict[str, list[Fraction]] = {}
    histories = game.information_sets[place]
    for assessment in cell.assessments:
        held = assessment.beliefs[place]
        for position, (player, names) in enumerate(zip(game.players, game.types, strict=True)):
            if player == place.player or len(names) == 1:
                continue
            for name in names:
                weight = sum((rational(p) for (_, types), p in held.items() if types[position] == name), Fraction(0))
                result.setdefault(f"{name} {player}", []).append(weight)
        if len(histories) > 1:
            for history in histories:
                weight = sum((rational(p) for (past, _), p in held.items() if past == history), Fraction(0))
                result.setdefault(f"history {' '.join(history)}", []).append(weight)
    return result


def outcome_table(
    game: ExtensiveGame,
    chances: Sequence[Mapping[tuple[str, ...], Fraction]],
    unranged: frozenset[tuple[str, ...]] = frozenset(),
) -> Table:
    """How likely each ending is; nothing where a curved cell's range is not worked out."""
    rows = tuple(
        (" ".join(end), None if end in unranged else span([found[end] for found in chances]))
        for end in game.terminals()
    )  # fmt: skip
    return Table((word_column("end", "ending"), number_column("p", "probability")), rows, title="Outcomes")


# -- for programs ----------------------------------------------------------------------------------------------------


def equilibria_dict(
    answer: Equilibria, regions: Sequence[Sequence[str]] = (), measures: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The whole answer for JSON; `measures` maps a name to what is asked."""
    verdicts = refinements(answer)
    found = outcomes(answer.game, answer.cells)
    cells = []
    for index, cell in enumerate(answer.cells):
        each: dict[str, Any] = {
            "regions": list(regions[index]) if regions else [],
            "support": [
                {"player": place.player, "type": place.type, "sees": place.sees, "actions": list(actions)}
                for place, actions in cell.support.items()
            ],
            "vertices": [profile_dict(each.profile, each.beliefs) for each in cell.assessments]
            or [profile_dict(profile, {}) for profile in cell.profiles],
            "unsent": list(cell.unsent),
            "outcomes": {" ".join(end): range_dict(measure([found[index]], [end])) for end in answer.game.terminals()},
            "measures": {
                name: range_dict(measured(answer.game, [found[index]], asked))
                for name, asked in (measures or {}).items()
            },
        }
        if isinstance(cell, NashCell):
            each |= {"perfect": cell.perfect, "empty threats": list(cell.threats)}
        if cell.conditions:
            each |= {"conditions": list(cell.conditions), "unknowns": dict(cell.unknowns), "dimension": cell.dimension}
        for criterion, verdict in verdicts.items():
            each[criterion] = refinement_dict(answer, verdict[index])
        cells.append(each)
    sizes = iter(cells)
    return {
        **answer_dict(answer),
        "components": [{"cells": [next(sizes) for _ in component.cells]} for component in answer.components],
    }


def answer_dict(answer: Any) -> dict[str, Any]:
    """What every kind of answer says of itself."""
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "exact": answer.exact,
        "status": answer.status,
        "certificate": certificate_dict(answer.certificate),
    }
