"""A game of two players, played in every period without end: what was done is seen, or a public signal of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from deterrence.algebra.polygon import Point, Polygon, hull
from deterrence.errors import GameError
from deterrence.games.repeated import exact_number
from deterrence.games.strategic import StrategicGame
from deterrence.shown import Shown

Profile = tuple[int, int]


@dataclass(frozen=True)
class RepeatedStageGame(Shown):
    """A strategic game of two players, repeated for ever, in which all see what was done (perfect monitoring).

    Parameters
    ----------
    stage
        The game of a period.
    discount
        delta, the weight of the next period: above 0 and below 1. Payoffs are averages,
        (1 - delta) sum over t of delta^t times the payoff of period t.
    title
        A name for tables. It does not count when games are compared.

    Raises
    ------
    GameError
        Where there are not two players, a payoff is no rational number, or the discount factor lies outside (0, 1).

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> RepeatedStageGame(bimatrix([[2, -1], [3, 0]], [[2, 3], [-1, 0]]), "1/2").discount
    Fraction(1, 2)
    """

    stage: StrategicGame
    discount: Fraction
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.stage, StrategicGame) or len(self.stage.players) != 2:
            raise GameError("a repeated stage game has a StrategicGame of two players; `bimatrix` makes one")
        payoffs = tuple(
            tuple(exact_number(x, f"a payoff of {player}") for x in flat)
            for player, flat in zip(self.stage.players, self.stage.payoffs, strict=True)
        )
        stage = StrategicGame(self.stage.players, self.stage.actions, payoffs, self.stage.title)
        delta = exact_number(self.discount, "discount")
        if not 0 < delta < 1:
            raise GameError(f"the discount factor is {delta}: write a number above 0 and below 1, such as 9/10")
        object.__setattr__(self, "stage", stage)
        object.__setattr__(self, "discount", delta)

    @property
    def players(self) -> tuple[str, ...]:
        """The two names."""
        return self.stage.players

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """All pairs of actions, by index."""
        return tuple((i, j) for i, j in self.stage.profiles())

    @cached_property
    def payoffs(self) -> Mapping[Profile, Point]:
        """g(a), the payoffs of a period."""
        return {a: (self.stage.payoff(0, a), self.stage.payoff(1, a)) for a in self.profiles}

    @cached_property
    def temptation(self) -> Mapping[Profile, Point]:
        """h(a), what each player's best deviation brings in a period."""
        rows, columns = (range(size) for size in self.stage.shape)
        g = self.payoffs
        return {
            (i, j): (max(g[k, j][0] for k in rows) - g[i, j][0], max(g[i, k][1] for k in columns) - g[i, j][1])
            for i, j in self.profiles
        }

    @cached_property
    def minmax(self) -> Point:
        """The pure minmax payoffs: what a player gets at least who foresees what the other does in a period."""
        rows, columns = (range(size) for size in self.stage.shape)
        g = self.payoffs
        return (
            min(max(g[i, j][0] for i in rows) for j in columns),
            min(max(g[i, j][1] for j in columns) for i in rows),
        )

    @cached_property
    def feasible(self) -> Polygon:
        """The convex hull of the payoffs of a period."""
        return hull(self.payoffs.values())

    def named(self, profile: Profile) -> str:
        """A pair of actions by their names."""
        (i, j), (first, second) = profile, self.stage.actions
        return f"{first[i]}, {second[j]}"


@dataclass(frozen=True)
class MonitoredStageGame(RepeatedStageGame):
    """The same where all see only a public signal of what was done (imperfect public monitoring).

    Parameters
    ----------
    stage, discount, title
        As in `RepeatedStageGame`. The payoffs of the stage are expected payoffs: what a player is paid depends on its
        own action and the signal (Abreu, Pearce and Stacchetti 1990), so that payoffs tell it nothing more.
    signals
        Names of the signals.
    probabilities
        For each pair of actions, Row's first action against every action of Column, then Row's second, and so on, the
        probabilities of the signals.

    Raises
    ------
    GameError
        As there, and where probabilities are missing, negative, or do not sum to one.
    """

    signals: tuple[str, ...] = ()
    probabilities: tuple[tuple[Fraction, ...], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        signals = tuple(self.signals) if not isinstance(self.signals, str) else ()
        if not signals or len(set(signals)) != len(signals):
            raise GameError("signals need names, each once, such as ('good', 'bad')")
        if len(self.probabilities) != len(self.profiles):
            raise GameError(
                f"there are {len(self.profiles)} pairs of actions but {len(self.probabilities)} lists of probabilities "
                "of signals: write one list a pair, Column's action running fastest"
            )
        rows = []
        for a, given in zip(self.profiles, self.probabilities, strict=True):
            where = f"the probabilities of signals after {self.named(a)}"
            row = tuple(exact_number(p, where) for p in given)
            if len(row) != len(signals) or min(row) < 0 or sum(row) != 1:
                raise GameError(
                    f"{where} are {', '.join(map(str, row))}: write {len(signals)} numbers, none negative, of sum 1"
                )
            rows.append(row)
        object.__setattr__(self, "signals", signals)
        object.__setattr__(self, "probabilities", tuple(rows))

    @cached_property
    def chances(self) -> Mapping[Profile, tuple[Fraction, ...]]:
        """pi(. | a): the probabilities of the signals after each pair of actions."""
        return dict(zip(self.profiles, self.probabilities, strict=True))

    def deviations(self, profile: Profile) -> tuple[tuple[int, Profile], ...]:
        """Who may deviate to which pair of actions."""
        rows, columns = (range(size) for size in self.stage.shape)
        i, j = profile
        return tuple((0, (k, j)) for k in rows if k != i) + tuple((1, (i, k)) for k in columns if k != j)


def realised(
    stage: StrategicGame, discount: Any, signals: Sequence[str], probabilities: Sequence[Sequence[Any]], paid: Any
) -> MonitoredStageGame:
    """A monitored game from what is paid for an own action and a signal.

    Parameters
    ----------
    stage
        Names of players and actions; its payoffs are not used.
    discount, signals, probabilities
        As in `MonitoredStageGame`.
    paid
        For each player, for each of its actions, what each signal pays.

    Returns
    -------
    MonitoredStageGame
        With expected payoffs g_i(a) = sum over y of pi(y | a) paid_i(a_i, y).
    """
    profiles = list(product(*map(range, stage.shape)))
    if len(probabilities) != len(profiles):
        raise GameError(f"there are {len(profiles)} pairs of actions but {len(probabilities)} lists of probabilities")
    try:
        expected = tuple(
            tuple(
                sum(
                    (
                        exact_number(p, "a probability") * exact_number(x, "a payoff")
                        for p, x in zip(row, paid[player][a[player]], strict=True)
                    ),
                    Fraction(0),
                )
                for a, row in zip(profiles, probabilities, strict=True)
            )
            for player in (0, 1)
        )
    except (IndexError, ValueError, TypeError):
        raise GameError("write what is paid as a number for each player, each own action and each signal") from None
    return MonitoredStageGame(
        StrategicGame(stage.players, stage.actions, expected),
        discount,
        signals=tuple(signals),
        probabilities=tuple(map(tuple, probabilities)),
    )
