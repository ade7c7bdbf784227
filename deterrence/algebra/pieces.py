"""Parts of a solution set: a single point, a family, or a part that stayed undecided; and their products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from deterrence.algebra.finite import one_field
from deterrence.algebra.number import NumberField, RealAlgebraic
from deterrence.algebra.polynomial import Point, Polynomial, is_affine, sign, terms_of_affine, value, working_context
from deterrence.algebra.simplify import Conditions, Eliminated

__all__ = ["Family", "Piece", "lifted", "multiplied"]


@dataclass(frozen=True, eq=False)
class Family:
    """A part of the solution set that is given by conditions instead of points: usually a continuum.

    Attributes
    ----------
    unknowns
        The unknowns.
    equal, positive, nonnegative
        Polynomials that are zero, positive, not negative, exactly on this part.
    fixed
        Unknowns that are the same throughout.
    witness
        One exact point of it.
    dimension
        Its dimension where that is proved, otherwise None.
    linear
        Whether it is a polytope (or polyhedron) less some of its faces; then ``vertices`` and ``rays`` are those of
        its closure.
    regular
        Whether it is proved that no point of it is isolated. Otherwise an isolated solution may be among its points.
    """

    unknowns: tuple[str, ...]
    equal: tuple[Polynomial, ...]
    positive: tuple[Polynomial, ...]
    nonnegative: tuple[Polynomial, ...]
    witness: Point
    dimension: int | None = None
    linear: bool = False
    vertices: tuple[Point, ...] = ()
    rays: tuple[Mapping[str, Fraction], ...] = ()
    regular: bool = False
    fixed: Point = field(default_factory=dict)

    @property
    def text(self) -> tuple[str, ...]:
        """The conditions in lines that can be read."""
        lines = [f"{name} = {x}" for name, x in self.fixed.items()]
        lines += [_equation_text(p, self.unknowns) for p in self.equal]
        lines += [condition_text(p, ">") for p in self.positive]
        lines += [condition_text(p, ">=") for p in self.nonnegative]
        return tuple(lines)

    @property
    def conditions(self) -> Conditions:
        """The conditions as polynomials, rational ``fixed`` unknowns among them."""
        context = working_context(self.unknowns)
        at = [
            int(x.denominator) * context.gen(context.names().index(name)) - int(x.numerator)
            for name, x in self.fixed.items()
            if isinstance(x, Fraction)
        ]
        return Conditions(context, self.unknowns, (*self.equal, *at), self.positive, self.nonnegative)

    @property
    def fixed_irrational(self) -> bool:
        """Whether some unknown is fixed at an irrational number, which no polynomial of ours says alone."""
        return any(isinstance(x, RealAlgebraic) for x in self.fixed.values())

    def contains(self, point: Point) -> bool:
        """Whether a point belongs to it, exactly."""
        return (
            all(point[name] == x for name, x in self.fixed.items())
            and all(sign(value(p, point)) == 0 for p in self.equal)
            and all(sign(value(p, point)) > 0 for p in self.positive)
            and all(sign(value(p, point)) >= 0 for p in self.nonnegative)
        )

    def closure_may_contain(self, point: Point) -> bool:
        """Whether a point satisfies the conditions with > read as >=.

        If not, it is no limit of the family. If so, and the family is linear, it is one.
        """
        return (
            all(point[name] == x for name, x in self.fixed.items())
            and all(sign(value(p, point)) == 0 for p in self.equal)
            and all(sign(value(p, point)) >= 0 for p in (*self.positive, *self.nonnegative))
        )


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of a solution set while it is put together: a point, a family, or undecided with the reason."""

    point: Point | None = None
    field: NumberField | None = None
    family: Family | None = None
    reason: str = ""


def condition_text(p: Polynomial, relation: str) -> str:
    """A polynomial in relation to zero, as a line."""
    return f"{_pretty(p)} {relation} 0"


def _pretty(p: Polynomial) -> str:
    return str(p).replace("+ -", "- ")


def _equation_text(p: Polynomial, unknowns: Sequence[str]) -> str:
    """An equation as name = ..., where an unknown stands alone, otherwise as polynomial = 0."""
    names = p.context().names()
    for powers, c in p.to_dict().items():
        if sum(powers) == 1 and abs(int(c)) == 1:
            place = next(k for k, power in enumerate(powers) if power)
            if int(p.degrees()[place]) == 1 and sum(1 for e in p.monoms() if e[place]) == 1:
                rest = p.context().from_dict({powers: int(c)}) - p
                return f"{names[place]} = {_pretty(rest if int(c) > 0 else -rest)}"
    return f"{_pretty(p)} = 0"


