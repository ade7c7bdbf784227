"""Cutoffs at many random points against closed forms and against scans in floats, every region often enough."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from math import sqrt
from typing import Any

import numpy as np
import pytest
from games_of_cutoffs import LEWIS_SCHULTZ, arms_race, several

from deterrence.formula import ARRAY, evaluate, parse
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.solvers import solve

# ------------------------------------------------------------------------------------------ arms races, closed form

ARMS = "(1 - k)*c + k*c**2"


def arms_point(rng: random.Random, edges: float) -> dict[str, F]:
    """Parameters of handbook T7b and around them, corners of the ranges too; a share of them on knife-edges."""
    mu, k = F(rng.randint(1, 60), 100), F(rng.choice([0, 0, 1, 2, 3, 4, 4, 4]), 4)
    d = mu + F(rng.randint(1, 300), 100)
    if rng.random() < edges:
        if rng.random() < 0.6:
            k, d = F(1), mu + 1 / (4 * mu)  # the fold: inside for mu < 1/2, at the end at 1/2, outside above
        else:
            d = F(1)  # the type at the top is indifferent where all build
    return {"mu": mu, "d": max(d, mu + F(1, 100)), "k": k}


def arms_by_hand(point: dict[str, F]) -> tuple[str, list[float]]:
    """The region, and the cutoffs: zeros of mu + ((1 - k) c + k c^2)(d - mu) - c in (0, 1), and 1 where d >= 1."""
    mu, d, k = point["mu"], point["d"], point["k"]
    a, b = k * (d - mu), (1 - k) * (d - mu) - 1
    if a == 0:
        roots = [float(-mu / b)] if b and 0 < -mu / b < 1 else []
    else:
        discriminant = b * b - 4 * a * mu
        if discriminant == 0 and 0 < -b / (2 * a) <= 1:
            return "fold", [float(-b / (2 * a)), 1.0]  # a double root, and the end: d >= 1
        roots = []
        if discriminant > 0:
            roots = [(-float(b) + sign * sqrt(discriminant)) / (2 * float(a)) for sign in (-1, 1)]
        if d == 1:  # one of the roots is 1, exactly
            other = mu / a
            roots = [float(other)] if 0 < other < 1 else []
        roots = [c for c in roots if 0 < c < 1]
    ends = [1.0] if d >= 1 else []
    return f"{len(roots)} inside, {'all build' if ends else 'not all'}{' just' if d == 1 else ''}", roots + ends


def check_arms(draws: int, seed: int, edges: float = 0.1) -> Counter[str]:
    rng, seen = random.Random(seed), Counter[str]()
    for _ in range(draws):
        point = arms_point(rng, edges)
        region, expected = arms_by_hand(point)
        answer = solve(arms_race(ARMS, point))
        assert answer.certificate.holds
        seen[region] += 1
        if region == "fold":
            double = expected.pop(0)
            assert len(answer.undecided) == 1, (point, answer.status)
            low, high = answer.undecided[0].box[0]
            assert float(low) - 1e-9 <= double <= float(high) + 1e-9
            assert high - low < F(1, 1000)
        else:
            assert answer.complete, (point, answer.status)
        assert len(answer) == len(expected), point
        for found, c in zip(answer.points, expected, strict=True):
            assert abs(float(found.box[0][0]) - c) < 1e-9
            assert found.crossing == "proved"
    return seen


def test_the_arms_race_at_random_points() -> None:
    assert sum(check_arms(60, 3).values()) == 60


@pytest.mark.parametrize(("draws", "least"), [(30, 5), pytest.param(140, 50, marks=pytest.mark.nightly)])
def test_the_arms_race_on_its_knife_edges(draws: int, least: int) -> None:
    seen = check_arms(draws, 4, edges=1.0)
    just = sum(count for region, count in seen.items() if region.endswith("just"))
    assert min(seen["fold"], just) >= least


@pytest.mark.nightly
def test_the_arms_race_at_a_thousand_random_points_and_in_every_region() -> None:
    seen = check_arms(2000, 5)
    regions = {"0 inside, all build", "1 inside, not all", "2 inside, all build", "fold", "1 inside, all build just"}
    assert all(seen[region] >= 50 for region in regions), seen


# ------------------------------------------------------------------------------------------ crises, scanned in floats

GAIN = "1 - pR - Phi((C_B - pF*W_B - (1 - pF)*V_B)/pF)"
PARTS = {name: parse(text, analytic=True) for name, text in [*LEWIS_SCHULTZ.items(), ("gain", GAIN)]}
GRID = np.concatenate([np.geomspace(1e-4, 0.02, 400), np.linspace(0.02, 1, 8001)[1:]])


def crisis_point(rng: random.Random) -> dict[str, F]:
    """Half of them beside the parameters at which there are three equilibria."""
    if rng.random() < 0.5:
        return {"S_A": F(0), "C_B": F(0), "V_A": F(1), "V_B": F(1), "W_A": F(-19, 10), "a": F(-12, 10),
                "W_B": F(rng.randint(-2950, -2740), 1000)}  # fmt: skip
    return {"S_A": F(rng.randint(-5, 5), 10), "C_B": F(rng.randint(-5, 5), 10), "V_A": F(rng.randint(6, 15), 10),
            "V_B": F(rng.randint(6, 15), 10), "W_A": F(rng.randint(-25, 0), 10), "a": F(rng.randint(-20, -3), 10),
            "W_B": F(rng.randint(-35, 0), 10)}  # fmt: skip


def scanned(point: dict[str, F]) -> tuple[np.ndarray[Any, Any], bool]:
    """Where the gain changes its sign on a grid of floats, and whether it stays clear of 0 elsewhere."""
    values: dict[str, Any] = {name: float(x) for name, x in point.items()} | {"pR": GRID}
    for name, formula in PARTS.items():
        values[name] = evaluate(formula, values, ARRAY)
    gain = values["gain"]
    gain[-1] = min(gain[-1], -1e-300)  # -Phi of something: below 0, and in floats often 0
    turns = np.flatnonzero(np.sign(gain[:-1]) * np.sign(gain[1:]) < 0)
    slope = np.sign(np.diff(gain))
    turning = np.flatnonzero(slope[:-1] * slope[1:] < 0) + 1
    clear = bool(np.isfinite(gain).all() and (turning.size == 0 or np.abs(gain[turning]).min() > 1e-5))
    return GRID[turns], clear


def check_crises(draws: int, seed: int) -> Counter[int]:
    rng, seen = random.Random(seed), Counter[int]()
    while sum(seen.values()) < draws:
        point = crisis_point(rng)
        left, clear = scanned(point)
        game = CutoffGame((Cutoff("pR", 0, 1, GAIN, open_low=True),), point, LEWIS_SCHULTZ)  # type: ignore[arg-type]
        answer = solve(game)
        assert answer.certificate.holds
        if not clear:  # the scan is not sure of their number, but where the gain changes its sign there is one
            boxes = [one.box[0] for one in (*answer.points, *answer.undecided)]
            assert all(any(low <= x + 3e-4 and x - 1e-9 <= high for low, high in boxes) for x in left), point
            continue
        assert answer.complete, (point, answer.status)
        found = [float(one.box[0][0]) for one in answer.points if one.box[0][0] > F(1, 10**4)]
        assert len(found) == len(left), (point, found, left)
        for x, start in zip(found, left, strict=True):
            assert start - 1e-9 <= x <= start + 3e-4, (point, found, left)
        seen[len(found)] += 1
    return seen


def test_crises_at_random_points() -> None:
    assert sum(check_crises(4, 1).values()) == 4


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20))
def test_crises_at_a_thousand_random_points_with_one_and_three_equilibria(seed: int) -> None:
    seen = check_crises(50, seed)
    assert seen[1] >= 3
    assert seen[3] >= 3


# ------------------------------------------------------------------------------------------ two and three cutoffs


def logistic(own: str, others: str, fear: F, base: F) -> str:
    """Types uniform on [0, 1] build below a cutoff; the chance that others do enters through a logistic."""
    return f"1/(1 + exp(-({fear})*(({others}) - ({base})))) - type"


@pytest.mark.parametrize("seed", range(6))
def test_two_cutoffs_against_the_composed_reply(seed: int) -> None:
    rng = random.Random(seed)
    fears, bases = ([F(rng.randint(10, 90), 10) for _ in range(2)], [F(rng.randint(20, 80), 100) for _ in range(2)])
    game = several({"x": logistic("x", "y", fears[0], bases[0]), "y": logistic("y", "x", fears[1], bases[1])})
    answer = solve(game)

    def reply(which: int, other: Any) -> Any:
        return 1 / (1 + np.exp(-float(fears[which]) * (other - float(bases[which]))))

    grid = np.linspace(0, 1, 200_001)
    gap = reply(0, reply(1, grid)) - grid
    turns = np.flatnonzero(np.sign(gap[:-1]) * np.sign(gap[1:]) < 0)
    assert answer.complete
    assert len(answer) == len(turns)
    for found, at in zip(answer.points, grid[turns], strict=True):
        assert abs(float(found.box[0][0]) - at) < 1e-5
        assert found.crossing == "proved"


def test_three_cutoffs_that_reinforce_one_another() -> None:
    others = {"x": "y + z", "y": "x + z", "z": "x + y"}
    answer = solve(several({name: logistic(name, f"({two})/2", F(8), F(1, 2)) for name, two in others.items()}))
    assert answer.complete
    middle = [point for point in answer.points if all(low <= F(1, 2) <= high for low, high in point.box)]
    assert len(middle) == 1
    near = F(1, 10**9)
    assert sum(all(abs(point.box[0][0] - low) < near for low, _ in point.box) for point in answer.points) == 3
