"""Agreements that only their own future enforces, all acts being seen: burden shares, linked issues, staying at peace.

Numbers may be of any system (Fraction, sympy, formulas that are shown). Where all are plain numbers they are made exact
and checked; otherwise all are taken as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from deterrence.errors import GameError
from deterrence.games.repeated import check_discount, check_share, exact_number, names, plain_number
from deterrence.shown import Shown

MOST_ISSUES = 12
"""Every set of issues is looked at."""

COMMON = ("P(breach)", "self-enforcing", "effective discount factor", "critical discount factor")
PEACE = (
    "P(breach)", "self-enforcing", "risk-dominant", "value of peace", "hurdle", "risk-dominance hurdle",
    "preemptive gap", "critical discount factor", "risk-dominant discount factor", "risk-dominance margin",
)  # fmt: skip


def _fields_equal(one: Any, other: Any, fields: tuple[str, ...]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _list(game: Any, name: str, count: int) -> tuple[Any, ...]:
    given = getattr(game, name)
    if isinstance(given, str) or not hasattr(given, "__len__") or len(given) != count:
        raise GameError(f"{name} need one number for each of the {count} names; not {given!r}")
    return tuple(given)


def _made_exact(game: Any, single: tuple[str, ...], lists: tuple[str, ...]) -> bool:
    """Make every number of a game exact in place, if all are plain numbers; whether they were."""
    flat = [getattr(game, name) for name in single] + [x for name in lists for x in getattr(game, name)]
    if not all(map(plain_number, flat)):
        return False
    for name in single:
        object.__setattr__(game, name, exact_number(getattr(game, name), name))
    for name in lists:
        object.__setattr__(game, name, tuple(exact_number(x, name) for x in getattr(game, name)))
    return True


@dataclass(frozen=True, eq=False)
class ShareAgreement(Shown):
    """Allies share the cost of a common defence, period after period, and each sees who paid.

    If all pay their shares, ally i has b_i - s_i C. If i alone stops paying, it loses the part lam_i of its benefit in
    that period and has (1 - lam_i) b_i. Each may always stop, so none can be held below 0, what it has without defence.

    Parameters
    ----------
    players
        Names of the allies, two or more.
    cost
        C, the cost of the common defence in a period, positive.
    benefits
        b_i, what it is worth to each, not negative.
    losses
        lam_i, the part of the benefit that is lost at once when i stops paying, from 0 to 1.
    discount, hazard
        delta, and the probability h that the alliance ends after a period; future counts by delta (1 - h).
    shares
        s_i of the agreement, which sum to one; none: only the window is asked for.

    Raises
    ------
    GameError
        Where a number lies outside its range or shares do not sum to one.
    """

    players: tuple[str, ...]
    cost: Any
    benefits: tuple[Any, ...]
    losses: tuple[Any, ...]
    discount: Any
    hazard: Any = 0
    shares: tuple[Any, ...] = ()
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", names(self.players, 2))
        none = isinstance(self.shares, (tuple, list)) and not self.shares
        for name in ("benefits", "losses", *(() if none else ("shares",))):
            object.__setattr__(self, name, _list(self, name, len(self.players)))
        if _made_exact(self, ("cost", "discount", "hazard"), ("benefits", "losses", "shares")):
            self.check_ranges()

    def check_ranges(self) -> None:
        """Refuse numbers outside their ranges."""
        check_discount(self.discount)
        check_share(self.hazard, "hazard")
        if self.cost <= 0:
            raise GameError(f"the cost is {self.cost}: write a positive number")
        for player, benefit, loss in zip(self.players, self.benefits, self.losses, strict=True):
            if benefit < 0:
                raise GameError(f"the benefit of {player} is {benefit}: write a number that is not negative")
            check_share(loss, f"the loss of {player}")
        for player, share in zip(self.players, self.shares, strict=False):
            check_share(share, f"the share of {player}")
        if self.shares and sum(self.shares) != 1:
            raise GameError(f"the shares sum to {sum(self.shares)}: write the last one as 1 minus the others")

    def __eq__(self, other: object) -> bool:
        fields = ("players", "cost", "benefits", "losses", "discount", "hazard", "shares")
        return _fields_equal(self, other, fields) if isinstance(other, ShareAgreement) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what can be measured, in order."""
        own = ("share window low", "share window high", *(("share", "slack") if self.shares else ()))
        return (*COMMON, *(f"{name}[{player}]" for player in self.players for name in own))

    @property
    def effective(self) -> Fraction:
        """delta (1 - h)."""
        result: Fraction = self.discount * (1 - self.hazard)
        return result

    def gain(self, player: int, share: Fraction) -> Fraction:
        """What ally `player` gains a period, on average, by stopping: (1-x)(1-lam) b - (b - s C), x = delta (1-h)."""
        b, lam = self.benefits[player], self.losses[player]
        result: Fraction = (1 - self.effective) * (1 - lam) * b - (b - share * self.cost)
        return result


