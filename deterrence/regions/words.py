"""Conditions and closed forms in the words of the model: p_D < c_s, not the polynomial that it multiplies out to.

What is written is exactly what it stands for: a condition is replaced by a comparison only where every other factor
of the difference of its sides has a settled sign; a closed form is a product that is multiplied out again to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from deterrence.algebra.rational_function import Ratio, fraction
from deterrence.formula import Formula, evaluate, parse_condition
from deterrence.formula.notation import ATOM, LATEX, TEXT, symbol
from deterrence.regions.domain import Domain
from deterrence.regions.forms import Forms, Phrase, Side
from deterrence.regions.setting import Setting, evaluated, straight
from deterrence.regions.signs import MIRRORED, Polynomial, Sign, irreducible
from deterrence.report.symbols import symbols

if TYPE_CHECKING:
    from deterrence.regions.result import Regions

Factors = dict[int, int]  # irreducible polynomials, by number, with their powers
LONGEST = 40  # terms of a polynomial that is compared with others


@dataclass(frozen=True)
class _Comparison:
    left: Side
    right: Side
    front: int
    others: tuple[tuple[Polynomial, int], ...]


class Naming:
    """How the conditions and closed forms of some regions are written.

    `without` is a name that may not be written, nor what rests on it: a threshold of it is a function of the others.
    """

    def __init__(self, regions: Regions, without: str | None = None) -> None:
        self.domain = regions.domain
        self.ring = regions.domain.ring
        self.model = regions.model
        self.symbols = symbols(regions.model)
        self._without = without
        over = tuple(regions.domain.ranges)
        self.values = straight(Setting(regions.model, over, regions.fixed, Domain(self.ring, regions.domain.ranges)))
        self._open = tuple(
            name
            for name in regions.model.define
            if name in self.values and name not in over and self.values[name].constant is None
            and without not in self.values[name].names
        )
        self._varying = tuple(name for name in over if name != without)
        self._comparisons: dict[Polynomial, list[_Comparison]] = {}
        for left, right in self._pairs():
            self._compare(left, right)
        self._forms = Forms(self.ring, self.symbols, self._factors())

    # -- conditions --------------------------------------------------------------------------------------------------

    def condition(self, given: Sign, others: Sequence[Sign] = ()) -> Phrase:
        """A condition; `others` hold besides, and may settle signs."""
        return self._sides(given, others)[3]

    def _sides(self, given: Sign, others: Sequence[Sign]) -> tuple[Phrase | None, str, Phrase | None, Phrase]:
        """A condition's two sides with the relation between them, where it is a comparison, and the whole."""
        given = self._without_settled(given, others)
        polynomial = given.polynomial
        found = self.comparison(polynomial, others) or self._with_number(polynomial, others) or self._alone(polynomial)
        if found is None:
            return None, given.relation, None, Phrase(given.text(), given.latex(self.symbols))
        left, right, same = found
        relation = given.relation if same > 0 else MIRRORED[given.relation]
        turned = left.uses or not left.value.names  # a definition or a number goes to the right of a plain name
        if turned and not right.uses and right.text.text.isidentifier():
            left, right, relation = right, left, MIRRORED[relation]
        return left.phrase, relation, right.phrase, left.phrase.joined(relation, right.phrase)

    def _without_settled(self, given: Sign, others: Sequence[Sign]) -> Sign:
        """A condition without those factors whose signs are settled, as divisors of what was asked for."""
        if len(given.polynomial.terms) > LONGEST:
            return given
        one = self.ring.number(Fraction(1)).above
        front, factors = irreducible(Ratio(self.ring, given.polynomial.flint, one))
        if len(factors) < 2:
            return given
        signs = {factor: self._known_sign(factor, others) for factor, _ in factors}
        open_ = [(factor, counts) for factor, counts in factors if not signs[factor]]
        if len(open_) != 1 or open_[0][1] != 1:
            return given
        for factor, counts in factors:
            front *= (signs[factor] or 1) if counts == 1 else 1
        return Sign(open_[0][0], given.relation if front > 0 else MIRRORED[given.relation])

    def _known_sign(self, factor: Polynomial, others: Sequence[Sign]) -> int:
        """1 or -1 where a polynomial is settled to have that sign, and 0 where it is not."""
        for relation, found in ((">", 1), ("<", -1)):
            if self._implied(Sign(factor, relation), others):
                return found
        return 0

    def conditions(self, given: Sequence[Sign]) -> tuple[Phrase, ...]:
        """Conditions that hold together: a name between two others in one chain, ``c_s <= p_D <= c_t``."""
        found = [self._sides(one, [other for other in given if other != one]) for one in given]
        written: list[Phrase] = []
        done: set[int] = set()
        for k, one in enumerate(found):
            if k in done:
                continue
            chain = None
            for j in range(k + 1, len(found)):
                if j not in done and chain is None:
                    chain = _chain(one, found[j])
                    done |= {j} if chain else set()
            written.append(chain or one[3])
        return tuple(written)

    def comparison(self, polynomial: Polynomial, others: Sequence[Sign] = ()) -> tuple[Side, Side, int] | None:
        """Two sides whose difference has the sign of a polynomial, times the number that is returned: 1 or -1."""
        for candidate in self._comparisons.get(polynomial, ()):
            same = self._settled(candidate, others)
            if same:
                return candidate.left, candidate.right, same
        return None

    def _settled(self, candidate: _Comparison, others: Sequence[Sign]) -> int:
        same = candidate.front
        for factor, counts in candidate.others:
            if counts == 2:
                if not self._implied(Sign(factor, "!="), others):
                    return 0
            elif self._implied(Sign(factor, ">"), others):
                continue
            elif self._implied(Sign(factor, "<"), others):
                same = -same
            else:
                return 0
        return same

    def _implied(self, condition: Sign, others: Sequence[Sign]) -> bool:
        """Whether a condition holds throughout; the domain alone settles most, and is asked once."""
        return bool(self.domain.implied(condition) or (others and self.domain.implied(condition, others)))

    def _with_number(self, polynomial: Polynomial, others: Sequence[Sign]) -> tuple[Side, Side, int] | None:
        """A definition against a number: the numerator of D - k is a multiple of the polynomial for one k."""
        wanted = dict(polynomial.terms)
        for name in self._open:
            value = self.values[name]
            above, below = ({p: fraction(c) for p, c in part.to_dict().items()} for part in (value.above, value.below))
            width = len(self.ring.names)
            above, below = ({p[:width]: c for p, c in part.items()} for part in (above, below))
            number = _level(above, below, wanted)
            if number is not None:
                left, right = self._name(name), self._number(number)
                front, factors = irreducible(value - number)
                rest = tuple((f, counts) for f, counts in factors if f != polynomial)
                if len(rest) < len(factors):
                    same = self._settled(_Comparison(left, right, front, rest), others)
                    if same:
                        return left, right, same
        return None

    def _alone(self, polynomial: Polynomial) -> tuple[Side, Side, int] | None:
        """One name against a number."""
        if len(polynomial.names) != 1 or polynomial.degree != 1:
            return None
        by_degree = {sum(map(int, powers)): c for powers, c in polynomial.terms}
        number = -by_degree.get(0, Fraction(0)) / by_degree[1]
        return self._name(polynomial.names[0]), self._number(number), 1 if by_degree[1] > 0 else -1

    def _compare(self, left: Side, right: Side) -> None:
        gap = left.value - right.value
        if gap.constant is not None or len(gap.above) > LONGEST or len(gap.below) > LONGEST:
            return
        front, factors = irreducible(gap)
        for factor, counts in factors:
            if counts == 1:
                rest = tuple((other, c) for other, c in factors if other != factor)
                self._comparisons.setdefault(factor, []).append(_Comparison(left, right, front, rest))

    def _pairs(self, standing: bool = True) -> Iterator[tuple[Side, Side]]:
        """What may be compared: first as the model itself does, then names with definitions (with `standing`)."""
        model = self.model
        texts = [t for region in model.regions.values() for t in region.where]
        texts += [t for claim in model.claims for t in claim.where]
        texts += model.assume.values() if standing else ()
        for text in dict.fromkeys(texts):
            condition = parse_condition(text)
            for left, right in zip(condition.terms, condition.terms[1:], strict=False):
                sides = self._formula(left), self._formula(right)
                if sides[0] is not None and sides[1] is not None:
                    yield sides[0], sides[1]
        if not standing:
            return
        for name in self._varying:
            for other in self._open:
                yield self._name(name), self._name(other)
        for one, other in combinations(self._open, 2):
            yield self._name(one), self._name(other)

    def _formula(self, formula: Formula) -> Side | None:
        value = evaluated(formula, self.values, self.ring)
        if value is None or self._without in value.names:
            return None
        letters = {name: LATEX.value(self.symbols.get(name, name)) for name in formula.names}
        text = evaluate(formula, {name: TEXT.value(name) for name in formula.names}, TEXT)
        uses = tuple(name for name in self.model.define if name in formula.names and name not in self._varying)
        return Side(value, text, evaluate(formula, letters, LATEX), uses)

    def _name(self, name: str) -> Side:
        uses = (name,) if name in self.model.define and name not in self._varying else ()
        value = self.values[name] if name in self.values else self.ring.name(name)  # a root has a name of its own
        return Side(value, TEXT.value(name), LATEX.value(self.symbols.get(name) or symbol(name)), uses)

    def _number(self, value: Fraction) -> Side:
        return Side(self.ring.number(value), TEXT.value(value), LATEX.value(value), ())

    # -- closed forms ------------------------------------------------------------------------------------------------

    def form(self, value: Ratio) -> Phrase:
        """A rational function: as a product of names where that is shorter, or as one less such a product."""
        return self._forms.form(value)

    def _factors(self) -> Iterator[Side]:
        """What a closed form may be a product of, besides names: definitions, their complements, differences."""
        one = self._number(Fraction(1))
        sides = [self._name(name) for name in self._open]
        yield from sides
        yield from (one.minus(side) for side in sides)
        for left, right in self._pairs(standing=False):
            if ATOM == left.text.binds == right.text.binds and (left.uses or right.uses):
                yield left.minus(right)
                yield right.minus(left)


