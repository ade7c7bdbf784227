"""Ultimatum bargaining with a privately informed responder, who may be insured by an ally.

The first player may stay out, or make a demand y within bounds. The second player, whose type c is uniform on an
interval and known to itself alone, accepts or rejects. Others look on. Payoffs are linear in demand and type:

- agreement: A_0 + A_1 y + A_2 c
- rejection: D_0 + D_1 c; the responder gets the insurance t on top, and the insurer pays it
- staying out: a number for each player

Numbers may be of any system. Where all are plain numbers they are made exact and checked; otherwise all are taken as
they are, to be shown.

Crisis bargaining over a pie of 1 (the demand is the proposer's share, the type a cost of war; Fearon 1995 for the
game, Benson, Meirowitz and Ramsay 2014 for the logic of insurance), and burden shares that must be ratified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Self

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry, is_plain
from deterrence.shown import Shown

Linear = tuple[Fraction, ...]


@dataclass(frozen=True)
class BargainingGame(Shown):
    """An ultimatum to a responder whose type nobody else knows.

    Parameters
    ----------
    players
        Names; the first makes the demand, the second responds.
    demands
        The least and the largest demand that can be made.
    types
        The ends of the interval on which the responder's type is uniform.
    agreement
        For each player (A_0, A_1, A_2): the payoff from an accepted demand is A_0 + A_1 demand + A_2 type. Players
        that are not named get 0.
    rejection
        For each player (D_0, D_1): the payoff from a rejected demand, usually war, is D_0 + D_1 type.
    outside
        For each player the payoff where no demand is made; None where one must be.
    insurance
        What the insurer pays the responder after a rejection.
    insurer
        A player other than the first two; without a name nobody in the game pays.

    Raises
    ------
    GameError
        For wrong names, lengths or numbers; where no type's answer depends on its type; and where an interval is
        empty.
    """

    players: tuple[str, ...]
    demands: tuple[Any, Any]
    types: tuple[Any, Any]
    agreement: Mapping[str, tuple[Any, ...]]
    rejection: Mapping[str, tuple[Any, ...]]
    outside: Mapping[str, Any] | None = None
    insurance: Any = Fraction(0)
    insurer: str | None = None
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        players = self.players
        named = isinstance(players, Sequence) and not isinstance(players, str)
        if not named or len(players) < 2 or len(set(players)) != len(players):
            raise GameError(f"players are two names or more, e.g. ('Adversary', 'Target', 'Ally'); not {players!r}")
        object.__setattr__(self, "players", tuple(players))
        for name in ("agreement", "rejection", *(("outside",) if self.outside is not None else ())):
            if not isinstance(getattr(self, name), Mapping):
                raise GameError(f"{name} gives each player its payoff, e.g. {{'{self.players[0]}': ...}}")
        rows = {"agreement": self.agreement, "rejection": self.rejection}
        if self.outside is not None:
            rows["outside"] = {player: (x,) for player, x in self.outside.items()}
        for name, given in rows.items():
            for player in given:
                if player not in self.players:
                    raise GameError(
                        f"{name} names '{player}', who does not play; the players are {', '.join(self.players)}"
                    )
        if self.insurer is not None and self.insurer not in players[2:]:
            raise GameError(f"the insurer is one of the players after the first two, not {self.insurer!r}")
        lists = {"demands": self.demands, "types": self.types}
        lists |= {f"{name} of {player}": row for name, given in rows.items() for player, row in given.items()}
        for name, row in lists.items():
            if isinstance(row, str) or not isinstance(row, Sequence):
                raise GameError(f"{name}: a list of numbers was expected, not {row!r}")
        numbers = [*self.demands, *self.types, self.insurance]
        numbers += [x for given in rows.values() for row in given.values() for x in row]
        if all(map(is_plain, numbers)):
            self._make_exact(rows)

    def _make_exact(self, rows: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        put = object.__setattr__
        for name, what in (("demands", "the least and the largest demand"), ("types", "the ends of the interval")):
            low, high = _numbers(getattr(self, name), 2, name, what)
            if low > high or (low == high and name == "types"):
                longer = ", and an interval of positive length" if name == "types" else ""
                raise GameError(f"{name} run from {low} to {high}: write the smaller number first{longer}")
            put(self, name, (low, high))
        put(self, "agreement", self._each("agreement", rows["agreement"], 3, "constant, per demand, per type"))
        put(self, "rejection", self._each("rejection", rows["rejection"], 2, "constant, per type"))
        if self.outside is not None:
            outside = self._each("outside", rows["outside"], 1, "one number")
            put(self, "outside", {player: row[0] for player, row in outside.items()})
        put(self, "insurance", exact_entry(self.insurance, "insurance"))
        if self.insurance < 0:
            raise GameError(f"insurance is {self.insurance}: write 0 or more")
        if self.gap[2] == 0:
            raise GameError(
                f"whether {self.players[1]} accepts does not depend on its type: let the type enter its payoff from "
                "rejection, e.g. as a cost of war"
            )

    def _each(self, name: str, given: Mapping[str, Sequence[Any]], count: int, what: str) -> dict[str, Linear]:
        """Rows of exact numbers for all players, zeros for those that are not named."""
        zero = (Fraction(0),) * count
        return {p: _numbers(given.get(p, zero), count, f"{name} of {p}", what) for p in self.players}

    def __hash__(self) -> int:
        return hash((self.players, self.demands, self.types, self.insurance, self.insurer))

    def with_insurance(self, insurance: Fraction) -> Self:
        """The same game with another sum insured."""
        return replace(self, insurance=insurance)

    def after_rejection(self, player: str) -> Linear:
        """(constant, per type) of a player's payoff after a rejection, insurance counted."""
        constant, per_type = self.rejection[player]
        if player == self.players[1]:
            constant += self.insurance
        elif player == self.insurer:
            constant -= self.insurance
        return constant, per_type

    @property
    def gap(self) -> Linear:
        """What acceptance gains the responder: (constant, per demand, per type)."""
        responder = self.players[1]
        constant, per_demand, per_type = self.agreement[responder]
        rejected, rejected_per_type = self.after_rejection(responder)
        return constant - rejected, per_demand, per_type - rejected_per_type

    def accepting(self, demand: Any) -> tuple[Any, Any]:
        """The interval of types that accept a demand; its ends coincide where none does.

        The type at the edge is indifferent, and has probability 0.
        """
        constant, per_demand, per_type = self.gap
        low, high = self.types
        edge = min(max(-(constant + per_demand * demand) / per_type, low), high)
        return (edge, high) if per_type > 0 else (low, edge)

    def rejected(self, demand: Any) -> Any:
        """The probability that a demand is rejected."""
        first, last = self.accepting(demand)
        return 1 - (last - first) / (self.types[1] - self.types[0])

    def payoff(self, player: str, demand: Any) -> Any:
        """A player's expected payoff from a demand, the responder replying as it should."""
        low, high = self.types
        first, last = self.accepting(demand)
        constant, per_demand, per_type = self.agreement[player]
        rejected, rejected_per_type = self.after_rejection(player)
        accepting, squares = last - first, (last * last - first * first) / 2
        width, all_squares = high - low, (high * high - low * low) / 2
        return (
            (constant + per_demand * demand) * accepting
            + per_type * squares
            + rejected * (width - accepting)
            + rejected_per_type * (all_squares - squares)
        ) / width


def _numbers(given: Sequence[Any], count: int, where: str, what: str) -> Linear:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != count:
        raise GameError(f"{where}: write {count} numbers ({what}), not {given!r}")
    return tuple(exact_entry(x, where) for x in given)


@dataclass(frozen=True)
class BargainingProfile:
    """What the two players do.

    Attributes
    ----------
    demand
        What is demanded, if a demand is made.
    accepting
        The interval of types that accept it.
    proposes
        The probability that a demand is made.
    """

    demand: Fraction
    accepting: tuple[Fraction, Fraction]
    proposes: Fraction = Fraction(1)
