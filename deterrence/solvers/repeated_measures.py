"""The numbers that papers report of a repeated pact; what each means is in docs/repeated.md."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from deterrence.games.repeated import RepeatedGame
from deterrence.ranges import Number, Range, single
from deterrence.roots import Algebraic
from deterrence.solvers.repeated import RepeatedEquilibria, lives, tested

ZERO, ONE = Fraction(0), Fraction(1)


def repeated_measures(found: RepeatedEquilibria) -> Mapping[str, Range]:
    """The range of every measure of a solved pact."""
    game = found.game
    critical = critical_discount(game)
    effective = effective_discount(game)
    needs = no_discount(game) if critical is None else ""
    worst, best = found.payoffs
    result = {
        "P(breach)": Range(ZERO if found.play.strategy.keeps[0] else ONE, ONE),
        "self-enforcing": single(ONE if found.kept else ZERO),
        "payoff": Range(worst, best),
        "best payoff": single(best),
        "effective discount factor": single(effective),
        "critical discount factor": _none(needs) if critical is None else single(root(critical, game.review)),
        "slack": _none(needs) if critical is None else single(effective**game.review - critical),
        "monitoring loss": _loss(found),
        "likelihood ratio": _ratio(game),
        "reversion probability": _reversion(found),
        "largest temptation": _largest_temptation(game),
        "largest termination hazard": _largest_hazard(game, critical, needs),
        **_suspension(found),
    }
    return {name: result[name] for name in game.asked}


def _none(reason: str) -> Range:
    return Range(None, None, False, False, reason)


def critical_discount(game: RepeatedGame) -> Fraction | None:
    """The least discount factor between reviews at which the pact is kept, 1 / (1 + h((c - p) / d)); None: no one.

    With one review a period it is d / (d + (pi1 - pi0) v) with v = c - p - d / (L - 1).
    """
    if game.temptation <= 0:
        return ZERO
    h = tested(game, game.surplus / game.temptation)
    return 1 / (1 + h) if h else None


def no_discount(game: RepeatedGame) -> str:
    """Why no discount factor keeps the pact."""
    if game.bad_kept == game.bad_broken:
        return "signals say nothing about who keeps the pact, so no discount factor below 1 keeps it"
    return "incentives cost more than the pact is worth, so no discount factor below 1 keeps it"


def effective_discount(game: RepeatedGame) -> Fraction:
    """1 - 1/N, N the discounted number of periods in force, in the state in force where that is least.

    With one state delta (1 - hazard)(1 - turnover).
    """
    pairs = zip(lives(game), game.environment.in_force, strict=True)
    return min(1 - 1 / life for life, open_ in pairs if open_)


def root(x: Fraction, k: int) -> Number:
    """The k-th root of a number from 0 to 1: exactly, or as the root of y^k - x between two rationals."""
    if k == 1 or x in (0, 1):
        return x
    scale = 10**15
    top = x.numerator * scale**k // x.denominator
    low, high = 0, scale
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**k <= top else (low, middle)
    a, b = _integer_root(x.numerator, k), _integer_root(x.denominator, k)
    if a**k == x.numerator and b**k == x.denominator:
        return Fraction(a, b)
    return Algebraic((-x, *[ZERO] * (k - 1), ONE), Fraction(low, scale), Fraction(high, scale))


def _integer_root(n: int, k: int) -> int:
    if k == 2:
        return isqrt(n)
    low, high = 0, 1 << (n.bit_length() // k + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**k <= n else (low, middle)
    return low


def _loss(found: RepeatedEquilibria) -> Range:
    if not found.kept:
        return _none("no equilibrium keeps the pact throughout")
    return single(found.game.cooperation - found.payoffs[1])


def _ratio(game: RepeatedGame) -> Range:
    if not game.bad_kept:
        return _none("a bad signal proves that the pact was broken" if game.bad_broken else "there is no bad signal")
    return single(game.bad_broken / game.bad_kept)


def _reversion(found: RepeatedEquilibria) -> Range:
    """After the worst signal, in the first state."""
    strategy = found.play.strategy
    if not strategy.keeps[0]:
        return _none("no equilibrium keeps the pact")
    return single(strategy.reversion[0][-1])


def _largest_temptation(game: RepeatedGame) -> Range:
    """The largest d at which the pact is kept throughout: (c - p) / mu with x (1 + h(mu)) = 1.

    h is convex, 0 at first and piecewise linear; on the piece that reaches the level it is a line.
    """
    x = effective_discount(game) ** game.review
    if not x:
        return single(ZERO)
    level = 1 / x - 1
    kept, broken = game.signals
    prices = sorted({p / (q - p) for p, q in zip(kept, broken, strict=True) if q > p})
    if not prices:
        return single(ZERO)
    start = max(mu for mu in prices if tested(game, mu) <= level)
    slope = tested(game, start + 1) - tested(game, start)
    after = [mu for mu in prices if mu > start]
    if after:
        slope = (tested(game, after[0]) - tested(game, start)) / (after[0] - start)
    mu = start + (level - tested(game, start)) / slope
    return single(game.surplus / mu)


def _largest_hazard(game: RepeatedGame, critical: Fraction | None, needs: str) -> Range:
    """The h at which the effective discount factor, x (1 - h)(1 + x h + ... + (x h)^n), falls to the critical one.

    x = delta (1 - turnover). It falls throughout: so do (1 - h)/(1 - x h) and 1 - (x h)^(n + 1), whose product it is.
    """
    if critical is None:
        return _none(needs)
    if (game.turnover and game.recovery) or game.review > 1:
        return _none("worked out without recovery, with a review after every period")
    x, n = game.discount * (1 - game.turnover), game.notice
    if x < critical:
        return _none("even a pact that nobody wants to leave is not kept")
    if not x or not critical:
        return single(ONE)
    if not n:
        return single(1 - critical / x)
    polynomial = (x - critical, *(x ** (j + 1) - x**j for j in range(1, n + 1)), -(x ** (n + 1)))
    scale = 10**15
    low, high = 0, scale
    while high - low > 1:  # the value at low / scale is never negative, at high / scale it is
        middle = (low + high) // 2
        at = sum((c * Fraction(middle, scale) ** j for j, c in enumerate(polynomial)), ZERO)
        low, high = (middle, high) if at >= 0 else (low, middle)
    first = Fraction(low, scale)
    if not sum((c * first**j for j, c in enumerate(polynomial)), ZERO):
        return single(first)
    return single(Algebraic(polynomial, first, Fraction(high, scale)))


def _suspension(found: RepeatedEquilibria) -> dict[str, Range]:
    lengths, game = found.play.lengths, found.game
    if lengths is None:
        reason = "worked out where the pact ends at once, with a review after every period"
        reason = reason if found.complete else "too long to be found exactly"
        return dict.fromkeys(("punishment length", "suspension payoff"), _none(reason))
    if lengths.shortest is None and not lengths.forever:
        reason = "no length of suspension keeps the pact"
        return dict.fromkeys(("punishment length", "suspension payoff"), _none(reason))
    length = lengths.shortest
    power = ZERO if length is None else game.survival**length
    x = game.survival
    payoff = game.punishment + (1 - x) * game.surplus / (1 - x + x * game.bad_kept * (1 - power))
    shown = _none("only suspension for ever keeps the pact") if length is None else single(Fraction(length))
    return {"punishment length": shown, "suspension payoff": single(payoff)}
