"""All Nash equilibria of strategic games with one player or with three and more: exact, irrational ones included.

Every equilibrium has a profile of supports. For each profile that conditional dominance leaves, the conditions are
polynomial equations and inequalities (`many_supports`), and all their real solutions are found exactly: isolated ones
as points with rational or real algebraic probabilities, continua as families. A support that a limit leaves undecided
is named, and the answer is then not complete.

References
----------
Porter, Nudelman and Shoham (2008), Simple search methods for finding a Nash equilibrium: supports and conditional
dominance.
McKelvey and McLennan (1997), The maximal number of regular totally mixed Nash equilibria: how many to expect.
Datta (2010), Finding all Nash equilibria of a finite game using polynomial algebra.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, TypeAlias

from deterrence.algebra.number import Number, RealAlgebraic
from deterrence.algebra.pieces import condition_text
from deterrence.algebra.system import Effort, Family, System, solve_system
from deterrence.certificate import Certificate, Certified, certify_all
from deterrence.errors import DeterrenceError, SolverError
from deterrence.formula import number
from deterrence.games.strategic import StrategicGame
from deterrence.shown import Shown
from deterrence.solvers.many_supports import (
    Support,
    Table,
    completed,
    count_supports,
    possible_supports,
    support_system,
    unknown,
)

__all__ = ["EquilibriumFamily", "ManyPlayerEquilibria", "solve_many_players"]

LARGEST = 2_000_000  # payoffs
MOST_SUPPORTS = 20_000  # profiles of supports; 3^4 games have 2,401, 4x4x4 games 3,375
Mixed: TypeAlias = tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, eq=False)
class EquilibriumFamily:
    """Equilibria with one exact support that are described by conditions, not listed: usually a continuum.

    Attributes
    ----------
    support
        For each player the actions played with positive probability.
    conditions
        What holds of the probabilities besides being positive on the support, in words: ``A(left)`` is the probability
        with which A plays left. The last action of each player's support has the rest.
    witness
        One equilibrium of the family.
    vertices
        The vertices of its closure, where the conditions are linear; all are equilibria.
    dimension
        Where it is proved.
    linear
        Whether it is a polytope without some of its faces.
    regular
        Whether it is proved that no equilibrium in it is isolated.
    """

    support: tuple[tuple[str, ...], ...]
    conditions: tuple[str, ...]
    witness: Mixed
    vertices: tuple[Mixed, ...]
    dimension: int | None
    linear: bool
    regular: bool
    indices: Support = field(repr=False)
    family: Family = field(repr=False)

    def contains(self, profile: Mixed) -> bool:
        """Whether a profile of mixed strategies belongs to it, exactly."""
        return self._support_of(profile) == self.indices and self.family.contains(self._values(profile))

    def may_touch(self, profile: Mixed) -> bool:
        """Whether a profile satisfies the conditions with > read as >=: if not, it is no limit of the family.

        Where the conditions are linear it is a limit of the family if it does.
        """
        inside = all(
            all(k in actions for k, p in enumerate(mixed) if p != 0)
            for mixed, actions in zip(profile, self.indices, strict=True)
        )
        return inside and self.family.closure_may_contain(self._values(profile))

    def _support_of(self, profile: Mixed) -> Support:
        return tuple(tuple(k for k, p in enumerate(mixed) if p != 0) for mixed in profile)

    def _values(self, profile: Mixed) -> dict[str, Number]:
        return {
            unknown(player, action): profile[player][action]
            for player, actions in enumerate(self.indices)
            for action in actions[:-1]
        }


@dataclass(frozen=True, eq=False)
class ManyPlayerEquilibria(Certified, Shown):
    """The Nash equilibria of a strategic game.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    points
        Single equilibria: for each player a mixed strategy, in Fractions and `RealAlgebraic` numbers. Pure ones first.
    families
        The others, one exact support at a time.
    undecided
        Supports (names of actions) at which a limit was hit, each with the reason.
    complete
        Whether points and families are all equilibria.
    exact
        Always True: no number is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    points: tuple[Mixed, ...]
    families: tuple[EquilibriumFamily, ...]
    undecided: tuple[tuple[tuple[tuple[str, ...], ...], str], ...]
    complete: bool
    status: str
    exact: bool = True
    method: str = "supports that conditional dominance leaves, each a polynomial system solved exactly"
    concept: str = "nash"

    @property
    def pure(self) -> tuple[Mixed, ...]:
        """The equilibria in pure strategies among the points."""
        return tuple(point for point in self.points if all(p in (0, 1) for mixed in point for p in mixed))

    @cached_property
    def isolated(self) -> tuple[bool | None, ...]:
        """For each point whether no other equilibrium is near it: False at the edge of a family, None where unknown."""
        result: list[bool | None] = []
        for point in self.points:
            touching = [family for family in self.families if family.may_touch(point)]
            if not touching:
                result.append(True if self.complete else None)
            else:
                result.append(False if any(family.linear for family in touching) else None)
        return tuple(result)

    @cached_property
    def maximal(self) -> tuple[EquilibriumFamily, ...]:
        """The families that are not faces of a larger linear one."""
        return tuple(
            family
            for place, family in enumerate(self.families)
            if not (
                family.linear
                and any(
                    other.linear
                    and place != k
                    and len(other.vertices) > len(family.vertices)
                    and all(other.may_touch(vertex) for vertex in family.vertices)
                    for k, other in enumerate(self.families)
                )
            )
        )

    @cached_property
    def payoffs(self) -> tuple[tuple[Number, ...], ...]:
        """The players' expected payoffs at each point."""
        return tuple(expected_payoffs(self.game, point) for point in self.points)

    def boxes(self, bits: int = 53) -> tuple[tuple[tuple[tuple[Fraction, Fraction], ...], ...], ...]:
        """For each point and player, proved rational bounds of each probability, at most 2^-bits apart."""
        return tuple(
            tuple(
                tuple(p.enclosure(bits) if isinstance(p, RealAlgebraic) else (p, p) for p in mixed) for mixed in point
            )
            for point in self.points
        )

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every point, and for the witness and every vertex of every family."""
        profiles = [*self.points]
        for family in self.families:
            profiles += [family.witness, *family.vertices]
        return certify_all(self.game, profiles)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates: it holds if every equilibrium returned is one."""
        if not self.certificates:
            return Certificate(Fraction(0), Fraction(0), deviations="nothing was returned")
        kinds = {c.arithmetic for c in self.certificates}
        return Certificate(
            max(c.largest_gain for c in self.certificates),
            max(c.largest_residual for c in self.certificates),
            max(kinds, key=len),
            deviations=f"{self.certificates[0].deviations}; {len(self.certificates)} profiles",
        )

    def __len__(self) -> int:
        return len(self.points)


