"""Regions as a page: the proposition, every region with its closed forms, and what lies on boundaries only."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.formula import parse
from deterrence.refine import CALLED
from deterrence.regions.overlaps import Overlap, interior, named, overlaps
from deterrence.regions.result import Extent, Piece, Regions
from deterrence.regions.words import Naming
from deterrence.report.document import (
    Document,
    Entries,
    Equation,
    Equations,
    Heading,
    Paragraph,
    Part,
    number_column,
    word_column,
)
from deterrence.report.propositions import (
    assumptions,
    behaviour,
    claims,
    extent_phrase,
    extent_words,
    grouped,
    statement,
)
from deterrence.report.regions_data import regions_dict, uses
from deterrence.solvers import PLURALS
from deterrence.table import Table
from deterrence.table.cells import Cell, exact

if TYPE_CHECKING:
    from deterrence.model import Model

MEETS = {
    "coincide": "coincides with {}",
    "within": "lies within {}",
    "contains": "contains {}",
    "overlap": "overlaps {}",
    "meet": "meets {} on boundaries only",
}
TURNED = {"within": "contains", "contains": "within"}


def regions_document(regions: Regions, name: str = "", format: str = "text") -> Document:
    """Every region of a model as a document.

    Parameters
    ----------
    regions
        The answer of `regions`.
    name
        The model's shipped name or its file.
    format
        As LaTeX there are the proposition and the definitions it uses, and nothing else.
    """
    naming = Naming(regions)
    found = claims(regions)
    title = f"Regions of {regions.model.title}"
    if format == "latex":
        parts: list[Part] = [statement(regions, naming, found), *definitions(regions, naming, uses(regions, naming))]
    else:
        met = overlaps(regions)
        parts = [*_head(regions, naming, name), Heading("Proposition"), statement(regions, naming, found)]
        parts += definitions(regions, naming, uses(regions, naming), "Where")
        parts += [*_regions(regions, naming, met), *_boundaries(regions, naming)]
    return Document(title, tuple(parts), regions_dict(regions, name, naming, found) if format == "json" else {})


def _head(regions: Regions, naming: Naming, name: str) -> Iterator[Part]:
    rows = [("Model", f"{name or regions.model.title} ({regions.model.status})")]
    rows.append(("Varies", ", ".join(_varying(regions))))
    fixed = standing_values(regions.model, regions.domain.ranges, regions.fixed)
    if fixed:
        rows.append(("Fixed", fixed))
    standing = assumptions(regions, naming)
    if standing:
        rows.append(("Assumed", "; ".join(phrase.text for phrase in standing)))
    rows.append(("Equilibria", PLURALS.get(regions.concept, regions.concept)))
    if regions.criterion:
        rows.append(("Refinement", CALLED.get(regions.criterion, regions.criterion)))
    rows.append(("Complete", ("yes" if regions.complete else "no") + (f": {regions.status}" if regions.status else "")))
    yield Entries(tuple(rows))


def _varying(regions: Regions) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for name, (low, high) in regions.domain.ranges.items():
        if low is None and high is None:
            words = "any number"
        elif low is None or high is None:
            words = f"at least {exact(low)}" if low is not None else f"at most {exact(high or Fraction(0))}"
        else:
            words = f"from {exact(low)} to {exact(high)}"
        groups.setdefault(words, []).append(name)
    yield from (f"{', '.join(names)} ({words})" for words, names in groups.items())


def standing_values(model: Model, varies: Container[str], fixed: Mapping[str, Fraction]) -> str:
    """The values of the names that do not vary, of those on which the game rests: ``prize = 1, balance = 1/2``."""
    matters = _matters(model, varies, fixed)
    return ", ".join(f"{name} = {exact(value)}" for name, value in fixed.items() if name in matters)


def varying_head(regions: Regions, name: str, varies: Iterable[str]) -> Entries:
    """The model, what varies, and what is fixed, of an answer that was read off regions."""
    rows = [("Model", name or regions.model.title), ("Varying", ", ".join(varies) or "nothing else")]
    fixed = standing_values(regions.model, regions.domain.ranges, regions.fixed)
    return Entries((*rows, ("Fixed", fixed)) if fixed else tuple(rows))


def _matters(model: Model, varies: Container[str], fixed: Container[str]) -> set[str]:
    """The names on which the game rests, those that vary standing for themselves."""
    waiting = [name for formula in model._compiled.form.formulas for name in formula.names]
    waiting += [name for text in model.assume for name in _names(model.condition(text))]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in model.define and name not in varies and name not in fixed:
                waiting += parse(model.define[name].formula, analytic=True).names
    return found


def _names(condition: Any) -> list[str]:
    return [name for term in condition.terms for name in term.names]


def definitions(
    regions: Regions, naming: Naming, used: Sequence[str], heading: str = ""
) -> Iterator[Part]:
    """Some definitions, with their values where these are fixed."""
    if not used:
        return
    lines = []
    for name in (name for name in regions.model.define if name in used):
        definition = regions.model.define[name]
        formula = parse(definition.formula, analytic=True)
        value = naming.values[name].constant if name in naming.values else None
        at = "" if value is None or exact(value) == formula.text else f" = {exact(value)}"
        lines.append(
            Equation(
                f"{name} = {formula.text}{at}",
                f"{naming.symbols[name]} = {formula.latex(naming.symbols)}{at}",
                (definition.meaning,),
            )
        )
    if heading:
        yield Heading(heading)
    yield Equations(tuple(lines))


# -- every region ------------------------------------------------------------------------------------------------------


def _regions(regions: Regions, naming: Naming, met: tuple[Overlap, ...]) -> Iterator[Part]:
    for name, pieces in named(regions).items():
        inside = [piece for piece in pieces if piece.full]
        if not inside:
            continue
        yield Heading(name)
        known = regions.model.regions.get(name)
        if known is not None:
            yield Paragraph(f"{known.meaning[0].upper()}{known.meaning[1:]}.")
        groups = _alike(inside)
        same = len({(tuple(group[0].measures.items()), tuple(group[0].outcomes.items())) for group in groups}) == 1
        for group in groups:
            yield Entries(tuple(_entries(naming, group)))
            if not same:
                yield _numbers(naming, group[0])
        if same:
            yield _numbers(naming, inside[0])
        shared = [_meeting(name, pair) for pair in met if name in (pair.one, pair.other)]
        if shared:
            yield Entries((("Neighbours", "; ".join(shared)),))


def _alike(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces with the same conditions, outcome and verdicts, together."""
    found: dict[Any, list[Piece]] = {}
    for piece in pieces:
        numbers = (tuple(piece.measures.items()), tuple(piece.outcomes.items()))
        key = (interior(piece.conditions), numbers, tuple(piece.survives.items()))
        found.setdefault(key, []).append(piece)
    return list(found.values())


