"""Models of continuous types, played: no type gains by another action, in payoffs written here and nothing else.

Cutoffs come from the general solver (as floats); payoffs are the stories of the models, averaged over a fine grid of
the other side's types. What the handbook says of designs (T12: clarity and ambiguity, T13: the ceiling, T4b: which
signal brings more war) is tried at 1,000 points on the closed forms, which `test_cutoff_models.py` ties to the files.
"""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import pairwise
from math import exp, log
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.ranges import lower, upper
from deterrence.reading import read

types = (np.arange(20_000) + 0.5) / 20_000  # uniform on [0, 1]
CLOSE = 2e-4  # what the grid blurs


def solved(name: str, **given: Any) -> dict[str, float]:
    """Values and measures at the unique equilibrium, as floats."""
    model = dt.load(name)
    values = model.values(set={key: F(str(x)) for key, x in given.items()})
    found = read(model, values)
    assert found.equilibria.complete
    result = {key: float(x) for key, x in values.items()}
    for key, span in found.measures.items():
        assert span.minimum is not None and span.maximum is not None  # noqa: PT018
        result[key] = float(lower(span.minimum) + upper(span.maximum)) / 2
    return result


@pytest.mark.parametrize(("p", "c", "k"), [("0.5", "0.2", "0.3"), ("0.3", "0.1", "0.5"), ("0.7", "0.4", "0.1")])
def test_signals_are_best_replies(p: str, c: str, k: str) -> None:
    """Each type's payoff from silence and from the signal, fighting or conceding afterwards (T4b)."""
    v, u = types, types
    for name, cutoff, size in (("tying-hands", "v_T", "m_T"), ("sinking-costs", "v_S", "m_S")):
        x = solved(name, p=p, fight_cost=c, war_cost=k)
        ties, sinks = (x[size], 0.0) if name == "tying-hands" else (0.0, x[size])
        win, cost, war = float(p), float(c), float(k)
        against = (1 - win) * u - war > 0  # a challenger's attack on a sure fighter
        challenged = against.mean()
        fight, concede = win * v - cost, -ties * np.ones_like(v)
        signal = (1 - challenged) * v + challenged * np.maximum(fight, concede) - sinks
        silence = np.maximum(win * v - cost, 0.0)  # always challenged: silent types concede, and u > 0
        signals = v > x[cutoff]
        assert np.all(signal[signals] >= silence[signals] - CLOSE)
        assert np.all(silence[~signals] >= signal[~signals] - CLOSE)
        assert np.all(fight[signals] >= concede[signals] - CLOSE)  # who signals fights: no bluff
        payoff = np.where(signals, signal, silence)
        assert payoff.mean() == pytest.approx(x["defender's expected utility"], abs=CLOSE)
        assert (signals.mean() * challenged) == pytest.approx(x["P(war)"], abs=CLOSE)


def test_tying_brings_more_war_and_more_to_the_defender_at_1000_points() -> None:
    """Fearon's two results, wherever some signal and some challenge a sure fighter: in the model files' numbers."""
    tying, sinking = dt.load("tying-hands"), dt.load("sinking-costs")
    rng, seen = random.Random("fearon"), 0
    while seen < 1000:
        p, c = F(rng.randrange(5, 96), 100), F(rng.randrange(1, 100), 100)
        k = F(rng.randrange(1, 100), 100) * (1 - p)
        if c >= p or k < F(1, 100):
            continue
        seen += 1
        q = 1 - k / (1 - p)
        v_t, v_s = q * c / ((1 - q) + q * p), c / p
        for model, point in ((tying, (v_t, c - p * v_t)), (sinking, (v_s, (1 - q) * v_s))):
            game = model.game(model.values(set={"p": p, "fight_cost": c, "war_cost": k}))
            assert game.exact(point) == (0, 0)
        slope = (1 - q) + q * p
        welfare = [slope * (1 - v**2) / 2 - (q * c + m) * (1 - v) for v, m in ((v_t, F(0)), (v_s, (1 - q) * v_s))]
        assert v_t < v_s
        assert q * (1 - v_t) > q * (1 - v_s)
        assert welfare[0] > welfare[1]


