"""Proof that contributions are a Nash equilibrium of a game of provision, over all other contributions.

Under a sum, where payoffs are concave in what one pays, the Karush-Kuhn-Tucker conditions say all; at a kink (a fine)
both one-sided derivatives count. Elsewhere each ally's best contribution is one of few: of a concave part its
first-order solution, and the points at which payoffs jump or bend. Their payoffs are compared exactly, logarithms and
all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.logarithms import LogSum
from deterrence.deviations import gains
from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.provision import ProvisionGame
from deterrence.proof import Certificate
from deterrence.utility import benchmark_money, utility

_CONCAVE = "every other contribution, by strict concavity and the Karush-Kuhn-Tucker conditions"
_COMPARED = "every other contribution without mixing: {}, payoffs compared exactly"
_CANDIDATES = {
    "summation": "the unconstrained best reply and the benchmark",
    "weakest-link": "the least of the others' levels and of what the ally would pay alone",
    "best-shot": "nothing, and what the ally would pay alone",
}


def certify_provision(game: ProvisionGame, contributions: Sequence[Any]) -> Certificate:
    """Certify contributions, one number an ally.

    Returns
    -------
    Certificate
        Its largest residual is how far a contribution lies outside what can be paid (1 where a payoff is minus
        infinity). Its largest gain is a payoff, or the numerator of a marginal payoff where payoffs are concave; 0
        exactly at an equilibrium in either case.

    Raises
    ------
    GameError
        Where there is not one exact number for each player.
    """
    if len(contributions) != len(game.players):
        raise GameError("contributions need one number for each player")
    paid = [exact_entry(g, f"the contribution {g!r}") for g in contributions]
    residual = max(_outside(game, k, g) for k, g in enumerate(paid))
    if residual:
        return Certificate(Fraction(0), Fraction(residual), deviations="none: this cannot be paid")
    lump = game.penalty == "lump-sum" and any(benchmark_money(game, k) is not None for k in range(len(paid)))
    if game.technology == "summation" and not lump:
        gain = max(_concave_gain(game, paid))
        return Certificate(gain, Fraction(0), deviations=_CONCAVE)
    words = _COMPARED.format(_CANDIDATES[game.technology])
    enjoyed = game.enjoyed(paid)
    largest = Fraction(0)
    for k, g in enumerate(paid):
        here = utility(game, k, g, enjoyed[k])
        if here is None:
            return Certificate(Fraction(0), Fraction(1), deviations="none: a payoff is minus infinity")
        largest = max([largest, *(_gain(here, there) for there in _alternatives(game, paid, k))])
    return Certificate(largest, Fraction(0), deviations=words)


def _outside(game: ProvisionGame, k: int, g: Fraction) -> Fraction:
    """How far a contribution lies outside what an ally can pay."""
    limit = game.limits[k]
    return max(-g, Fraction(0) if limit is None else g - limit, Fraction(0))


def _gain(here: LogSum, there: LogSum | None) -> Fraction:
    """What is gained, as a rational that is not smaller; exactly 0 where nothing is."""
    if there is None or (there - here).sign() <= 0:
        return Fraction(0)
    return (there - here).bounds(12)[1]


# -- concave payoffs -----------------------------------------------------------------------------------------------


def _concave_gain(game: ProvisionGame, paid: Sequence[Fraction]) -> Iterator[Fraction]:
    """For each ally the numerator of a marginal payoff that it can still use, 0 where there is none."""
    if not game.ruled:
        for g, m in zip(paid, gains(game, paid), strict=True):
            yield max(Fraction(m), abs(g * m))
        return
    enjoyed = game.enjoyed(paid)
    for k, g in enumerate(paid):
        limit, wanted = game.limits[k], benchmark_money(game, k)
        more = _marginal(game, k, g, enjoyed[k], missing=wanted is not None and g < wanted)
        less = _marginal(game, k, g, enjoyed[k], missing=wanted is not None and g <= wanted)
        up = more if limit is None or g < limit else Fraction(0)
        yield max(up, -less * g, Fraction(0))


def _marginal(game: ProvisionGame, k: int, g: Fraction, enjoyed: Fraction, *, missing: bool) -> Fraction:
    """The marginal payoff of paying more, times positive numbers; `missing`: the side where the fine is due."""
    weight, price = game.weights[k], 1 + game.matching[k]
    fine, short = Fraction(0), Fraction(0)
    if missing:
        fine = game.penalties[k]
        short = (benchmark_money(game, k) or g) - g
    if game.utility == "quasilinear-log":  # -(1 - f) + v q / y, times y
        return Fraction(weight * price - (1 - fine) * enjoyed)
    kept = game.endowments[k] - g - fine * short
    if kept <= 0:  # paying less is the only way to keep anything
        return Fraction(-1)
    # -(1 - alpha) (1 - f) / kept + alpha q / y, times y kept / alpha
    return Fraction(price * kept - (1 - weight) / weight * (1 - fine) * enjoyed)


# -- few candidates ------------------------------------------------------------------------------------------------


def _alternatives(game: ProvisionGame, paid: Sequence[Fraction], k: int) -> Iterator[LogSum | None]:
    """The payoffs among which an ally's best lies, the others' contributions as they are."""
    price, kind = 1 + game.matching[k], game.in_kind[k]
    others = [t for j, t in enumerate(game.provided(paid)) if j != k]

    def payoff(g: Fraction, enjoyed: Fraction) -> LogSum | None:
        return utility(game, k, g, enjoyed)

    if game.technology == "summation":
        free = kind + game.publicness * sum(others, Fraction(0))
        best = _first_order(game, k, free)
        yield payoff(best, price * best + free)
        wanted, limit = benchmark_money(game, k), game.limits[k]
        if wanted is not None and (limit is None or wanted <= limit):
            yield payoff(wanted, price * wanted + free)
        return
    best = _first_order(game, k, kind)
    if game.technology == "weakest-link":
        if others:
            best = min(best, max(min(others) - kind, Fraction(0)) / price)
        yield payoff(best, min([price * best + kind, *others]))
        return
    for g in (Fraction(0), best):
        yield payoff(g, max([price * g + kind, *others]))


def _first_order(game: ProvisionGame, k: int, free: Fraction) -> Fraction:
    """The best contribution where `free` is enjoyed without paying and nothing else depends on what one pays."""
    weight, price, limit = game.weights[k], 1 + game.matching[k], game.limits[k]
    if game.utility == "quasilinear-log":  # -1 + v q / (q g + free) = 0
        g = weight - free / price
    else:  # (1 - alpha) / (w - g) = alpha q / (q g + free)
        g = weight * game.endowments[k] - (1 - weight) * free / price
    g = max(Fraction(g), Fraction(0))
    return g if limit is None else min(g, limit)
