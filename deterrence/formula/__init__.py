"""Formulas: text becomes a checked tree once, and the tree is read in several number systems.

A formula is a rational function with min and max: numbers, declared ASCII names, ``+ - * / **``, ``min(...)`` and
``max(...)``; and the three functions of `members`, in which promises become one response. Where exact values are not
asked for it may also use exp, log, sqrt, Phi and Phi2. `grammar` says what is refused, `readings` what a tree means
with Fractions, arrays, sympy and z3, and `interval` what it encloses.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, overload

from deterrence.errors import ModelError

from . import fast, grammar, members, notation
from .interval import BALL
from .rational import number
from .readings import ARRAY, EXACT, SYMBOLIC, Z3, Reading
from .toml import read_toml
from .tree import Step, end, fold, size

__all__ = [
    "ARRAY",
    "BALL",
    "BY_ZERO",
    "EXACT",
    "SYMBOLIC",
    "Z3",
    "Condition",
    "Formula",
    "Reading",
    "evaluate",
    "number",
    "parse",
    "parse_condition",
    "read_toml",
    "substitute",
]


BY_ZERO = "this formula divides by zero"
LONGEST = 10 * grammar.LENGTH  # of a formula that was put together from others


@dataclass(frozen=True, repr=False)
class Formula:
    """A checked formula. Made by `parse`; two are equal when their trees are.

    Attributes
    ----------
    steps
        The tree in Polish notation.
    text
        What was parsed, without the spaces around it.
    """

    steps: tuple[Step, ...]
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"parse({self.text!r})"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it uses."""
        return frozenset(str(step.value) for step in self.steps if step.operation == "name")

    @cached_property
    def instructions(self) -> tuple[fast.Instruction, ...] | None:
        """How it is evaluated exactly; None where a function takes more than that."""
        return fast.program(self.steps)

    @cached_property
    def analytic(self) -> frozenset[str]:
        """The functions without exact values that it uses: exp, log, sqrt, Phi, Phi2."""
        return frozenset(step.operation for step in self.steps) & grammar.ANALYTIC.keys()

    @cached_property
    def degree(self) -> int:
        """A bound on the total degree of numerator and denominator over one common denominator.

        With min and max it bounds every piece.
        """
        bound = fold(self.steps, size)
        return max(bound.above, bound.below)

    @cached_property
    def divisors(self) -> tuple[Formula, ...]:
        """Every divisor with a name in it: where they all differ from zero, the formula is defined.

        A proof in z3 must assume so, because z3 gives a quotient by zero an arbitrary value.
        """
        found = []
        for index, step in enumerate(self.steps):
            if step.operation == "/":
                start = end(self.steps, index + 1)
                part = self.steps[start : end(self.steps, start)]
                if any(inner.operation == "name" for inner in part):
                    found.append(_rewritten(part))
        return tuple(dict.fromkeys(found))

    def latex(self, symbols: Mapping[str, str] | None = None) -> str:
        """The formula as LaTeX; `symbols` gives the symbols of names, and the others get readable ones."""
        given = symbols or {}
        known = {name: given.get(name) or notation.symbol(name) for name in self.names}
        return str(evaluate(self, known, notation.LATEX).text)


