"""Indices of components, isolated equilibria, and perfect faces."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

import pytest
from scipy.optimize import linprog

from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers import index as room
from deterrence.solvers import perfect as perfect_room
from deterrence.solvers.bimatrix import BimatrixEquilibria, Strategy, solve_bimatrix

Numbers = Sequence[Sequence[int]]
KOHLBERG_MERTENS = ([[1, 1], [2, 0]], [[2, 2], [1, 0]])


def random_games(seed: int, count: int, largest: int = 4) -> list[tuple[Numbers, Numbers]]:
    draw = random.Random(seed)
    games = []
    for _ in range(count):
        rows, columns, most = draw.randint(1, largest), draw.randint(1, largest), draw.choice([1, 2, 9])
        A, B = ([[draw.randint(0, most) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        games.append((A, B))
    return games


def components(found: BimatrixEquilibria) -> dict[frozenset[tuple[Strategy, Strategy]], int | None]:
    """The index of each component, which is named by its extreme equilibria."""
    result = {}
    for group, index in zip(found.components, found.indices, strict=True):
        pairs = [(x, y) for k in group for x in found.subsets[k].rows for y in found.subsets[k].columns]
        result[frozenset(pairs)] = index
    return result


@pytest.mark.parametrize(
    ("A", "B", "indices", "isolated"),
    [
        pytest.param([[3, 0], [5, 1]], [[3, 5], [0, 1]], [1], [True], id="prisoner's dilemma"),
        pytest.param([[1, -1], [-1, 1]], None, [1], [True], id="matching pennies"),
        pytest.param([[2, 0], [0, 1]], [[1, 0], [0, 2]], [1, -1, 1], [True] * 3, id="battle of the sexes"),
        pytest.param([[0] * 3] * 3, None, [1], [False], id="nothing at stake"),
        # entry deterrence (Selten 1978): idle threats have index 0, and small changes remove them
        pytest.param(*KOHLBERG_MERTENS, [1, 0], [True, False], id="entry"),
    ],
)
def test_known_indices(A: Numbers, B: Numbers | None, indices: list[int], isolated: list[bool]) -> None:
    found = solve_bimatrix(bimatrix(A, B))
    assert sorted(zip(found.indices, found.isolated, strict=True)) == sorted(zip(indices, isolated, strict=True))


def test_coordination_has_an_index_for_each_set_of_actions() -> None:
    """Equilibria with k actions: (-1)^(k + 1) (Shapley 1974)."""
    identity = [[int(i == j) for j in range(5)] for i in range(5)]
    for extreme, index in components(solve_bimatrix(bimatrix(identity, identity))).items():
        ((x, _),) = extreme
        assert index == (-1) ** (sum(p > 0 for p in x) + 1)


@pytest.mark.parametrize("game", random_games(1, 60), ids=str)
def test_indices_sum_to_one_and_names_do_not_matter(game: tuple[Numbers, Numbers]) -> None:
    """The index is topological, but the perturbation that computes it is not symmetric: so this is a test of it."""
    A, B = game
    found = components(solve_bimatrix(bimatrix(A, B)))
    assert sum(index for index in found.values() if index is not None) == 1
    backwards = components(solve_bimatrix(bimatrix(*([row[::-1] for row in M[::-1]] for M in (A, B)))))
    assert found == {frozenset((x[::-1], y[::-1]) for x, y in name): index for name, index in backwards.items()}
    swapped = components(solve_bimatrix(bimatrix(*([*zip(*M, strict=True)] for M in (B, A)))))
    assert found == {frozenset((y, x) for x, y in name): index for name, index in swapped.items()}


@pytest.mark.parametrize("game", random_games(2, 25, 3), ids=str)
def test_a_mixture_as_one_more_action_changes_no_index(game: tuple[Numbers, Numbers]) -> None:
    """Each component is carried over to one of the larger game, with its index (Govindan and Wilson 2005)."""
    A, B = (
        [*M, [M[0][j] + M[-1][j] for j in range(len(M[0]))]] for M in ([[2 * x for x in r] for r in g] for g in game)
    )
    A[-1], B[-1] = ([x // 2 for x in row] for row in (A[-1], B[-1]))  # half the first action, half the last

    def folded(x: Strategy) -> Strategy:
        half = x[-1] / 2
        rest = list(x[:-1])
        rest[0] += half
        rest[-1] += half
        return tuple(rest)

    small, large = solve_bimatrix(bimatrix(*game)), solve_bimatrix(bimatrix(A, B))
    before, after = components(small), components(large)
    assert len(before) == len(after)
    for name, index in after.items():
        images = {(folded(x), y) for x, y in name}
        assert [index] == [other for extreme, other in before.items() if extreme & images]


def test_a_component_with_too_many_bases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_BASES", 2)
    assert solve_bimatrix(bimatrix([[0] * 3] * 3)).indices == (1,)  # all there is to +1
    assert set(
        solve_bimatrix(bimatrix([[1, 1, 0], [1, 1, 0], [0, 0, 2]], [[1, 1, 0], [1, 1, 0], [0, 0, 2]])).indices
    ) != {None}


# ---------------------------------------------------------------------------------------------------------------------
# perfect


def dominated(matrix: Sequence[Sequence[Fraction]], x: Strategy) -> bool:
    """Whether a mixture does at least as well against everything and better against something, by a linear program."""
    own = [float(sum(p * row[j] for p, row in zip(x, matrix, strict=True))) for j in range(len(matrix[0]))]
    gains = [-sum(float(v) for v in row) for row in matrix]
    result = linprog(
        gains,
        A_ub=[[-float(row[j]) for row in matrix] for j in range(len(own))],
        b_ub=[-v + 1e-12 for v in own],
        A_eq=[[1.0] * len(matrix)],
        b_eq=[1.0],
    )
    assert result.status == 0
    return bool(-result.fun > sum(own) + 1e-7)


def perfect(game: StrategicGame, x: Strategy, y: Strategy) -> bool:
    A, B = game.matrices
    return not dominated(A, x) and not dominated(tuple(zip(*B, strict=True)), y)


def middle(strategies: Sequence[Strategy]) -> Strategy:
    return tuple(sum(column, Fraction()) / len(strategies) for column in zip(*strategies, strict=True))


def test_an_idle_threat_is_not_perfect() -> None:
    found = solve_bimatrix(bimatrix(*KOHLBERG_MERTENS))
    verdicts = dict(zip(found.subsets, found.perfect, strict=True))
    for subset, faces in verdicts.items():
        assert faces == ((subset,) if len(subset.columns) == 1 else ())


def test_a_mixture_of_undominated_actions_may_be_dominated() -> None:
    """Each action alone is undominated, half of each is not: the faces of the subset are its two corners."""
    A = [[3, 0], [0, 3], [2, 2]]
    found = solve_bimatrix(bimatrix([[*row, 0, 0] for row in A], [[0, 0, 1, 1]] * 3))
    (faces,) = found.perfect
    assert {face.rows for face in faces} == {
        ((Fraction(0), Fraction(0), Fraction(1)), (Fraction(1), Fraction(0), Fraction(0))),
        ((Fraction(0), Fraction(0), Fraction(1)), (Fraction(0), Fraction(1), Fraction(0))),
    }


@pytest.mark.parametrize("game", random_games(4, 30), ids=str)
def test_perfect_faces_of_games_with_too_many_vertices(
    game: tuple[Numbers, Numbers], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_vertices = solve_bimatrix(bimatrix(*game)).perfect
    monkeypatch.setattr(perfect_room, "MOST_VERTICES", 0)
    assert solve_bimatrix(bimatrix(*game)).perfect == by_vertices


@pytest.mark.parametrize("game", random_games(3, 40), ids=str)
def test_perfect_faces_against_linear_programs(game: tuple[Numbers, Numbers]) -> None:
    found = solve_bimatrix(bimatrix(*game))
    assert any(found.perfect)  # Selten 1975: there is one
    for subset, faces in zip(found.subsets, found.perfect, strict=True):
        for face in faces:
            assert perfect(found.game, middle(face.rows), middle(face.columns))
        for x in subset.rows:
            for y in subset.columns:
                claimed = any(x in face.rows and y in face.columns for face in faces)
                assert claimed == perfect(found.game, x, y)
        inside = subset in faces
        assert inside == perfect(found.game, middle(subset.rows), middle(subset.columns))
