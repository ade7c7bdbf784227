"""Proper equilibria: textbook games, the definition for a small e, matrix games, invariances, and what is proved."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proper_oracle import dresher, is_e_proper, near_e_proper

from deterrence.errors import GameError
from deterrence.games.strategic import bimatrix
from deterrence.solvers import mistakes as room
from deterrence.solvers.bimatrix import BimatrixEquilibria, NashSubset, Strategy, solve_bimatrix
from deterrence.solvers.polytopes import hull_holds
from deterrence.solvers.proper import ProperEquilibria
from deterrence.trembling import ProperCell, certify_proper, e_proper

Numbers = Sequence[Sequence[int | Fraction]]
SMALL = Fraction(1, 10**9)
NEAR = Fraction(1, 1000)


def mixed(text: str) -> Strategy:
    return tuple(map(Fraction, text.split()))


def middle(strategies: Sequence[Strategy]) -> Strategy:
    return tuple(sum(column, Fraction()) / len(strategies) for column in zip(*strategies, strict=True))


def lies(found: ProperEquilibria, x: Strategy, y: Strategy) -> bool:
    return any(hull_holds(rows, x) and hull_holds(columns, y) for rows, columns in found.pieces)


def lies_in_a_cell(found: ProperEquilibria, x: Strategy, y: Strategy) -> bool:
    return any(hull_holds(c.row.strategies, x) and hull_holds(c.column.strategies, y) for c in found.cells)


def check(found: BimatrixEquilibria) -> ProperEquilibria:
    """What every answer owes, whatever the game."""
    proper = found.proper_equilibria
    assert proper.complete
    assert proper.exact
    assert proper.pieces  # Myerson 1978: there is one
    assert proper.certificate.holds
    assert list(proper.pieces) == sorted(set(proper.pieces))
    for cell in proper.cells:
        ones = [Fraction(1)] * len(cell.row.strategies), [Fraction(1)] * len(cell.column.strategies)
        x, y = e_proper(cell, Fraction(1, 10**8), *ones)
        assert is_e_proper(found.game, x, y, Fraction(1, 10**4))
        for limit, near in ((middle(cell.row.strategies), x), (middle(cell.column.strategies), y)):
            assert max(abs(a - b) for a, b in zip(limit, near, strict=True)) < Fraction(1, 10**6)
        for x, y in product(cell.row.strategies, cell.column.strategies):
            assert lies(proper, x, y)
    for rows, columns in proper.pieces:
        for x, y in [*product(rows, columns), (middle(rows), middle(columns))]:
            assert lies_in_a_cell(proper, x, y)
    # by subset: each in a perfect face, and nothing is lost
    assert found.proper is not None
    for faces, parts in zip(found.perfect, found.proper, strict=True):
        for part in parts:
            assert any(
                all(hull_holds(hull, p) for hull, side in zip(face, part, strict=True) for p in side) for face in faces
            )
    parts = {part for parts in found.proper for part in parts}
    assert {NashSubset(*piece) for piece in proper.pieces} <= parts
    return proper


# ---------------------------------------------------------------------------------------------------------------------
# games with known answers


def test_perfect_and_not_proper() -> None:
    """Myerson (1978), figure 2: a third action, dominated, makes (2, 2) perfect; it stays improper."""
    A = [[1, 0, -9], [0, 0, -7], [-9, -7, -7]]
    found = solve_bimatrix(bimatrix(A, A))
    corners = [(subset.rows[0].index(1), subset.columns[0].index(1)) for subset in found.subsets]
    assert corners == [(2, 2), (1, 1), (0, 0)]
    assert list(map(len, found.perfect)) == [0, 1, 1]
    assert found.proper == ((), (), (found.subsets[2],))
    check(found)


def test_matching_pennies_with_a_third_action() -> None:
    """Column grabs the penny without guessing. Row's proper strategy keeps her in the dark, though it costs nothing."""
    found = solve_bimatrix(bimatrix([[-1, 0, -1], [0, -1, -1]], [[1, 0, 1], [0, 1, 1]]))
    assert found.perfect == ((found.subsets[0],),)
    assert found.proper == ((((mixed("1/2 1/2"),), (mixed("0 0 1"),)),),)
    check(found)


