"""How much insurance keeps a proposer from making any demand: deterrence through moral hazard.

As the sum insured t grows, the responder rejects more, and the best demand brings less (handbook T10). What the best
demand brings is, for each t, the largest of finitely many expressions, each a polynomial in t of degree two at most:
the payoff at either bound of demands, at the demands where the first type rejects or the last one accepts, and at the
stationary point in between. It crosses the value of staying out only where one of them does; between neighbouring
candidates one rational point decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from deterrence.algebra.number import Number, RealAlgebraic
from deterrence.algebra.quadratic import quadratic_roots
from deterrence.errors import GameError
from deterrence.games.bargaining import BargainingGame
from deterrence.roots import interpolate
from deterrence.solvers.demands import best_demands


def critical_insurance(game: BargainingGame) -> Number | None:
    """The least sum insured beyond which the proposer stays out, exactly.

    Parameters
    ----------
    game
        With payoffs from staying out. Its own sum insured does not matter.

    Returns
    -------
    Fraction or RealAlgebraic or None
        The least t >= 0 such that staying out is strictly better just above it; 0 where it is so without insurance;
        None where it never is. Against a proposer to whom agreement is worth more than rejection there is one such t,
        and no demand is made beyond it; one who prefers rejection may come back at larger sums.

    Raises
    ------
    GameError
        Where a demand must be made.
    """
    if game.outside is None:
        raise GameError("without a payoff from staying out there is nothing to stay out for: give `outside`")
    return next((start for start, out in _stays_out(game) if out), None)


def comes_back(game: BargainingGame) -> bool:
    """Whether the proposer, once kept out by insurance, makes a demand again where more is insured."""
    kept = [out for _, out in _stays_out(game)]
    return True in kept and False in kept[kept.index(True) :]


def _stays_out(game: BargainingGame) -> Iterator[tuple[Number, bool]]:
    """The starts of intervals of sums insured, ascending, and whether staying out is strictly better in each."""
    assert game.outside is not None
    switches = sorted({Fraction(0), *(t for t in _candidates(game) if t > 0)})
    inner = [_between(first, second) for first, second in pairwise(switches)]
    for start, point in zip(switches, [*inner, _above(switches[-1])], strict=True):
        yield start, best_demands(game.with_insurance(point))[0] < game.outside[game.players[0]]


def _candidates(game: BargainingGame) -> list[Number]:
    """Where some expression for the best payoff equals the payoff from staying out."""
    assert game.outside is not None
    outside = game.outside[game.players[0]]
    constant, per_demand, per_type = game.with_insurance(Fraction(0)).gap
    # demands at which the best payoff may be reached, each c_0 + c_1 t
    places = [(y, Fraction(0)) for y in game.demands]
    if per_demand:
        places += [(-(constant + per_type * kind) / per_demand, 1 / per_demand) for kind in game.types]
        here, there = (_stationary(game, Fraction(t)) for t in (0, 1))
        if here is not None and there is not None:
            places.append((here, there - here))
    found: list[Number] = []
    xs = [Fraction(k) for k in range(3)]
    for c0, c1 in places:
        found += quadratic_roots(*interpolate(xs, [_inner(game, t, c0 + c1 * t) - outside for t in xs]))
    return found


def _stationary(game: BargainingGame, t: Fraction) -> Fraction | None:
    """Where the inner quadratic has its derivative 0, if it bends."""
    down, level, up = (_inner(game, t, Fraction(y)) for y in (-1, 0, 1))
    bend = up + down - 2 * level
    return (down - up) / (2 * bend) if bend else None


def _inner(game: BargainingGame, t: Fraction, y: Fraction) -> Fraction:
    """What a demand brings, by the formula that holds while the indifferent type exists."""
    low, high = game.types
    constant, per_demand, per_type = game.with_insurance(t).gap
    edge = -(constant + per_demand * y) / per_type
    first, last = (edge, high) if per_type > 0 else (low, edge)
    agreed, agreed_per_demand, agreed_per_type = game.agreement[game.players[0]]
    refused, refused_per_type = game.rejection[game.players[0]]
    mass, squares = last - first, (last * last - first * first) / 2
    total: Fraction = (
        (agreed + agreed_per_demand * y) * mass
        + agreed_per_type * squares
        + refused * (high - low - mass)
        + refused_per_type * ((high * high - low * low) / 2 - squares)
    )
    return total / Fraction(high - low)


def _between(low: Number, high: Number) -> Fraction:
    """A rational strictly between two different numbers."""
    bits = 8
    while True:
        start, stop = _upper(low, bits), _lower(high, bits)
        if start < stop:
            return (start + stop) / 2
        bits *= 2


def _above(x: Number) -> Fraction:
    return _upper(x, 8) + 1


def _lower(x: Number, bits: int) -> Fraction:
    return x.enclosure(bits)[0] if isinstance(x, RealAlgebraic) else x


def _upper(x: Number, bits: int) -> Fraction:
    return x.enclosure(bits)[1] if isinstance(x, RealAlgebraic) else x
