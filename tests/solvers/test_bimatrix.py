"""All equilibria of bimatrix games: textbook and degenerate games, invariances, and lrsnash as an oracle."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import lrsnash_extreme
from published_games import VON_STENGEL_COLUMN, VON_STENGEL_ROW

from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers import bimatrix as room
from deterrence.solvers.bimatrix import BimatrixEquilibria, Strategy, solve_bimatrix

Numbers = Sequence[Sequence[int | str | Fraction]]


def mixed(text: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, text.split()))


def pairs(*texts: str) -> list[tuple[Strategy, Strategy]]:
    """Pairs of mixed strategies from text such as "1/2 1/2 | 1 0"."""
    return sorted((mixed(x), mixed(y)) for x, y in (text.split("|") for text in texts))


# ---------------------------------------------------------------------------------------------------------------------
# the definition, on its own


def gain(game: StrategicGame, x: Strategy, y: Strategy) -> Fraction:
    """The most that either player gains by another action."""
    A, B = game.matrices
    rows, columns = game.shape
    by_row = [sum(A[i][j] * y[j] for j in range(columns)) for i in range(rows)]
    by_column = [sum(B[i][j] * x[i] for i in range(rows)) for j in range(columns)]
    for_row = max(by_row) - sum((p * u for p, u in zip(x, by_row, strict=True)), Fraction())
    for_column = max(by_column) - sum((p * u for p, u in zip(y, by_column, strict=True)), Fraction())
    return Fraction(max(for_row, for_column))


def average(strategies: Sequence[Strategy]) -> Strategy:
    return tuple(sum(column, Fraction()) / len(strategies) for column in zip(*strategies, strict=True))


def bicliques(edges: Sequence[tuple[Strategy, Strategy]]) -> list[tuple[tuple[Strategy, ...], tuple[Strategy, ...]]]:
    """The maximal bicliques, from every set of strategies of Row."""
    xs, ys = sorted({x for x, _ in edges}), sorted({y for _, y in edges})
    result = set()
    for size in range(1, len(xs) + 1):
        for chosen in combinations(xs, size):
            common = tuple(y for y in ys if all((x, y) in edges for x in chosen))
            if common:
                result.add((tuple(x for x in xs if all((x, y) in edges for y in common)), common))
    return sorted(result)


def check(found: BimatrixEquilibria) -> None:
    """What every answer owes, whatever the game."""
    game = found.game
    assert found.complete
    assert found.exact
    assert found.concept == "nash"
    assert found.extreme  # Nash (1951): there is one
    assert list(found.extreme) == sorted(set(found.extreme))
    for (x, y), (u, v) in zip(found.extreme, found.payoffs, strict=True):
        for strategy, size in zip((x, y), game.shape, strict=True):
            assert len(strategy) == size
            assert sum(strategy) == 1
            assert min(strategy) >= 0
            assert all(type(p) is Fraction for p in strategy)
        assert gain(game, x, y) == 0
        for player, payoff in enumerate((u, v)):
            cells = product(enumerate(x), enumerate(y))
            assert payoff == sum(p * q * game.payoff(player, (i, j)) for (i, p), (j, q) in cells)
    # subsets: products of equilibria, together all extreme ones, and as large as can be
    assert list(found.subsets) == sorted(found.subsets)
    assert set(found.extreme) == {pair for subset in found.subsets for pair in product(subset.rows, subset.columns)}
    for subset in found.subsets:
        assert gain(game, average(subset.rows), average(subset.columns)) == 0
    if len({x for x, _ in found.extreme}) <= 8:
        assert sorted((*subset,) for subset in found.subsets) == bicliques(found.extreme)
    # components: classes of subsets linked by strategies in common
    linked = [{k} for k in range(len(found.subsets))]
    for k, other in combinations(range(len(found.subsets)), 2):
        if any(set(a) & set(b) for a, b in zip(found.subsets[k], found.subsets[other], strict=True)):
            together = next(c for c in linked if k in c) | next(c for c in linked if other in c)
            linked = [c for c in linked if not c & together] + [together]
    assert list(found.components) == sorted(tuple(sorted(c)) for c in linked)
    assert found.require_certificate() is found
    assert found.certificate.holds


# ---------------------------------------------------------------------------------------------------------------------
# games with known answers


@dataclass(frozen=True)
class Case:
    """A game and what is known of its equilibria."""

    name: str
    A: Numbers
    B: Numbers | None
    extreme: list[tuple[Strategy, Strategy]]
    subsets: int
    components: int


CASES = [
    Case("prisoner's dilemma", [[3, 0], [5, 1]], [[3, 5], [0, 1]], pairs("0 1|0 1"), 1, 1),
    Case(
        "battle of the sexes",
        [[2, 0], [0, 1]],
        [[1, 0], [0, 2]],
        pairs("1 0|1 0", "0 1|0 1", "2/3 1/3|1/3 2/3"),
        3,
        3,
    ),
    Case("matching pennies", [[1, -1], [-1, 1]], None, pairs("1/2 1/2|1/2 1/2"), 1, 1),
    Case(
        "chicken",
        [[0, 7], [2, 6]],
        [[0, 2], [7, 6]],
        pairs("1 0|0 1", "0 1|1 0", "1/3 2/3|1/3 2/3"),
        3,
        3,
    ),
    Case(
        "rock, paper, scissors",
        [[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
        None,
        pairs("1/3 1/3 1/3|1/3 1/3 1/3"),
        1,
        1,
    ),
    Case("one action each", [[5]], [["-1/3"]], pairs("1|1"), 1, 1),
    Case("one row", [[1, 2, 3]], [[4, 0, 4]], pairs("1|1 0 0", "1|0 0 1"), 1, 1),
    Case(
        "nothing at stake",
        [[0, 0], [0, 0]],
        [[0, 0], [0, 0]],
        pairs("1 0|1 0", "1 0|0 1", "0 1|1 0", "0 1|0 1"),
        1,
        1,
    ),
    # Entry deterrence with an idle threat (Selten 1978): stay out against fighting with probability 1/2 or more
    Case(
        "entry",
        [[1, 1], [2, 0]],
        [[2, 2], [1, 0]],
        pairs("0 1|1 0", "1 0|0 1", "1 0|1/2 1/2"),
        2,
        2,
    ),
    # a column that ties two rows: the subsets meet in the vertex (row 1, column 1) and make one component of two
    Case(
        "two edges with a corner in common",
        [[1, 0], [1, -1]],
        [[1, 1], [1, 0]],
        pairs("1 0|1 0", "1 0|0 1", "0 1|1 0"),
        2,
        1,
    ),
    # von Stengel (2007), Equilibrium computation for two-player games: a degenerate game of his section 3
    Case(
        "von Stengel's degenerate 3 x 2 game",
        [[3, 3], [2, 5], [0, 6]],
        [[3, 3], [2, 6], [3, 1]],
        pairs("1 0 0|1 0", "1 0 0|2/3 1/3", "0 1/3 2/3|1/3 2/3"),
        2,
        2,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_known_equilibria(case: Case) -> None:
    found = solve_bimatrix(bimatrix(case.A, case.B))
    assert list(found.extreme) == case.extreme
    assert len(found.subsets) == case.subsets
    assert len(found.components) == case.components
    check(found)


def test_subsets_of_entry_deterrence() -> None:
    out, in_ = solve_bimatrix(bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])).subsets[::-1]
    assert out == ((mixed("1 0"),), (mixed("0 1"), mixed("1/2 1/2")))
    assert in_.rows == (mixed("0 1"),)


def test_seventy_five_equilibria() -> None:
    """von Stengel (1999), New maximal numbers of equilibria in bimatrix games: a 6 x 6 game with 75 equilibria."""
    found = solve_bimatrix(bimatrix(VON_STENGEL_ROW, VON_STENGEL_COLUMN))
    assert len(found.extreme) == len(found.subsets) == len(found.components) == 75
    check(found)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_coordination_has_one_equilibrium_for_each_set_of_actions(size: int) -> None:
    """Quint and Shubik (1997), A theorem on the number of Nash equilibria in a bimatrix game: 2^n - 1."""
    identity = [[int(i == j) for j in range(size)] for i in range(size)]
    found = solve_bimatrix(bimatrix(identity, identity))
    assert len(found.components) == len(found.extreme) == 2**size - 1
    check(found)


def test_nothing_at_stake_in_a_large_game() -> None:
    found = solve_bimatrix(bimatrix([[0] * 20] * 20))
    assert len(found.extreme) == 400
    assert len(found.subsets) == 1
    assert found.components == ((0,),)


def test_payoffs_at_extreme_equilibria() -> None:
    found = solve_bimatrix(bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert list(found.payoffs) == [mixed("1 2"), mixed("2/3 2/3"), mixed("2 1")]


# ---------------------------------------------------------------------------------------------------------------------
# what is refused


def test_refusals() -> None:
    with pytest.raises(SolverError, match="for two players; this game has 3"):
        solve_bimatrix(StrategicGame(("P", "Q", "R"), (("a",),) * 3, ((1,),) * 3))
    with pytest.raises(SolverError, match="up to 20 actions a side; this one is 1 x 21: drop dominated"):
        solve_bimatrix(bimatrix([[0] * 21]))
    for payoff in (sympy.Symbol("v"), np.linspace(0, 1, 3), float("nan")):
        with pytest.raises(SolverError, match="rational numbers"):
            solve_bimatrix(StrategicGame(("P", "Q"), (("a",), ("x",)), ((payoff,), (0,))))


def test_a_polytope_with_too_many_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_VERTICES", 20)
    monkeypatch.setattr(room, "paired_vertices", lambda *matrices: None)  # the compiled way has no use for the limit
    with pytest.raises(SolverError, match="at most 20 vertices; here one has more, with 6 actions against 6: drop"):
        solve_bimatrix(bimatrix(VON_STENGEL_ROW))


def test_a_game_made_of_other_numbers_is_made_exact() -> None:
    game = StrategicGame(("P", "Q"), (("a", "b"), ("x", "y")), ((0.1, 0, 0, 0.2), (1, 0, 0, np.int64(1))))
    found = solve_bimatrix(game)
    assert found.game == bimatrix([["0.1", 0], [0, "0.2"]], [[1, 0], [0, 1]], players=["P", "Q"], actions=game.actions)
    assert (mixed("1/2 1/2"), mixed("2/3 1/3")) in found.extreme


# ---------------------------------------------------------------------------------------------------------------------
# properties

Table = tuple[tuple[Fraction | int, ...], ...]


@st.composite
def games(draw: st.DrawFn) -> tuple[Table, Table]:
    """Small games, half of them with many ties."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    ties, generic = st.integers(0, 2), st.fractions(-9, 9, max_denominator=6)
    entry: st.SearchStrategy[Fraction | int] = draw(st.sampled_from([ties, generic]))
    matrix = st.tuples(*[st.tuples(*[entry] * columns)] * rows)
    return draw(matrix), draw(matrix)