@pytest.mark.parametrize(("sigma", "strike"), [("0.3", "2"), ("0.05", "1"), ("1", "3.5")])
def test_strategic_risk_by_integration(sigma: str, strike: str) -> None:
    """What peace brings at a signal, over the values and the other's signals that go with it: above x*, more (T6)."""
    x = solved("strategic-risk", sigma=sigma, F=strike)
    noise, cutoff = float(sigma), x["x_star"]
    for own in cutoff + noise * np.array([-2.5, -1.5, -0.6, -0.1, 0.0, 0.1, 0.6, 1.5, 2.5]):
        theta = own + noise * (2 * types - 1)
        peaceful = np.clip((theta - cutoff + noise) / (2 * noise), 0, 1)  # the other sees at least x*
        keep = (peaceful * theta + (1 - peaceful) * x["S"]).mean()
        strikes = (peaceful * x["F"] + (1 - peaceful) * x["war"]).mean()
        assert np.sign(round(keep - strikes, 7)) == np.sign(round(own - cutoff, 12))


def test_salami_slices_are_best_replies() -> None:
    """Every share x between 0 and 1 against a trigger anywhere on [tau - sigma, tau + sigma] (T12)."""
    rng, shares = random.Random("slices"), np.linspace(0, 1, 4001)
    for _ in range(20):
        tau = rng.randrange(2, 9) / 10
        sigma = min(tau, 1 - tau) * rng.randrange(1, 5) / 4
        loss = rng.randrange(1, 12) / 10
        x = solved("salami-tactics", threshold=tau, sigma=f"{sigma:.6f}", response=loss)
        fires = np.clip((shares - (tau - sigma)) / (2 * sigma), 0, 1)
        for value in np.linspace(0.01, 1, 23):
            payoffs = value * shares - loss * fires
            best = payoffs.max()
            safe, everything = value * (tau - sigma), value - loss
            assert best == pytest.approx(max(safe, everything), abs=1e-3)
            if abs(value - x["b_star"]) > 1e-3:
                assert (safe > everything) == (value < x["b_star"])


def loss(tau: F, sigma: F, response: F, top: F, harm: F, war: F) -> F:
    """The expected loss of a trigger (T12)."""
    b = min(response / (1 - tau + sigma), top)
    return harm * (tau - sigma) * b / top + war * (1 - b / top)


def test_clarity_and_ambiguity_at_1000_points() -> None:
    """By the sign of W - h where some go all out against a clear trigger; a bounded ambiguity where none do."""
    rng = random.Random("clarity")
    seen = dict.fromkeys(["clarity", "ambiguity", "indifferent", "bounded"], 0)
    while min(seen.values()) < 50 or sum(seen.values()) < 1000:
        tau, response, top = F(rng.randrange(1, 20), 20), F(rng.randrange(1, 30), 20), F(1)
        harm, war = F(rng.randrange(1, 9), 4), F(rng.randrange(0, 13), 4)
        widest = min(tau, 1 - tau)
        at = [widest * F(k, 12) for k in range(13)]
        losses = [loss(tau, s, response, top, harm, war) for s in at]
        if response < (1 - tau) * top:
            steps = [b - a for a, b in pairwise(losses)]
            sign = (war > harm) - (war < harm)
            assert all(((step > 0) - (step < 0)) == sign for step in steps)
            seen["clarity" if sign > 0 else "ambiguity" if sign < 0 else "indifferent"] += 1
        elif war > harm:
            best = min(max(F(0), response / top - 1 + tau), widest)
            least = loss(tau, best, response, top, harm, war)
            assert all(least <= other for other in losses)
            seen["bounded"] += 1


def test_deployment_is_best_replies() -> None:
    """Both sides' payoffs over the other side's types (T13)."""
    rng = random.Random("deployment")
    for _ in range(20):
        p, tie = rng.randrange(1, 10) / 10, rng.choice([0.0, 0.1, 0.3])
        x = solved(
            "forward-deployment", p_n=p, tie=tie, fight_cost=rng.randrange(1, 9) / 10, war_cost=rng.randrange(1, 9) / 10
        )
        fights = types > x["v_star"]
        fight, concede = p * types - x["fight_cost"], -tie
        assert np.all(fight[fights] >= concede - CLOSE)
        assert np.all(fight[~fights] <= concede + CLOSE)
        chance = fights.mean()
        attack = (1 - chance) * types + chance * ((1 - p) * types - x["war_cost"])
        attacks = types > x["u_star"]
        assert np.all(attack[attacks] >= -CLOSE)
        assert np.all(attack[~attacks] <= CLOSE)


def test_a_pure_tripwire_never_deters_beyond_the_local_balance() -> None:
    """1,000 points: the challenge rate is at least 1 - k/(1 - p_0), and with enough capability below it (T13)."""
    rng, below = random.Random("ceiling"), 0
    for _ in range(1000):
        p, c, k, tie = (F(rng.randrange(1, 40), 40) for _ in range(4))
        ceiling = max(F(0), 1 - k / (1 - p))

        def challenge(win: F, tied: F, c: F = c, k: F = k) -> F:
            fights = min(F(1), max(F(0), 1 - (c - tied) / win))
            return 1 - min(F(1), fights * k / (1 - fights * win))

        assert challenge(p, tie) >= ceiling
        assert challenge(p, c) == ceiling
        strong = p + (1 - p) * F(19, 20)
        fights = 1 - c / strong
        if ceiling > 0 and fights * (1 - p + strong) > 1:  # the fights of the stronger defender are worse to meet
            assert challenge(strong, F(0)) < ceiling
            below += 1
    assert below >= 50


