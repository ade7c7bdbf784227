"""Several members in place of one defender: the joint chance, one member as before, both sides of the argument."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.catalogue import models
from deterrence.errors import ModelError
from deterrence.model.response import with_members
from deterrence.reading import read

SHARED = [name for name in models() if getattr(dt.load(name), "response", None) is not None]
PAYOFFS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2, "d_SQ": 1, "d_CD": "1/2",
    "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2", "p_C": "3/10",
}  # fmt: skip


def load(name: str) -> Any:
    return dt.load(name)


def by_hand(rule: str, q: F, n: int, m: F = F(1), strength: F = F(1)) -> F:
    """Over every combination of members who act."""
    total = F(0)
    for acts in product((0, 1), repeat=n):
        chance = F(1)
        for a in acts:
            chance *= q if a else 1 - q
        j = sum(acts)
        total += chance * {"all-act": F(j == n), "one-enough": F(j > 0), "sum": j * m / (j * m + strength)}[rule]
    return total


def test_the_shipped_models_of_one_defender_take_several() -> None:
    assert set(SHARED) >= {
        "unilateral-deterrence", "tripartite-crisis", "rudimentary-deterrence", "forward-deployment", "joint-forces"
    }  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
@pytest.mark.parametrize("rule", ["all-act", "one-enough"])
def test_one_member_plays_the_game_of_the_file(name: str, rule: str) -> None:
    model = load(name)
    one = with_members(model, 1, rule)
    assert one.game(one.values()) == model.game(model.values()) or model.form == "cutoff"
    here, there = read(one, one.values()), read(model, model.values())
    assert here.measures == there.measures
    assert here.regions == there.regions
    assert here.deters == there.deters


def test_the_joint_chance_is_that_of_members_who_act_by_themselves() -> None:
    rng, model = random.Random("members"), load("rudimentary-deterrence")
    for _ in range(60):
        q, n, rule = F(rng.randint(0, 12), 12), rng.randint(1, 5), rng.choice(["all-act", "one-enough", "sum"])
        m, strength = (F(rng.randint(1, 6), 2), F(rng.randint(1, 6), 3)) if rule == "sum" else (F(1), F(1))
        several = with_members(model, n, rule, effort=m, against=strength)
        values = several.values(set={"p_D": q})
        assert values["p_D_joint"] == by_hand(rule, q, n, m, strength)
        assert values["p_D"] == q  # the chance of one member stays what it was


def test_several_members_are_one_defender_of_the_joint_chance() -> None:
    """The game of n members at q is that of one at the joint chance: 60 draws, each rule."""
    rng = random.Random("joint")
    for name in ("unilateral-deterrence", "tripartite-crisis", "rudimentary-deterrence"):
        model = load(name)
        for _ in range(20):
            q, n, rule = F(rng.randint(1, 19), 20), rng.randint(1, 9), rng.choice(["all-act", "one-enough"])
            several = with_members(model, n, rule)
            joint = q**n if rule == "all-act" else 1 - (1 - q) ** n
            here, there = several.game(several.values(set={"p_D": q})), model.game(model.values(set={"p_D": joint}))
            assert here.priors == there.priors
            assert here.payoffs == there.payoffs


def test_bilateral_beats_multilateral_where_all_must_act_and_not_where_one_is_enough() -> None:
    """P8 of the seeds, on unilateral deterrence: c_t = 2/3, and the least chance of one member moves with the rule."""
    model, least = load("unilateral-deterrence"), {}
    for n, rule in product((1, 2, 8), ("all-act", "one-enough")):
        found = dt.threshold(with_members(model, n, rule), set=PAYOFFS).value
        assert found is not None
        least[n, rule] = float(found)
        root = (2 / 3) ** (1 / n) if rule == "all-act" else 1 - (1 / 3) ** (1 / n)
        assert least[n, rule] == pytest.approx(root, abs=1e-9)
    assert least[1, "all-act"] < least[2, "all-act"] < least[8, "all-act"]
    assert least[1, "one-enough"] > least[2, "one-enough"] > least[8, "one-enough"]


def test_a_definition_may_be_what_members_share() -> None:
    """Forward deployment: three members fight independently, each above v* = 2/3."""
    three = with_members(load("forward-deployment"), 3, "one-enough")
    found = read(three, three.values()).measures
    fight = 1 - F(2, 3) ** 3
    assert found["P(fight | challenge)"].minimum == fight
    u = fight * F(1, 5) / (1 - fight * F(3, 10))  # the challenger's indifference, typed here
    assert found["P(challenge)"].minimum == 1 - u
    assert three.play is None
    assert not three.claims


def test_the_joint_model_is_a_model_like_any_other() -> None:
    several = with_members(load("unilateral-deterrence"), 3, "sum", effort=2, against="1/2")
    assert dt.Model(**several.content) == several
    assert "efforts add up" in several.title
    assert several.define["p_D_joint"].formula == "added_up(p_D, 3, 2, 1/2)"
    verdict = dt.verdict(several, dt.load("nato-1949"))  # type: ignore[arg-type]
    assert verdict.reading is not None
    assert verdict.reading.equilibria.certificate.holds


@pytest.mark.parametrize(
    ("members", "rule", "more", "words"),
    [
        (0, "all-act", {}, "write a whole number from 1 to 60"),
        (True, "all-act", {}, "write a whole number from 1 to 60"),
        (2, "all", {}, "did you mean 'all-act'"),
        (2, "sum", {"effort": 0}, "write a positive number"),
        (2, "all-act", {"against": 2}, "belong to the rule 'sum'"),
    ],
)
def test_wrong_members_are_refused(members: Any, rule: str, more: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        with_members(load("unilateral-deterrence"), members, rule, **more)


def test_a_model_that_does_not_say_what_members_share_is_refused() -> None:
    with pytest.raises(ModelError, match=r"add a section \[response\]"):
        with_members(load("tripwire"), 2, "all-act")
    with pytest.raises(ModelError, match=r"add a section \[response\]"):  # once is enough
        with_members(with_members(load("unilateral-deterrence"), 2, "all-act"), 2, "all-act")


def test_commands_take_members(run: Callable[..., tuple[int, str, str]]) -> None:
    several = ("--members", "8", "--response", "one-enough")
    code, out, _ = run("solve", "rudimentary-deterrence", *several)
    assert code == 0
    assert "Promised by: 8 members: one is enough" in out
    code, out, _ = run("threshold", "rudimentary-deterrence", *several, "--format", "json")
    assert json.loads(out)["members"] == "8 members: one is enough"
    code, out, _ = run("compare", "aukus-2021", "--model", "rudimentary-deterrence", *several, "--format", "json")
    assert "8 members" in json.loads(out)["models"][0]["title"]
    code, out, _ = run("simulate", "rudimentary-deterrence", *several, "--times", "10")
    assert code == 0
    for words, advice in (
        (("solve", "rudimentary-deterrence", "--members", "2"), "--members needs --response"),
        (("solve", "rudimentary-deterrence", "--response", "sum"), "--response goes with --members"),
        (("solve", "tripwire", *several), "add a section [response]"),
        (("solve", "rudimentary-deterrence", *several, "--effort", "2"), "belong to the rule 'sum'"),
    ):
        code, _, error = run(*words)
        assert code == 2
        assert advice in " ".join(error.split())
