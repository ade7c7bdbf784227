"""Numbers of a set of payoffs that is known, or known to lie between two polygons."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from deterrence.algebra.polygon import Point, Polygon, distance, support
from deterrence.ranges import Range
from deterrence.roots import Algebraic


def payoff_measures(players: tuple[str, ...], inner: Polygon, outer: Polygon) -> Mapping[str, Range]:
    """Over all equilibria: what each player gets, and what both get together.

    Parameters
    ----------
    players
        Two names.
    inner, outer
        The set lies between them. Where they differ each end of a range is enclosed.
    """
    one, none = Fraction(1), Fraction(0)
    result = {
        f"payoff[{players[0]}]": _range((one, none), inner, outer),
        f"payoff[{players[1]}]": _range((none, one), inner, outer),
        "joint payoff": _range((one, one), inner, outer),
    }
    return result


def _range(direction: Point, inner: Polygon, outer: Polygon) -> Range:
    if not outer:
        return Range(None, None, False, False, "there is no equilibrium in pure actions")
    if not inner:
        return Range(None, None, False, False, "whether there is an equilibrium in pure actions is undecided")
    back = -direction[0], -direction[1]
    least, most = (-support(outer, back), -support(inner, back)), (support(inner, direction), support(outer, direction))
    return Range(_between(*least), _between(*most), least[0] == least[1], most[0] == most[1])


def _between(low: Fraction, high: Fraction) -> Fraction | Algebraic:
    if low == high:
        return low
    margin = (high - low) / 2**20  # an enclosure has the number strictly inside
    return Algebraic(None, low - margin, high + margin)


def gap_words(inner: Polygon, outer: Polygon) -> str:
    """The gap in words, for a status."""
    if not inner:
        return "; no equilibrium was found, nor was it shown that there is none"
    return f" about {float(distance(outer, inner)):.2g} apart"
