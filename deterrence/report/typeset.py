"""A proposition and what was decided of it as LaTeX that a paper can take as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from deterrence.algebra.rational_function import Ring
from deterrence.formula.notation import symbol
from deterrence.proposition.statement import (
    Comparison,
    Deters,
    Emptiness,
    Monotone,
    Place,
    Presence,
    Proposition,
    Quantity,
    Statement,
    UniqueOutcome,
)
from deterrence.prove.proof import CONDITIONAL, PROVED, REFUTED, Proof, Region, Witness
from deterrence.regions.domain import Domain
from deterrence.regions.signs import compared
from deterrence.report.propositions import listed, math_words, probability
from deterrence.report.symbols import symbols
from deterrence.table.latex import escape

ENDS = {"most": r"\overline", "least": r"\underline"}
LESS, GREATER = r"\le", r"\ge"
BREAK = r";\ "
READING = (
    r"A bar above a quantity marks its supremum, a bar below its infimum, over the set of equilibria in its index, or "
    r"over all of them."
)


def proof_latex(proof: Proof) -> str:
    """The statement as a proposition, with its status, where it holds, and the points that show it."""
    known = symbols(proof.model)
    words = {PROVED: "Proved", REFUTED: "Refuted", CONDITIONAL: "Conditional"}
    status = words.get(proof.status, "Not decided")
    lines = [rf"\begin{{proposition}}[{status}]", f"{_domain(proof, known)}{_sentence(proof.proposition, known)}."]
    if proof.proposition.quantities:
        lines.append(READING)
    lines.append(r"\end{proposition}")
    for opening, region in (("It holds", proof.holds), ("It fails", proof.fails)):
        if region is not None:
            lines.append(f"\n{opening} exactly {_region(region, known)}.")
    shown = [proof.counterexample] if proof.counterexample is not None else []
    shown += [witness for witness in proof.points if witness not in shown]
    lines += [f"\n{_point(witness, known, witness is proof.counterexample)}" for witness in shown]
    lines.append(f"\n{escape(proof.reason[:1].upper() + proof.reason[1:])}.")
    if proof.undefined is not None:
        lines.append(f"Nothing is said where a quantity is undefined, as at {_values(proof.undefined, known)}.")
    return "\n".join(lines)


def _domain(proof: Proof, known: Mapping[str, str]) -> str:
    """The names that vary with their ranges, and what is assumed besides."""
    if not proof.ranges:
        return "Everywhere: "
    ring = proof.assumptions[0].polynomial.ring if proof.assumptions else Ring(tuple(proof.ranges))
    box = Domain(ring, proof.ranges)
    kept = [one for one in proof.assumptions if not box.implied(one)]
    conditions = []
    for name, (low, high) in proof.ranges.items():
        letter, strict = _symbol(name, known), []
        for end, relation in ((low, ">"), (high, "<")):
            apart = compared(ring.name(name), relation, ring.number(Fraction(0) if end is None else end))
            strict.append(end is not None and apart in kept)
            kept = [one for one in kept if end is None or one != apart]
        if low is not None and high is not None:
            first, last = ("<" if open_ else r"\le" for open_ in strict)
            conditions.append(f"${_number(low)} {first} {letter} {last} {_number(high)}$")
        elif low is not None:
            conditions.append(f"${letter} {'>' if strict[0] else GREATER} {_number(low)}$")
        elif high is not None:
            conditions.append(f"${letter} {'<' if strict[1] else LESS} {_number(high)}$")
    conditions += [f"${one.latex(known)}$" for one in kept]
    return f"For all {listed(conditions)}: " if conditions else "Everywhere: "


def _sentence(proposition: Proposition, known: Mapping[str, str]) -> str:
    words = listed([_statement(one, known) for one in proposition.statements])
    if not proposition.when:
        return words
    where = listed([f"${condition.latex(known)}$" for condition in proposition.when])
    return f"{words} {'exactly ' * proposition.exactly}where {where}"


def _statement(statement: Statement, known: Mapping[str, str]) -> str:
    if isinstance(statement, Comparison):
        quantities = {name: _quantity(one, known) for name, one in statement.quantities.items()}
        return f"${statement.condition.latex({**known, **quantities})}$"
    if isinstance(statement, Monotone):
        name = f"${_symbol(statement.name, known)}$"
        return f"${_quantity(statement.quantity, known)}$ {statement.direction} {name}"
    place = _place(statement.place, known)
    if isinstance(statement, Presence):
        region = rf"\emph{{{escape(statement.region)}}}"
        if statement.kind == "only":
            return f"there is an equilibrium{place}, and every one is {region}"
        return f"{'some' if statement.kind == 'exists' else 'no'} equilibrium{place} is {region}"
    if isinstance(statement, Emptiness):
        return f"there is {'an' if statement.kind == 'some' else 'no'} equilibrium{place}"
    if isinstance(statement, UniqueOutcome):
        return f"there is an equilibrium{place}, and all have one outcome"
    assert isinstance(statement, Deters)
    which = {"every": "every", "some": "some", "none": "no"}[statement.word]
    return f"there is an equilibrium{place}, and {which} such equilibrium deters"


def _quantity(quantity: Quantity, known: Mapping[str, str]) -> str:
    """A supremum or infimum as one symbol: the bar stands for the end, the index for the set."""
    name, place = quantity.measure, quantity.place
    if ": " in name or (" " in name and "(" not in name and name.split()[0].islower()):
        name = f"P({name})"  # an action or an ending
    mark = ENDS[quantity.end]
    below = [] if place.over == "all" else [rf"\mathrm{{{math_words(place.over)}}}"]
    changes = [rf"{_symbol(name, known)} \to {formula.latex(known)}" for name, formula in place.at]
    changes += [rf"\mathrm{{{math_words(one)}}}" for one in (place.under, place.of) if one is not None]
    head, argument = probability(name), ""
    if head.startswith(r"\Pr"):
        head, _, argument = head.removesuffix(")").partition("(")
    head, _, who = head.partition("_")
    below = ([who[1:-1]] if who else []) + below
    index = rf"_{{{','.join(below)}}}" if below else ""
    inside = BREAK.join([argument, *changes] if argument else changes)
    return rf"{mark}{{{head}}}{index}" + (rf"\left({inside}\right)" if inside else "")


def _place(place: Place, known: Mapping[str, str]) -> str:
    parts = []
    if place.over == "refined":
        parts.append("that survives the refinement")
    elif place.over != "all":
        parts.append(rf"within \emph{{{escape(place.over)}}}")
    if place.at:
        parts.append("at " + listed([f"${_symbol(n, known)} = {f.latex(known)}$" for n, f in place.at]))
    if place.under is not None:
        parts.append(f"under {escape(place.under)}")
    if place.of is not None:
        parts.append(f"of {escape(place.of)}")
    return "".join(f" {part}" for part in parts)


def _region(region: Region, known: Mapping[str, str]) -> str:
    if not region:
        return "nowhere"
    parts = [listed([f"${one.latex(known)}$" for one in conditions]) or "everywhere" for conditions in region]
    return f"where {parts[0]}" if len(parts) == 1 else f"where {'; or '.join(parts)}"


def _point(witness: Witness, known: Mapping[str, str], counterexample: bool) -> str:
    word = "Counterexample" if counterexample else "True" if witness.holds else "False"
    head = f"{word} at {_values(witness.values, known)}"
    if witness.other is None:
        sides = f"{witness.left} against {witness.right}" if witness.right else witness.left
        return f"{head}: {escape(sides)}."
    changed = {name: value for name, value in witness.other.items() if value != witness.values[name]}
    return f"{head}: {escape(witness.left)}; and with {_values(changed, known)}: {escape(witness.right)}."


def _values(values: Mapping[str, Fraction], known: Mapping[str, str]) -> str:
    return listed(list(_equations(values, known)))


def _equations(values: Mapping[str, Fraction], known: Mapping[str, str]) -> Iterator[str]:
    yield from (f"${_symbol(name, known)} = {_number(value)}$" for name, value in values.items())


def _symbol(name: str, known: Mapping[str, str]) -> str:
    return known.get(name) or symbol(name)


def _number(value: Fraction) -> str:
    """A number as a ratio: what was solved exactly is told exactly."""
    if value.denominator == 1:
        return str(value.numerator)
    ratio = rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return ratio if value > 0 else f"-{ratio}"
