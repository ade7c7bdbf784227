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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, reduce
from math import lcm
from operator import or_
from typing import NamedTuple, TypeAlias

from deterrence.certificate import Certificate, Certified, certify_all
from deterrence.errors import DeterrenceError, SolverError
from deterrence.formula import number
from deterrence.games.strategic import StrategicGame
from deterrence.shown import Shown
from deterrence.solvers.polyhedron import Vertex, members, transposed, vertices
from deterrence.solvers.signs import paired_vertices

__all__ = ["BimatrixEquilibria", "NashSubset", "equilibrium_payoffs", "exact_payoffs", "solve_bimatrix"]

LARGEST = 20  # actions a side
SMALLER = "drop dominated actions, or make a coarser grid of actions"
MOST_VERTICES = 100_000  # of one polytope: about half a minute and a gigabyte

Strategy: TypeAlias = tuple[Fraction, ...]
Matrix: TypeAlias = Sequence[Sequence[Fraction]]


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
    complete: bool = True
    exact: bool = True
    method: str = "vertices of the best-response polytopes, paired by labels"
    concept: str = "nash"
    status: str = "all Nash equilibria"

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
        from deterrence.solvers.perfect import perfect_faces

        A, B = self.game.matrices
        m, n = self.game.shape
        first = _best_response_vertices(tuple(zip(*B, strict=True)), own_labels_first=True)
        second = _best_response_vertices(A, own_labels_first=False)
        return tuple(
            tuple(
                NashSubset(rows, columns)
                for rows in perfect_faces(subset.rows, second, 0, m, n)
                for columns in perfect_faces(subset.columns, first, m, 0, m)
            )
            for subset in self.subsets
        )

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        failed = [c for c in self.certificates if not c.holds]
        return max(failed or self.certificates[:1], key=lambda c: (c.largest_gain, c.largest_residual))


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
    A, B = game.matrices
    rows, columns = game.shape
    everything = (1 << (rows + columns)) - 1

    # Labels 0 .. rows - 1 are Row's actions, the rest Column's: the same bits for both polytopes.
    # Most vertices are in no equilibrium: only the others are made strategies and put in order.
    compiled = paired_vertices(A, B)
    if compiled is not None:
        x_vertices, y_vertices = compiled
    else:
        x_vertices = _best_response_vertices(tuple(zip(*B, strict=True)), own_labels_first=True)
        y_vertices = _best_response_vertices(A, own_labels_first=False)
        partners = _partners(x_vertices, y_vertices, everything)
        x_vertices = _strategies(vertex for vertex, matching in zip(x_vertices, partners, strict=True) if matching)
        y_vertices = _strategies(y_vertices[k] for k in members(reduce(or_, partners)))
    partners = _partners(x_vertices, y_vertices, everything)

    extreme, payoffs = [], []
    for (x, _), matching in zip(x_vertices, partners, strict=True):
        for k in members(matching):
            y = y_vertices[k].point
            extreme.append((x, y))
            payoffs.append(equilibrium_payoffs(A, B, x, y))

    cliques = sorted((tuple(members(xs)), tuple(members(ys))) for xs, ys in _maximal_bicliques(partners))
    subsets = tuple(
        NashSubset(tuple(x_vertices[i].point for i in xs), tuple(y_vertices[j].point for j in ys)) for xs, ys in cliques
    )
    return BimatrixEquilibria(game, tuple(extreme), tuple(payoffs), subsets, _connected(cliques))


def exact_payoffs(game: StrategicGame) -> StrategicGame:
    """A two-player game with Fractions as payoffs.

    Raises
    ------
    SolverError
        If there are not two players, or payoffs are not rational numbers.
    """
    if len(game.players) != 2:
        raise SolverError(f"all equilibria are listed for two players; this game has {len(game.players)}")
    if all(type(x) is Fraction for flat in game.payoffs for x in flat):
        return game
    try:
        exact = tuple(tuple(number(x) for x in flat) for flat in game.payoffs)
    except (DeterrenceError, TypeError, ValueError) as error:
        raise SolverError(
            "all equilibria are listed for payoffs that are rational numbers; evaluate symbols and take designs out of "
            f"arrays first ({error})"
        ) from error
    return replace(game, payoffs=exact)


