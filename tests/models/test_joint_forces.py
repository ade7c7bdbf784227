"""Interoperability against dependence: every equilibrium beside the closed form, at random points."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from math import sqrt
from typing import Any

import deterrence as dt
from deterrence.ranges import lower, upper

MODEL: Any = dt.load("joint-forces")


def holds(m_a: float, m_b: float, enemy: float, theta: float, r: float, delta: float) -> float:
    """The chance of holding, written anew."""
    joint = m_a + m_b + 2 * theta * sqrt(m_a * m_b)
    lone = m_a - delta * theta * m_a
    return r * joint / (joint + enemy) + (1 - r) * lone / (lone + enemy)


def test_every_equilibrium_at_random_points() -> None:
    rng, seen = random.Random(4), Counter[str]()
    for _ in range(200):
        m_a, enemy = (F(rng.randrange(1, 41), 4) for _ in range(2))
        m_b, theta, r, delta = (F(rng.randrange(0, 9), 8) for _ in range(4))
        v = F(rng.randrange(1, 9), 8)
        names = ("own_forces", "ally_forces", "enemy_forces", "interoperability", "reliability", "dependence", "prize")
        values = MODEL.values(set=dict(zip(names, (m_a, m_b, enemy, theta, r, delta, v), strict=True)))
        answer = dt.solve(MODEL.game(values))
        assert answer.complete
        assert answer.certificate.holds
        found = MODEL.measured(values, answer)["P(challenge)"]
        expected = float(v) * (1 - holds(*map(float, (m_a, m_b, enemy, theta, r, delta))))
        assert float(lower(found.minimum)) - 1e-12 <= expected <= float(upper(found.maximum)) + 1e-12
        assert upper(found.maximum) - lower(found.minimum) < F(1, 10**9)
        base = float(v) * (1 - holds(*map(float, (m_a, m_b, enemy, 0, r, delta))))
        seen["helps" if expected < base - 1e-9 else "hurts" if expected > base + 1e-9 else "same"] += 1
    assert min(seen[word] for word in ("helps", "hurts", "same")) >= 20


def test_interoperability_helps_with_a_sure_ally_and_hurts_without_one() -> None:
    def attacked(**settings: Any) -> float:
        values = MODEL.values(set=settings)
        return float(MODEL.measured(values, dt.solve(MODEL.game(values)))["P(challenge)"].maximum)

    assert attacked(interoperability=1) < attacked(interoperability=0)
    assert attacked(interoperability=1, reliability=0) > attacked(interoperability=0, reliability=0)
    assert attacked(interoperability=1, reliability=0, dependence=0) == attacked(interoperability=0, reliability=0)
