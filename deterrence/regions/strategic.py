"""Regions of games in strategic form: for every pair of supports, where it is an equilibrium's.

A mixed strategy of the column player makes the row player willing to play exactly a set C of rows where it lies in a
polytope: the rows of C bring the same, and no other row more. The equilibria with supports C and A are the pairs of
strategies with these supports from two such polytopes, one of each player (Mangasarian 1964), so each pair of supports
is a problem in linear inequalities whose coefficients are functions of the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import prod
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import InformationSet
from deterrence.games.strategic import StrategicGame
from deterrence.model.matrix import Matrix
from deterrence.regions.branches import Branch
from deterrence.regions.cases import Cases, explore
from deterrence.regions.finite import Found, Supports, explored_games, read_family, shape_of, together
from deterrence.regions.laws import Laws, Profile
from deterrence.regions.linear import corners, covers
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting

MOST = 3  # actions of each of two players
MOST_PROFILES = 500


def derive_strategic(given: Setting) -> Regions:
    """The shapes of all Nash equilibria of two players with up to three actions; of others, the pure ones.

    Raises
    ------
    SolverError
        For two players with more actions, and more players with too many profiles of actions.
    """
    form = given.model._compiled.form
    assert isinstance(form, Matrix)
    players, actions = form.players, form.actions
    pair = len(players) == 2
    if pair and max(map(len, actions)) > MOST:
        raise SolverError(
            f"regions of games in strategic form are derived up to {MOST} x {MOST}; this one is "
            f"{' x '.join(str(len(own)) for own in actions)}: leave actions out, or solve it at points"
        )
    if prod(map(len, actions)) > MOST_PROFILES:
        raise SolverError(f"regions are derived for at most {MOST_PROFILES} profiles of actions: leave actions out")
    places = [InformationSet(player, "", "") for player in players]
    outer = [(one, Laws(one.result[1])) for one in explored_games(given)]
    shapes = []
    for chosen in product(*(_subsets(len(own)) if pair else [(k,) for k in range(len(own))] for own in actions)):
        supports: Supports = {
            place: tuple(own[k] for k in picked) for place, own, picked in zip(places, actions, chosen, strict=True)
        }
        branches: list[Branch[Found]] = []
        for one, laws in outer:
            domain = given.domain.narrowed(one.conditions) if one.conditions else given.domain
            inside = explore(domain, _derivation(given, one.result[0], laws, supports, chosen))
            branches += [together(one, branch) for branch in inside]
        shapes.append(shape_of(given.domain, outer[0][1].game, supports, branches))
    shapes.sort(key=lambda shape: not shape.pieces)
    status = "every pair of supports, as linear inequalities" if pair else (
        "every profile of pure strategies; equilibria in mixed strategies of more than two players are not worked out"
    )  # fmt: skip
    if not all(piece.certain for shape in shapes for piece in shape.pieces):
        status += "; some pieces may be empty: a sign was not decided"
    return Regions(given.model, given.fixed, given.domain, "nash", None, tuple(shapes), pair, status)


def _subsets(size: int) -> list[tuple[int, ...]]:
    return [*chain.from_iterable(combinations(range(size), k) for k in range(1, size + 1))]


def _derivation(
    given: Setting,
    values: Mapping[str, Any],
    laws: Laws,
    supports: Supports,
    chosen: Sequence[tuple[int, ...]],
) -> Callable[[Cases], Found]:
    """What to do in each branch for one choice of supports."""
    game, places = laws.game, [*supports]
    assert isinstance(game, StrategicGame)

    def derive(cases: Cases) -> Found:
        factors: list[tuple[Profile, ...]] = []
        mixing = [k for k, picked in enumerate(chosen) if len(picked) > 1]
        if not mixing:
            for better in _pure(game, [picked[0] for picked in chosen]):
                cases.hold(better, ">=")
        elif len(chosen) == 2:
            for k in sorted((0, 1), key=lambda k: len(chosen[k])):
                factor = _polytope(game, chosen, k, places[k], cases)
                if len(chosen[k]) > 1:
                    factors.append(factor)
        return read_family(given, values, laws, supports, factors, cases)

    return derive


def _pure(game: StrategicGame, profile: Sequence[int]) -> Iterator[Any]:
    """What each player loses by each deviation."""
    for player, size in enumerate(game.shape):
        for other in range(size):
            if other != profile[player]:
                deviation = [*profile[:player], other, *profile[player + 1 :]]
                yield game.payoff(player, profile) - game.payoff(player, deviation)


def _polytope(
    game: StrategicGame, chosen: Sequence[tuple[int, ...]], player: int, place: InformationSet, cases: Cases
) -> tuple[Profile, ...]:
    """The vertices of the strategies of a player that make the other one willing to play her support, ended where no
    strategy with the player's own support is among them.
    """
    own, other = chosen[player], chosen[1 - player]

    def gets(action: int, reply: int) -> Any:
        """What the other one gets by `action` where the player does `reply`."""
        return game.payoff(1 - player, (reply, action) if player == 0 else (action, reply))

    rows = {
        action: [0, *(gets(other[0], reply) - gets(action, reply) for reply in own)]
        for action in range(game.shape[1 - player])
        if action != other[0]
    }
    equal = [[-1, *(1 for _ in own)], *(rows[action] for action in other[1:])]
    less = [row for action, row in rows.items() if action not in other]
    found = corners(equal, less, len(own), cases, positive=range(len(own)))
    cases.require(bool(found) and covers(found, range(len(own))))
    names = game.actions[player]
    return tuple({place: {names[k]: p for k, p in zip(own, corner, strict=True) if p != 0}} for corner in found)
