"""The games of bug reports against nashpy's solvers (github.com/drvinceknight/Nashpy/issues/N), typed from the reports.

Each is degenerate; support enumeration misses equilibria or finds none.
"""

from __future__ import annotations

from collections.abc import Sequence

Rows = Sequence[Sequence[int | str]]


def _negative(matrix: Rows) -> Rows:
    return [[-int(x) for x in row] for row in matrix]


def _zero_sum(matrix: Rows) -> tuple[Rows, Rows]:
    return matrix, _negative(matrix)


_COSTS = (
    [[0, 0, 6, 0, 0], [0, 0, 3, 2, 1], [4, 3, 0, 0, 1]],
    [[3, 0, 2, 1, 0], [0, 2, 0, 0, 4], [4, 0, 2, 4, 4]],
)

# number of the issue: payoffs of Row and Column, decimals as text
GAMES: dict[int, tuple[Rows, Rows]] = {
    39: _zero_sum([[0, 1, 0, -1], [-1, 0, 1, 1], [0, -1, 0, 1], [1, -1, -1, 0]]),
    41: _zero_sum([[0, -1, 1, 1], [1, 0, -1, -1], [-1, 1, 0, -1], [-1, 1, 1, 0]]),
    60: (
        [[-100, 0, 0, -100], [0, 0, 0, -100], [-100, 0, 0, 0], [0, 0, 0, -50]],
        [[-100, 0, 0, -100], [0, 0, 0, -100], [-100, 0, 0, 0], [0, 0, 0, "-33.3333333"]],
    ),
    67: (
        [
            ["52.46337363", "69.47195938", 0, "54.14372075"],
            [77, 88, "84.85714286", "92.4"],
            ["77.78571429", "87.35294118", "93.5", "91.38461538"],
            ["66.37100751", "43.4530444", 0, "60.36191831"],
        ],
        [
            ["23.52690518", "17.35459006", "88.209", "20.8021711"],
            ["16.17165", 0, "14.00142857", "6.46866"],
            [0, "5.76529412", 0, 0],
            ["15.68327304", "40.68156322", "84.00857143", "11.06596804"],
        ],
    ),
    82: (_negative(_COSTS[0]), _negative(_COSTS[1])),  # the report's players minimize
    222: ([[-3, 3], [-3, 5]], [[2, 7], [4, 2]]),
    231: _zero_sum(
        [
            [0, -1, -1, -1, 1, -1],
            [1, 0, 1, -1, -1, -1],
            [1, -1, 0, -1, -1, 1],
            [1, 1, 1, 0, -1, -1],
            [-1, 1, 1, 1, 0, -1],
            [1, 1, -1, 1, 1, 0],
        ]
    ),
}