def solve_many_players(game: StrategicGame, *, effort: Effort | None = None) -> ManyPlayerEquilibria:
    """All Nash equilibria of a strategic game, exactly.

    Parameters
    ----------
    game
        With any number of players; payoffs in integers, Fractions, decimals, floats (their shortest decimal) or text.
    effort
        Limits on the work at each support.

    Returns
    -------
    ManyPlayerEquilibria
        Pure equilibria of any game that fits; mixed ones where there are at most 20,000 profiles of supports.
        ``complete`` says whether that is all.

    Raises
    ------
    SolverError
        For more than two million payoffs, or for payoffs that are not numbers.
    """
    size = prod(game.shape) * len(game.players)
    if size > LARGEST:
        raise SolverError(
            f"the game has {size:,} payoffs; at most {LARGEST:,} are searched for equilibria: make a coarser grid of "
            "actions, or fix what some players do"
        )
    try:
        payoffs = tuple(tuple(number(x) for x in flat) for flat in game.payoffs)
    except (DeterrenceError, TypeError, ValueError) as error:
        raise SolverError(f"equilibria are listed for payoffs that are rational numbers ({error})") from error
    game = StrategicGame(game.players, game.actions, payoffs, game.title)
    table = Table(game)
    points: list[Mixed] = [
        tuple(tuple(Fraction(k == chosen) for k in range(m)) for chosen, m in zip(cells, game.shape, strict=True))
        for cells in table.pure_equilibria()
    ]
    supports = count_supports(game.shape)
    if supports > MOST_SUPPORTS:
        return ManyPlayerEquilibria(
            game,
            tuple(points),
            (),
            (),
            False,
            f"all pure Nash equilibria; mixed ones were not searched: {supports:,} profiles of supports are more than "
            f"{MOST_SUPPORTS:,}; drop dominated actions",
        )
    families: list[EquilibriumFamily] = []
    undecided = []
    for support in possible_supports(table):
        system = support_system(table, support)
        found = solve_system(system, effort=effort)
        points += [completed(point, table, support) for point in found.points]
        families += [_family(game, table, support, system, family) for family in found.families]
        if not found.complete:
            undecided.append((_names(game, support), found.reason))
    status = "all Nash equilibria"
    if undecided:
        words = "; ".join(" x ".join("{" + ", ".join(names) + "}" for names in support) for support, _ in undecided[:3])
        more = f" and {len(undecided) - 3} more" if len(undecided) > 3 else ""
        status = f"Nash equilibria at every support but {words}{more}: {undecided[0][1]}; a larger `effort` may decide"
    return ManyPlayerEquilibria(game, tuple(points), tuple(families), tuple(undecided), not undecided, status)


def expected_payoffs(game: StrategicGame, profile: Mixed) -> tuple[Number, ...]:
    """What each player expects at mixed strategies."""
    weights: list[Any] = [Fraction(1)]
    for mixed in profile:
        weights = [weight * p if weight and p else 0 for weight in weights for p in mixed]
    return tuple(
        sum((weight * x for weight, x in zip(weights, flat, strict=True) if weight), Fraction(0))
        for flat in game.payoffs
    )


def _family(game: StrategicGame, table: Table, support: Support, system: System, family: Family) -> EquilibriumFamily:
    known = {condition_text(p, ">") for p in system.positive}
    names = {
        unknown(player, action): f"{game.players[player]}({game.actions[player][action]})"
        for player, actions in enumerate(support)
        for action in actions
    }
    return EquilibriumFamily(
        _names(game, support),
        tuple(_worded(line, names) for line in family.text if line not in known),
        completed(family.witness, table, support),
        tuple(completed(vertex, table, support) for vertex in family.vertices),
        family.dimension,
        family.linear,
        family.regular,
        support,
        family,
    )


def _worded(line: str, names: Mapping[str, str]) -> str:
    return re.sub(r"p\d+_\d+", lambda found: names[found[0]], line)


def _names(game: StrategicGame, support: Support) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names[k] for k in actions) for names, actions in zip(game.actions, support, strict=True))