@settings(max_examples=150, deadline=None)
@given(games())
def test_every_answer_is_an_equilibrium(game: tuple[Table, Table]) -> None:
    check(solve_bimatrix(bimatrix(*game)))


@settings(max_examples=60, deadline=None)
@given(games(), st.randoms(use_true_random=False))
def test_new_names_and_places_for_actions(game: tuple[Table, Table], shuffler: random.Random) -> None:
    A, B = game
    rows, columns = list(range(len(A))), list(range(len(A[0])))
    shuffler.shuffle(rows)
    shuffler.shuffle(columns)
    moved = solve_bimatrix(bimatrix(*([[M[i][j] for j in columns] for i in rows] for M in (A, B))))
    found = solve_bimatrix(bimatrix(A, B))
    expected = [(tuple(x[i] for i in rows), tuple(y[j] for j in columns)) for x, y in found.extreme]
    assert sorted(expected) == list(moved.extreme)
    assert len(found.subsets) == len(moved.subsets)
    assert sorted(map(len, found.components)) == sorted(map(len, moved.components))


@settings(max_examples=60, deadline=None)
@given(games())
def test_the_players_change_places(game: tuple[Table, Table]) -> None:
    A, B = (bimatrix(M).matrices[0] for M in game)
    found = solve_bimatrix(bimatrix(A, B))
    swapped = solve_bimatrix(bimatrix([*zip(*B, strict=True)], [*zip(*A, strict=True)]))
    assert sorted((y, x) for x, y in swapped.extreme) == list(found.extreme)
    assert sorted((ys, xs) for xs, ys in swapped.subsets) == list(found.subsets)
    assert len(found.components) == len(swapped.components)


