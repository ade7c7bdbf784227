"""Dual deterrence (handbook T11) through the model file, against closed forms typed here, ties included."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from itertools import product

from model_measures import ends, ranges, share

import deterrence as dt
from deterrence.measures import Range

DRAWS = 1000


def test_dual_deterrence() -> None:
    model, rng, seen = dt.load("dual-deterrence"), random.Random("dual"), Counter[tuple[str, str]]()
    for k in range(DRAWS):
        stakes = ("gain_adversary", "loss_adversary", "gain_protege", "loss_protege")
        gains = {name: F(rng.choice([1, 2, 3, 6])) for name in stakes}
        given = {**gains, "conditional": rng.choice([F(0), F(1), share(rng)]), "commitment": share(rng)}
        given |= {"error": share(rng) / 2, "opening": F(rng.randrange(1, 6), 6)}
        if k % 10 == 0:  # on the edges
            g, h = ("gain_adversary", "loss_adversary") if k % 20 else ("loss_protege", "gain_protege")
            given |= {"conditional": F(0), "commitment": given[g] / (given[g] + given[h])}
        found = ranges(model, model.values(set=given))
        c, e = given["conditional"], given["error"]
        unprovoked = c * (1 - e) + (1 - c) * given["commitment"]
        provoked = c * e + (1 - c) * given["commitment"]
        attack = ends((1 - unprovoked) * given["gain_adversary"] - unprovoked * given["loss_adversary"])
        provoke = ends(provoked * given["gain_protege"] - (1 - provoked) * given["loss_protege"])
        at = given["opening"]
        assert found["P(attack | opening)"] == Range(*attack)
        assert found["P(provoke | opening)"] == Range(*provoke)
        total = [at * a + (1 - at) * p for a, p in zip(attack, provoke, strict=True)]
        assert found["P(challenge)"] == Range(*total)
        war = [at * a * unprovoked + (1 - at) * p * provoked for a, p in zip(attack, provoke, strict=True)]
        assert found["P(war)"] == Range(*war)
        words = {(0, 0): "no", (1, 1): "yes", (0, 1): "either"}
        seen[words[attack], words[provoke]] += 1  # type: ignore[index]
    for region in product(("no", "yes"), repeat=2):
        assert seen[region] >= 50
    assert sum(n for kinds, n in seen.items() if "either" in kinds) >= 50


def test_the_window_of_dual_deterrence() -> None:
    """One unconditional commitment serves both in [pi_A, pi_P]; a clause does if e <= min(1 - pi_A, pi_P)."""
    model = dt.load("dual-deterrence")

    def works(gain: int, loss: int, **given: F) -> str:
        losses = {"gain_adversary": gain, "loss_adversary": loss, "gain_protege": gain, "loss_protege": loss}
        found = ranges(model, model.values(set={**losses, **given}))["P(challenge)"]
        return "every" if found.maximum == 0 else "some" if found.minimum == 0 else "none"

    unconditional = [works(1, 2, conditional=F(0), commitment=F(k, 30)) for k in range(31)]
    assert unconditional == ["none"] * 10 + ["some"] + ["every"] * 9 + ["some"] + ["none"] * 10
    assert {works(2, 1, conditional=F(0), commitment=F(k, 30)) for k in range(31)} == {"none"}
    clause = [works(2, 1, conditional=F(1), error=F(k, 30)) for k in range(16)]
    assert clause == ["every"] * 10 + ["some"] + ["none"] * 5
