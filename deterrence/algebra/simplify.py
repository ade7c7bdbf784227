"""What polynomial conditions show without being solved: signs, factors, and unknowns that can be eliminated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from deterrence.algebra.polynomial import Polynomial, by_powers, constant, primitive, replaced, used

__all__ = ["Conditions", "Eliminated", "simplified", "split"]

Key = tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True)
class Eliminated:
    """An unknown given by the others: denominator * name = numerator, the denominator positive."""

    name: str
    numerator: Polynomial
    denominator: Polynomial


@dataclass(frozen=True)
class Conditions:
    """Polynomials that are to be zero, positive and not negative; unknowns still to be found; those eliminated."""

    context: Any
    unknowns: tuple[str, ...]
    equal: tuple[Polynomial, ...]
    positive: tuple[Polynomial, ...]
    nonnegative: tuple[Polynomial, ...]
    eliminated: tuple[Eliminated, ...] = ()

    @property
    def all(self) -> tuple[Polynomial, ...]:
        """Every polynomial."""
        return (*self.equal, *self.positive, *self.nonnegative)


class _Empty(Exception):
    """The conditions contradict each other."""


def key(polynomial: Polynomial) -> Key:
    """What tells polynomials apart, whatever their scale and sign."""
    terms = sorted((tuple(map(int, powers)), int(c)) for powers, c in primitive(polynomial).to_dict().items())
    turn = -1 if terms and terms[-1][1] < 0 else 1
    return tuple((powers, turn * c) for powers, c in terms)


def _turn(polynomial: Polynomial) -> int:
    """The sign that `key` takes out."""
    return -1 if max((tuple(map(int, powers)), int(c)) for powers, c in polynomial.to_dict().items())[1] < 0 else 1


class Signs:
    """What the inequalities say of the sign of a polynomial: "+", "-", "+0", "-0" or nothing.

    Bare unknowns give the sign of sums of products of them; irreducible polynomials give the sign of products.
    """

    def __init__(self, conditions: Conditions) -> None:
        names = conditions.context.names()
        self.strict: set[int] = set()
        self.weak: set[int] = set()
        self.known: dict[Key, int] = {}
        self.nonzero: set[Key] = set()
        for polynomials, places in ((conditions.positive, self.strict), (conditions.nonnegative, self.weak)):
            for polynomial in polynomials:
                terms = polynomial.to_dict()
                if len(terms) == 1:
                    ((powers, c),) = terms.items()
                    if sum(powers) == 1 and c > 0:
                        places.add(next(k for k in range(len(names)) if powers[k]))
        for polynomial in conditions.positive:
            factors = polynomial.factor()[1]
            for factor, _ in factors:
                self.nonzero.add(key(factor))
            odd = [factor for factor, exponent in factors if exponent % 2]
            if len(odd) == 1:
                content = int(polynomial.factor()[0])
                self.known[key(odd[0])] = (1 if content > 0 else -1) * _turn(odd[0])

    def by_terms(self, polynomial: Polynomial) -> str:
        """The sign, where all terms agree."""
        seen, strict = set(), False
        for powers, c in polynomial.to_dict().items():
            certain = True
            for place, power in enumerate(powers):
                if not power or place in self.strict:
                    continue
                if place not in self.weak and power % 2:
                    return ""
                certain = False
            seen.add(c > 0)
            strict = strict or certain
        if len(seen) != 1:
            return ""
        return ("+" if seen.pop() else "-") + ("" if strict else "0")

    def nowhere_zero(self, factor: Polynomial) -> bool:
        """Whether an irreducible polynomial is known not to vanish."""
        return key(factor) in self.nonzero or self.by_terms(factor) in ("+", "-")

    def definite(self, polynomial: Polynomial) -> int:
        """1 or -1 where the polynomial certainly has that sign, otherwise 0."""
        content, factors = polynomial.factor()
        result = 1 if int(content) > 0 else -1
        for factor, exponent in factors:
            sign = {"+": 1, "-": -1}.get(self.by_terms(factor), 0)
            sign = sign or self.known.get(key(factor), 0) * _turn(factor)
            if exponent % 2 == 0:
                sign = abs(sign) or int(self.nowhere_zero(factor))
            if not sign:
                return 0
            result *= sign
        return result


def simplified(conditions: Conditions, *, divide: bool = False) -> Conditions | None:
    """The same solutions with simpler conditions and fewer unknowns; None where there is no solution.

    Affine equations eliminate unknowns. With `divide`, so does every equation that gives an unknown by the others, also
    by division through a positive polynomial. That raises degrees, so it is for equations that leave a continuum.
    """
    try:
        while True:
            conditions = _tidied(conditions)
            step = _elimination(conditions, divide)
            if step is None:
                return conditions
            conditions = _without(conditions, step)
    except _Empty:
        return None


def _tidied(conditions: Conditions) -> Conditions:
    while True:
        signs = Signs(conditions)
        equal = _unique(part for p in conditions.equal for part in _equation(p, signs))
        positive = []
        for p in _distinct(conditions.positive):
            value = constant(p)
            sign = signs.by_terms(p)
            if (value is not None and value <= 0) or sign in ("-", "-0"):
                raise _Empty
            if value is None and not (sign == "+" and not _is_bare(p)):
                positive.append(p)
        nonnegative: list[Polynomial] = []
        vanishing: list[Polynomial] = []
        zero = {key(p) for p in equal}
        for p in _distinct(conditions.nonnegative, positive):
            value = constant(p)
            sign = "" if _is_bare(p) else signs.by_terms(p)
            if (value is not None and value < 0) or sign == "-":
                raise _Empty
            if sign == "-0":
                vanishing.append(p)
            elif value is None and sign not in ("+", "+0") and key(p) not in zero:
                opposite = [q for q in nonnegative if _signed(q) == _negated(p)]
                if opposite:  # p >= 0 and -p >= 0: an equation, which may lose factors, so both must go
                    vanishing.append(p)
                    nonnegative.remove(opposite[0])
                else:
                    nonnegative.append(p)
        following = replace(
            conditions,
            equal=(*equal, *vanishing),
            positive=tuple(positive),
            nonnegative=tuple(nonnegative),
        )
        if not vanishing and list(map(key, equal)) == list(map(key, conditions.equal)):
            return following
        conditions = following


def _is_bare(p: Polynomial) -> bool:
    return bool(p.total_degree() == 1 and len(p.to_dict()) == 1)


def _signed(p: Polynomial) -> Key:
    return tuple(sorted((tuple(map(int, powers)), int(c)) for powers, c in p.to_dict().items()))


def _negated(p: Polynomial) -> Key:
    return _signed(-p)


def _distinct(polynomials: Iterable[Polynomial], implied: Iterable[Polynomial] = ()) -> Iterator[Polynomial]:
    seen = set(map(_signed, implied))
    for p in polynomials:
        if _signed(p) not in seen:
            seen.add(_signed(p))
            yield p


def _unique(polynomials: Iterable[Polynomial]) -> tuple[Polynomial, ...]:
    return tuple({key(p): p for p in polynomials}.values())


def _equation(p: Polynomial, signs: Signs) -> list[Polynomial]:
    """An equation without factors that cannot vanish; several, where a sum of like signs must vanish term by term."""
    if not p:
        return []
    factors = [factor for factor, _ in p.factor()[1] if not signs.nowhere_zero(factor)]
    if not factors:
        raise _Empty
    rest = factors[0]
    for factor in factors[1:]:
        rest = rest * factor
    if len(factors) == 1 and len(rest.to_dict()) > 1 and signs.by_terms(rest) in ("+0", "-0"):
        context = rest.context()
        return [part for powers in rest.to_dict() for part in _equation(context.from_dict({powers: 1}), signs)]
    return [primitive(rest)]


def _elimination(conditions: Conditions, divide: bool) -> tuple[int, Eliminated] | None:
    """The simplest equation that gives one unknown by the others."""
    signs: Signs | None = None
    best: tuple[tuple[int, ...], int, Eliminated] | None = None
    names = conditions.context.names()
    for place, p in enumerate(conditions.equal):
        if not divide and p.total_degree() > 1:
            continue
        degrees = p.degrees()
        for name in conditions.unknowns:
            if int(degrees[names.index(name)]) != 1:
                continue
            rest, factor = by_powers(p, name)
            number = constant(factor)
            if number is None:
                signs = signs or Signs(conditions)
                turn = signs.definite(factor)
            else:
                turn = 1 if number > 0 else -1
            if not turn:
                continue
            price = (
                number is None,
                int(rest.total_degree()) > 1,
                len(p.to_dict()),
                sum(name in used(q) for q in conditions.all),
                place,
            )
            cost = tuple(map(int, price))
            if best is None or cost < best[0]:
                best = cost, place, Eliminated(name, -turn * rest, turn * factor)
    return None if best is None else best[1:]


def _without(conditions: Conditions, step: tuple[int, Eliminated]) -> Conditions:
    place, gone = step

    def put(polynomials: tuple[Polynomial, ...]) -> tuple[Polynomial, ...]:
        return tuple(replaced(p, gone.name, gone.numerator, gone.denominator) for p in polynomials)

    return replace(
        conditions,
        unknowns=tuple(name for name in conditions.unknowns if name != gone.name),
        equal=put(tuple(p for k, p in enumerate(conditions.equal) if k != place)),
        positive=put(conditions.positive),
        nonnegative=put(conditions.nonnegative),
        eliminated=(*conditions.eliminated, gone),
    )


def split(conditions: Conditions) -> list[Conditions]:
    """The conditions by blocks of unknowns that no condition ties together, without the eliminated ones."""
    group = {name: frozenset([name]) for name in conditions.unknowns}
    for p in conditions.all:
        names = used(p)
        if names:
            joined = frozenset().union(*(group[name] for name in names))
            group.update(dict.fromkeys(joined, joined))
    blocks = []
    for members in dict.fromkeys(group.values()):
        equal, positive, nonnegative = (
            tuple(p for p in polynomials if used(p) <= members)
            for polynomials in (conditions.equal, conditions.positive, conditions.nonnegative)
        )
        unknowns = tuple(name for name in conditions.unknowns if name in members)
        blocks.append(Conditions(conditions.context, unknowns, equal, positive, nonnegative))
    return blocks
