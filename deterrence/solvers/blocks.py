"""Conditions of an equilibrium taken apart into blocks that share no unknown, and each block solved exactly.

Factors known to be positive are divided out first: where an information set is reached, its weights share them. Blocks
that are linear then are polytopes; the others are solved as polynomial systems (`deterrence.algebra`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.number import is_algebraic
from deterrence.algebra.system import System, solve_system
from deterrence.errors import SolverError
from deterrence.solvers.groups import Groups
from deterrence.solvers.polyhedron import vertices

Point = Mapping[str, Any]
MOST_VERTICES = 2000
MOST_CURVED = 2000


@dataclass(frozen=True)
class Part:
    """A part of the solutions of a block.

    Attributes
    ----------
    points
        The vertices of its closure, a polytope; for a curved part one point of it.
    inside
        A point of the part itself.
    conditions
        Lines that describe a curved part; empty for a polytope.
    dimension
        Where it is known.
    """

    points: tuple[Point, ...]
    inside: Point
    conditions: tuple[str, ...] = ()
    dimension: int | None = None


@dataclass(frozen=True)
class Block:
    """Unknowns that conditions tie together, and the parts that make up their solutions."""

    unknowns: tuple[str, ...]
    parts: tuple[Part, ...]
    undecided: str = ""

    @property
    def irrational(self) -> bool:
        """Whether some number is not rational."""
        return any(is_algebraic(x) for part in self.parts for x in part.inside.values())


class Blocks:
    """Solves systems block by block, and remembers: neighbouring supports share most of their blocks."""

    def __init__(self) -> None:
        self.memory: dict[Any, Block] = {}
        self.curved = 0

    def solve(
        self, unknowns: Sequence[str], equal: Iterable[Any], positive: Iterable[Any], nonnegative: Iterable[Any]
    ) -> tuple[Block, ...] | None:
        """The blocks of a system in the order of their first unknowns; None where one has no solution."""
        conditions = [[*equal], [*positive], [*nonnegative]]
        fixed: dict[str, Any] = {}
        while True:
            reduced = _reduced(conditions)
            if reduced is None:
                return None
            values = _single([p for (kind, _), p in reduced.items() if kind == 0])
            if not values:
                break
            fixed |= values
            conditions = [[_put(p, values) for p in polynomials] for polynomials in conditions]
        groups = _connected([name for name in unknowns if name not in fixed], reduced)
        found = []
        for names, keys in groups:
            block = self._remembered(names, keys, reduced)
            if not block.parts and not block.undecided:
                return None
            found.append(block)
        apart = [k for k, block in enumerate(found) if block.irrational]
        if len(apart) > 1:  # numbers of one equilibrium lie in one field
            names = tuple(name for k in apart for name in groups[k][0])
            joined = self._remembered(names, [key for k in apart for key in groups[k][1]], reduced)
            found = [joined if k == apart[0] else block for k, block in enumerate(found) if k not in apart[1:]]
        for name, value in fixed.items():
            point = {name: Fraction(int(value.numerator), int(value.denominator))}
            found.append(Block((name,), (Part((point,), point, dimension=0),)))
        place = {name: k for k, name in enumerate(unknowns)}
        return tuple(sorted(found, key=lambda block: place[block.unknowns[0]]))

    def _remembered(self, names: tuple[str, ...], keys: Sequence[Any], reduced: Mapping[Any, Any]) -> Block:
        memo = names, tuple(sorted(keys))
        if memo not in self.memory:
            self.curved += any(p.total_degree() > 1 for p in (reduced[key] for key in keys))
            if self.curved > MOST_CURVED:
                raise SolverError(
                    f"more than {MOST_CURVED:,} nonlinear systems would have to be solved: leave out moves or types, "
                    "or break ties between payoffs that are equal for no reason"
                )
            self.memory[memo] = _solved(names, [(key[0], reduced[key]) for key in memo[1]])
        return self.memory[memo]


def _reduced(conditions: Sequence[Iterable[Any]]) -> dict[tuple[int, str], Any] | None:
    """What is left of conditions = 0, > 0 and >= 0 when signs are known; None where one of them cannot hold."""
    equal, positive, nonnegative = conditions
    signs = _Signs(positive, nonnegative)
    result: dict[tuple[int, str], Any] = {}
    for kind, polynomials in enumerate((equal, signs.positive, signs.nonnegative)):
        for p in polynomials:
            left = signs.reduced(p, kind)
            if left is False:
                return None
            if left is not True:
                result[kind, str(left)] = left
    return result


def _single(equations: Iterable[Any]) -> dict[str, Any]:
    """The unknowns that a linear equation of their own gives."""
    found: dict[str, Any] = {}
    for p in equations:
        if p.total_degree() == 1 and sum(p.degrees()) == 1:
            terms = dict(p.terms())
            constant = terms.pop((0,) * len(p.degrees()), 0)
            (slope,) = terms.values()
            found.setdefault(str(p.context().names()[p.degrees().index(1)]), -constant / slope)
    return found


def _put(p: Any, values: Mapping[str, Any]) -> Any:
    return p if _constant(p) else p.subs(dict(values))


class _Signs:
    """What is known of signs: every unknown is at least 0, those listed as positive are more, and so on."""

    def __init__(self, positive: Iterable[Any], nonnegative: Iterable[Any]) -> None:
        self.positive, self.nonnegative = _once(positive), _once(nonnegative)
        self.known: dict[str, int] = {}
        for p in self.positive:
            if not _constant(p):
                monic, sign = _monic(p)
                self.known[str(monic)] = sign
        self.bounds = set(self.known)

    def reduced(self, p: Any, kind: int) -> Any:
        """A condition without its positive factors; True where it holds anyway, False where it cannot.

        Kinds are 0 for = 0, 1 for > 0 and 2 for >= 0.
        """
        if _constant(p):
            c = _value(p)
            return c == 0 if kind == 0 else c > 0 if kind == 1 else c >= 0
        monic, sign = _monic(p)
        if kind == 1 and str(monic) in self.bounds:
            return p
        constant, factors = p.factor()
        sign = 1 if constant > 0 else -1
        left = []
        for factor, power in factors:
            known = self.sign(factor)
            if known:
                sign *= known**power
            else:
                left.append((factor, power))
        if not left:
            return False if kind == 0 else sign > 0
        result: Any = 1
        for factor, power in left:
            result = result * (factor if kind == 0 or power % 2 else factor * factor)
        return result if kind == 0 else result * sign

    def sign(self, p: Any) -> int:
        """1 or -1 where a polynomial is known to be positive or negative, 0 where it is not known."""
        monic, sign = _monic(p)
        if str(monic) in self.known:
            return self.known[str(monic)] * sign
        coefficients = [c > 0 for _, c in p.terms()]
        if all(coefficients) or not any(coefficients):  # unknowns are probabilities: no term has the other sign
            names = p.context().names()
            for powers, _ in p.terms():
                if all(str(name) in self.known for name, power in zip(names, powers, strict=True) if power):
                    return 1 if coefficients[0] else -1
        return 0


def _once(polynomials: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({str(p): p for p in polynomials}.values())


def _constant(p: Any) -> bool:
    return not hasattr(p, "is_constant") or bool(p.is_constant())


def _value(p: Any) -> Any:
    return p if not hasattr(p, "is_constant") else p.leading_coefficient() if p else 0


def _monic(p: Any) -> tuple[Any, int]:
    lead = p.leading_coefficient()
    return p / lead, 1 if lead > 0 else -1


def _connected(
    unknowns: Sequence[str], reduced: Mapping[tuple[int, str], Any]
) -> list[tuple[tuple[str, ...], list[Any]]]:
    """Groups of unknowns that occur together in conditions, with their conditions."""
    groups = Groups(unknowns)
    used = {}
    for key, p in reduced.items():
        names = [name for name, degree in zip(p.context().names(), p.degrees(), strict=True) if degree]
        used[key] = names[0]
        for name in names[1:]:
            groups.join(names[0], name)
    return [
        (tuple(names), [key for key in reduced if groups.root(used[key]) == groups.root(names[0])])
        for names in groups.listed()
    ]


def _solved(names: tuple[str, ...], conditions: Sequence[tuple[int, Any]]) -> Block:
    if all(p.total_degree() <= 1 for _, p in conditions):
        return _polytope(names, conditions)
    from flint import Ordering, fmpq_mpoly_ctx

    context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
    kinds: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for kind, p in conditions:
        positions = [p.context().variable_to_index(name) for name in names]
        terms = {tuple(powers[k] for k in positions): c for powers, c in p.terms()}
        kinds[kind].append(context.from_dict(terms))
    found = solve_system(System(names, *kinds))
    parts = [Part((point,), point, dimension=0) for point in found.points]
    for family in found.families:
        if family.linear and family.vertices and not family.rays:
            parts.append(Part(family.vertices, family.witness, dimension=family.dimension))
        else:
            parts.append(Part((family.witness,), family.witness, tuple(family.text), family.dimension))
    return Block(names, tuple(parts), "" if found.complete else found.reason)


def _polytope(names: tuple[str, ...], conditions: Sequence[tuple[int, Any]]) -> Block:
    rows = [[], []]  # type: list[list[tuple[Fraction, ...]]]
    strict = []
    for kind, p in conditions:
        row = dict.fromkeys(("", *names), Fraction(0))
        for powers, c in p.terms():
            name = next((n for n, power in zip(p.context().names(), powers, strict=True) if power), "")
            row[name] = Fraction(int(c.p), int(c.q))
        rows[kind == 0].append(tuple(row.values()))
        if kind == 1:
            strict.append(tuple(row.values()))
    found, _ = vertices(rows[0], rows[1], limit=MOST_VERTICES)
    if not found:
        return Block(names, ())
    middle = [sum((v.point[k] for v in found), Fraction(0)) / len(found) for k in range(len(names))]
    if any(row[0] + sum(a * x for a, x in zip(row[1:], middle, strict=True)) <= 0 for row in strict):
        return Block(names, ())
    points = tuple(dict(zip(names, v.point, strict=True)) for v in found)
    return Block(names, (Part(points, dict(zip(names, middle, strict=True)), dimension=_rank(found)),))


def _rank(found: Sequence[Any]) -> int:
    from flint import fmpq, fmpq_mat

    if len(found) == 1:
        return 0
    first = found[0].point
    rows = [[fmpq(*(x - y).as_integer_ratio()) for x, y in zip(v.point, first, strict=True)] for v in found[1:]]
    return int(fmpq_mat(rows).rank())
