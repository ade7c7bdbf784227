"""Closed forms in the words of the model: p_C*c_s, not the quotient of polynomials that it multiplies out to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import mul
from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring, fraction
from deterrence.formula.notation import ATOM, LATEX, SIGNS, SUM, TEXT, Written
from deterrence.regions.signs import Polynomial, Sign, sign

Factors = dict[int, int]  # irreducible polynomials, by number, with their powers


@dataclass(frozen=True)
class Phrase:
    """Mathematics as text and as LaTeX, and the definitions it uses."""

    text: str
    latex: str
    uses: tuple[str, ...] = ()

    def joined(self, relation: str, right: Phrase) -> Phrase:
        """A comparison."""
        return Phrase(
            f"{self.text} {relation} {right.text}",
            f"{self.latex} {SIGNS[relation]} {right.latex}",
            tuple(dict.fromkeys((*self.uses, *right.uses))),
        )


@dataclass(frozen=True)
class Side:
    """A side of a comparison, or a factor: its function, how it is written, and the definitions in it."""

    value: Ratio
    text: Written
    latex: Written
    uses: tuple[str, ...]

    @property
    def phrase(self) -> Phrase:
        """The same without its function."""
        return Phrase(self.text.text, self.latex.text, self.uses)

    def minus(self, other: Side) -> Side:
        """The difference."""
        uses = tuple(dict.fromkeys((*self.uses, *other.uses)))
        return Side(self.value - other.value, self.text - other.text, self.latex - other.latex, uses)


class Forms:
    """How rational functions are written as products of given factors and what is left.

    What is written multiplies out to the function: the factors are divided out of its factorisation exactly.
    """

    def __init__(self, ring: Ring, symbols: Mapping[str, str], sides: Iterable[Side]) -> None:
        self.ring, self.symbols = ring, symbols
        self._numbers: dict[Polynomial, int] = {}
        self._polynomials: list[Polynomial] = []
        self._costs: list[float] = []
        self._known: dict[Ratio, Phrase] = {}
        different = {side.value: side for side in reversed(list(sides)) if side.value.constant is None}
        self._atoms = tuple((side, *self._factored(side.value)) for side in reversed(different.values()))

    def form(self, value: Ratio) -> Phrase:
        """A rational function: as a product of names where that is shorter, or as one less such a product."""
        if value not in self._known:
            text, latex, uses = self._shortest(value)
            self._known[value] = Phrase(text.text, latex.text, uses)
        return self._known[value]

    def _shortest(self, value: Ratio) -> tuple[Written, Written, tuple[str, ...]]:
        constant = value.constant
        if constant is not None:
            return TEXT.value(constant), LATEX.value(constant), ()
        number, factors = self._factored(value)
        atoms, cost = self._search(number, factors)
        rest = 1 - value
        if rest.constant is None and len(value.above) > 1:
            other_number, other_factors = self._factored(rest)
            other_atoms, other_cost = self._search(other_number, other_factors)
            if other_number > 0 and other_cost + 1 < cost:
                text, latex, uses = self._product(other_number, other_factors, other_atoms)
                return TEXT.value(Fraction(1)) - text, LATEX.value(Fraction(1)) - latex, uses
        return self._product(number, factors, atoms)

    def _search(self, number: Fraction, factors: Factors) -> tuple[tuple[tuple[int, int], ...], float]:
        """The atoms, with powers 1 or -1, after whose removal the least is left to write."""
        chosen: tuple[tuple[int, int], ...] = ()
        left, paid = factors, 0.0
        cost = self._cost(number, left)
        while True:
            near = [k for k, (_, _, of) in enumerate(self._atoms) if any(p in left for p in of)]
            options: list[tuple[tuple[int, int], ...]] = [((k, power),) for k in near for power in (1, -1)]
            options += [(a, b) for (a,), (b,) in combinations(options, 2) if a[0] != b[0]]
            best: tuple[tuple[int, int], ...] | None = None
            for option in options:
                remains, price, front = left, paid, number
                for k, power in option:
                    side, its, of = self._atoms[k]
                    remains = _without(remains, of, power)
                    price += _price(side)
                    front /= its**power
                total = self._cost(front, remains) + price
                if total < cost - 1e-9:
                    best, cost, kept = option, total, (front, remains, price)
            if best is None:
                return _netted(chosen), cost
            chosen += best
            number, left, paid = kept

    def _cost(self, number: Fraction, factors: Factors) -> float:
        """How much there is to read; a number in front decides between names that fit but for one."""
        total = (0.5 if number < 0 else 0.0) + (0.4 if abs(number) != 1 else 0.0)
        for place, power in factors.items():
            total += self._costs[place] * (1 if abs(power) == 1 else 1.25)
        return total

    def _factored(self, value: Ratio) -> tuple[Fraction, Factors]:
        """A number and irreducible polynomials in normal form with their powers; their product is the function."""
        number = Fraction(1)
        found: Factors = {}
        for part, turn in ((value.above, 1), (value.below, -1)):
            constant, factors = part.factor()
            number *= fraction(constant) ** turn
            for factor, power in factors:
                normal = sign(value.ring, factor, ">")
                assert isinstance(normal, Sign)
                polynomial = normal.polynomial
                if polynomial not in self._numbers:
                    self._numbers[polynomial] = len(self._polynomials)
                    self._polynomials.append(polynomial)
                    letters = sum(max(sum(map(int, powers)), 1) for powers, _ in polynomial.terms)
                    self._costs.append(letters + (0.5 if len(polynomial.terms) > 1 else 0))
                place = self._numbers[polynomial]
                scale = fraction(factor.leading_coefficient()) / fraction(polynomial.flint.leading_coefficient())
                scale = -scale if _starts_badly(polynomial) else scale  # written with all its signs turned
                number *= scale ** (turn * int(power))
                found[place] = found.get(place, 0) + turn * int(power)
        return number, found

    def _product(
        self, number: Fraction, factors: Factors, atoms: Sequence[tuple[int, int]]
    ) -> tuple[Written, Written, tuple[str, ...]]:
        left = factors
        tops: list[tuple[Written, Written]] = []
        bottoms: list[tuple[Written, Written]] = []
        uses: list[str] = []
        for k, power in atoms:
            side, front, of = self._atoms[k]
            left = _without(left, of, power)
            number = number / front**power
            uses += side.uses
            both = ((side.text, TEXT), (side.latex, LATEX))
            made = [one if abs(power) == 1 else reading.power(one, abs(power)) for one, reading in both]
            (tops if power > 0 else bottoms).append((made[0], made[1]))
        plain: list[tuple[Written, Written]] = []
        place = {name: k for k, name in enumerate(self.ring.names)}
        remaining = [(self._polynomials[k], power) for k, power in left.items()]
        for polynomial, power in sorted(remaining, key=lambda item: place[item[0].names[0]]):
            turned = _starts_badly(polynomial)
            if number < 0 and power % 2 and len(polynomial.terms) > 1:
                turned, number = not turned, -number
            made = []
            for reading in (TEXT, LATEX):
                written = self.polynomial(polynomial, reading, -1 if turned else 1)
                made.append(written if abs(power) == 1 else reading.power(written, abs(power)))
            (plain if power > 0 else bottoms).append((made[0], made[1]))
        tops = sorted(plain + tops, key=lambda pair: pair[0].binds == SUM)
        bottoms.sort(key=lambda pair: pair[0].binds == SUM)
        text, latex = (
            _quotient(reading, number, [pair[k] for pair in tops], [pair[k] for pair in bottoms])
            for k, reading in enumerate((TEXT, LATEX))
        )
        return text, latex, tuple(dict.fromkeys(uses))

    def polynomial(self, polynomial: Polynomial, reading: Any, turn: int = 1) -> Written:
        """A polynomial, times 1 or -1; positive terms come first."""
        known = self.symbols if reading is LATEX else {}
        total: Written | None = None
        for powers, coefficient in sorted(polynomial.terms, key=lambda term: term[1] * turn < 0):
            factors = []
            for name, power in zip(polynomial.ring.names, powers, strict=True):
                if power:
                    letter = reading.value(known.get(name, name))
                    factors.append(letter if power == 1 else reading.power(letter, int(power)))
            size = abs(coefficient)
            if size != 1 or not factors:
                factors.insert(0, reading.value(size))
            term = reduce(mul, factors)
            negative = coefficient * turn < 0
            if total is None:
                total = -term if negative else term
            else:
                total = total - term if negative else total + term
        assert total is not None
        return total


def _netted(chosen: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """What was taken out and put back is left alone."""
    powers: dict[int, int] = {}
    for k, power in chosen:
        powers[k] = powers.get(k, 0) + power
    return tuple((k, power) for k, power in powers.items() if power)


def _without(factors: Factors, of: Factors, power: int) -> Factors:
    left = dict(factors)
    for polynomial, times in of.items():
        left[polynomial] = left.get(polynomial, 0) - power * times
        if not left[polynomial]:
            del left[polynomial]
    return left


def _price(side: Side) -> float:
    return 1.0 if side.text.binds == ATOM else 2.4


def _starts_badly(polynomial: Polynomial) -> bool:
    """Whether a polynomial reads better with all signs turned: 1 - p, not p - 1."""
    negative = sum(c < 0 for _, c in polynomial.terms)
    constant = next((c for powers, c in polynomial.terms if not any(powers)), Fraction(0))
    return 2 * negative > len(polynomial.terms) or (2 * negative == len(polynomial.terms) and constant < 0)


def _quotient(reading: Any, number: Fraction, tops: list[Written], bottoms: list[Written]) -> Written:
    negative, size = number < 0, abs(number)
    above, below = list(tops), list(bottoms)
    short = TEXT.value(size)
    if bottoms and tops and short.binds == ATOM and len(short.text) <= 4:
        above = above if size == 1 else [reading.value(size), *above]
    elif bottoms:
        if size.numerator != 1 or not above:
            above.insert(0, reading.value(Fraction(size.numerator)))
        if size.denominator != 1:
            below.insert(0, reading.value(Fraction(size.denominator)))
    elif size != 1 or not above:
        above.insert(0, reading.value(size))
    if negative:
        above[0] = -above[0]
    made = reduce(mul, above)
    return reading.divide(made, reduce(mul, below)) if below else made