def test_a_mixture_as_one_more_action_changes_what_is_proper() -> None:
    """An outside option, and a game after it (Kohlberg and Mertens 1986): to err towards the better action of that
    game is the smaller mistake once a mixture of it with staying out is an action of its own.
    """
    payoffs = [[Fraction(2)] * 2, [Fraction(3), Fraction(0)], [Fraction(0), Fraction(1)]]
    mixture = [(3 * out + up) / 4 for out, up in zip(payoffs[0], payoffs[1], strict=True)]
    small, large = (solve_bimatrix(bimatrix(M, M)) for M in (payoffs, [*payoffs, mixture]))
    right = mixed("0 1")
    assert lies(check(small), mixed("1 0 0"), right)
    assert lies(check(small), mixed("0 1 0"), mixed("1 0"))
    assert (mixed("1 0 0 0"), right) in large.extreme
    assert not lies(check(large), mixed("1 0 0 0"), right)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_where_nothing_is_at_stake_all_is_proper(size: int) -> None:
    found = solve_bimatrix(bimatrix([[0] * size] * size))
    assert found.proper == ((found.subsets[0],),)
    check(found)


def test_a_strict_equilibrium_is_proper() -> None:
    identity = [[int(i == j) for j in range(4)] for i in range(4)]
    found = solve_bimatrix(bimatrix(identity, identity))
    assert found.proper == tuple((subset,) for subset in found.subsets)  # regular ones are proper (van Damme 1991)
    check(found)


# ---------------------------------------------------------------------------------------------------------------------
# other algorithms


