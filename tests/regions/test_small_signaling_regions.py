"""Regions of small signaling games: beer and quiche in closed form, and random games against the exact solver."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction as F
from random import Random

import pytest
from regions_agreement import check_point, on_a_boundary
from signaling_models import beer_and_quiche, random_model, with_letters

from deterrence import load
from deterrence.errors import SolverError
from deterrence.model import Model
from deterrence.regions import Regions, regions
from deterrence.regions.signaling_parts import Parts


def points(found: Regions, rng: Random, count: int) -> Iterator[dict[str, F]]:
    """Random points and, from each, a point on a boundary and one on two."""
    made = 0
    while made < count:
        point = {name: F(rng.randint(-36, 36), 12) for name in found.domain.ring.names}
        parts = [F(rng.randint(1, 9)) for name in point if name.startswith("p")] + [F(rng.randint(1, 9))]
        point |= {f"p{k}": part / sum(parts) for k, part in enumerate(parts[:-1])}
        if not found.domain.contains(point):
            continue
        made += 1
        for _ in range(3):
            yield point
            moved = on_a_boundary(found, point, rng)
            if moved is None:
                break
            point = moved


def test_beer_and_quiche() -> None:
    """The weak are t0 with prior p0 and like quiche, s0. A duel with whom is told from nothing but breakfast."""
    answer = regions(beer_and_quiche())
    assert answer.complete
    rng = Random(1)
    seen = {"pooling": 0, "mixing": 0}
    for _ in range(200):
        p, gain, loss = F(rng.randint(1, 19), 20), F(rng.randint(1, 8), 4), F(rng.randint(1, 8), 4)
        bonus = F(rng.randint(1, 5), 4)
        duel = bonus + F(rng.randint(1, 5), 4)
        at = {"p0": p, "gain": gain, "loss": loss, "bonus": bonus, "duel": duel}
        if p * gain == (1 - p) * loss:
            continue
        found = {shape.name: piece for shape, piece in answer.at(at)}
        kept = {name for name, piece in found.items() if piece.survives["intuitive"]}
        first = {name.split(";")[0] for name in found}
        if p * gain < (1 - p) * loss:  # few weak: nobody is challenged at the common breakfast
            seen["pooling"] += 1
            assert first == {"s0, s0", "s1, s1"}
            assert {name.split(";")[0] for name in kept} == {"s1, s1"}
        else:
            seen["mixing"] += 1
            assert first == {"s0 | s1, s1"}
            [piece] = [piece for name, piece in found.items() if name.startswith("s0 | s1, s1")]
            beer = (1 - p) * loss / (p * gain)
            assert piece.strategies["Sender t0: s1"].at(at) == (beer, beer)
            fight = 1 - bonus / duel
            assert piece.strategies["Receiver at s1: r1"].at(at) == (fight, fight)
            assert piece.beliefs["Receiver at s1: Sender t0"].at(at) == (loss / (gain + loss),) * 2
    assert min(seen.values()) >= 50


@pytest.mark.parametrize(
    ("types", "signals", "seed", "count"),
    [
        (2, 2, 1, 12),
        pytest.param(2, 2, 2, 200, marks=pytest.mark.nightly),
        pytest.param(2, 2, 3, 200, marks=pytest.mark.nightly),
        pytest.param(2, 2, 4, 200, marks=pytest.mark.nightly),
    ],
)
def test_random_games_are_what_the_solver_lists(types: int, signals: int, seed: int, count: int) -> None:
    rng = Random(seed)
    answer = regions(random_model(rng, types, signals, 2))
    assert answer.complete
    assert len({shape.name for shape, _ in answer.pieces()}) > 5
    for k, (_, piece) in enumerate(answer.pieces()):
        assert piece.witness is None or piece.holds(piece.witness)
        if piece.witness is not None and k % 8 == 0:
            check_point(answer, piece.witness)
    for point in points(answer, rng, count):
        check_point(answer, point)


@pytest.mark.parametrize(
    ("types", "signals", "count"),
    [
        pytest.param(3, 2, 8),
        pytest.param(2, 3, 8, marks=pytest.mark.nightly),
    ],
)
def test_three_types_and_three_signals(types: int, signals: int, count: int) -> None:
    answer = regions(beer_and_quiche(types, signals))
    assert answer.complete
    for point in points(answer, Random(types), count):
        check_point(answer, point)


@pytest.mark.parametrize(
    ("count", "seed"),
    [pytest.param(3, 0), pytest.param(6, 5, marks=pytest.mark.nightly), pytest.param(6, 4, marks=pytest.mark.nightly)],
)
def test_payoffs_that_are_names_of_their_own(count: int, seed: int) -> None:
    answer = regions(with_letters(Random(seed), 2, 2, 2, count))
    assert answer.complete
    assert all(piece.certain for _, piece in answer.pieces())
    for point in points(answer, Random(seed), 12):
        check_point(answer, point)


def test_what_asks_too_much_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Parts.__module__], "MOST_QUESTIONS", 200)
    with pytest.raises(SolverError, match=r"more than 200 questions about signs.*let fewer names vary"):
        regions(with_letters(Random(1), 2, 2, 2, 16))


def test_rudimentary_deterrence_is_what_the_solver_lists() -> None:
    answer = regions(load("rudimentary-deterrence"))
    assert answer.complete
    assert set(answer.names) == {"Sure Resistance", "Deterred", "Attacked"}
    rng = Random(4)
    for _, piece in answer.pieces():
        assert piece.witness is not None
        point: dict[str, F] | None = dict(piece.witness)
        while point is not None:
            check_point(answer, point)
            point = on_a_boundary(answer, point, rng) if rng.random() < 0.6 else None


def test_a_tied_last_move_is_left_out_and_said() -> None:
    """Without its assumptions the Soft challenger may press, back down, or do either: then no move is folded."""
    content = dict(load("unilateral-deterrence").content)
    model = Model(**{**content, "assume": {}, "claims": []})
    fixed = {"c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5"}
    answer = regions(model, over=["c_DD_soft", "p_C"], at={**fixed, "d_DC": "-1/2", "d_DD_soft": "-3/2"})
    assert not answer.complete
    assert "Not worked out where c_DD_soft + 1 == 0" in answer.status
    assert "Challenger still moves at 'initiate deny'" in answer.status
    assert not answer.at({"c_DD_soft": F(-1), "p_C": F(1, 3)})
    for soft in (F(-2), F(-9, 10), F(-1, 4), F(2)):
        for p_c in (F(1, 5), F(1, 2), F(4, 5)):
            check_point(answer, {"c_DD_soft": soft, "p_C": p_c})
