"""What `deterrence thresholds` prints: closed forms case by case, and in LaTeX as a proposition."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.formula.notation import LATEX, symbol
from deterrence.regions.forms import Phrase
from deterrence.regions.result import Root
from deterrence.regions.sections import Bound, Radical
from deterrence.regions.signs import Polynomial, Sign
from deterrence.regions.sweep import NOWHERE
from deterrence.regions.words import Naming
from deterrence.report.document import Document, Entries, Statement, word_column
from deterrence.report.propositions import SINGULAR, assumptions, criterion_words, listed, probability, roman
from deterrence.report.regions import definitions, varying_head
from deterrence.report.regions_data import resting
from deterrence.table import Cell, Mathematics, Table
from deterrence.table.cells import exact
from deterrence.table.latex import escape
from deterrence.thresholds import OUTSIDE, THROUGHOUT, Case, Thresholds


def thresholds_document(found: Thresholds, name: str = "", format: str = "text") -> Document:
    """The threshold of one name, case by case.

    Parameters
    ----------
    found
        The answer of `thresholds`.
    name
        The model's shipped name or its file.
    format
        As LaTeX there are the proposition and the definitions it uses, and nothing else.
    """
    naming = Naming(found.regions, without=found.of)
    rows = [_Row(case, naming) for case in found.cases]
    uses = dict.fromkeys(use for row in rows for phrase in row.phrases for use in phrase.uses)
    defined = list(
        definitions(found.regions, naming, resting(found.regions, uses), "" if format == "latex" else "Where")
    )
    title = (
        f"{'Up to which' if found.up_to else 'From which'} {found.of}{'' if found.up_to else ' on'}: {found.verdict}"
    )
    if format == "latex":
        return Document(title, (_statement(found, naming, rows), *defined))
    notes = [found.status]
    if not found.up_to and any(case.how == NOWHERE for case in found.cases):
        notes.append("What holds at the bottom of the range and not at its top is found with --up-to (up_to=True).")
    if found.enclosure is not None:
        notes.append(f"At single values: {number_text(found.enclosure.value)} ({found.enclosure.status}).")
    columns = (
        word_column("where"),
        word_column("threshold"),
        word_column("attained"),
        word_column("how", "above it" if found.up_to else "below it"),
    )
    table = Table(columns, tuple(row.cells for row in rows), notes=tuple(notes))
    data = {
        "model": name or found.model.title,
        "of": found.of,
        "verdict": found.verdict,
        "up to": found.up_to,
        "over": list(found.domain.ranges),
        "fixed": {key: exact(value) for key, value in found.regions.fixed.items()},
        "cases": [row.data for row in rows],
        "complete": found.complete,
        "status": found.status,
        "enclosure": None if found.enclosure is None else number_text(found.enclosure.value),
    }
    head = varying_head(found.regions, name, found.domain.ranges)
    pinned = tuple((root.name, text) for root, text, _ in _roots(found, naming))
    return Document(title, (head, table, *([Entries(pinned)] if pinned else []), *defined), data)


def _roots(found: Thresholds, naming: Naming) -> Iterator[tuple[Root, str, str]]:
    """The roots of polynomials that occur in conditions that are not solved, as text and as LaTeX, with where."""
    names = {name for case in found.cases if case.unsolved is not None for name in case.unsolved.polynomial.names}
    every: dict[Root, tuple[Sign, ...]] = {}
    for _, piece in found.regions.pieces():
        for root in piece.roots:
            if root.name in names and piece.full:
                every.setdefault(root, piece.conditions)
    for root, conditions in every.items():
        texts = listed([one.text() for one in root.conditions]), listed([one.text() for one in conditions])
        latexes = (
            listed([f"${one.latex(naming.symbols)}$" for one in root.conditions]),
            listed([f"${one.latex(naming.symbols)}$" for one in conditions]),
        )
        one, other = (
            f"{what}{f', where {where}' if where and len(every) > 1 else ''}" for what, where in (texts, latexes)
        )
        yield root, f"the number for which {one}", f"is the number with {other}"


class _Row:
    """A case with its conditions and its threshold in the words of the model."""

    def __init__(self, case: Case, naming: Naming) -> None:
        self.case = case
        self.where = naming.conditions([lifted(one, naming.ring) for one in case.conditions])
        self.value: Phrase | None = None
        self.unsolved: Phrase | None = None
        if case.unsolved is not None:
            whole = lifted(case.unsolved, naming.ring)
            self.unsolved = Phrase(str(whole), whole.latex(naming.symbols))
        elif case.value is not None:
            self.value = bound_phrase(case.value, naming)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All mathematics in it."""
        return (*self.where, *(one for one in (self.value, self.unsolved) if one is not None))

    @property
    def text(self) -> str:
        """The threshold."""
        if self.unsolved is not None:
            return f"not solved: a root of {self.unsolved.text}"
        if self.value is None:
            return "every value" if self.case.how == THROUGHOUT else "none"
        return self.value.text

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its row of the table."""
        value = self.text if self.value is None else Mathematics(self.value.text, self.value.latex)
        return conditions_cell(self.where), value, self.case.attained, self.case.how

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "where": " and ".join(phrase.text for phrase in self.where) or "everywhere",
            "threshold": self.text,
            "latex": None if self.value is None else self.value.latex,
            "attained": self.case.attained,
            "how": self.case.how,
            "boundary only": not self.case.full,
        }

    def sentence(self, of: str, up_to: bool) -> str:
        """The case as LaTeX; `of` is the symbol of the unknown."""
        beyond, start = ("above", "bottom") if up_to else ("below", "top")
        where = listed([f"${phrase.latex}$" for phrase in self.where])
        opening = f"For {where}" if where else "Everywhere"
        if self.unsolved is not None:
            return f"{opening}, it is among the roots in ${of}$ of ${self.unsolved.latex}$, which are not solved."
        if self.value is None and self.case.how == THROUGHOUT:
            return f"{opening}, there is none: it holds at every ${of}$."
        if self.value is None:
            return f"{opening}, there is none: it fails at the {start} of the range."
        words = f"{opening}, it is ${self.value.latex}$"
        if self.case.how == THROUGHOUT:
            return f"{words}, the end of the range{'' if self.case.attained else ', where it fails'}."
        if self.case.attained is None:
            return f"{words}; of ${of}$ there and {beyond} nothing is said, for an assumption fails."
        at_it = "it holds" if self.case.attained else "it fails"
        then = "an assumption fails" if self.case.how == OUTSIDE else "it fails"
        return f"{words}; at that value {at_it}{f', and just {beyond} {then}' if self.case.attained else ''}."


def conditions_cell(where: tuple[Phrase, ...]) -> Cell:
    """Conditions that hold together, as one cell."""
    if not where:
        return "everywhere"
    return Mathematics(" and ".join(phrase.text for phrase in where), r",\ ".join(phrase.latex for phrase in where))


def _statement(found: Thresholds, naming: Naming, rows: list[_Row]) -> Statement:
    of = naming.symbols.get(found.of, found.of)
    lines = [r"\begin{proposition}"]
    standing = assumptions(found.regions, Naming(found.regions))  # these may speak of the unknown
    if standing:
        lines.append(f"Suppose {listed([f'${phrase.latex}$' for phrase in standing])}.")
    lines.append(f"Consider the {_asked(found, of)} {_wanted(found)}.")
    if rows:
        items = [rf"  \item[({roman(k)})] {row.sentence(of, found.up_to)}" for k, row in enumerate(rows, 1)]
        lines += [r"\begin{enumerate}", *items, r"\end{enumerate}"]
    for root, _, words in _roots(found, naming):
        lines.append(f"Here ${naming.symbols.get(root.name) or symbol(root.name)}$ {words}.")
    if not found.complete:
        lines.append(f"This is not known to be all: {escape(found.status)}.")
    if found.enclosure is not None:
        value = escape(number_text(found.enclosure.value))
        lines.append(f"At the values that are fixed it is {value} ({escape(found.enclosure.status)}).")
    lines.append(r"\end{proposition}")
    return Statement((), "\n".join(lines))


def _asked(found: Thresholds, of: str) -> str:
    """Which end of which range, as LaTeX."""
    low, high = found.regions.domain.ranges[found.of]
    if found.up_to:
        return f"supremum of the values of ${of}$ up to which{'' if low is None else f', from ${_number(low)}$ on,'}"
    return f"infimum of the values of ${of}$ from which on{'' if high is None else f', up to ${_number(high)}$,'}"


def _number(value: Fraction) -> str:
    return str(LATEX.value(value).text)


def _wanted(found: Thresholds) -> str:
    """What is to hold from the threshold on, as LaTeX."""
    regions = found.regions
    concept = SINGULAR.get(regions.concept, f"{regions.concept} equilibrium")
    if found.verdict == "pays nothing":
        return f"some ally pays nothing in some {concept}"
    if found.verdict == "no free-riding":
        return f"every ally pays its benchmark in every {concept}"
    deters = found.model.deters
    assert deters is not None
    event = deters.event if deters.event.startswith("P(") else f"P({deters.event})"
    surviving = f" surviving {criterion_words(regions)}" if regions.criterion else ""
    kept = "=" if deters.at_most == 0 else r"\le"
    which = "some" if found.verdict == "deters in some" else "every"
    return f"${probability(event)} {kept} {_number(deters.at_most)}$ in {which} {concept}{surviving}"


def bound_phrase(value: Bound | Radical, naming: Naming) -> Phrase:
    """A threshold in the words of the model."""
    if isinstance(value, Ratio):
        return naming.form(moved(value, naming.ring))
    if isinstance(value, Radical):
        under = naming.form(moved(value.under, naming.ring))
        base = under.text if under.text.isidentifier() else f"({under.text})"
        return Phrase(f"{base}**(1/{value.degree})", rf"\sqrt[{value.degree}]{{{under.latex}}}", under.uses)
    middle, under = (naming.form(moved(one, naming.ring)) for one in (value.middle, value.under))
    text, latex = f"sqrt({under.text})", rf"\sqrt{{{under.latex}}}"
    uses = tuple(dict.fromkeys((*middle.uses, *under.uses)))
    if value.middle.constant == 0:
        return Phrase(text if value.upper else f"-{text}", latex if value.upper else f"-{latex}", uses)
    sign = "+" if value.upper else "-"
    return Phrase(f"{middle.text} {sign} {text}", f"{middle.latex} {sign} {latex}", uses)


def number_text(value: Any) -> str:
    """A number of a threshold, in words where there is none."""
    return "no value" if value is None else f"{float(value):.9g}"


# -- from the ring of the other names to that of all -------------------------------------------------------------------


def moved(value: Ratio, ring: Ring) -> Ratio:
    """The same function in a ring with more names."""
    if value.ring == ring:
        return value
    one = ring.number(1).above
    above, below = (
        Ratio(ring, ring.polynomial(_terms(part.to_dict(), value.ring, ring)), one)
        for part in (value.above, value.below)
    )
    return above / below


def lifted(condition: Sign, ring: Ring) -> Sign:
    """The same condition in a ring with more names."""
    if condition.polynomial.ring == ring:
        return condition
    terms = _terms(dict(condition.polynomial.terms), condition.polynomial.ring, ring)
    return Sign(Polynomial(ring, tuple(terms.items())), condition.relation)


def _terms(given: Any, old: Ring, ring: Ring) -> dict[tuple[int, ...], Any]:
    return {
        tuple(dict(zip(old.names, powers, strict=False)).get(name, 0) for name in ring.names): value
        for powers, value in given.items()
    }
