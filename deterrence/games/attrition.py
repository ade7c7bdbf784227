"""Crises as wars of attrition in which backing down costs more the later it comes (Fearon 1994).

Two states escalate from time 0 on. At any time either may back down or attack. Who backs down at t pays its audience
a_i t, and the other side gets the prize v_j; an attack means war, worth w_i to each side. How bad war is each side
knows of itself alone: w_i is uniform on [-W_i, 0], independently. Escalating itself costs nothing.

Numbers may be of any system. Where all are plain numbers they are made exact and checked; otherwise all are taken as
they are, to be shown.

This has the players, moves and linear audience costs of the source; the uniform distribution makes it a canonical form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry, is_plain
from deterrence.shown import Shown

_MEANINGS = {
    "prizes": "what a state wins when the other backs down",
    "audience_costs": "what backing down costs for each unit of time that has passed",
    "war_costs": "the most that war may cost",
}


@dataclass(frozen=True)
class AttritionGame(Shown):
    """A crisis between two states, in continuous time.

    Parameters
    ----------
    players
        Names of the two states.
    prizes
        v_i: what i wins when the other backs down, positive.
    audience_costs
        a_i: backing down at t costs i the amount a_i t. Positive.
    war_costs
        W_i: i's value of war is uniform on [-W_i, 0]. Positive.

    Raises
    ------
    GameError
        For anything but two names and two positive numbers each.
    """

    players: tuple[str, str]
    prizes: tuple[Any, Any]
    audience_costs: tuple[Any, Any]
    war_costs: tuple[Any, Any]
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        named = isinstance(self.players, Sequence) and not isinstance(self.players, str)
        if not named or len(self.players) != 2 or len(set(self.players)) != 2:
            raise GameError(f"players are two names, e.g. ('Challenger', 'Patron'); not {self.players!r}")
        object.__setattr__(self, "players", tuple(self.players))
        for name, meaning in _MEANINGS.items():
            given = getattr(self, name)
            if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
                raise GameError(f"{name} need one number for each of the two players ({meaning}); not {given!r}")
        if all(map(is_plain, (*self.prizes, *self.audience_costs, *self.war_costs))):
            for name, meaning in _MEANINGS.items():
                object.__setattr__(self, name, self._exact(name, meaning, getattr(self, name)))

    def _exact(self, name: str, meaning: str, given: Sequence[Any]) -> tuple[Fraction, ...]:
        numbers = []
        for player, value in zip(self.players, given, strict=True):
            exact = exact_entry(value, f"{name} of {player}")
            if exact <= 0:
                advice = (
                    "; a side that pays nothing for backing down is the limit as its cost goes to 0 (it backs down at "
                    "once, surely): write a small number such as 1/1000"
                    if name == "audience_costs" and exact == 0
                    else ""
                )
                raise GameError(f"{name} of {player} is {exact}: write a positive number, {meaning}{advice}")
            numbers.append(exact)
        return tuple(numbers)


@dataclass(frozen=True)
class AttritionProfile:
    """Behaviour strategies with a common horizon.

    Side i backs down at time 0 with probability ``at_once[i]``. It is still there at time t, up to the horizon, with
    probability (1 - at_once[i]) / (1 + rates[i] t). The types that back down are those to which war costs most; all
    others attack at the horizon.

    Attributes
    ----------
    horizon
        t*: nobody backs down after it. A Fraction, or a `RealAlgebraic`.
    at_once
        k_i: the probability that i backs down at time 0.
    rates
        The hazard of i's backing down is rates[i] / (1 + rates[i] t).
    """

    horizon: Any
    at_once: tuple[Any, Any]
    rates: tuple[Any, Any]

    def remaining(self, side: int, time: Any) -> Any:
        """The probability that a side is still there at a time from 0 to the horizon."""
        return (1 - self.at_once[side]) / (1 + self.rates[side] * time)
