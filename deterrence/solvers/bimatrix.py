"""All Nash equilibria of a two-player strategic game, complete and exact at every degeneracy.

A mixed strategy x of Row, scaled so that the best payoff Column can get against it is 1, lies in the best-response
polytope P = {x >= 0, B'x <= 1}; a strategy y of Column in Q = {Ay <= 1, y >= 0} (payoffs shifted to be positive). An
action's *label* is carried where it is not played or is a best response, that is, where its inequality is tight. A
pair (x, y) is an equilibrium if and only if it carries the label of every action of both players.

- *Extreme* equilibria are the completely labelled pairs of vertices of P and Q.
- *Subsets* are the maximal Nash subsets: pairs (U, V) of vertex sets such that every x in U goes with every y in V,
  and no vertex can be added to either. Every mixture of U with every mixture of V is then an equilibrium, and every
  equilibrium lies in one of these products.
- *Components* are the connected unions of subsets.

References
----------
Mangasarian (1964), Equilibrium points of bimatrix games: the extreme equilibria.
Winkels (1979), An algorithm to determine all equilibrium points of a bimatrix game; Jansen (1981), Maximal Nash
subsets for bimatrix games: every equilibrium is a convex combination within a subset.
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games: the labels, and the
subsets as maximal bicliques of the extreme equilibria.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain
from math import lcm
from operator import mul
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from deterrence.certificate import Certificate, Certified, certify_all
from deterrence.errors import DeterrenceError, SolverError
from deterrence.formula import number
from deterrence.games.strategic import StrategicGame
from deterrence.shown import Shown
from deterrence.solvers.polyhedron import Vertex, members, transposed, vertices
from deterrence.solvers.signs import Paired, in_order, paired_vertices
from deterrence.solvers.subsets import maximal_bicliques

if TYPE_CHECKING:
    from deterrence.solvers.proper import ProperEquilibria

__all__ = ["BimatrixEquilibria", "NashSubset", "equilibrium_payoffs", "exact_payoffs", "solve_bimatrix"]

LARGEST = 20  # actions a side
SMALLER = "drop dominated actions, or make a coarser grid of actions"
_ZERO, _ONE = Fraction(0), Fraction(1)
MOST_VERTICES = 100_000  # of one polytope: about half a minute and a gigabyte

Strategy: TypeAlias = tuple[Fraction, ...]
Matrix: TypeAlias = Sequence[Sequence[Fraction]]
Integers: TypeAlias = Sequence[Sequence[int]]


class NashSubset(NamedTuple):
    """A maximal Nash subset: any mixture of `rows` against any mixture of `columns` is an equilibrium.

    Attributes
    ----------
    rows, columns
        The extreme strategies of the row player and of the column player, in ascending order.
    """

    rows: tuple[Strategy, ...]
    columns: tuple[Strategy, ...]


@dataclass(frozen=True)
class BimatrixEquilibria(Certified, Shown):
    """Every equilibrium of a two-player strategic game.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    extreme
        The extreme equilibria: pairs of mixed strategies, in ascending order.
    payoffs
        The two players' payoffs at each extreme equilibrium.
    subsets
        The maximal Nash subsets. Their union is the set of all equilibria.
    components
        For each connected component of the set of equilibria, the indices of its subsets.
    complete, exact
        Always True: nothing is missing, and no arithmetic is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    extreme: tuple[tuple[Strategy, Strategy], ...]
    payoffs: tuple[tuple[Fraction, Fraction], ...]
    subsets: tuple[NashSubset, ...]
    components: tuple[tuple[int, ...], ...]
    complete: ClassVar[bool] = True
    exact: ClassVar[bool] = True
    method: ClassVar[str] = "vertices of the best-response polytopes, paired by labels"
    concept: ClassVar[str] = "nash"
    status: ClassVar[str] = "all Nash equilibria"

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every extreme equilibrium.

        A player's gain is linear in each player's strategy, and the vertex combinations of every subset are extreme
        equilibria: so these prove every equilibrium of every subset.
        """
        return certify_all(self.game, self.extreme)

    @cached_property
    def indices(self) -> tuple[int | None, ...]:
        """The index of each component; they sum to +1. None where a component is too degenerate for it to be found."""
        from deterrence.solvers.index import component_indices

        extreme = [
            {(x, y) for k in group for x in self.subsets[k].rows for y in self.subsets[k].columns}
            for group in self.components
        ]
        return component_indices(self.game, [sorted(pairs) for pairs in extreme])

    @property
    def isolated(self) -> tuple[bool, ...]:
        """For each component whether it is a single point."""
        sizes = [[len(side) for k in group for side in self.subsets[k]] for group in self.components]
        return tuple(len(group) == 2 and max(group) == 1 for group in sizes)

    @cached_property
    def perfect(self) -> tuple[tuple[NashSubset, ...], ...]:
        """For each subset its maximal faces of perfect equilibria (Selten 1975): none, some, or the subset itself."""
        from deterrence.solvers.perfect import perfect_faces, undominated_sets

        A, B = self.game.matrices
        by_row, by_column = undominated_sets(A), undominated_sets(tuple(zip(*B, strict=True)))
        return tuple(
            tuple(
                NashSubset(rows, columns)
                for rows in perfect_faces(subset.rows, by_row)
                for columns in perfect_faces(subset.columns, by_column)
            )
            for subset in self.subsets
        )

    @cached_property
    def proper_equilibria(self) -> ProperEquilibria:
        """All proper equilibria (Myerson 1978), each with its proof; or the reason why they are unknown."""
        from deterrence.solvers.proper import proper_equilibria

        return proper_equilibria(self.game, self.subsets)

    @cached_property
    def proper(self) -> tuple[tuple[NashSubset, ...], ...] | None:
        """For each subset the maximal products of proper equilibria in it. None: unknown, `proper_equilibria` says why.

        Unlike perfect ones these need not be faces: their vertices need not be extreme equilibria.
        """
        from deterrence.solvers.proper import within

        found = self.proper_equilibria
        if not found.complete:
            return None
        return tuple(tuple(NashSubset(*piece) for piece in within(found, subset)) for subset in self.subsets)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        first, *others = {id(c): c for c in self.certificates}.values()  # most often all are one object
        if not others:
            return first
        return max([first, *others], key=lambda c: (not c.holds, c.largest_gain, c.largest_residual))


def solve_bimatrix(game: StrategicGame) -> BimatrixEquilibria:
    """All Nash equilibria of a two-player game.

    Parameters
    ----------
    game
        Two players with at most 20 actions each, payoffs rational. With generic payoffs, up to about 15 x 15 or
        8 x 20; with the many ties and dominated actions of a grid, all.

    Returns
    -------
    BimatrixEquilibria
        Extreme equilibria, maximal Nash subsets and components, in an order that depends on the game only.

    Raises
    ------
    SolverError
        If there are not two players, if a player has more than 20 actions, if payoffs are not rational numbers, or if
        the polytopes have more than 100,000 vertices.

    Notes
    -----
    The work is that of listing the vertices of the two polytopes, whose number can grow exponentially with the
    smaller number of actions.
    """
    if len(game.players) == 2 and max(game.shape) > LARGEST:
        raise SolverError(
            f"all equilibria are listed up to {LARGEST} actions a side; this one is {game.shape[0]} x {game.shape[1]}: "
            + SMALLER
        )
    game = exact_payoffs(game)
    m, n = game.shape
    (first, row_scale), (second, column_scale) = game.integers
    xs, ys, pairs = paired_vertices(m, n, first, second) or _described(*_integer_matrices(game))
    of_row, of_column = [0] * len(xs), [0] * len(ys)  # any partner of each
    for i, j in pairs:
        of_row[i], of_column[j] = j, i
    row_payoffs, column_payoffs = game.payoffs
    x_points, y_points, row_values, column_values = [], [], [], []
    for x, partner in zip(xs, of_row, strict=True):
        j = _played(ys[partner])
        strategy, value = _mixture(x, column_payoffs[j::n], second[j::n], column_scale)
        x_points.append(strategy)
        column_values.append(value)
    for y, partner in zip(ys, of_column, strict=True):
        start = _played(xs[partner]) * n
        strategy, value = _mixture(y, row_payoffs[start : start + n], first[start : start + n], row_scale)
        y_points.append(strategy)
        row_values.append(value)
    extreme = tuple([(x_points[i], y_points[j]) for i, j in pairs])
    payoffs = tuple([(row_values[j], column_values[i]) for i, j in pairs])
    if len(pairs) == len(xs) == len(ys):  # each strategy is in one pair
        subsets = tuple([NashSubset((x,), (y,)) for x, y in extreme])
        return BimatrixEquilibria(game, extreme, payoffs, subsets, tuple([(k,) for k in range(len(pairs))]))
    partners = [0] * len(xs)
    for i, j in pairs:
        partners[i] |= 1 << j
    bicliques, components = maximal_bicliques(partners)
    subsets = tuple(
        [NashSubset(tuple([x_points[i] for i in U]), tuple([y_points[j] for j in V])) for U, V in bicliques]
    )
    return BimatrixEquilibria(game, extreme, payoffs, subsets, components)


def exact_payoffs(game: StrategicGame) -> StrategicGame:
    """A two-player game with Fractions as payoffs.

    Raises
    ------
    SolverError
        If there are not two players, or payoffs are not rational numbers.
    """
    if len(game.players) != 2:
        raise SolverError(f"all equilibria are listed for two players; this game has {len(game.players)}")
    if {*map(type, chain.from_iterable(game.payoffs))} == {Fraction}:
        return game
    try:
        exact = tuple(tuple(number(x) for x in flat) for flat in game.payoffs)
    except (DeterrenceError, TypeError, ValueError) as error:
        raise SolverError(
            "all equilibria are listed for payoffs that are rational numbers; evaluate symbols and take designs out of "
            f"arrays first ({error})"
        ) from error
    return replace(game, payoffs=exact)


def _integer_matrices(game: StrategicGame) -> tuple[list[list[int]], list[list[int]]]:
    """The payoffs of each player times a positive number."""
    m, n = game.shape
    first, second = ([flat[i * n : i * n + n] for i in range(m)] for flat, _ in game.integers)
    return first, second


def _best_response_vertices(opponent: Integers, *, own_labels_first: bool) -> list[Vertex]:
    """The vertices of a best-response polytope but the origin, which is no strategy; `tight` holds the labels.

    `opponent` has one row per action of the opponent: its payoffs against each own action.
    """
    own = len(opponent[0])
    shift = 1 - min(map(min, opponent))  # positive payoffs make the polytope bounded and keep every best response
    bounds = [(0, *(int(k == j) for j in range(own))) for k in range(own)]
    best = [(1, *(-(x + shift) for x in row)) for row in opponent]
    try:
        found, _ = vertices(bounds + best if own_labels_first else best + bounds, limit=MOST_VERTICES)
    except SolverError as error:
        raise SolverError(
            f"all equilibria are listed where a best-response polytope has at most {MOST_VERTICES:,} vertices; here "
            f"one has more, with {own} actions against {len(opponent)}: {SMALLER}"
        ) from error
    return [vertex for vertex in found if any(vertex.point)]


def _described(A: Integers, B: Integers) -> Paired:
    """The extreme equilibria of a game with integers as payoffs, by the double description method."""
    # Labels 0 .. rows - 1 are Row's actions, the rest Column's: the same bits for both polytopes.
    everything = (1 << (len(A) + len(A[0]))) - 1
    x_vertices = _best_response_vertices([*zip(*B, strict=True)], own_labels_first=True)
    y_vertices = _best_response_vertices(A, own_labels_first=False)
    carriers = transposed([labels for _, labels in y_vertices], everything.bit_length())
    pairs = []
    for i, (_, labels) in enumerate(x_vertices):
        matching = (1 << len(y_vertices)) - 1
        for label in members(everything & ~labels):
            matching &= carriers[label]
            if not matching:
                break
        pairs += [(i, j) for j in members(matching)]
    # most vertices are in no equilibrium
    rows, columns = ({k: place for place, k in enumerate(sorted({pair[side] for pair in pairs}))} for side in (0, 1))
    return in_order(
        [_weights(x_vertices[i].point) for i in rows],
        [_weights(y_vertices[j].point) for j in columns],
        [[rows[i], columns[j]] for i, j in pairs],
    )


def _weights(point: Sequence[Fraction]) -> list[int]:
    scale = lcm(*(x.denominator for x in point))
    return [x.numerator * (scale // x.denominator) for x in point]


def _played(weights: Sequence[int]) -> int:
    """An action that is played."""
    return weights.index(max(weights))


@lru_cache(maxsize=1024)
def _alone(action: int, size: int) -> Strategy:
    """The strategy that plays one action."""
    return tuple([_ONE if k == action else _ZERO for k in range(size)])


def _mixture(
    weights: Sequence[int], payoffs: Sequence[Fraction], integers: Sequence[int], scale: int
) -> tuple[Strategy, Fraction]:
    """A strategy, given in proportion, as probabilities; and what an action brings the opponent against it.

    All that a partner plays are best replies and bring the same. Its payoffs are given as they are and as integers,
    times `scale`.
    """
    total = sum(weights)
    if total in weights:
        action = weights.index(total)
        return _alone(action, len(weights)), payoffs[action]
    value = Fraction(sum(map(mul, integers, weights)), total * scale)
    return tuple([Fraction(x, total) if x else _ZERO for x in weights]), value


def equilibrium_payoffs(A: Matrix, B: Matrix, x: Strategy, y: Strategy) -> tuple[Fraction, Fraction]:
    """What the players get in an equilibrium: what any action that is played brings."""
    i, j = (next(k for k, p in enumerate(strategy) if p) for strategy in (x, y))
    zero = Fraction()
    return (
        sum((q * u for q, u in zip(y, A[i], strict=True) if q), zero),
        sum((p * row[j] for p, row in zip(x, B, strict=True) if p), zero),
    )