def _entries(naming: Naming, group: list[Piece]) -> Iterator[tuple[str, str]]:
    first = group[0]
    where = ", ".join(phrase.text for phrase in naming.conditions(first.conditions)) or "everywhere"
    yield "Where", where + ("" if all(piece.certain for piece in group) else " (may be empty: a sign was not decided)")
    if first.strategies:
        yield from (("Strategies", behaviour(naming, [piece], latex=False)) for piece in group)
    if first.beliefs:
        said = dict.fromkeys(_beliefs(naming, piece) for piece in group)
        yield "Beliefs", " / ".join(said)
    words = {True: "survives", False: "fails", None: "not worked out"}
    if first.survives:
        yield "Refinements", "; ".join(f"{CALLED.get(k, k)}: {words[v]}" for k, v in first.survives.items())
    for root in first.roots:
        conditions = " and ".join(condition.text() for condition in root.conditions)
        yield root.name, f"the number for which {conditions}"


def _beliefs(naming: Naming, piece: Piece) -> str:
    parts = []
    for who, kinds in grouped(piece.beliefs).items():
        shown = list(kinds.items())
        shown = shown[:1] if len(shown) == 2 else shown
        said = [f"{kind} with probability {extent_words(naming, extent, False)}" for kind, extent in shown]
        parts.append(f"{who}: {', '.join(said)}")
    return "; ".join(parts)


def _meeting(name: str, pair: Overlap) -> str:
    other = pair.other if name == pair.one else pair.one
    kind = pair.kind if name == pair.one else TURNED.get(pair.kind, pair.kind)
    return MEETS[kind].format(other) + ("" if pair.certain else " (not proved)")


def _numbers(naming: Naming, piece: Piece) -> Table:
    """Measures and the probability of every terminal history."""
    columns = (word_column("measure"), number_column("closed form"))
    rows: list[tuple[Cell, ...]] = [(name, _cell(naming, extent)) for name, extent in piece.measures.items()]
    rows += [(f"P('{history}')", _cell(naming, extent)) for history, extent in piece.outcomes.items()]
    return Table(columns, tuple(rows))


def _cell(naming: Naming, extent: Extent | None) -> str:
    return "undefined" if extent is None else extent_phrase(naming, extent).text


def _boundaries(regions: Regions, naming: Naming) -> Iterator[Part]:
    """What occurs without an inside, a line for each set of conditions; and the shapes that occur nowhere."""
    rows = []
    for shape in regions.shapes:
        for piece in shape.pieces:
            if not piece.full:
                where = ", ".join(phrase.text for phrase in naming.conditions(piece.conditions))
                rows.append((where, f"{shape.name} ({piece.region})" if piece.region else shape.name))
    if rows:
        yield Heading("On boundaries only")
        yield Entries(tuple(rows))
    empty = [shape.name for shape in regions.shapes if not shape.pieces]
    if empty:
        yield Heading("Nowhere")
        yield Entries(tuple(("", name) for name in empty))
