"""The handbook's thresholds, T9 to T13 and T15: as expressions, with their conditions, and at 200 random exact points.

Each row has the model and what is asked of it, and the handbook's formula written by hand: which value, and where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from random import Random
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.number import RealAlgebraic
from deterrence.errors import SolverError
from deterrence.regions.sections import Surd
from deterrence.thresholds import Thresholds

Point = Mapping[str, F]
Said = F | None


@dataclass(frozen=True)
class Row:
    """A threshold of the handbook.

    Attributes
    ----------
    model, of, over
        What is asked.
    formula
        The threshold at a point: by the handbook's formula and its conditions; None where there is none.
    expressions
        The closed forms that occur, as functions of the names: numbers or rational functions.
    draw
        Ranges to draw from, where those of the model would seldom meet the conditions.
    """

    model: str
    of: str
    over: tuple[str, ...]
    formula: Callable[[Point], Said]
    expressions: tuple[Callable[[Any], Any], ...]
    verdict: str = "deters in some"
    at: Mapping[str, Any] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    up_to: bool = False
    draw: Mapping[str, tuple[F, F]] = field(default_factory=dict)
    cases: int | None = None


def clipped(value: F, low: F, high: F) -> F:
    return min(max(value, low), high)


def monitored(v: Any) -> Any:
    """T9: delta* = d/(d + (pi1 - pi0) vbar), vbar = c - d/(L - 1), L = pi1/pi0."""
    apart = v["bad_broken"] - v["false_alarm"]
    best = v["keep_value"] - v["slip_gain"] * v["false_alarm"] / apart
    return v["slip_gain"] / (v["slip_gain"] + apart * best)


def patience(v: Point) -> Said:
    apart = v["bad_broken"] - v["false_alarm"]
    if v["slip_gain"] == 0:
        return F(0)
    if apart <= 0 or v["keep_value"] - v["slip_gain"] * v["false_alarm"] / apart <= 0:
        return None
    return monitored(v) if monitored(v) <= F(99, 100) else None


def grim(v: Any) -> Any:
    """T9: delta* = (c - b/n)/(b (n - 1)/n)."""
    b, c, n = v["benefit"], v["payment"], v["n_parties"]
    return (c - b / n) / (b * (n - 1) / n)


def policed(v: Point) -> Said:
    b, c, n = v["benefit"], v["payment"], v["n_parties"]
    if c <= b / n:
        return F(0)
    if b <= c:
        return None
    return grim(v) if grim(v) <= F(99, 100) else None


def carried(v: Any, who: str) -> Any:
    """T9: s_i <= b_i (1 - (1 - delta_eff)(1 - lam_i))/C, with no hazard, b_2 = 3 and both lam = 1/2."""
    benefit = v["host_benefit"] if who == "host" else 3
    return benefit * (1 - (1 - v["delta"]) * F(1, 2)) / v.get("common_cost", F(6))


def host_share(v: Point) -> Said:
    """The upper end of the window, asked from where the guest is not asked for too much."""
    low, high = 1 - carried(v, "guest"), carried(v, "host")
    return None if max(low, F(0)) > min(high, F(1)) else min(high, F(1))


def least_share(v: Point) -> Said:
    low, high = 1 - carried(v, "guest"), carried(v, "host")
    return None if max(low, F(0)) > min(high, F(1)) else max(low, F(0))


def window(v: Point) -> Said:
    """T11: any pi in [pi_A, pi_P] works; above pi_P none does."""
    least, most = adversary(v), protege(v)
    return least if least <= most else None


def adversary(v: Any) -> Any:
    return v["gain_adversary"] / (v["gain_adversary"] + v["loss_adversary"])


def protege(v: Any) -> Any:
    return v["loss_protege"] / (v["gain_protege"] + v["loss_protege"])


def salami(v: Any) -> Any:
    """T12: nobody goes all out where b* = L/(1 - tau + sigma) >= B."""
    return v["greed"] * (1 - v["threshold"] + v["sigma"])


def vague(v: Any) -> Any:
    """T12: sigma_0 = L/B - 1 + tau."""
    return v["response"] / v["greed"] - 1 + v["threshold"]


def tied(v: Any) -> Any:
    """T13: P_f = 1 - (c - a)/p, and C challenges iff u > P_f k/(1 - P_f p): at most half do from this tie on."""
    p, k, c = v["p_n"], v["war_cost"], v["fight_cost"]
    return c - p + p / (2 * k + p)


def tripwire(v: Point) -> Said:
    p, k = v["p_n"], v["war_cost"]
    if 2 * k + p < 1:
        return None  # the local balance is the ceiling: 1 - k/(1 - p) > 1/2 though all fight
    return max(tied(v), F(0))


def ratified(v: Any) -> Any:
    """T15: s* = clip((b + 1 - B2/C)/2, a, b), and P(ratify) = (b - s*)/(b - a) >= 1/2 from this benefit on."""
    return v["total_cost"] * (1 - v["least_limit"])


SHARED = ("host_benefit", "delta", "common_cost")
STAYING = {"wish_to_leave": 0}
DEPLOYED = {"p_n": (F(1, 100), F(97, 100)), "fight_cost": (F(1, 100), F(2)), "war_cost": (F(1, 100), F(1))}
ROWS = {
    "T9, monitoring": Row(
        "pact-monitoring", "delta", ("slip_gain", "keep_value", "false_alarm", "bad_broken"), patience, (monitored,),
        at={"wish_to_leave": 0}, draw={"bad_broken": (F(0), F(1))},
    ),
    "T9, number of allies": Row(
        "policing-allies", "delta", ("benefit", "payment", "n_parties"), policed, (grim,),
        at={"rivalry": 1, "wish_to_leave": 0}, draw={"n_parties": (F(2), F(9)), "payment": (F(1, 10), F(6)),
                                                     "benefit": (F(0), F(8))},
    ),
    "T9, the host's largest share": Row(
        "burden-window", "cost_share",
        SHARED, host_share,
        (lambda v: carried(v, "host"),), up_to=True, where=(
            "(1 - cost_share)*common_cost <= guest_benefit*(1 - (1 - delta*(1 - hazard))*(1 - guest_loss))",
        ), at=STAYING,
        draw={"common_cost": (F(1, 10), F(9))},
    ),
    "T9, the host's least share": Row(
        "burden-window", "cost_share",
        SHARED, least_share,
        (lambda v: 1 - carried(v, "guest"),), where=(
            "cost_share*common_cost <= host_benefit*(1 - (1 - delta*(1 - hazard))*(1 - host_loss))",
        ), at=STAYING,
        draw={"common_cost": (F(1, 10), F(9))},
    ),
    "T11, the commitment from which on": Row(
        "dual-deterrence", "commitment", ("gain_adversary", "loss_adversary", "gain_protege", "loss_protege"), window,
        (adversary,), at={"conditional": 0}, where=("commitment <= pi_P",), cases=2,
    ),
    "T11, the commitment up to which": Row(
        "dual-deterrence", "commitment", ("gain_adversary", "loss_adversary", "gain_protege", "loss_protege"),
        lambda v: protege(v) if adversary(v) <= protege(v) else None, (protege,), at={"conditional": 0},
        where=("commitment >= pi_A",), up_to=True, cases=2,
    ),
    "T11, the error of a clause": Row(
        "dual-deterrence", "error", ("gain_adversary", "loss_adversary", "gain_protege", "loss_protege"),
        lambda v: min(1 - adversary(v), protege(v)), (lambda v: 1 - adversary(v), protege), at={"conditional": 1},
        up_to=True, cases=2,
    ),
    "T12, the response": Row(
        "salami-tactics", "response", ("greed", "threshold", "sigma"), salami, (salami,), verdict="deters",
        draw={"sigma": (F(0), F(1, 100)), "greed": (F(1, 100), F(9))},
    ),
    "T12, how vague": Row(
        "salami-tactics", "sigma", ("response", "greed", "threshold"),
        lambda v: vague(v), (vague,), verdict="deters", up_to=True,
    ),
    "T13, the tie": Row(
        "forward-deployment", "tie", ("p_n", "fight_cost", "war_cost"), tripwire, (tied,), verdict="deters",
        at={}, draw=DEPLOYED, where=("tie >= 0", "p_n < 1", "p_n > 0"),
    ),
    "T15, the benefit": Row(
        "ratification", "benefit", ("total_cost", "least_limit", "b"), ratified, (ratified,), verdict="deters",
        draw={"b": (F(1, 2), F(1)), "total_cost": (F(1, 100), F(10))},
    ),
}  # fmt: skip


def asked(row: Row) -> Thresholds:
    return dt.thresholds(
        dt.load(row.model),
        row.of,
        verdict=row.verdict,
        over=list(row.over),
        at=row.at,
        where=row.where,
        up_to=row.up_to,
    )


def points(found: Thresholds, row: Row, count: int = 200) -> list[dict[str, F]]:
    rng, made = Random(9), []
    for _ in range(60 * count):
        point = {}
        for name, (low, high) in found.domain.ranges.items():
            low, high = row.draw.get(name, (low, high))
            steps = rng.choice((4, 12, 120))
            assert low is not None
            assert high is not None
            point[name] = low + (high - low) * F(rng.randrange(steps + 1), steps)
        if found.domain.contains(point):
            made.append(point)
            if len(made) == count:
                return made
    raise AssertionError(f"only {len(made)} points of the domain were drawn")


@pytest.mark.parametrize("name", ROWS)
def test_the_threshold_is_the_handbooks(name: str) -> None:
    row = ROWS[name]
    found = asked(row)
    assert found.complete, found.status
    ring = found.domain.ring
    names = {name: ring.name(name) for name in ring.names}
    values = [case.value for case in found.cases if case.full]
    for expression in row.expressions:
        assert expression(names) in values, [str(value) for value in values]
    assert row.cases is None or len(found.cases) == row.cases
    spoken = met = 0
    low, high = found.regions.domain.ranges[row.of]
    for point in points(found, row):
        try:
            value, _ = found.at(point)
        except SolverError:
            continue
        spoken += 1
        expected = row.formula(point)
        if row.up_to and expected is not None and high is not None:
            expected = min(expected, high)
            expected = None if low is not None and expected < low else expected
        elif expected is not None and high is not None:
            expected = None if expected > high else expected if low is None else max(expected, low)
        assert value == expected, (point, value, expected)
        met += expected is not None
    assert spoken >= 100
    assert met >= 30


@pytest.mark.parametrize(
    "over", [("status_quo_A",), pytest.param(("balance", "status_quo_A"), marks=pytest.mark.nightly)]
)
def test_the_aid_beyond_which_there_is_no_crisis(over: tuple[str, ...]) -> None:
    """T10: with z* = (C + t - c_A)/2, U_A(t) = 1 - p - t + z*^2/C = K where 0 < z* < C and the demand is at most 1."""
    found = dt.thresholds(dt.load("moral-hazard"), "aid", over=over)
    assert found.complete
    assert len(found.cases) <= 8
    ring = found.domain.ring
    w = ring.name("balance") if "balance" in over else ring.number(F(1, 2))
    k, cost = ring.name("status_quo_A"), F(1, 5)
    (root,) = [case.value for case in found.cases if isinstance(case.value, Surd)]
    # (1 - c_A + t)^2 = 4 (t + K - w), w = 1 - p: t^2 - 2 (1 + c_A) t + (1 - c_A)^2 - 4 (K - w) = 0, the smaller root
    assert not root.upper
    assert root.b / root.a == -2 * (1 + cost)
    assert root.c / root.a == (1 - cost) ** 2 - 4 * (k - w)
    rng, met = Random(4), 0
    for _ in range(2000):
        point = {"balance": F(1, 2)} | {name: F(rng.randrange(1001), 1000) for name in over}
        value, attained = found.at(point)
        if not isinstance(value, RealAlgebraic):
            continue
        low, high = value.enclosure(60)
        for t in (low, high):
            z = (1 + t - cost) / 2
            assert 0 < z < 1
            assert point["balance"] - t + z <= 1 + F(1, 2**50)
        assert attained is False
        crisis = [point["balance"] - t + ((1 + t - cost) / 2) ** 2 - point["status_quo_A"] for t in (low, high)]
        assert crisis[0] >= 0 >= crisis[1]
        met += 1
        if met == 200:
            return
    raise AssertionError(f"only {met} points have a root")


def test_clarity_is_best_where_war_costs_more_than_the_slice() -> None:
    """T12: for interior b* the derivative of the loss in sigma has the sign of W - h."""
    found = dt.statics(
        dt.load("salami-tactics"), ["sigma"], measures=["expected loss"], over=["sigma", "war_harm", "slice_harm"],
        where=["war_harm > slice_harm"],
    )  # fmt: skip
    assert {effect.most.sign for effect in found.effects if "inside" in effect.shape.name} == {"+"}
    found = dt.statics(
        dt.load("salami-tactics"), ["sigma"], measures=["expected loss"], over=["sigma", "war_harm", "slice_harm"],
        where=["war_harm < slice_harm"],
    )  # fmt: skip
    assert {effect.most.sign for effect in found.effects if "inside" in effect.shape.name} == {"-"}


def test_the_share_that_is_proposed() -> None:
    """T15: s* = clip((b + 1 - B2/C)/2, a, b), as closed forms of the three shapes."""
    found = dt.regions(dt.load("ratification"), ["benefit", "total_cost", "least_limit", "b"])
    names = {name: found.domain.ring.name(name) for name in found.domain.ranges}
    shares = {shape.name: {p.measures["home share"].single for p in shape.pieces} for shape in found.shapes}  # type: ignore[union-attr]
    assert shares["share at the low end"] == {names["least_limit"]}
    assert shares["share at the high end"] == {names["b"]}
    assert shares["share inside"] == {(names["b"] + 1 - names["benefit"] / names["total_cost"]) / 2}
