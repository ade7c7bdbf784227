"""The value and all optimal strategies of a two-player game whose payoffs always sum to the same number.

References
----------
von Neumann (1928), Zur Theorie der Gesellschaftsspiele: the minimax theorem.
Dantzig (1951), A proof of the equivalence of the programming problem and the game problem: the value is that of a
linear program, and the optimal strategies of the other player are its dual.
Shapley and Snow (1950), Basic solutions of discrete games: the optimal strategies of each player are a polytope, and
every pair of them is an equilibrium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from deterrence.certificate import Certificate, certify
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.linear import maximise
from deterrence.solvers.payoffs import exact_payoffs
from deterrence.solvers.polyhedron import vertices

__all__ = ["ZeroSum", "zero_sum_value"]

Strategy = tuple[Fraction, ...]
MOST_VERTICES = 100_000


@dataclass(frozen=True)
class ZeroSum:
    """The value of a zero-sum or constant-sum game, and everything that secures it.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    value
        What the row player secures; the column player secures `total` less this.
    total
        The sum of the two payoffs: 0 in a zero-sum game.
    rows, columns
        The vertices of each player's set of optimal strategies, in ascending order. The equilibria are all mixtures of
        `rows` with all mixtures of `columns`.
    complete, exact
        Always True: nothing is missing, and no arithmetic is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    value: Fraction
    total: Fraction
    rows: tuple[Strategy, ...]
    columns: tuple[Strategy, ...]
    complete: bool = True
    exact: bool = True
    method: str = "exact linear programming, and the vertices of both polytopes of optimal strategies"
    concept: str = "zero-sum value"
    status: str = ""

    @property
    def certificate(self) -> Certificate:
        """The worst of the certificates of all pairs of vertices; gains are linear, so these prove every pair."""
        found = [certify(self.game, (self.rows[0], y)) for y in self.columns]
        found += [certify(self.game, (x, self.columns[0])) for x in self.rows]
        return max(found, key=lambda c: (c.largest_gain, c.largest_residual))


def zero_sum_value(game: StrategicGame) -> ZeroSum:
    """The value and all optimal strategies of a zero-sum or constant-sum game, exact.

    Parameters
    ----------
    game
        Two players, rational payoffs whose sum is the same for every pair of actions.

    Returns
    -------
    ZeroSum
        With ``total`` 0 for a zero-sum game; ``status`` says which it is.

    Raises
    ------
    SolverError
        If the sum of the payoffs varies, with two cells where it differs; if there are not two players or payoffs are
        not rational numbers; if there are more than 100,000 vertices of optimal strategies.

    Examples
    --------
    >>> from deterrence.games.strategic import bimatrix
    >>> found = zero_sum_value(bimatrix([[1, -1], [-1, 1]]))
    >>> found.value, found.rows
    (Fraction(0, 1), ((Fraction(1, 2), Fraction(1, 2)),))
    """
    game = exact_payoffs(game, "the value of a zero-sum game", players=2)
    total = game.payoffs[0][0] + game.payoffs[1][0]
    for place, (u, v) in enumerate(zip(*game.payoffs, strict=True)):
        if u + v != total:
            i, j = divmod(place, game.shape[1])
            first, second = game.actions
            raise SolverError(
                f"the game is not zero-sum: the payoffs sum to {total} at ({first[0]}, {second[0]}) but to {u + v} at "
                f"({first[i]}, {second[j]}); dt.solve(game) lists the equilibria of any two-player game"
            )
    A, _ = game.matrices
    shift = 1 - min(map(min, A))  # a positive value may be a variable that is not negative
    against = [list(column) for column in zip(*A, strict=True)]
    optimum = maximise(
        [*([0] * len(A)), 1],
        [[shift, *column, -1] for column in against],
        [[-1, *([1] * len(A)), 0]],
    )
    assert optimum is not None  # any strategy secures something
    value = optimum.value - shift
    x, y = optimum.point[:-1], optimum.multipliers
    found = ZeroSum(
        game,
        value,
        total,
        _optimal(against, value, y),
        _optimal([[-u for u in row] for row in A], -value, x),
        status="zero-sum: the value and all optimal strategies"
        if total == 0
        else f"constant-sum, not zero-sum: payoffs always sum to {total}; the value is the row player's",
    )
    if not found.certificate.holds:
        raise SolverError(
            f"internal: an optimal strategy failed its certificate ({found.certificate}); please report it"
        )
    return found


def _optimal(against: Sequence[Sequence[Fraction]], value: Fraction, other: Sequence[Fraction]) -> tuple[Strategy, ...]:
    """The vertices of {x : x >= 0, sum x = 1, x secures the value against each action of the other}.

    One optimal strategy of the other player makes it small (complementary slackness): x uses only actions that are best
    against it, and brings just the value against every action it plays.
    """
    size = len(against[0])
    best = [
        k
        for k in range(size)
        if sum((q * line[k] for q, line in zip(other, against, strict=True)), Fraction()) == value
    ]
    bounds = [[0, *(int(k == j) for j in best)] for k in best]
    rows = [[-value, *(line[k] for k in best)] for line in against]
    idle = [row for row, q in zip(rows, other, strict=True) if not q]
    tight = [row for row, q in zip(rows, other, strict=True) if q]
    found, _ = vertices([*bounds, *idle], [[-1, *([1] * len(best))], *tight], limit=MOST_VERTICES)
    full = (dict(zip(best, vertex.point, strict=True)) for vertex in found)
    return tuple(sorted(tuple(x.get(k, Fraction(0)) for k in range(size)) for x in full))