@dataclass(frozen=True, eq=False)
class LinkedIssues(Shown):
    """Two sides cooperate on several issues, period after period, and each sees what the other does.

    On issue k cooperation is worth `surpluses[k]` a period to each side, and breaking it alone brings `temptations[k]`
    once. Linked: after any breach all issues end for good. Alone: only the issue that was breached does.

    Parameters
    ----------
    issues
        Their names, at most twelve.
    surpluses, temptations
        s_k and t_k, not negative.
    discount, hazard
        delta, and the probability h that the relation ends after a period.

    Raises
    ------
    GameError
        Where a number lies outside its range.
    """

    issues: tuple[str, ...]
    surpluses: tuple[Any, ...]
    temptations: tuple[Any, ...]
    discount: Any
    hazard: Any = 0
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "issues", names(self.issues, 1, "issues"))
        if len(self.issues) > MOST_ISSUES:
            raise GameError(f"there are {len(self.issues)} issues; at most {MOST_ISSUES}: join those that go together")
        for name in ("surpluses", "temptations"):
            object.__setattr__(self, name, _list(self, name, len(self.issues)))
        if _made_exact(self, ("discount", "hazard"), ("surpluses", "temptations")):
            self.check_ranges()

    def check_ranges(self) -> None:
        """Refuse numbers outside their ranges."""
        check_discount(self.discount)
        check_share(self.hazard, "hazard")
        for what in ("surpluses", "temptations"):
            for issue, value in zip(self.issues, getattr(self, what), strict=True):
                if value < 0:
                    raise GameError(f"{what}: that of {issue} is {value}; write a number that is not negative")

    def __eq__(self, other: object) -> bool:
        fields = ("issues", "surpluses", "temptations", "discount", "hazard")
        return _fields_equal(self, other, fields) if isinstance(other, LinkedIssues) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what can be measured, in order."""
        own = ("critical discount factor", "kept linked", "kept alone")
        common = (*COMMON, "best payoff", "best payoff unlinked")
        return (*common, *(f"{name}[{issue}]" for issue in self.issues for name in own))

    @property
    def effective(self) -> Fraction:
        """delta (1 - h)."""
        result: Fraction = self.discount * (1 - self.hazard)
        return result


@dataclass(frozen=True, eq=False)
class ExitGame(Shown):
    """Two states stay at peace period after period, until one attacks (Chassang and Padro i Miquel 2010).

    Peace pays each `peace` a period; an attack ends the game. Attacking alone pays `attack`, being attacked `victim`,
    and if both attack each has `war`.

    Parameters
    ----------
    players
        Two names.
    peace, attack, victim, war
        pi, F, S and W, with F >= W >= S and F positive: attacking first is better than war, war than being attacked.
    discount
        delta.

    Raises
    ------
    GameError
        Where a number lies outside its range.
    """

    players: tuple[str, ...]
    peace: Any
    attack: Any
    victim: Any
    war: Any
    discount: Any
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", names(self.players, 2))
        if len(self.players) != 2:
            raise GameError(f"this game has two players, not {len(self.players)}")
        if _made_exact(self, ("peace", "attack", "victim", "war", "discount"), ()):
            self.check_ranges()

    def check_ranges(self) -> None:
        """Refuse numbers outside their ranges."""
        check_discount(self.discount)
        if not self.attack >= self.war >= self.victim or self.attack <= 0:
            raise GameError(
                f"attacking first pays {self.attack}, war {self.war} and being attacked {self.victim}: write payoffs "
                "that fall in this order, the first positive"
            )

    def __eq__(self, other: object) -> bool:
        fields = ("players", "peace", "attack", "victim", "war", "discount")
        return _fields_equal(self, other, fields) if isinstance(other, ExitGame) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of what can be measured, in order."""
        return PEACE

    @property
    def lasting(self) -> Fraction:
        """pi / (1 - delta): what peace for ever is worth."""
        result: Fraction = self.peace / (1 - self.discount)
        return result
