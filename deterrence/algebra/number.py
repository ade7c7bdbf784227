"""Real algebraic numbers: irrational elements of a field Q(alpha), exact and comparable.

A field is an irreducible integer polynomial with an interval that holds one of its real roots, alpha. An element is a
polynomial in alpha of smaller degree. An element whose polynomial is constant is rational and is given out as a
Fraction; so zero is always the Fraction 0, and the sign of what remains is found by refining the interval until the
value's enclosure leaves zero behind. It always does, for the value is not zero (Cohen 1993, section 4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.univariate import minimal_polynomial, polynomial_text, real_roots
from deterrence.errors import SolverError

__all__ = ["Number", "NumberField", "RealAlgebraic", "is_algebraic", "real_fields"]


class NumberField:
    """The field Q(alpha) inside the real numbers, alpha given by its polynomial and an isolating interval.

    Parameters
    ----------
    polynomial
        Integer coefficients of an irreducible polynomial of degree two or more, lowest first.
    lower, upper
        Rational ends of an interval that holds just one root; neither end is a root.
    """

    __slots__ = ("_low", "_rising", "_up", "coefficients", "index", "modulus")

    def __init__(self, polynomial: Sequence[int], lower: Fraction, upper: Fraction, index: int = 0) -> None:
        from flint import fmpq, fmpq_poly

        self.coefficients = tuple(map(int, polynomial))
        self.modulus = fmpq_poly(list(self.coefficients))
        self.index = index  # which of the real roots, counted from the smallest
        self._low = fmpq(lower.numerator, lower.denominator)
        self._up = fmpq(upper.numerator, upper.denominator)
        self._rising = self.modulus(self._up) > 0
        if (self.modulus(self._low) > 0) == self._rising:
            raise SolverError("internal: the interval holds no root of the polynomial; please report it")

    def __reduce__(self) -> Any:  # FLINT's polynomials do not copy themselves
        low, up = (Fraction(int(end.p), int(end.q)) for end in self.enclosure())
        return NumberField, (self.coefficients, low, up, self.index)

    @property
    def degree(self) -> int:
        """The degree of the field over the rationals."""
        return len(self.coefficients) - 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NumberField):
            return NotImplemented
        return self is other or (self.coefficients == other.coefficients and self.index == other.index)

    def __hash__(self) -> int:
        return hash((self.coefficients, self.index))

    def __repr__(self) -> str:
        return f"NumberField({polynomial_text(self.coefficients)}, root {self.index + 1} from below)"

    def refine(self) -> None:
        """Halve the interval sixteen times."""
        for _ in range(16):
            middle = (self._low + self._up) / 2
            if (self.modulus(middle) > 0) == self._rising:
                self._up = middle
            else:
                self._low = middle

    def enclosure(self) -> tuple[Any, Any]:
        """The ends of the present interval, as FLINT rationals."""
        return self._low, self._up

    def element(self, polynomial: Any) -> Number:
        """The number that a polynomial in alpha stands for: a Fraction where it is rational."""
        reduced = polynomial % self.modulus if polynomial.degree() >= self.degree else polynomial
        if reduced.degree() <= 0:
            value = reduced[0]
            return Fraction(int(value.p), int(value.q))
        return RealAlgebraic(self, reduced)


class RealAlgebraic:
    """An irrational real algebraic number, exact.

    It adds, subtracts, multiplies, divides and compares with integers, Fractions and numbers of its own field; numbers
    of different fields compare only. A result that is rational comes out as a Fraction.

    Raises
    ------
    SolverError
        For arithmetic with a number of another field.
    """

    __slots__ = ("_minimal", "field", "polynomial")

    def __init__(self, field: NumberField, polynomial: Any) -> None:
        self.field = field
        self.polynomial = polynomial
        self._minimal: tuple[tuple[int, ...], int] | None = None

    def __reduce__(self) -> Any:
        return _element, (self.field, [(int(c.p), int(c.q)) for c in self.polynomial.coeffs()])

    # -- arithmetic ----------------------------------------------------------------------------------------------

    def _other(self, x: Any) -> Any:
        """Another number as a polynomial in alpha, or None."""
        from flint import fmpq, fmpq_poly

        if isinstance(x, RealAlgebraic):
            if x.field != self.field:
                raise SolverError(
                    "these two algebraic numbers lie in different fields; compute with the coordinates of one solution"
                )
            return x.polynomial
        if isinstance(x, (int, Fraction)):
            return fmpq_poly([fmpq(x.numerator, x.denominator)])
        if isinstance(x, fmpq):
            return fmpq_poly([x])
        return None

    def __add__(self, other: Any) -> Any:
        y = self._other(other)
        return NotImplemented if y is None else self.field.element(self.polynomial + y)

    __radd__ = __add__

    def __neg__(self) -> RealAlgebraic:
        return RealAlgebraic(self.field, -self.polynomial)

    def __pos__(self) -> RealAlgebraic:
        return self

    def __sub__(self, other: Any) -> Any:
        y = self._other(other)
        return NotImplemented if y is None else self.field.element(self.polynomial - y)

    def __rsub__(self, other: Any) -> Any:
        y = self._other(other)
        return NotImplemented if y is None else self.field.element(y - self.polynomial)

    def __mul__(self, other: Any) -> Any:
        y = self._other(other)
        return NotImplemented if y is None else self.field.element(self.polynomial * y)

    __rmul__ = __mul__

    def inverse(self) -> RealAlgebraic:
        """One over this number."""
        divisor, factor, _ = self.polynomial.xgcd(self.field.modulus)
        return RealAlgebraic(self.field, factor / divisor[0])

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, RealAlgebraic):
            self._other(other)
            return self * other.inverse()
        y = self._other(other)
        if y is None:
            return NotImplemented
        if not y:
            raise ZeroDivisionError("division by zero")
        return self.field.element(self.polynomial / y[0])

    def __rtruediv__(self, other: Any) -> Any:
        y = self._other(other)
        return NotImplemented if y is None else self.field.element(self.inverse().polynomial * y)

    def __pow__(self, exponent: int) -> Any:
        if not isinstance(exponent, int):
            return NotImplemented
        result: Any = Fraction(1)
        for _ in range(abs(exponent)):
            result = self * result
        return result if exponent >= 0 else 1 / result

    def __abs__(self) -> RealAlgebraic:
        return self if self.sign() > 0 else -self

    # -- order ---------------------------------------------------------------------------------------------------

    def _bounds(self) -> tuple[Any, Any]:
        """An enclosure of the value from the field's present interval, by the mean value theorem."""
        low, up = self.field.enclosure()
        middle, radius, size = (low + up) / 2, (up - low) / 2, max(abs(low), abs(up))
        slope: Any = 0
        for degree, c in reversed(list(enumerate(self.polynomial.coeffs()))):
            if degree:
                slope = slope * size + degree * abs(c)
        value = self.polynomial(middle)
        return value - radius * slope, value + radius * slope

    def sign(self) -> int:
        """1 or -1. Never 0, which is rational."""
        while True:
            low, up = self._bounds()
            if low > 0:
                return 1
            if up < 0:
                return -1
            self.field.refine()

    def enclosure(self, bits: int = 53) -> tuple[Fraction, Fraction]:
        """Two rationals around the number, at most 2^-bits apart."""
        while True:
            low, up = self._bounds()
            if (up - low) * 2**bits <= 1:
                return Fraction(int(low.p), int(low.q)), Fraction(int(up.p), int(up.q))
            self.field.refine()

    @property
    def minimal(self) -> tuple[tuple[int, ...], int]:
        """Its minimal polynomial (coprime integers, lowest first, the last positive) and which real root it is."""
        if self._minimal is None:
            coefficients = minimal_polynomial(self.polynomial, self.field.modulus)
            roots = [field.enclosure() for field in real_fields(coefficients)]
            while True:
                low, up = self._bounds()
                meets = [k for k, (a, b) in enumerate(roots) if a < up and low < b]
                if len(meets) == 1:
                    self._minimal = coefficients, meets[0]
                    break
                self.field.refine()
        return self._minimal

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RealAlgebraic):
            if other.field == self.field:
                return bool(self.polynomial == other.polynomial)
            return self.minimal == other.minimal
        if isinstance(other, (int, Fraction, float)):
            return False  # it is irrational
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.minimal)

    def _compare(self, other: Any) -> int | None:
        if isinstance(other, RealAlgebraic) and other.field != self.field:
            if self == other:
                return 0
            while True:
                (low, up), (other_low, other_up) = self._bounds(), other._bounds()
                if low > other_up:
                    return 1
                if up < other_low:
                    return -1
                self.field.refine()
                other.field.refine()
        y = self._other(other)
        if y is None:
            return None
        difference = self.field.element(self.polynomial - y)
        return difference.sign() if isinstance(difference, RealAlgebraic) else (difference > 0) - (difference < 0)

    def __lt__(self, other: Any) -> bool:
        order = self._compare(other)
        return NotImplemented if order is None else order < 0

    def __le__(self, other: Any) -> bool:
        order = self._compare(other)
        return NotImplemented if order is None else order <= 0

    def __gt__(self, other: Any) -> bool:
        order = self._compare(other)
        return NotImplemented if order is None else order > 0

    def __ge__(self, other: Any) -> bool:
        order = self._compare(other)
        return NotImplemented if order is None else order >= 0

    def __bool__(self) -> bool:
        return True

    # -- readings ------------------------------------------------------------------------------------------------

    def __float__(self) -> float:
        while True:  # as many digits as a float has, near zero too
            low, up = self._bounds()
            if (up - low) * 2**60 <= abs(low):
                return float(Fraction(int(low.p), int(low.q)))
            self.field.refine()

    def __str__(self) -> str:
        return f"{float(self):.4g} (root of {polynomial_text(self.minimal[0])})"

    def __repr__(self) -> str:
        return f"RealAlgebraic({self})"

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else str(self)


Number = Fraction | RealAlgebraic


def _element(field: NumberField, coefficients: Sequence[tuple[int, int]]) -> Number:
    from flint import fmpq, fmpq_poly

    return field.element(fmpq_poly([fmpq(p, q) for p, q in coefficients]))


def is_algebraic(x: object) -> bool:
    """Whether a number is one of the irrational ones here."""
    return isinstance(x, RealAlgebraic)


def real_fields(coefficients: Sequence[int]) -> list[NumberField]:
    """One field for each real root of an irreducible polynomial of degree two or more, ascending."""
    return [NumberField(coefficients, low, up, index) for index, (low, up) in enumerate(real_roots(coefficients))]