@dataclass(frozen=True, repr=False)
class Condition:
    """A comparison of formulas, or a chain such as ``c_s < p_D < c_t``. Made by `parse_condition`.

    Attributes
    ----------
    terms, relations
        The formulas, and the operators between them.
    text
        What was parsed, without the spaces around it.
    """

    terms: tuple[Formula, ...]
    relations: tuple[str, ...]
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"parse_condition({self.text!r})"

    @property
    def parts(self) -> tuple[tuple[Formula, str, Formula], ...]:
        """The comparisons ``(left, operator, right)``, which must all hold."""
        return tuple(zip(self.terms, self.relations, self.terms[1:], strict=False))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it uses."""
        return frozenset().union(*(term.names for term in self.terms))

    @property
    def degree(self) -> int:
        """The largest degree of a formula in it."""
        return max(term.degree for term in self.terms)

    @cached_property
    def divisors(self) -> tuple[Formula, ...]:
        """Every divisor with a name in it; see `Formula.divisors`."""
        return tuple(dict.fromkeys(divisor for term in self.terms for divisor in term.divisors))

    def latex(self, symbols: Mapping[str, str] | None = None) -> str:
        """The condition as LaTeX; see `Formula.latex`."""
        text = self.terms[0].latex(symbols)
        for _, relation, right in self.parts:
            text += f" {notation.SIGNS[relation]} {right.latex(symbols)}"
        return text


@overload
def evaluate(formula: Formula, values: Mapping[str, Any]) -> Fraction: ...
@overload
def evaluate(formula: Condition, values: Mapping[str, Any]) -> bool: ...
@overload
def evaluate(formula: Formula | Condition, values: Mapping[str, Any], reading: Reading) -> Any: ...
def evaluate(formula: Formula | Condition, values: Mapping[str, Any], reading: Reading = EXACT) -> Any:
    """The value of a formula or condition in one number system.

    Parameters
    ----------
    formula
        A `Formula` or a `Condition`.
    values
        A value for every name: exact numbers, arrays, sympy or z3 expressions, as the reading needs.
    reading
        ``EXACT`` (Fraction, bool), ``ARRAY`` (floats that broadcast; nan and inf where undefined), ``BALL`` (rigorous
        enclosures), ``SYMBOLIC`` (sympy) or ``Z3``; z3 gives a quotient by zero an arbitrary value, see
        `Formula.divisors`.

    Raises
    ------
    ModelError
        For a name without a value, a value that is not a number, and a division by zero.

    Examples
    --------
    >>> evaluate(parse("min(a, 1/3)/2"), {"a": "0.9"})
    Fraction(1, 6)
    """
    if isinstance(formula, Condition):
        terms = [evaluate(term, values, reading) for term in formula.terms]
        with reading.quiet():
            pairs = zip(formula.relations, terms, terms[1:], strict=False)
            return reading.every([reading.compare(*pair) for pair in pairs])

    if reading is EXACT and "flint" in sys.modules and formula.instructions is not None:
        value = fast.run(formula.instructions, values)
        if value is not None:
            return value

    def rule(step: Step, operands: list[Any]) -> Any:
        try:
            return reading.settle(_apply(step, operands, values, reading))
        except ZeroDivisionError:
            column = _divisor_column(formula.steps, step)
            advice = "check the values, or assume that this divisor is not 0"
            error = grammar.refusal(BY_ZERO, formula.text, column, advice)
            raise grammar.presentable(error) from None
        except ModelError as error:
            error = grammar.refusal(error.message, formula.text, step.column, error.advice)
            raise grammar.presentable(error) from None

    with reading.quiet():
        return fold(formula.steps, rule)


def _apply(step: Step, operands: list[Any], values: Mapping[str, Any], reading: Reading) -> Any:
    match step.operation:
        case "number":
            return reading.value(step.value)
        case "name":
            name = str(step.value)
            if name not in values:
                raise ModelError(f"{name} has no value", advice=grammar.suggestion(name, values))
            try:
                return reading.value(values[name])
            except ModelError as error:
                raise ModelError(f"the value of {name}: {error.message}", advice=error.advice) from None
        case "+":
            return operands[0] + operands[1]
        case "-":
            return operands[0] - operands[1]
        case "*":
            return operands[0] * operands[1]
        case "/":
            return reading.divide(operands[0], operands[1])
        case "negate":
            return -operands[0]
        case "**" if isinstance(step.value, int):
            return reading.power(operands[0], step.value)
        case "min":
            return reading.minimum(operands)
        case "max":
            return reading.maximum(operands)
        case name if name in members.COUNTED or name in grammar.ANALYTIC:
            function = reading.functions.get(name)
            if function is None and name in members.COUNTED:
                message = f"{name} has no value in the reading {reading}"
                raise ModelError(message, advice="read it in EXACT, ARRAY, SYMBOLIC, Z3 or BALL")
            if function is None:
                message = f"{name} has no value in the reading {reading}, whose numbers are exact"
                raise ModelError(message, advice="read it in BALL, ARRAY or SYMBOLIC")
            return function(*operands)
    raise ValueError(step)


def _divisor_column(steps: tuple[Step, ...], division: Step) -> int:
    """Where the divisor starts in the text: its leftmost step, which in ``a/(b - 1)`` is b."""
    index = next(index for index, step in enumerate(steps) if step is division)
    start = end(steps, index + 1)
    return min(step.column for step in steps[start : end(steps, start)])


def _rewritten(steps: tuple[Step, ...]) -> Formula:
    """The formula of a tree that was put together from others, with a text and columns of its own."""
    plain = Formula(steps, "")
    written = evaluate(plain, {name: name for name in plain.names}, notation.TEXT)
    try:
        text = grammar.source(written.text, limit=LONGEST)
        return Formula(grammar.read(text, None, analytic=True), text)
    except ModelError as error:
        raise grammar.presentable(error) from None


def substitute(formula: Formula, replacements: Mapping[str, Formula]) -> Formula:
    """The formula with names replaced by formulas, all at once; it may be ten times as long as one that is parsed.

    Examples
    --------
    >>> substitute(parse("a*x"), {"x": parse("1 - a")})
    parse('a*(1 - a)')
    """
    steps: list[Step] = []
    for step in formula.steps:
        other = replacements.get(str(step.value)) if step.operation == "name" else None
        steps.extend(other.steps if other is not None else [step])
        if len(steps) > LONGEST:
            raise ModelError(f"a substitution is longer than {LONGEST}", advice="give parts names of their own")
    return _rewritten(tuple(steps))


def parse(
    text: object,
    *,
    names: Collection[str] | None = None,
    file: str | None = None,
    key: str | None = None,
    analytic: bool = False,
) -> Formula:
    """The checked formula that a text means.

    Parameters
    ----------
    text
        A formula such as ``"-s - a*trigger_clarity"``; a number stands for itself.
    names
        The names that may be used; None allows any.
    file, key
        Where the text stands, for the error message.
    analytic
        Whether it may use exp, log, sqrt, Phi (the standard normal distribution function) and Phi2(x, y, rho) (the
        bivariate one). Such a formula has no exact value: it is read in ``BALL``, ``ARRAY`` or ``SYMBOLIC``.

    Raises
    ------
    ModelError
        With the formula, the column and advice, for everything that is not a formula.

    Examples
    --------
    >>> sorted(parse("v*(1 - win)/2 - c").names)
    ['c', 'v', 'win']
    """
    try:
        source = grammar.source(text)
        return Formula(grammar.read(source, names, analytic), source)
    except ModelError as error:
        raise grammar.presentable(error, file, key) from None


def parse_condition(
    text: object, *, names: Collection[str] | None = None, file: str | None = None, key: str | None = None
) -> Condition:
    """The checked comparison that a text means: ``"a < b"``, or a chain ``"c_s < p_D <= c_t"``.

    Parameters and errors are those of `parse`. In a chain every neighbouring pair must satisfy its comparison.

    Examples
    --------
    >>> evaluate(parse_condition("0 < p < 1/2"), {"p": 0.4})
    True
    """
    try:
        source = grammar.source(text, "condition")
        marks = grammar.relations(source)
        bounds = [0, *(bound for mark in marks for bound in mark.span("operator")), len(source)]
        terms = [_term(source, bounds[index], bounds[index + 1], names) for index in range(0, len(bounds), 2)]
        if not marks:
            advice = "write a < b, a <= b, or a chain a < b < c"
            raise grammar.refusal("a condition compares two formulas", source, len(source), advice)
        return Condition(tuple(terms), tuple(mark["operator"] for mark in marks), source)
    except ModelError as error:
        raise grammar.presentable(error, file, key) from None


def _term(source: str, start: int, stop: int, names: Collection[str] | None) -> Formula:
    """One formula of a condition, its errors placed in the whole text."""
    part = source[start:stop].lstrip(" ")
    start = stop - len(part)
    part = part.rstrip(" ")
    try:
        return Formula(grammar.read(part, names), part)
    except ModelError as error:
        raise grammar.refusal(error.message, source, start + (error.column or 0), error.advice) from None
