"""A pact kept period after period: what it pays, what breaking it brings, and what the others see of it.

Numbers may be of any system (Fraction, sympy, formulas that are shown). Where all are plain numbers they are made exact
and checked; otherwise all are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import Any

from deterrence.errors import DeterrenceError, GameError
from deterrence.formula import number
from deterrence.games.environment import Environment, environment
from deterrence.shown import Shown

LONGEST = 60
"""The most periods of notice, and between reviews: longer ones are better counted in longer periods."""

NUMBERS = (
    "cooperation", "temptation", "punishment", "discount", "bad_kept", "bad_broken", "review",
    "hazard", "notice", "turnover", "recovery",
)  # fmt: skip

ASKED = (
    "P(breach)", "self-enforcing", "payoff", "best payoff", "effective discount factor", "critical discount factor",
    "slack", "monitoring loss", "likelihood ratio", "reversion probability", "largest temptation",
    "largest termination hazard", "punishment length", "suspension payoff",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RepeatedGame(Shown):
    """Allies keep a pact or break it, period after period, and see a public signal of what was done.

    In each period in which the pact is in force each ally keeps it or breaks it. If all keep it each has `cooperation`;
    one who breaks it alone has `temptation` more. If nobody keeps it each has `punishment`, which is an equilibrium of
    the period. Then all see a signal, bad with probability `bad_kept` if all kept the pact and `bad_broken` if one
    did not (Green and Porter 1984; Radner, Myerson and Maskin 1986). Payoffs are discounted.

    Parameters
    ----------
    players
        Names of the allies; they are alike.
    cooperation, temptation, punishment
        c, d and p, in utility a period; c is not below p.
    discount
        delta, the weight of the next period, from 0 up to but not 1.
    bad_kept, bad_broken
        pi0 <= pi1, probabilities of a bad signal. 0 and 1: perfect monitoring.
    review
        k, the number of periods between reviews: what is done is fixed until the next review, and the k signals are
        seen together then (Abreu, Milgrom and Pearce 1991). 1: a review after every period.
    hazard
        h, the probability that one side wants to leave in a period, independently of every other period. Without notice
        the pact then ends after that period, for good, and all have `punishment` ever after.
    notice
        n, the whole periods of notice: the pact ends only if a side still wants to leave in the n periods that follow.
        While notice runs the pact is in force.
    turnover, recovery
        The probability that a government that honours the pact gives way to one that does not, and the probability
        that such a one gives way to one that does. Between the two the pact is suspended, and all have `punishment`.

    Raises
    ------
    GameError
        Where a number lies outside its range, or a review interval is asked for together with notice or recovery.
    """

    players: tuple[str, ...]
    cooperation: Any
    temptation: Any
    discount: Any
    punishment: Any = 0
    bad_kept: Any = 0
    bad_broken: Any = 1
    review: Any = 1
    hazard: Any = 0
    notice: Any = 0
    turnover: Any = 0
    recovery: Any = 0
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", names(self.players, 2))
        if all(plain_number(getattr(self, name)) for name in NUMBERS):
            for name in NUMBERS:
                object.__setattr__(self, name, exact_number(getattr(self, name), name))
            self.check_ranges()

    def check_ranges(self) -> None:
        """Refuse numbers outside their ranges."""
        if self.cooperation < self.punishment:
            raise GameError(
                f"keeping the pact pays {self.cooperation} a period and having none {self.punishment}: such a pact is "
                "not worth keeping; write a cooperation payoff that is not below the punishment payoff"
            )
        check_discount(self.discount)
        for name in ("bad_kept", "bad_broken", "hazard", "turnover", "recovery"):
            check_share(getattr(self, name), name)
        if self.bad_kept > self.bad_broken:
            raise GameError(
                f"the bad signal is likelier where all keep the pact ({self.bad_kept}) than where one breaks it "
                f"({self.bad_broken}): exchange the names of the two signals"
            )
        for name, least in (("review", 1), ("notice", 0)):
            value = getattr(self, name)
            if value.denominator != 1 or not least <= value <= LONGEST:
                raise GameError(
                    f"{name} is {value}: write a whole number of periods from {least} to {LONGEST}; choose a longer "
                    "period for a longer time"
                )
            object.__setattr__(self, name, int(value))
        if self.review > 1 and len(self.environment.states) > 1:
            raise GameError(
                "reviews at intervals are solved only where the pact ends at once or not at all: write review = 1, or "
                "notice = 0 and recovery = 0"
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RepeatedGame):
            return NotImplemented
        return self.players == other.players and all(getattr(self, n) == getattr(other, n) for n in NUMBERS)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def environment(self) -> Environment:
        """In force, under notice, suspended or ended: what the allies do not choose."""
        return environment(self.hazard, self.notice, self.turnover, self.recovery)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what can be measured, in order."""
        return ASKED

    @property
    def surplus(self) -> Fraction:
        """c - p: what keeping the pact is worth in a period."""
        result: Fraction = self.cooperation - self.punishment
        return result

    @cached_property
    def signals(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Probabilities of 0, 1, ..., k bad signals between reviews: if all keep the pact, and if one breaks it."""
        return binomial(self.review, self.bad_kept), binomial(self.review, self.bad_broken)

    @property
    def survival(self) -> Fraction:
        """delta times the chance that play is still in the first state a period later: its own discount factor.

        With one state alone (no notice, no suspension) this is the effective discount factor, delta (1 - h).
        """
        result: Fraction = self.discount * self.environment.transition[0][0]
        return result

    @property
    def block(self) -> Fraction:
        """The discounted number of periods until the next review: 1 + x + ... + x^(k-1) with x the survival."""
        result: Fraction = (1 - self.survival**self.review) / (1 - self.survival)
        return result


def public_good_pact(allies: int, benefit: Any, cost: Any, discount: Any, **more: Any) -> RepeatedGame:
    """Allies who each pay `cost` for a common defence of which each enjoys `benefit`/n per payment.

    If all pay each has benefit - cost; one who does not saves the cost and loses its own part, cost - benefit/n.

    Parameters
    ----------
    allies
        How many, two or more.
    benefit, cost
        b and c of the linear public good: b/n < c < b makes it a dilemma.
    discount, more
        As of `RepeatedGame`.

    Returns
    -------
    RepeatedGame
    """
    b, c = exact_number(benefit, "benefit"), exact_number(cost, "cost")
    if isinstance(allies, bool) or not isinstance(allies, int) or allies < 2:
        raise GameError(f"the number of allies is {allies!r}: write a whole number, 2 or more")
    players = tuple(f"Ally {k + 1}" for k in range(allies))
    return RepeatedGame(players, b - c, c - b / allies, discount, **more)


def binomial(n: int, p: Fraction) -> tuple[Fraction, ...]:
    """Probabilities of 0, 1, ..., n successes."""
    return tuple(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(n + 1))


# -- what the games of this family share -----------------------------------------------------------------------------


def names(given: Any, least: int, what: str = "players") -> tuple[str, ...]:
    """Names, each once, at least so many of them."""
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) < least or len(set(given)) != len(given):
        raise GameError(f"{what} need at least {least} names, each once, such as ('Host', 'Guest'); not {given!r}")
    return tuple(given)


def plain_number(value: Any) -> bool:
    """Whether a value is a number as people write it, scalars of numpy included."""
    from decimal import Decimal

    if isinstance(value, (int, float, str, Fraction, Decimal)):
        return True
    return type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0


def exact_number(value: Any, where: str) -> Fraction:
    """A number as people write it, exactly."""
    try:
        return number(value)
    except DeterrenceError as error:
        raise GameError(f"{where}: {error}") from None


def check_discount(delta: Fraction) -> None:
    """Refuse a discount factor outside [0, 1)."""
    if not 0 <= delta < 1:
        raise GameError(f"the discount factor is {delta}: write a number from 0 up to but not 1, such as 9/10")


def check_share(value: Fraction, what: str) -> None:
    """Refuse a number outside [0, 1]."""
    if not 0 <= value <= 1:
        raise GameError(f"{what} is {value}: write a number from 0 to 1")
