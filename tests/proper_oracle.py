"""Proper equilibria by other means: the definition for one small e, and Dresher's procedure for matrix games."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers.bimatrix import solve_bimatrix
from deterrence.solvers.linear import maximise

Strategy = tuple[Fraction, ...]
Matrix = Sequence[Sequence[Fraction]]
Order = tuple[tuple[int, ...], ...]


def weak_orders(actions: tuple[int, ...]) -> Iterator[Order]:
    """All rankings of actions, the best first, ties allowed."""
    if not actions:
        yield ()
    for bits in range(1, 1 << len(actions)):
        best = tuple(a for k, a in enumerate(actions) if bits >> k & 1)
        for rest in weak_orders(tuple(a for a in actions if a not in best)):
            yield (best, *rest)


def near_e_proper(game: StrategicGame, x: Strategy, y: Strategy, e: Fraction, distance: Fraction) -> bool:
    """Whether an e-proper profile lies within a distance: two rankings by payoff leave linear inequalities."""
    A, B = game.matrices
    for_row, for_column = A, tuple(zip(*B, strict=True))

    def mixed(payoffs: Matrix, ranked: Order, likely: Order | None, near: Strategy) -> bool:
        """Is a completely mixed strategy near that ranks the other's actions so, and is likely to play in this order?

        The variables are the probabilities and the smallest of them.
        """
        size = len(near)
        rows: list[list[Fraction | int]] = []
        equal: list[list[Fraction | int]] = [[-1, *([1] * size), 0]]
        for group, following in zip(ranked, (*ranked[1:], ()), strict=True):
            for other in group[1:]:
                equal.append([0, *(a - b for a, b in zip(payoffs[group[0]], payoffs[other], strict=True)), 0])
            for other in following[:1]:
                rows.append([0, *(a - b for a, b in zip(payoffs[group[0]], payoffs[other], strict=True)), 0])
        for better, worse in zip(likely or (), (likely or ())[1:], strict=False):
            rows += [[0, *((k == i) * e - (k == j) for k in range(size)), 0] for i in better for j in worse]
        for k, p in enumerate(near):
            unit = [int(k == j) for j in range(size)]
            rows += [[distance - p, *unit, 0], [distance + p, *(-u for u in unit), 0], [0, *unit, -1]]
        found = maximise([0] * size + [1], rows, equal)
        return found is not None and found.value > 0

    first = [o for o in weak_orders(tuple(range(len(x)))) if mixed(for_row, o, None, y)]
    second = [o for o in weak_orders(tuple(range(len(y)))) if mixed(for_column, o, None, x)]
    return any(mixed(for_row, one, two, y) and mixed(for_column, two, one, x) for one in first for two in second)


def is_e_proper(game: StrategicGame, x: Strategy, y: Strategy, e: Fraction) -> bool:
    """Myerson's definition, word for word."""
    A, B = game.matrices
    for own, payoffs, other in ((x, A, y), (y, tuple(zip(*B, strict=True)), x)):
        values = [sum((p * u for p, u in zip(other, row, strict=True)), Fraction()) for row in payoffs]
        if min(own) <= 0 or any(
            values[i] < values[k] and own[i] > e * own[k] for i in range(len(own)) for k in range(len(own))
        ):
            return False
    return True


def dresher(matrix: Matrix) -> list[Strategy]:
    """The extreme points of Row's optimal strategies that make the most of Column's mistakes (Dresher 1961).

    Column's actions that some optimal strategy punishes are mistakes; against these alone, the extreme optimal
    strategies play a game again. What is left at the end are the proper strategies (van Damme 1991,
    section 3.5).
    """
    found = solve_bimatrix(bimatrix(matrix))
    (subset,) = found.subsets
    value = found.payoffs[0][0]
    gets = [
        [sum((p * row[j] for p, row in zip(x, matrix, strict=True)), Fraction()) for j in range(len(matrix[0]))]
        for x in subset.rows
    ]
    mistakes = [j for j in range(len(matrix[0])) if any(row[j] > value for row in gets)]
    if not mistakes:
        return list(subset.rows)
    best = dresher([[row[j] for j in mistakes] for row in gets])
    return sorted(
        {
            tuple(
                sum((w * x[k] for w, x in zip(weights, subset.rows, strict=True)), Fraction())
                for k in range(len(matrix))
            )
            for weights in best
        }
    )