def _best_response_vertices(opponent: Matrix, *, own_labels_first: bool) -> list[Vertex]:
    """The vertices of a best-response polytope but the origin, which is no strategy; `tight` holds the labels.

    `opponent` has one row per action of the opponent: its payoffs against each own action.
    """
    own = len(opponent[0])
    scale = lcm(*(x.denominator for row in opponent for x in row))
    integers = [[int(x * scale) for x in row] for row in opponent]
    shift = 1 - min(map(min, integers))  # positive payoffs make the polytope bounded and keep every best response
    bounds = [(0, *(int(k == j) for j in range(own))) for k in range(own)]
    best = [(1, *(-(x + shift) for x in row)) for row in integers]
    try:
        found, _ = vertices(bounds + best if own_labels_first else best + bounds, limit=MOST_VERTICES)
    except SolverError as error:
        raise SolverError(
            f"all equilibria are listed where a best-response polytope has at most {MOST_VERTICES:,} vertices; here "
            f"one has more, with {own} actions against {len(opponent)}: {SMALLER}"
        ) from error
    return [vertex for vertex in found if any(vertex.point)]


def _strategies(chosen: Iterable[Vertex]) -> list[Vertex]:
    """The vertices scaled to probabilities, in ascending order."""
    scaled = []
    for point, labels in chosen:
        total = sum(point)
        scaled.append(Vertex(tuple(x / total for x in point), labels))
    return sorted(scaled)


def _partners(x_vertices: list[Vertex], y_vertices: list[Vertex], everything: int) -> list[int]:
    """For each x the set (as bits) of those y that carry all the labels x lacks."""
    carriers = transposed([labels for _, labels in y_vertices], everything.bit_length())
    result = []
    for _, labels in x_vertices:
        matching = (1 << len(y_vertices)) - 1
        for label in members(everything & ~labels):
            matching &= carriers[label]
            if not matching:
                break
        result.append(matching)
    return result


def _maximal_bicliques(partners: list[int]) -> list[tuple[int, int]]:
    """All maximal pairs (U, V), not empty, with every x in U a partner of every y in V.

    The sets V are the intersections of the sets of partners (Norris 1978: adding one x at a time meets only such
    intersections, so the work is proportional to the number of answers).
    """
    closed: set[int] = set()
    for matching in {m for m in partners if m}:
        closed |= {matching, *(matching & other for other in closed)}
    closed.discard(0)
    return [(sum(1 << k for k, m in enumerate(partners) if m & ys == ys), ys) for ys in closed]


def _connected(cliques: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> tuple[tuple[int, ...], ...]:
    """Indices of the subsets, grouped by connected component.

    Subsets that share an x are connected: x against any mixture of all its partners is an equilibrium. Subsets that
    share a y each share an x with the subset of all of y's partners, so looking at Row's strategies is enough.
    """
    groups: list[tuple[set[int], list[int]]] = []
    for k, (xs, _) in enumerate(cliques):
        merged = (set(xs), [k])
        apart = []
        for group in groups:
            if merged[0] & group[0]:
                merged = (merged[0] | group[0], merged[1] + group[1])
            else:
                apart.append(group)
        groups = [*apart, merged]
    return tuple(sorted(tuple(sorted(indices)) for _, indices in groups))


def equilibrium_payoffs(A: Matrix, B: Matrix, x: Strategy, y: Strategy) -> tuple[Fraction, Fraction]:
    """What the players get in an equilibrium: what any action that is played brings."""
    i, j = (next(k for k, p in enumerate(strategy) if p) for strategy in (x, y))
    zero = Fraction()
    return (
        sum((q * u for q, u in zip(y, A[i], strict=True) if q), zero),
        sum((p * row[j] for p, row in zip(x, B, strict=True) if p), zero),
    )
