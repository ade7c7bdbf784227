"""What games in strategic form and games with perfect information share: from the equilibria of a branch to a piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, InformationSet
from deterrence.games.strategic import StrategicGame
from deterrence.regions.branches import Branch, merged
from deterrence.regions.cases import Cases, explore, simplified
from deterrence.regions.domain import Domain, Point
from deterrence.regions.extents import Grid, extent, measure_extents, outcome_extents
from deterrence.regions.laws import Laws, Profile
from deterrence.regions.naming import label, region_of, shape_name
from deterrence.regions.pieces import inner
from deterrence.regions.result import Extent, Piece, Shape
from deterrence.regions.setting import Setting

Supports = Mapping[InformationSet, tuple[str, ...]]
ONE, NOTHING = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Found:
    """What a branch says of a shape: see `deterrence.regions.result.Piece`."""

    region: str | None
    strategies: Mapping[str, Extent]
    outcomes: Mapping[str, Extent]
    measures: Mapping[str, Extent | None]


def explored_games(given: Setting) -> tuple[Branch[tuple[dict[str, Any], Any]], ...]:
    """The functions behind all names and the game, in every case of the model's own formulas.

    Where a chance has a negative probability, or the probabilities of a move do not sum to 1, there is no game.

    Raises
    ------
    SolverError
        Where nothing is left of the domain.
    """

    def derive(cases: Cases) -> tuple[dict[str, Any], Any]:
        values = given.values(cases)
        game = given.game_at(values, cases)
        for move in game.moves.values() if isinstance(game, ExtensiveGame) else ():
            if isinstance(move, Chance):
                for _, probability in move.probabilities:
                    cases.hold(probability, ">=")
                cases.hold(sum(probability for _, probability in move.probabilities) - 1, "==")
        return values, game

    found = explore(given.domain, derive)
    if not found:
        raise SolverError("the model has no game anywhere in the domain: check `within` and `where`")
    return found


def grid_of(supports: Supports, factors: Sequence[Sequence[Profile]]) -> Grid:
    """The equilibria with some supports, as a product.

    Parameters
    ----------
    supports
        What each information set does.
    factors
        Polytopes, each by its vertices: what those information sets do that mix. Each of the others does one thing.
    """
    pure: dict[InformationSet, Any] = {
        place: {actions[0]: ONE} for place, actions in supports.items() if len(actions) == 1
    }
    profiles = [
        pure | {place: strategy for part in chosen for place, strategy in part.items()} for chosen in product(*factors)
    ]
    return Grid(tuple(map(len, factors)), tuple(profiles))


def read_family(
    given: Setting,
    values: Mapping[str, Any],
    laws: Laws,
    supports: Supports,
    factors: Sequence[Sequence[Profile]],
    cases: Cases,
) -> Found:
    """The closed forms of the equilibria with some supports, in one branch.

    Parameters
    ----------
    given, values, laws
        The model, the function behind each of its names, and the game with what happens in it.
    supports, factors
        The equilibria: see `grid_of`.
    cases
        Where signs are asked.
    """
    grid = grid_of(supports, factors)
    strategies = {}
    for place, actions in supports.items():
        for action in actions:
            chances = [profile[place].get(action, NOTHING) for profile in grid.profiles]
            strategies[f"{_label(laws.game, place)}: {action}"] = extent(grid, chances, cases, probability=True)
    asked = given.model._compiled.outcomes.measures
    return Found(
        region_of(given.model, values, supports, cases),
        {name: found for name, found in strategies.items() if found is not None},
        outcome_extents(laws, grid, cases),
        measure_extents(laws, grid, asked, cases),
    )


def _label(game: ExtensiveGame | StrategicGame, place: InformationSet) -> str:
    return label(game, place) if isinstance(game, ExtensiveGame) else place.player


def shape_of(
    domain: Domain, game: ExtensiveGame | StrategicGame, supports: Supports, branches: Sequence[Branch[Found]]
) -> Shape:
    """A shape with its pieces; the empty ones are left out."""
    pieces = [_piece(domain, branch) for branch in merged(branches)]
    does = {_label(game, place): actions for place, actions in supports.items()}
    return Shape(shape_name(supports), does, tuple(piece for piece in pieces if piece is not None))


def _piece(domain: Domain, branch: Branch[Found]) -> Piece | None:
    """A branch as a piece; None where it is empty."""
    conditions = simplified(domain, branch.conditions)
    point = domain.possible(conditions)
    if point is None:
        return None
    found = branch.result
    return Piece(
        conditions, found.region, found.strategies, {}, found.outcomes, found.measures,
        witness=point.values if isinstance(point, Point) else None,
        full=inner(domain, conditions),
        certain=branch.certain and isinstance(point, Point),
    )  # fmt: skip


def together(outer: Branch[Any], inside: Branch[Found]) -> Branch[Found]:
    """A branch inside a branch, one condition a polynomial."""
    own = {condition.polynomial for condition in inside.conditions}
    kept = [condition for condition in outer.conditions if condition.polynomial not in own]
    return Branch((*kept, *inside.conditions), inside.result, outer.certain and inside.certain)