@pytest.mark.parametrize(
    ("accuracy", "rho"), [("0.8", ("0.4", "0.6")), ("0.9", ("0.5", "0.5")), ("0.7", ("0.2", "0.7"))]
)
def test_attribution_is_best_replies(accuracy: str, rho: tuple[str, str]) -> None:
    """The defender's belief by Bayes' rule, her strike, and each attacker's gain over its types (T14)."""
    x = solved("attribution", accuracy=accuracy, rho_1=rho[0], rho_2=rho[1])
    names, right = float(accuracy), [float(r) for r in rho]
    attack = [types > x["x_1"], types > x["x_2"]]
    rate = [r * a.mean() for r, a in zip(right, attack, strict=True)]
    for i, j in ((0, 1), (1, 0)):
        belief = rate[i] * names / (rate[i] * names + rate[j] * (1 - names))
        strikes = (belief * types >= x["kappa"] * (1 - belief)).mean()  # over the value of a right strike
        gain = types - x["penalty"] * names * strikes
        assert np.all(gain[attack[i]] >= -CLOSE)
        assert np.all(gain[~attack[i]] <= CLOSE)


def attribution_by_bisection(x: dict[str, F]) -> tuple[str, tuple[float, float]]:
    """Both cutoffs, and who is deterred, from the ratio t of the rates of attack: t rho_1 (1 - x_1) = rho_2 (1 - x_2).

    x_1 falls in t and x_2 rises, so that the left side rises in t and the right one falls: there is one t.
    """
    doubt, most = x["kappa"] * (1 - x["accuracy"]) / x["accuracy"], x["penalty"] * x["accuracy"]

    def cutoffs(t: float) -> tuple[float, float]:
        return tuple(float(most) * max(0.0, 1 - float(doubt) * ratio) for ratio in (t, 1 / t))  # type: ignore[return-value]

    low, high = 1e-9, 1e9
    for _ in range(200):
        t = (low * high) ** 0.5
        first, second = cutoffs(t)
        below = t * float(x["rho_1"]) * (1 - first) < float(x["rho_2"]) * (1 - second)
        low, high = (t, high) if below else (low, t)
    found = cutoffs((low * high) ** 0.5)
    words = {(True, True): "both", (True, False): "first", (False, True): "second", (False, False): "neither"}
    return words[found[0] > 0, found[1] > 0], found


