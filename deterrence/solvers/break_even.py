"""The penalty at which free-riding stops paying.

Let everyone pay at least its benchmark, and otherwise what it likes: one game of bounds, with one solution. With the
others at that solution, an ally that would rather pay less gains D_i by it. A lump-sum penalty makes paying the
benchmark a best reply if and only if it is at least D_i, a difference of logarithms; a fine of rate f if and only if
the marginal payoff at the benchmark is not negative, a rational. So all pay their benchmarks in an equilibrium if and
only if each penalty is at least its own break-even penalty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from deterrence.errors import GameError
from deterrence.games.provision import ProvisionGame
from deterrence.ranges import Number
from deterrence.roots import Algebraic
from deterrence.solvers.provision_sum import reply, solutions
from deterrence.utility import utility


def break_even_penalty(game: ProvisionGame, penalty: str | None = None) -> Mapping[str, Number | None]:
    """For each ally the least penalty at which paying its benchmark is a best reply while all others pay theirs.

    Parameters
    ----------
    game
        With benchmarks, contributions adding up; its own penalties do not matter.
    penalty
        ``"lump-sum"`` (the least penalty in utility) or ``"proportional"`` (the least fine for a unit of shortfall, a
        number below 1); the game's own kind unless given.

    Returns
    -------
    Mapping
        For each ally with a benchmark a `Fraction`, or where it is transcendental an enclosure of about 30 digits
        (`Algebraic` without a polynomial): 0 where it pays the benchmark anyway, None where it cannot pay it at all.

    Raises
    ------
    GameError
        Where no ally has a benchmark, contributions do not add up, or nothing but benchmarks bounds what is wanted.

    Notes
    -----
    Our derivation. That all pay is then *an* equilibrium; `solve` says whether there are others.
    """
    kind = penalty or game.penalty
    if kind not in ("lump-sum", "proportional"):
        raise GameError(f"penalty is 'lump-sum' or 'proportional', not {penalty!r}")
    if game.technology != "summation":
        raise GameError(f"penalties are read where contributions add up, not under {game.technology}")
    if all(benchmark is None for benchmark in game.benchmarks):
        raise GameError("no ally has a benchmark to miss: write benchmarks=(...)")
    free = replace(game, penalties=(Fraction(0),) * len(game.players))
    pairs = zip(game.benchmarks, game.in_kind, strict=True)
    wanted = [None if b is None else max(b - k, Fraction(0)) for b, k in pairs]
    able = [b is not None and _can_pay(game, k, b) for k, b in enumerate(wanted)]
    bounds = [reply(free, k, wanted[k] or Fraction(0)) if can else reply(free, k) for k, can in enumerate(able)]
    if any(one.slope is None for one in bounds):
        raise GameError(
            "for a pure public good without income effects any split may be wanted: write a publicness below 1, or "
            "utility 'cobb-douglas'"
        )
    point = solutions(bounds)[0]
    enjoyed = free.enjoyed(point)
    result: dict[str, Number | None] = {}
    for k, player in enumerate(game.players):
        least = wanted[k]
        if least is None:
            continue
        if not able[k]:
            result[player] = None
            continue
        price = 1 + game.matching[k]
        others = enjoyed[k] - price * point[k]
        best = _alone(free, k, others)
        if best >= point[k]:
            result[player] = Fraction(0)
        elif kind == "proportional":
            result[player] = _fine(free, k, point[k], enjoyed[k])
        else:
            less, full = (utility(free, k, g, price * g + others) for g in (best, point[k]))
            assert less is not None
            assert full is not None
            low, high = (less - full).bounds()
            result[player] = low if low == high else Algebraic(None, low, high)
    return result


def _can_pay(game: ProvisionGame, k: int, money: Fraction) -> bool:
    limit = game.limits[k]
    return (limit is None or money <= limit) and (game.utility != "cobb-douglas" or money < game.endowments[k])


def _alone(game: ProvisionGame, k: int, others: Fraction) -> Fraction:
    weight, price, limit = game.weights[k], 1 + game.matching[k], game.limits[k]
    if game.utility == "cobb-douglas":
        best = weight * game.endowments[k] - (1 - weight) * others / price
    else:
        best = weight - others / price
    best = max(Fraction(best), Fraction(0))
    return best if limit is None else min(best, limit)


def _fine(game: ProvisionGame, k: int, paid: Fraction, enjoyed: Fraction) -> Fraction:
    """The rate f at which (1 - alpha)(1 - f)/(w - b) = alpha q/y, or 1 - f = v q/y."""
    weight, price = game.weights[k], 1 + game.matching[k]
    if game.utility == "cobb-douglas":
        return Fraction(1 - weight * price * (game.endowments[k] - paid) / ((1 - weight) * enjoyed))
    return Fraction(1 - weight * price / enjoyed)