Sides = tuple[Phrase | None, str, Phrase | None, Phrase]


def _chain(one: Sides, other: Sides) -> Phrase | None:
    """Two comparisons of the same left side, from below and from above."""
    (left, first, low, _), (same, second, high, _) = one, other
    if left is None or same is None or low is None or high is None or left != same:
        return None
    if first[0] == "<" and second[0] == ">":
        first, second, low, high = second, first, high, low
    if first[0] != ">" or second[0] != "<":
        return None
    return low.joined(MIRRORED[first], left).joined(second, high)


def _level(
    above: Mapping[Any, Fraction], below: Mapping[Any, Fraction], wanted: Mapping[Any, Fraction]
) -> Fraction | None:
    """The number k for which above - k below is a multiple of a polynomial; None where there is none."""
    every = sorted({*above, *below, *wanted})
    rows = [(below.get(p, Fraction(0)), wanted.get(p, Fraction(0)), above.get(p, Fraction(0))) for p in every]
    for one, other in combinations(rows, 2):
        determinant = one[0] * other[1] - one[1] * other[0]
        if determinant:
            k = (one[2] * other[1] - one[1] * other[2]) / determinant
            m = (one[0] * other[2] - one[2] * other[0]) / determinant
            return k if m and all(k * b + m * w == a for b, w, a in rows) else None
    return None