positive = st.fractions(Fraction(1, 7), 7, max_denominator=7)
constant = st.fractions(-50, 50, max_denominator=7)


@settings(max_examples=60, deadline=None)
@given(games(), positive, constant, st.lists(constant, min_size=4, max_size=4))
def test_units_of_payoff_do_not_matter(
    game: tuple[Table, Table], scale: Fraction, shift: Fraction, by_column: list[Fraction]
) -> None:
    """Nor does what a player cannot change: a constant added to Row's payoffs in one column."""
    A, B = game
    found = solve_bimatrix(bimatrix(A, B))
    other = solve_bimatrix(
        bimatrix(
            [[x + by_column[j] for j, x in enumerate(row)] for row in A],
            [[scale * x + shift for x in row] for row in B],
        )
    )
    assert (found.extreme, found.subsets, found.components) == (other.extreme, other.subsets, other.components)


@settings(max_examples=60, deadline=None)
@given(games(), st.integers(0, 3), positive, st.lists(constant, min_size=4, max_size=4))
def test_a_strictly_dominated_action_is_never_played(
    game: tuple[Table, Table], dominating: int, loss: Fraction, theirs: list[Fraction]
) -> None:
    A, B = game
    worse = [x - loss for x in A[dominating % len(A)]]
    found = solve_bimatrix(bimatrix(A, B))
    other = solve_bimatrix(bimatrix([*A, worse], [*B, theirs[: len(B[0])]]))
    assert [((*x, 0), y) for x, y in found.extreme] == list(other.extreme)
    assert found.components == other.components


# ---------------------------------------------------------------------------------------------------------------------
# lrsnash


def same_as_lrsnash(program: str, folder: Path, A: Numbers, B: Numbers) -> None:
    game = bimatrix(A, B)
    assert list(solve_bimatrix(game).extreme) == lrsnash_extreme(program, folder, *game.matrices)


def test_lrsnash_on_games_of_all_shapes_with_ties(lrsnash: str, tmp_path: Path) -> None:
    draw = random.Random(20010911)
    for _ in range(300):
        rows, columns = draw.randint(2, 4), draw.randint(2, 4)
        A, B = ([[draw.randint(0, 2) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        same_as_lrsnash(lrsnash, tmp_path, A, B)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lrsnash_on_known_games(lrsnash: str, tmp_path: Path, case: Case) -> None:
    game = bimatrix(case.A, case.B)
    same_as_lrsnash(lrsnash, tmp_path, *game.matrices)
