"""How a repeated pact is played, and why nothing pays better: what a solver claims and a certificate checks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class PublicStrategy:
    """A strongly symmetric strategy: all do the same, and what they do depends on what all have seen.

    Keep the pact where `keeps` says so. After a review with j bad signals end it for good with the probability
    `reversion[state][j]`, by a public draw; otherwise go on. An ended pact is kept by nobody.

    Attributes
    ----------
    keeps
        For each state of the environment whether the pact is kept there.
    values
        For each state the discounted sum of payoffs above those without a pact, at the beginning of a period.
    reversion
        For each state and number of bad signals the probability of ending the pact.
    """

    keeps: tuple[bool, ...]
    values: tuple[Fraction, ...]
    reversion: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Bound:
    """Why no strongly symmetric equilibrium pays more.

    Attributes
    ----------
    multiplier
        With one state: the price mu of incentives in the linear program of punishments (its dual variable).
    steps
        With several: sets of states in which the pact may be kept, and what that would be worth at most. In each step
        the states leave the set in which even the bound before cannot pay for keeping it.
    """

    multiplier: Fraction | None = None
    steps: tuple[tuple[tuple[bool, ...], tuple[Fraction, ...]], ...] = ()


@dataclass(frozen=True)
class Lengths:
    """The lengths T of a punishment by suspension that keep the pact: all from `shortest` on, and `forever`.

    Attributes
    ----------
    shortest
        The least number of periods; None where no finite one is enough. 0 where nothing tempts.
    forever
        Whether suspension for ever is enough.
    """

    shortest: int | None
    forever: bool

    def __contains__(self, length: object) -> bool:
        return self.shortest is not None and isinstance(length, int) and length >= self.shortest


@dataclass(frozen=True)
class PactPlay:
    """A claim: the best strongly symmetric equilibrium, that it is the best, and the punishments by suspension."""

    strategy: PublicStrategy
    bound: Bound
    lengths: Lengths | None = None
