"""Strict last moves that are folded in still tell their observers something: beliefs after them follow Bayes' rule."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

import deterrence as dt
from deterrence.games.extensive import ExtensiveGame, Move

ENDS = [("hold",), ("go", "yield"), ("go", "fight", "stop"), ("go", "fight", "press", "end"),
        ("go", "fight", "press", "on")]  # fmt: skip


def game(payoffs: dict[tuple[str, ...], dict[tuple[str, str], tuple[F, F]]]) -> ExtensiveGame:
    """The sender moves again after a fight, and the receiver after that."""
    moves = {
        (): Move("Sender", ("hold", "go")),
        ("go",): Move("Receiver", ("yield", "fight")),
        ("go", "fight"): Move("Sender", ("stop", "press")),
        ("go", "fight", "press"): Move("Receiver", ("end", "on")),
    }
    return ExtensiveGame(
        ("Sender", "Receiver"), (("hard", "soft"), ("",)), ((F(1, 3), F(2, 3)), (F(1),)), moves, payoffs
    )


def test_a_folded_move_reveals_the_type_that_makes_it() -> None:
    """Only the hard type presses: whoever sees it pressed believes in no other."""
    numbers = {
        ("hold",): ((0, 0), (0, 0)),
        ("go", "yield"): ((2, -1), (2, -1)),
        ("go", "fight", "stop"): ((-1, 1), (1, 1)),
        ("go", "fight", "press", "end"): ((3, -1), (-3, -1)),
        ("go", "fight", "press", "on"): ((1, -2), (-4, -2)),
    }
    found = dt.solve(
        game({end: {("hard", ""): tuple(map(F, a)), ("soft", ""): tuple(map(F, b))} for end, (a, b) in numbers.items()})
    )
    last = dt.InformationSet("Receiver", "", "go fight press")
    node = ("go", "fight", "press"), ("hard", "")
    assert found.method.startswith("faces")  # the signaling solver
    assert {assessment.beliefs[last][node] for cell in found.cells for assessment in cell.assessments} == {F(1)}


@pytest.mark.parametrize("seed", range(3))
def test_folded_games_are_perfect_bayesian_with_every_posterior(seed: int) -> None:
    """Each solve proves itself; generic games in which the later moves are strict for every type."""
    rng = random.Random(seed)
    solved = 0
    while solved < 5:
        played = game(
            {e: {(t, ""): (F(rng.randint(-9, 9)), F(rng.randint(-9, 9))) for t in ("hard", "soft")} for e in ENDS}
        )
        found = dt.solve(played, "perfect-bayesian")
        assert found.complete
        assert found.certificate.holds
        solved += found.method.startswith("faces")