def games(seed: int, count: int, largest: int, most: int) -> list[tuple[list[list[int]], list[list[int]]]]:
    draw = random.Random(seed)
    result = []
    for _ in range(count):
        rows, columns = draw.randint(2, largest), draw.randint(2, largest)
        A, B = ([[draw.randint(0, most) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        result.append((A, B))
    return result


@pytest.mark.parametrize("game", [*games(1, 12, 3, 1), *games(2, 12, 3, 2)], ids=str)
def test_against_the_definition(game: tuple[Numbers, Numbers]) -> None:
    found = solve_bimatrix(bimatrix(*game))
    proper = check(found)
    points = set(found.extreme)
    for rows, columns in (*found.subsets, *proper.pieces):
        points.add((middle(rows), middle(columns)))
        points.add((rows[0], columns[-1]))
    for x, y in sorted(points):
        assert near_e_proper(found.game, x, y, SMALL, NEAR) == lies(proper, x, y)


@pytest.mark.nightly
@pytest.mark.parametrize("game", [*games(11, 150, 3, 1), *games(12, 150, 3, 2), *games(13, 40, 4, 1)], ids=str)
def test_against_the_definition_at_length(game: tuple[Numbers, Numbers]) -> None:
    test_against_the_definition(game)


def test_two_by_two_games() -> None:
    """With two actions each, what is perfect is proper (van Damme 1991)."""
    draw = random.Random(4)
    for _ in range(60):
        A, B = ([[draw.randint(0, 2) for _ in range(2)] for _ in range(2)] for _ in "AB")
        found = solve_bimatrix(bimatrix(A, B))
        assert found.proper == found.perfect


@pytest.mark.parametrize("game", [*games(5, 20, 4, 1), *games(6, 10, 4, 2)], ids=str)
def test_matrix_games(game: tuple[Numbers, Numbers]) -> None:
    found = solve_bimatrix(bimatrix(game[0]))
    A, B = found.game.matrices
    rows, columns = dresher(A), dresher(tuple(zip(*B, strict=True)))
    proper = check(found)
    for xs, ys in proper.pieces:
        assert all(hull_holds(rows, x) for x in xs)
        assert all(hull_holds(columns, y) for y in ys)
    for x, y in [*product(rows, columns), (middle(rows), middle(columns))]:
        assert lies(proper, x, y)


# ---------------------------------------------------------------------------------------------------------------------
# invariances

Table = tuple[tuple[Fraction | int, ...], ...]


@st.composite
def small_games(draw: st.DrawFn) -> tuple[Table, Table]:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    matrix = st.tuples(*[st.tuples(*[st.integers(0, 2)] * columns)] * rows)
    return draw(matrix), draw(matrix)


def pieces(A: Numbers, B: Numbers) -> set[tuple[frozenset[Strategy], frozenset[Strategy]]]:
    found = solve_bimatrix(bimatrix(A, B)).proper_equilibria
    return {(frozenset(rows), frozenset(columns)) for rows, columns in found.pieces}


@settings(max_examples=40, deadline=None)
@given(small_games(), st.randoms(use_true_random=False))
def test_new_names_places_and_units(game: tuple[Table, Table], shuffler: random.Random) -> None:
    A, B = game
    rows, columns = list(range(len(A))), list(range(len(A[0])))
    shuffler.shuffle(rows)
    shuffler.shuffle(columns)
    scale, by_row = Fraction(shuffler.randint(1, 9), 7), [Fraction(shuffler.randint(-9, 9), 5) for _ in rows]
    moved = pieces(
        [[A[i][j] * scale for j in columns] for i in rows], [[B[i][j] + by_row[i] for j in columns] for i in rows]
    )
    assert moved == {
        (frozenset(tuple(x[i] for i in rows) for x in xs), frozenset(tuple(y[j] for j in columns) for y in ys))
        for xs, ys in pieces(A, B)
    }


@settings(max_examples=30, deadline=None)
@given(small_games())
def test_the_players_change_places(game: tuple[Table, Table]) -> None:
    A, B = game
    swapped = pieces([*zip(*B, strict=True)], [*zip(*A, strict=True)])
    assert {(xs, ys) for ys, xs in swapped} == pieces(A, B)


# ---------------------------------------------------------------------------------------------------------------------
# what is proved, and what is not known

TWISTED = bimatrix([[-1, 0, -1], [0, -1, -1]], [[1, 0, 1], [0, 1, 1]])


def test_a_wrong_proof_is_seen() -> None:
    (cell,) = solve_bimatrix(TWISTED).proper_equilibria.cells
    assert certify_proper(TWISTED, cell).holds

    def with_row(**changes: object) -> ProperCell:
        return replace(cell, row=replace(cell.row, **changes))

    one_sided = certify_proper(TWISTED, with_row(strategies=(mixed("1 0"), mixed("0 1"))))
    assert one_sided.largest_gain > 0  # against (1, 0) the columns are in another order
    assert certify_proper(TWISTED, with_row(strategies=(mixed("1/2 1/3"),))).largest_residual > 0
    assert certify_proper(TWISTED, with_row(order=((0,), (1,)), mistakes=(mixed("1/2 1/2"),))).largest_residual == 1
    reversed_columns = replace(cell.column, order=cell.column.order[::-1])
    assert not certify_proper(TWISTED, replace(cell, column=reversed_columns)).holds
    with pytest.raises(GameError, match=r"each of the 2 actions once; this is \(\(0,\),\)"):
        certify_proper(TWISTED, with_row(order=((0,),)))
    with pytest.raises(GameError, match="one mistake for each class"):
        certify_proper(TWISTED, with_row(mistakes=(mixed("1/2 1/2"),)))
    with pytest.raises(GameError, match="one probability for each action"):
        certify_proper(TWISTED, with_row(strategies=(mixed("1"),)))


def test_larger_games() -> None:
    draw = random.Random(8)
    A, B = ([[draw.randint(-50, 50) for _ in range(6)] for _ in range(6)] for _ in "AB")
    found = solve_bimatrix(bimatrix(A, B))
    assert found.proper == tuple((subset,) for subset in found.subsets)  # regular, so all proper (van Damme 1991)
    check(found)


def test_what_is_not_known_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = solve_bimatrix(bimatrix([[0] * 20] * 20))
    assert nothing.proper is None
    unknown = nothing.proper_equilibria
    assert not unknown.complete
    assert unknown.pieces == unknown.cells == ()
    assert "unknown: one player plays more than 300 sets of actions in equilibrium: drop" in unknown.status
    assert unknown.certificate.deviations == "nothing is claimed"
    monkeypatch.setattr(room, "MOST_WORK", 100)
    assert solve_bimatrix(bimatrix([[0] * 3] * 3)).proper_equilibria.complete  # up to 4 x 4 nothing is given up
    assert "more than 100 extreme rays" in solve_bimatrix(bimatrix([[0] * 5] * 5)).proper_equilibria.status
