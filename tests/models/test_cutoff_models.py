"""Models of continuous types against closed forms typed here: cutoffs and measures, exactly, corners included.

The closed forms are the handbook's (T4b, T6, T12, T13, T14, T15). The general solver meets them at some random points
here, and at 1,000 for each model in the nightly suite; `tests/models/test_cutoff_play.py` asks the payoffs themselves.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction as F

import pytest

import deterrence as dt
from deterrence.ranges import Range
from deterrence.reading import read

Point = dict[str, F]
Expected = Mapping[str, F]
Oracle = Callable[[Mapping[str, F]], tuple[str, Expected]]
Draw = Callable[[random.Random], Point]


def at(rng: random.Random, low: float, high: float, steps: int = 24) -> F:
    """A number of a coarse grid, so that corners and ties are met."""
    return F(str(low)) + (F(str(high)) - F(str(low))) * F(rng.randrange(steps + 1), steps)


# -- signals (T4b) -----------------------------------------------------------------------------------------------------


def signal(rng: random.Random) -> Point:
    return {
        "p": at(rng, 0.1, 0.9), "fight_cost": at(rng, 0.05, 1.25), "war_cost": at(rng, 0.05, 1.25),
        "v_max": rng.choice([F(1), F(3, 2)]), "u_max": rng.choice([F(1), F(3, 2)]),
    }  # fmt: skip


def q_F(x: Mapping[str, F]) -> F:
    return max(F(0), 1 - x["war_cost"] / ((1 - x["p"]) * x["u_max"]))


def welfare(x: Mapping[str, F], cutoff: F, challenged: F, signalled: F, silent: F) -> F:
    """E[U_D]: types below the cutoff concede, and are challenged with probability 1 - silent; those above fight."""
    p, c, top = x["p"], x["fight_cost"], x["v_max"]
    below = silent * cutoff**2 / 2
    slope = (1 - challenged) + challenged * p
    above = slope * (top**2 - cutoff**2) / 2 - (challenged * c + signalled) * (top - cutoff)
    return (below + above) / top


def tying(x: Mapping[str, F]) -> tuple[str, Expected]:
    q, p, c, top = q_F(x), x["p"], x["fight_cost"], x["v_max"]
    inner = q * c / ((1 - q) + q * p)
    v = min(inner, top)
    expected = {"v_T": v, "m_T": c - p * v, "P(war)": q * (1 - v / top), "P(challenge | signal)": q}
    expected |= {
        "P(challenge)": v / top + (1 - v / top) * q,
        "defender's expected utility": welfare(x, v, q, F(0), F(0)),
    }
    return "nobody signals" if v == top else "sure deterrence" if q == 0 else "inside", expected


def sinking(x: Mapping[str, F]) -> tuple[str, Expected]:
    q, p, c, top = q_F(x), x["p"], x["fight_cost"], x["v_max"]
    v = min(c / p, top)
    m = (1 - q) * v
    expected = {"v_S": v, "m_S": m, "P(war)": q * (1 - v / top), "P(challenge | signal)": q}
    expected |= {"P(challenge)": v / top + (1 - v / top) * q, "defender's expected utility": welfare(x, v, q, m, F(0))}
    return "nobody signals" if v == top else "sure deterrence" if q == 0 else "inside", expected


def silent(x: Mapping[str, F]) -> tuple[str, Expected]:
    p, c, top = x["p"], x["fight_cost"], x["v_max"]
    v = min(c / p, top)
    fights = 1 - v / top
    u = min(fights * x["war_cost"] / (1 - fights * p), x["u_max"])
    challenged = 1 - u / x["u_max"]
    expected = {"v_N": v, "u_N": u, "P(challenge)": challenged, "P(war)": challenged * fights}
    expected["defender's expected utility"] = welfare(x, v, challenged, F(0), 1 - challenged)
    return "nobody fights" if v == top else "nobody challenges" if challenged == 0 else "inside", expected


# -- strategic risk (T6) -----------------------------------------------------------------------------------------------


def risk(rng: random.Random) -> Point:
    war = at(rng, -3, -0.25)
    struck = war - at(rng, 0.125, 3)
    strike = at(rng, 0, 5)
    sigma = at(rng, 0.01, 1)
    cutoff = strike + war - struck - sigma / 3
    near = cutoff + sigma * at(rng, -2, 2)
    return {"F": strike, "war": war, "S": struck, "sigma": sigma, "peace_value": min(max(near, F(0)), F(10))}


def global_game(x: Mapping[str, F]) -> tuple[str, Expected]:
    cutoff = x["F"] + x["war"] - x["S"] - x["sigma"] / 3
    strikes = min(F(1), max(F(0), (cutoff - x["peace_value"] + x["sigma"]) / (2 * x["sigma"])))
    words = {0: "peace", 1: "war"}
    return words.get(int(strikes) if strikes in (0, 1) else -1, "both"), {
        "x_star": cutoff, "P(strike)": strikes, "P(peace)": (1 - strikes) ** 2,
    }  # fmt: skip


# -- salami tactics (T12) ----------------------------------------------------------------------------------------------


def slices(rng: random.Random) -> Point:
    tau = at(rng, 0.1, 0.9, 16)
    widest = min(tau, 1 - tau)
    names = {"threshold": tau, "sigma": widest * F(rng.randrange(9), 8), "response": at(rng, 0.1, 1.5)}
    return {**names, "greed": rng.choice([F(1), F(2)]), "slice_harm": at(rng, 0, 2, 8), "war_harm": at(rng, 0, 4, 8)}


def salami(x: Mapping[str, F]) -> tuple[str, Expected]:
    tau, sigma, top = x["threshold"], x["sigma"], x["greed"]

    def at_width(width: F) -> tuple[F, F, F]:
        b = min(x["response"] / (1 - tau + width), top)
        war = 1 - b / top
        return b, war, x["slice_harm"] * (tau - width) * (1 - war) + x["war_harm"] * war

    b, war, loss = at_width(sigma)
    inner = x["response"] / (1 - tau + sigma)
    word = "edge" if inner == top else "nobody" if inner > top else "inside"
    expected = {"b_star": b, "P(war)": war, "slice": tau - sigma, "expected loss": loss}
    return word, {**expected, "loss from vagueness": loss - at_width(F(0))[2]}


# -- forward deployment (T13) ------------------------------------------------------------------------------------------


def deployed(rng: random.Random) -> Point:
    cost = at(rng, 0.05, 1)
    tie = rng.choice([F(0), cost, at(rng, 0, 1.25)])
    return {"p_n": at(rng, 0.1, 0.9), "tie": tie, "fight_cost": cost, "war_cost": at(rng, 0.05, 1)}


def deployment(x: Mapping[str, F]) -> tuple[str, Expected]:
    p = x["p_n"]
    fights = min(F(1), max(F(0), 1 - (x["fight_cost"] - x["tie"]) / p))
    held = min(F(1), fights * x["war_cost"] / (1 - fights * p))
    word = "tied" if fights == 1 else "abandons" if fights == 0 else "holds" if held == 1 else "inside"
    return word, {"P(fight | challenge)": fights, "P(challenge)": 1 - held, "P(war)": (1 - held) * fights}


# -- attribution (T14), where both are equally active ------------------------------------------------------------------


def attributed(rng: random.Random) -> Point:
    rho = at(rng, 0.1, 0.5, 8)
    return {
        "rho_1": rho,
        "rho_2": rho,
        "penalty": at(rng, 0.1, 1, 9),
        "accuracy": at(rng, 0.55, 0.95, 16),
        "kappa": at(rng, 0.1, 3, 29),
    }


def attribution(x: Mapping[str, F]) -> tuple[str, Expected]:
    net = x["accuracy"] - x["kappa"] * (1 - x["accuracy"])
    cutoff = x["penalty"] * max(F(0), net)
    word = "edge" if net == 0 else "nobody is deterred" if net < 0 else "inside"
    return word, {"x_1": cutoff, "x_2": cutoff, "P(attack)": 2 * x["rho_1"] * (1 - cutoff)}


# -- ratification (T15) ------------------------------------------------------------------------------------------------


def ratified(rng: random.Random) -> Point:
    return {
        "least_limit": at(rng, 0, 0.45, 9),
        "b": at(rng, 0.5, 1, 10),
        "benefit": at(rng, 0, 9),
        "total_cost": at(rng, 1, 8, 14),
    }


def ratification(x: Mapping[str, F]) -> tuple[str, Expected]:
    a, b = x["least_limit"], x["b"]
    inner = (b + 1 - x["benefit"] / x["total_cost"]) / 2
    s = min(max(inner, a), b)
    word = "surely passes" if inner < a else "hopeless" if inner > b else "inside"
    return word, {"home share": s, "P(ratify)": (b - s) / (b - a)}


CASES: dict[str, tuple[Draw, Oracle, tuple[str, ...]]] = {
    "tying-hands": (signal, tying, ("inside", "nobody signals", "sure deterrence")),
    "sinking-costs": (signal, sinking, ("inside", "nobody signals", "sure deterrence")),
    "silent-resolve": (signal, silent, ("inside", "nobody fights", "nobody challenges")),
    "strategic-risk": (risk, global_game, ("peace", "both", "war")),
    "salami-tactics": (slices, salami, ("inside", "nobody")),
    "forward-deployment": (deployed, deployment, ("tied", "inside", "abandons", "holds")),
    "attribution": (attributed, attribution, ("inside", "nobody is deterred")),
    "ratification": (ratified, ratification, ("surely passes", "inside", "hopeless")),
}


def check(name: str, point: Point) -> str | None:
    """Compare the solver with the closed form at a point; its region, or None outside the model's assumptions."""
    model, (_, oracle, _) = dt.load(name), CASES[name]
    values = model.values(set=point)
    if model.violated(values):
        return None
    region, expected = oracle(values)
    found = read(model, values)
    if region == "edge" and not found.equilibria.complete:
        return region  # a gain touches 0 where max bends: that is said
    assert found.equilibria.complete, point
    assert found.equilibria.certificate.holds
    for key, number in expected.items():
        assert found.measures[key] == Range(number, number), (name, key, point)
    assert found.measures["equilibria"] == Range(F(1), F(1))
    return region