@pytest.mark.parametrize(("count", "least"), [(40, 5), pytest.param(1000, 50, marks=pytest.mark.nightly)])
def test_attribution_between_unequal_attackers(count: int, least: int) -> None:
    """T14 wherever its closed form for equal rates does not reach."""
    rng, seen = random.Random("unequal"), dict.fromkeys(["both", "first", "second", "neither"], 0)
    while sum(seen.values()) < count or min(seen.values()) < least:
        given = {"rho_1": F(rng.randrange(1, 20), 20), "penalty": F(rng.randrange(1, 21), 20)}
        given |= {"accuracy": F(rng.randrange(51, 99), 100), "kappa": F(rng.randrange(1, 50), 10)}
        given["rho_2"] = max((1 - given["rho_1"]) * F(rng.randrange(2, 21), 20), F(1, 100))
        region, expected = attribution_by_bisection(given)
        if seen[region] >= max(least, count // 3):
            continue
        seen[region] += 1
        x = solved("attribution", **given)
        assert (x["x_1"], x["x_2"]) == pytest.approx(expected, abs=1e-9), given


def test_attribution_where_the_sign_at_an_end_is_not_the_same_all_over_the_face() -> None:
    """The first attacker's cutoff is the one zero of its whole range, in part of which the second would be deterred."""
    given = {"rho_1": F(1, 5), "penalty": F(1), "accuracy": F(21, 25), "kappa": F(47, 10), "rho_2": F(2, 25)}
    x = solved("attribution", **given)
    assert (x["x_1"], x["x_2"]) == pytest.approx(attribution_by_bisection(given)[1], abs=1e-12)
    assert x["x_2"] == 0


def test_a_more_active_rival_makes_the_other_bolder() -> None:
    cutoffs = [solved("attribution", accuracy="0.8", rho_1="0.4", rho_2=r)["x_1"] for r in ("0.4", "0.5", "0.6")]
    assert cutoffs[0] > cutoffs[1] > cutoffs[2]


def test_ratification_is_the_best_proposal() -> None:
    rng = random.Random("shares")
    for _ in range(20):
        b, benefit, cost = rng.randrange(10, 20) / 20, rng.randrange(0, 16) / 2, rng.randrange(2, 14) / 2
        x = solved("ratification", least_limit="0.3", b=b, benefit=benefit, total_cost=cost)
        shares = np.linspace(0, 1, 20_001)
        passes = np.clip((b - shares) / (b - 0.3), 0, 1)
        gain = passes * (benefit - (1 - shares) * cost)
        assert x["proposer's expected gain"] == pytest.approx(max(gain.max(), 0.0), abs=1e-6)


def test_the_best_length_of_consultation() -> None:
    """A minimum inside if errors are filtered faster; else the inner point is the worst, and an end the best."""
    rng, kinds = random.Random("delay"), {1: 0, 3: 0}
    tau = np.linspace(0, 60, 200_001)
    model = dt.load("consultation")
    for _ in range(24):
        kappa, mu = rng.randrange(1, 21) / 10, rng.randrange(1, 21) / 10
        fact, error = rng.randrange(1, 9) / 4, rng.randrange(1, 9) / 4
        ratio = error * kappa / (fact * mu)
        if kappa == mu or abs(ratio - 1) < 1e-9:
            continue
        given = {"kappa": kappa, "completion_rate": mu, "fact_loss": fact, "error_loss": error}
        found = read(model, model.values(set={key: F(str(x)) for key, x in given.items()}))
        assert found.equilibria.complete
        losses = fact * (1 - np.exp(-mu * tau)) + error * np.exp(-kappa * tau)
        points = [tuple(float(lower(x)) for x in one.values()) for one in found.equilibria.values]
        least = min(fact * (1 - exp(-mu * t)) + error * exp(-kappa * t) for (t,) in points)
        assert least == pytest.approx(losses.min(), abs=1e-6)
        inner = log(ratio) / (kappa - mu)
        if 0 < inner < 60:
            assert any(t == pytest.approx(inner, abs=1e-9) for (t,) in points)
        kinds[len(points)] += 1
    assert min(kinds.values()) >= 3


def test_war_is_likeliest_at_the_peaks() -> None:
    """The strategic probit (T8): P(war) rises up to u_24 = .78, or .598 with private information, and falls after."""
    for private, peak, height in ((0, "0.78", 0.272100), (1, "0.598", 0.263092)):
        war = {x: solved("probit-crisis", u_24=x, private=private)["P(war)"] for x in ("0", "0.3", peak, "1", "2")}
        near = [solved("probit-crisis", u_24=float(peak) + d, private=private)["P(war)"] for d in (-0.005, 0.005)]
        assert war["0"] < war["0.3"] < war[peak] > war["1"] > war["2"]
        assert max(near) < war[peak] == pytest.approx(height, abs=5e-7)


@pytest.mark.parametrize("count", [16, pytest.param(1000, marks=pytest.mark.nightly)])
def test_the_probit_against_scipy(count: int) -> None:
    from scipy.stats import norm

    rng = random.Random("probit")
    for k in range(count):
        u11, u13, u14, u24 = (F(rng.randrange(-30, 31), 10) for _ in range(4))
        x = solved("probit-crisis", u_11=u11, u_13=u13, u_14=u14, u_24=u24, private=k % 2)
        p4 = norm.cdf(float(u24) / 2**0.5)
        spread = (p4**2 + (1 - p4) ** 2 + 1) ** 0.5 if k % 2 else 2**0.5
        p2 = norm.cdf(((1 - p4) * float(u13) + p4 * float(u14) - float(u11)) / spread)
        assert (x["p_4"], x["p_2"]) == (pytest.approx(p4, abs=1e-13), pytest.approx(p2, abs=1e-13))
        assert x["P(war)"] + x["P(capitulation)"] + x["P(status quo)"] == pytest.approx(1, abs=1e-13)


def test_investment_grows_with_the_chance_of_peace() -> None:
    rng = random.Random("capital")
    for _ in range(8):
        alpha, before, after = (F(rng.randrange(2, 18), 20), F(rng.randrange(1, 50), 100), F(rng.randrange(1, 50), 100))
        x = solved("investment", share=alpha, war_risk=before, risk=after, price="0.5")
        ratio = ((1 - float(after)) / (1 - float(before))) ** (1 / (1 - float(alpha)))
        assert x["growth"] == pytest.approx(ratio - 1, rel=1e-10)
