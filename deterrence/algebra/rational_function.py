"""Rational functions of named parameters, exact: what payoffs are before the parameters have values.

A `Ring` holds the names; a `Ratio` is a quotient of two polynomials over the rationals without a common factor, the
divisor with leading coefficient 1. Two are equal exactly when their functions are. FLINT does the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deterrence.errors import SolverError

LARGEST = 20_000  # terms of a polynomial
KEPT = 100_000  # results of arithmetic that a ring remembers


class Ring:
    """The polynomials in some names with rational coefficients, and their quotients.

    Two rings are equal when their names are, in order.
    """

    def __init__(self, names: Sequence[str]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        self.names = tuple(names)
        # FLINT wants at least one name
        self.context = fmpq_mpoly_ctx.get(self.names or ("_",), Ordering.lex)
        self.generators = dict(zip(self.names, self.context.gens(), strict=False))
        self._one = self.context.constant(1)
        self._known: dict[Any, Ratio] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ring) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"Ring({', '.join(self.names)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Ring, (self.names,)

    def polynomial(self, terms: Mapping[tuple[int, ...], Any]) -> Any:
        """The FLINT polynomial with these coefficients, exponents in the order of the names."""
        return self.context.from_dict({powers or (0,): _flint(value) for powers, value in terms.items()})

    def once(self, key: Any, make: Callable[[], Ratio]) -> Ratio:
        """What `make` gives, worked out once: a computation that is repeated case by case does the same sums again."""
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[key] = make()
        return found

    def number(self, value: Any) -> Ratio:
        """A constant."""
        if isinstance(value, (int, Fraction)):
            return self.once(value, lambda: self._constant(value))
        return self._constant(value)

    def _constant(self, value: Any) -> Ratio:
        return Ratio(self, self.context.constant(_flint(value)), self._one)

    def name(self, name: str) -> Ratio:
        """One of the parameters."""
        return Ratio(self, self.generators[name], self._one)


class Ratio:
    """A quotient of polynomials; see `Ring`. Adds, multiplies and divides with itself, int and Fraction.

    It has no order: whether it is positive depends on the parameters, and `deterrence.regions.cases` decides.
    """

    __slots__ = ("_constant", "_hash", "above", "below", "ring")

    def __init__(self, ring: Ring, above: Any, below: Any) -> None:
        self.ring, self.above, self.below = ring, above, below
        self._hash: int | None = None
        self._constant: Fraction | bool | None = False  # not looked at

    def _made(self, above: Any, below: Any) -> Ratio:
        if below.is_one() and len(above) <= LARGEST:
            return Ratio(self.ring, above, below)
        if len(above) > LARGEST or len(below) > LARGEST:
            raise SolverError(f"a condition has more than {LARGEST} terms: let fewer names vary")
        common = above.gcd(below)
        if not common.is_one():
            above, below = above / common, below / common
        leading = below.leading_coefficient()
        if leading != 1:
            above, below = above / leading, below / leading
        return Ratio(self.ring, above, below)

    def _read(self, other: Any) -> Ratio | None:
        if isinstance(other, Ratio):
            return other
        return self.ring.number(other) if isinstance(other, (int, Fraction)) else None

    def __add__(self, other: Any) -> Ratio:
        right = self._read(other)
        if right is None:
            return NotImplemented
        return self.ring.once(("+", self, right), lambda: self._plus(right))

    def _plus(self, right: Ratio) -> Ratio:
        if self.below == right.below:
            return self._made(self.above + right.above, self.below)
        return self._made(self.above * right.below + right.above * self.below, self.below * right.below)

    __radd__ = __add__

    def __neg__(self) -> Ratio:
        return self.ring.once(("-", self), lambda: Ratio(self.ring, -self.above, self.below))

    def __sub__(self, other: Any) -> Ratio:
        right = self._read(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: Any) -> Ratio:
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> Ratio:
        right = self._read(other)
        if right is None:
            return NotImplemented
        return self.ring.once(("*", self, right), lambda: self._times(right))

    def _times(self, right: Ratio) -> Ratio:
        return self._made(self.above * right.above, self.below * right.below)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Ratio:
        right = self._read(other)
        if right is None:
            return NotImplemented
        if right.above.is_zero():
            raise ZeroDivisionError("a quotient by zero")
        return self.ring.once(("/", self, right), lambda: self._over(right))

    def _over(self, right: Ratio) -> Ratio:
        return self._made(self.above * right.below, self.below * right.above)

    def __rtruediv__(self, other: Any) -> Ratio:
        left = self._read(other)
        return NotImplemented if left is None else left / self

    def __pow__(self, exponent: int) -> Ratio:
        return Ratio(self.ring, self.above**exponent, self.below**exponent)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ratio):
            return bool(self.above == other.above and self.below == other.below)
        if isinstance(other, (int, Fraction)):
            return self.is_zero if not other else self.constant == other
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            number = self.constant  # equal to a Fraction, so its hash is the Fraction's
            self._hash = hash((str(self.above), str(self.below))) if number is None else hash(number)
        return self._hash

    def __repr__(self) -> str:
        return f"({self.above})/({self.below})" if not self.below.is_one() else str(self.above)

    def __bool__(self) -> bool:
        raise TypeError("whether a rational function is zero depends on its parameters: ask for its sign")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.ring, dict(_plain(self.above)), dict(_plain(self.below)))

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 everywhere."""
        return not len(self.above)

    @property
    def is_one(self) -> bool:
        """Whether it is 1 everywhere."""
        return bool(self.above.is_one() and self.below.is_one())

    @property
    def constant(self) -> Fraction | None:
        """The number it is everywhere; None where it depends on the parameters."""
        if self._constant is False:
            self._constant = self._number()
        return self._constant  # type: ignore[return-value]

    def _number(self) -> Fraction | None:
        if len(self.above) > 1 or len(self.below) > 1:  # the usual case, and fast
            return None
        if not (self.above.is_constant() and self.below.is_constant()):
            return None
        return fraction(self.above.leading_coefficient() if len(self.above) else 0)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters it depends on."""
        unused = set(self.above.unused_gens()) & set(self.below.unused_gens())
        return tuple(name for name in self.ring.names if name not in unused)

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value at a point that has a number for every name.

        Raises
        ------
        ZeroDivisionError
            Where the divisor vanishes.
        SolverError
            For a point without a number for a name that it depends on, such as a root.
        """
        missing = [name for name in self.names if name not in values]
        if missing:
            raise SolverError(f"{missing[0]} has no number at this point: it is a root, or varies")
        return value_at(self.above, self.ring, values) / value_at(self.below, self.ring, values)


def _rebuilt(ring: Ring, above: Mapping[tuple[int, ...], Fraction], below: Mapping[tuple[int, ...], Fraction]) -> Ratio:
    return Ratio(ring, ring.polynomial(above), ring.polynomial(below))


def _plain(polynomial: Any) -> dict[tuple[int, ...], Fraction]:
    return {powers: fraction(value) for powers, value in polynomial.to_dict().items()}


def _flint(value: Any) -> Any:
    from flint import fmpq

    return fmpq(value.numerator, value.denominator) if isinstance(value, (int, Fraction)) else value


def fraction(value: Any) -> Fraction:
    """A FLINT rational as a Fraction."""
    return Fraction(int(value.p), int(value.q)) if hasattr(value, "q") else Fraction(int(value))


def value_at(polynomial: Any, ring: Ring, values: Mapping[str, Fraction]) -> Fraction:
    """A FLINT polynomial's exact value at a point."""
    return fraction(polynomial(*flint_point(ring, values)))


def flint_point(ring: Ring, values: Mapping[str, Fraction]) -> list[Any]:
    """A point as FLINT's polynomials take it: a number for every name, 0 where there is none."""
    return [_flint(values.get(name, Fraction(0))) for name in ring.names] or [_flint(0)]