def met(name: str, count: int, least: int) -> Counter[str]:
    draw, _, regions = CASES[name]
    rng, seen = random.Random(name), Counter[str]()
    while sum(seen.values()) < count or any(seen[region] < least for region in regions):
        region = check(name, draw(rng))
        if region is not None:
            seen[region] += 1
        assert sum(seen.values()) < 20 * count, seen
    return seen


@pytest.mark.parametrize("name", CASES)
def test_the_solver_meets_the_closed_form(name: str) -> None:
    assert min(met(name, 15, 2)[region] for region in CASES[name][2]) >= 2


@pytest.mark.nightly
@pytest.mark.parametrize("name", CASES)
def test_the_solver_meets_the_closed_form_at_1000_points(name: str) -> None:
    assert min(met(name, 1000, 50)[region] for region in CASES[name][2]) >= 50


@pytest.mark.parametrize("name", CASES)
def test_the_closed_form_is_a_zero_or_a_corner_at_1000_points(name: str) -> None:
    """The gains of the model file at the closed form: 0 inside, at least 0 at the upper end, at most 0 at the lower."""
    model, (draw, oracle, regions) = dt.load(name), CASES[name]
    rng, seen = random.Random(name), Counter[str]()
    while sum(seen.values()) < 1000 or any(seen[region] < 50 for region in regions):
        values = model.values(set=draw(rng))
        if model.violated(values):
            continue
        region, expected = oracle(values)
        game = model.game(values)
        known = {**expected}
        if name == "forward-deployment":
            known |= {"v_star": 1 - expected["P(fight | challenge)"], "u_star": 1 - expected["P(challenge)"]}
        elif name == "ratification":
            known["share"] = expected["home share"]
        point = tuple(known[cutoff.name] for cutoff in game.cutoffs)
        gains = game.exact(point)
        assert gains is not None
        for cutoff, x, gain in zip(game.cutoffs, point, gains, strict=True):
            assert cutoff.low <= x <= cutoff.high
            assert gain >= 0 or x == cutoff.low, (cutoff.name, x, gain, values)
            assert gain <= 0 or x == cutoff.high, (cutoff.name, x, gain, values)
        seen[region] += 1