def lifted(piece: Piece, gone: Sequence[Eliminated]) -> Piece:
    """A piece with the eliminated unknowns put back, the last one eliminated first."""
    if piece.reason or not gone:
        return piece
    if piece.point is not None:
        return replace(piece, point=_completed(piece.point, gone))
    family = piece.family
    assert family is not None
    fixed, equations, linear = dict(family.fixed), [], family.linear
    for one in reversed(gone):
        equation = one.denominator * one.numerator.context().gen(_place(one.numerator, one.name)) - one.numerator
        if set(_names(one.numerator)) | set(_names(one.denominator)) <= set(fixed):
            fixed = _completed(fixed, [one])
        else:
            equations.append(equation)
        linear = linear and is_affine(one.numerator) and bool(one.denominator.is_constant())
    made = replace(
        family,
        unknowns=(*family.unknowns, *(one.name for one in gone)),
        equal=(*family.equal, *equations),
        witness=_completed(family.witness, gone),
        linear=linear,
        vertices=tuple(_completed(vertex, gone) for vertex in family.vertices) if linear else (),
        rays=tuple(_direction(ray, gone) for ray in family.rays) if linear else (),
        fixed=fixed,
    )
    return replace(piece, family=made)


def _place(p: Polynomial, name: str) -> int:
    place: int = p.context().names().index(name)
    return place


def _names(p: Polynomial) -> Iterable[str]:
    return (name for name, degree in zip(p.context().names(), p.degrees(), strict=True) if degree > 0)


def _completed(point: Point, gone: Sequence[Eliminated]) -> dict[str, Any]:
    result: dict[str, Any] = dict(point)
    for one in reversed(gone):
        result[one.name] = value(one.numerator, result) / value(one.denominator, result)
    return result


def _direction(ray: Mapping[str, Fraction], gone: Sequence[Eliminated]) -> dict[str, Fraction]:
    result = dict(ray)
    for one in reversed(gone):
        total = sum((c * result[name] for name, c in terms_of_affine(one.numerator) if name), Fraction(0))
        result[one.name] = total / int(one.denominator.leading_coefficient())
    return result


def multiplied(pieces: Sequence[Piece], unknowns: Sequence[str]) -> Piece:
    """The product of pieces in different unknowns."""
    reasons = dict.fromkeys(piece.reason for piece in pieces if piece.reason)
    if reasons:
        return Piece(reason="; ".join(reasons))
    if all(piece.point is not None for piece in pieces):
        number_field, point = one_field([(piece.field, piece.point) for piece in pieces if piece.point is not None])
        return Piece(point=_ordered(point, unknowns), field=number_field)
    number_field, witness = one_field(
        [
            (_field_of(part), part)
            for piece in pieces
            for part in [piece.point if piece.family is None else piece.family.witness]
            if part is not None
        ]
    )
    families = [piece.family for piece in pieces if piece.family is not None]
    constant = [name for piece in pieces for name in (piece.point or (piece.family and piece.family.fixed) or ())]
    fixed = {name: witness[name] for name in constant}  # all in the one field
    linear = all(family.linear for family in families)
    dimensions = [family.dimension for family in families]
    if linear:
        corners: list[dict[str, Any]] = [dict(fixed)]
        for family in families:
            corners = [{**corner, **vertex} for corner in corners for vertex in family.vertices]
        zero = dict.fromkeys(unknowns, Fraction(0))
        rays = tuple({**zero, **ray} for family in families for ray in family.rays)
    else:
        corners, rays = [], ()
    return Piece(
        field=number_field,
        family=Family(
            tuple(unknowns),
            tuple(p for family in families for p in family.equal),
            tuple(p for family in families for p in family.positive),
            tuple(p for family in families for p in family.nonnegative),
            _ordered(witness, unknowns),
            sum(d for d in dimensions if d is not None) if None not in dimensions else None,
            linear,
            tuple(_ordered(corner, unknowns) for corner in corners),
            rays,
            any(family.regular for family in families),
            fixed,
        ),
    )


def _field_of(point: Point) -> NumberField | None:
    return next((x.field for x in point.values() if isinstance(x, RealAlgebraic)), None)


def _ordered(point: Point, unknowns: Sequence[str]) -> Point:
    return {name: point[name] for name in unknowns if name in point}
