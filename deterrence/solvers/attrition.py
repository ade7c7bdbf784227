"""The audience-cost war of attrition, in closed form (Fearon 1994; handbook T4 derives it).

Write r_i = a_i / v_i. Types of i that will back down must not mind when: v_i K_j(t) - (1 - K_j(t)) a_i t is constant,
with K_j(t) the probability that j has backed down by t. So j is still there with probability (1 - k_j) / (1 + r_i t).
A type w_i attacks rather than backs down at t if and only if w_i > -a_i t, and the longer it waits with the attack the
better while the other side may still back down: all attacks come at the horizon t*, by the types w_i > -a_i t*. Hence
(1 - k_i) / (1 + r_j t*) = a_i t* / W_i for both. Two sides cannot both back down at time 0 with positive probability:
each would rather wait an instant for the other. With t_i the positive root of a_i r_j t^2 + a_i t - W_i = 0, the
horizon is the smaller of t_1 and t_2, its side has k_i = 0, and the other k_j = 1 - a_j t* (1 + r_i t*) / W_j.

The horizon is rational or a quadratic irrational, and so are all numbers that have no integral in them. The
probability that a side backs down is an integral of a rational function; with r_1 = r_2 it lies in the same field,
otherwise it has the logarithm of an algebraic number in it, and is transcendental (Lindemann 1882). It is enclosed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from deterrence.algebra.number import Number, RealAlgebraic
from deterrence.algebra.quadratic import quadratic_roots
from deterrence.errors import SolverError
from deterrence.games.attrition import AttritionGame, AttritionProfile
from deterrence.proof import Certificate, Certified
from deterrence.proofs.attrition import certify_attrition
from deterrence.ranges import Range, single
from deterrence.roots import Algebraic
from deterrence.shown import Shown

WIDTH = Fraction(1, 2**64)  # of the enclosure of a number that has a logarithm in it
PRECISIONS = (128, 512, 2048, 8192)


@dataclass(frozen=True, eq=False)
class AttritionEquilibrium(Certified, Shown):
    """The equilibrium of a war of attrition with audience costs.

    Attributes
    ----------
    profile
        The horizon, and how each side backs down.
    complete
        Always true: it is the only equilibrium with a horizon after time 0, that is with a time before which nobody
        attacks and after which nobody backs down, where backing down has no mass point after time 0. Which of the types
        that back down do so when is left open: they do not mind. docs/attrition.md has the proof.
    exact
        Always true of the profile. Measures with a logarithm in them are enclosed.
    """

    game: AttritionGame
    profile: AttritionProfile
    concept: str = "perfect-bayesian"
    method: str = "closed form"
    complete: bool = True
    exact: bool = True
    status: str = (
        "the unique equilibrium with a horizon: nobody attacks before it, nobody backs down after it, and after time 0 "
        "backing down has no mass point"
    )

    @cached_property
    def certificate(self) -> Certificate:
        """The proof, from the game alone."""
        return certify_attrition(self.game, self.profile)

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """Numbers of the equilibrium by name; docs/attrition.md defines them."""
        return {name: single(value) for name, value in _measures(self.game, self.profile).items()}


def solve_attrition(game: AttritionGame) -> AttritionEquilibrium:
    """The equilibrium of a war of attrition with audience costs, exactly.

    Parameters
    ----------
    game
        With exact numbers.

    Returns
    -------
    AttritionEquilibrium
    """
    costs, highest = game.audience_costs, game.war_costs
    rates = tuple(a / v for a, v in zip(costs, game.prizes, strict=True))
    first, second = (quadratic_roots(-highest[i], costs[i], costs[i] * rates[1 - i])[-1] for i in (0, 1))
    horizon = min(first, second)
    at_once = tuple(1 - costs[i] * horizon * (1 + rates[1 - i] * horizon) / highest[i] for i in (0, 1))
    return AttritionEquilibrium(game, AttritionProfile(horizon, (at_once[0], at_once[1]), (rates[1], rates[0])))


def _measures(game: AttritionGame, profile: AttritionProfile) -> Mapping[str, Number | Algebraic]:
    t = profile.horizon
    firm = [profile.remaining(i, t) for i in (0, 1)]
    war = firm[0] * firm[1]
    beyond = (1 - profile.at_once[0]) * (1 - profile.at_once[1])
    # how i backs down is set by what j pays, and the other way round
    first, second = profile.rates[1], profile.rates[0]
    result: dict[str, Number | Algebraic] = {"horizon": t, "P(war)": war, "P(war | escalation)": war / beyond}
    for i, player in enumerate(game.players):
        own, others = (first, second) if i == 0 else (second, first)
        result[f"P(back down)[{player}]"] = _backing_down(profile.at_once[i], beyond, own, others, t)
        result[f"P(back down at once)[{player}]"] = profile.at_once[i]
        result[f"P(escalate)[{player}]"] = 1 - profile.at_once[i]
        result[f"P(fight)[{player}]"] = firm[i]
        # v_i k_j for every type that backs down; a type that fights has -w_i less than a_i t* to lose, half on average
        gained = game.prizes[i] * profile.at_once[1 - i]
        result[f"E[U][{player}]"] = gained + war * game.audience_costs[i] * t / 2
    result["E[duration]"] = _duration(beyond, first, second, t)
    return result


def _backing_down(at_once: Number, beyond: Number, own: Fraction, others: Fraction, t: Number) -> Number | Algebraic:
    """k_i + (1 - k_1)(1 - k_2) times the integral of r_j / ((1 + r_j s)^2 (1 + r_i s)) over s from 0 to t."""
    if own == others:
        return at_once + beyond * (1 - 1 / (1 + own * t) ** 2) / 2
    gap = own - others

    def value(number: Callable[[Number], Any]) -> Any:
        s, r, q = number(t), number(own), number(others)
        integral = r * q * ((1 + r * s) / (1 + q * s)).log() / number(gap * gap) - q * q * s / (
            number(gap) * (1 + q * s)
        )
        return number(at_once) + number(beyond) * integral

    return _enclosed(value)


def _duration(beyond: Number, first: Fraction, second: Fraction, t: Number) -> Number | Algebraic:
    """(1 - k_1)(1 - k_2) times the integral of 1 / ((1 + r_1 s)(1 + r_2 s)) over s from 0 to t."""
    if first == second:
        return beyond * t / (1 + first * t)

    def value(number: Callable[[Number], Any]) -> Any:
        ratio = (1 + number(first) * number(t)) / (1 + number(second) * number(t))
        return number(beyond) * ratio.log() / number(first - second)

    return _enclosed(value)


def _enclosed(value: Callable[[Callable[[Number], Any]], Any]) -> Algebraic:
    """A number narrowly enclosed, in balls of growing precision."""
    from flint import arb, ctx, fmpq

    def ball(x: Number, bits: int) -> Any:
        if isinstance(x, RealAlgebraic):
            low, high = (arb(fmpq(end.numerator, end.denominator)) for end in x.enclosure(bits))
            return low.union(high)
        return arb(fmpq(x.numerator, x.denominator))

    before = ctx.prec
    try:
        for precision in PRECISIONS:
            ctx.prec = precision
            found = value(partial(ball, bits=precision))
            if not found.is_finite():
                continue
            low, high = (Fraction(int(end.p), int(end.q)) for end in (found.lower().fmpq(), found.upper().fmpq()))
            if high - low <= WIDTH:
                return Algebraic(None, low, high)
    finally:
        ctx.prec = before
    raise SolverError("the probabilities of backing down could not be enclosed; write numbers closer in size")
