"""Polynomials in the probabilities of mixed actions, with rational functions of the parameters as coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.rational_function import Ratio
from deterrence.games.extensive import History
from deterrence.regions.domain import Domain, solved
from deterrence.regions.signs import polynomial

Unknown = tuple[History, str]
Monomial = tuple[Unknown, ...]


@dataclass(frozen=True)
class Mixture:
    """A polynomial in probabilities of actions; no probability enters twice in a product.

    Attributes
    ----------
    terms
        The coefficient of each product, in order; none is zero, but for the constant of a zero polynomial.
    """

    terms: Mapping[Monomial, Ratio]

    @staticmethod
    def of(value: Ratio) -> Mixture:
        """A function of the parameters alone."""
        return Mixture({(): value})

    @staticmethod
    def total(parts: Iterable[Mixture]) -> Mixture:
        """The sum of some."""
        found: dict[Monomial, Ratio] = {}
        for part in parts:
            for monomial, coefficient in part.terms.items():
                found[monomial] = found[monomial] + coefficient if monomial in found else coefficient
        kept = {monomial: c for monomial, c in found.items() if c != 0}
        return Mixture(kept or {(): next(iter(found.values())) * 0})

    def minus(self, other: Mixture) -> Mixture:
        """The difference."""
        return Mixture.total([self, other.times(-1)])

    def times(self, value: Ratio | int) -> Mixture:
        """A multiple."""
        return Mixture({monomial: c * value for monomial, c in self.terms.items()})

    def by(self, unknown: Unknown) -> Mixture:
        """The product with a probability that is not in it yet."""
        return Mixture({tuple(sorted((*monomial, unknown))): c for monomial, c in self.terms.items()})

    def at(self, known: Mapping[Unknown, Ratio]) -> Mixture:
        """The polynomial where some probabilities are given."""
        parts = []
        for monomial, coefficient in self.terms.items():
            for unknown in monomial:
                coefficient = coefficient * known.get(unknown, 1)
            left = tuple(unknown for unknown in monomial if unknown not in known)
            parts.append(Mixture({left: coefficient}))
        return Mixture.total(parts)

    @property
    def degree(self) -> int:
        """How many probabilities are multiplied with each other at most."""
        return max((len(monomial) for monomial, c in self.terms.items() if c != 0), default=0)

    @property
    def constant(self) -> Ratio | None:
        """The function of the parameters that it is; None where a probability enters."""
        if self.degree:
            return None
        found = self.terms.get(())
        return found if found is not None else next(iter(self.terms.values())) * 0

    @property
    def unknowns(self) -> frozenset[Unknown]:
        """The probabilities that enter."""
        return frozenset(unknown for monomial, c in self.terms.items() if c != 0 for unknown in monomial)

    def coefficient(self, monomial: Monomial) -> Ratio | int:
        """What a product is multiplied with."""
        return self.terms.get(monomial, 0)


@dataclass(frozen=True)
class Demand:
    """That a mixture brings as much as another, or at least as much: ``gap == 0`` or ``gap >= 0``."""

    gap: Mixture
    equal: bool


def possible_mixture(domain: Domain, demands: Sequence[Demand]) -> bool:
    """Whether some mixtures, every probability positive, may meet demands. That they may not is proved."""
    import z3

    parameters = domain.variables()
    unknowns = sorted({unknown for demand in demands for unknown in demand.gap.unknowns})
    chances = {unknown: z3.Real(f"chance {k}") for k, unknown in enumerate(unknowns)}
    terms = [*domain.z3(parameters), *(chance > 0 for chance in chances.values())]
    for history in {history for history, _ in unknowns}:
        # the last action's probability is left out of the polynomials: it is what the others leave
        terms.append(z3.Sum([chance for (where, _), chance in chances.items() if where == history]) < 1)
    for demand in demands:
        mixture = demand.gap
        scale = _divisor(mixture)
        total: Any = z3.RealVal(0)
        for monomial, coefficient in mixture.terms.items():
            term: Any = _read(coefficient * scale * scale, parameters)
            for unknown in monomial:
                term = term * chances[unknown]
            total = total + term
        terms.append(total == 0 if demand.equal else total >= 0)
    return solved(terms, parameters) is not None


def _divisor(mixture: Mixture) -> Ratio:
    """A product of divisors that makes all coefficients polynomials; its square is positive."""
    scale: Ratio | None = None
    for coefficient in mixture.terms.values():
        below = Ratio(coefficient.ring, coefficient.below, coefficient.ring.context.constant(1))
        scale = below if scale is None else scale * below / _common(scale, below)
    assert scale is not None
    return scale


def _common(one: Ratio, other: Ratio) -> Ratio:
    return Ratio(one.ring, one.above.gcd(other.above), one.ring.context.constant(1))


def _read(value: Ratio, variables: Mapping[str, Any]) -> Any:
    import z3

    def lift(c: Fraction) -> Any:
        return z3.Q(c.numerator, c.denominator)

    return polynomial(value.ring, value.above).read(variables, lift)
