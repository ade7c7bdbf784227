"""One equilibrium by Lemke and Howson's path: always one of all, from every label, at every degeneracy."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from nashpy_games import GAMES

import deterrence as dt
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame, bimatrix
from deterrence.solvers import lemke_howson as room
from deterrence.solvers.bimatrix import solve_bimatrix
from deterrence.solvers.lemke_howson import lemke_howson


@pytest.mark.parametrize("most", [0, 1, 2, 50])
def test_every_label_leads_to_an_equilibrium(most: int) -> None:
    draw = random.Random(1964 + most)
    for _ in range(40):
        rows, columns = draw.randint(1, 4), draw.randint(1, 4)
        A, B = ([[draw.randint(-most, most) for _ in range(columns)] for _ in range(rows)] for _ in "AB")
        game = bimatrix(A, B)
        everything = solve_bimatrix(game)
        known = dict(zip(everything.extreme, everything.payoffs, strict=True))
        for label in (None, *range(rows + columns)):
            found = lemke_howson(game, label)
            assert known[found.profile] == found.payoffs
            assert found.certificate.holds
            assert found.exact
            assert not found.complete


@pytest.mark.parametrize("number", sorted(GAMES))
def test_games_of_nashpy_bug_reports(number: int) -> None:
    game = bimatrix(*GAMES[number])
    everything = solve_bimatrix(game).extreme
    for label in range(sum(game.shape)):
        assert lemke_howson(game, label).profile in everything


def test_labels_reach_different_equilibria() -> None:
    game = bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert {lemke_howson(game, label).profile for label in range(4)} == {((1, 0), (1, 0)), ((0, 1), (0, 1))}


def test_a_path_that_ties_would_send_in_circles() -> None:
    """nashpy issue 35: float pivoting gave strategies of the wrong length here."""
    A = [[-1, -1, -1], [0, 0, 0], [-1, -1, -10000]]
    for label in range(6):
        x, _ = lemke_howson(bimatrix(A, A), label).profile
        assert x == (0, 1, 0)


@pytest.mark.parametrize("most", [1, 60])
def test_a_hundred_strategies(most: int) -> None:
    draw = random.Random(100)
    A, B = ([[Fraction(draw.randint(-most, most), 7) for _ in range(100)] for _ in range(90)] for _ in "AB")
    found = dt.lemke_howson(bimatrix(A, B))
    assert found.certificate.holds
    assert found.pivots >= 2


def test_where_floats_find_nothing_the_exact_path_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(101)
    A, B = ([[draw.randint(0, 9) for _ in range(21)] for _ in range(21)] for _ in "AB")
    game = bimatrix(A, B)
    guided = lemke_howson(game)
    monkeypatch.setattr(room, "_walk", lambda A, B, label, budget: None)
    plain = lemke_howson(game)
    assert plain == lemke_howson(game, 0)
    assert guided.certificate.holds
    assert plain.certificate.holds
    # a basis that floats got wrong is not believed
    monkeypatch.setattr(room, "_walk", lambda A, B, label, budget: (([21, *range(1, 21)], [*range(21)]), 1))
    assert lemke_howson(game) == plain


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    game = bimatrix([[1, -1], [-1, 1]])
    for label in (-1, 4, True, "0"):
        with pytest.raises(SolverError, match="is no action: Row's are 0 to 1, Column's 2 to 3"):
            lemke_howson(game, label)  # type: ignore[arg-type]
    with pytest.raises(SolverError, match="two players"):
        lemke_howson(StrategicGame(("P", "Q", "R"), (("a",),) * 3, ((1,),) * 3))
    monkeypatch.setattr(room, "MOST_PIVOTS", 1)
    with pytest.raises(SolverError, match="no equilibrium after 1 pivots; drop another label than 0"):
        lemke_howson(game, 0)
