"""Measures of a model over its whole set of equilibria, and what best replies to one gain are: for tests of models."""

from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import deterrence as dt
from deterrence.claimcheck import cells_with_outcomes
from deterrence.measures import Range, measure


def ranges(model: Any, values: Any) -> dict[str, Range]:
    """Every measure over the whole set of equilibria, complete and certified."""
    assert not model.violated(values)
    game = model.game(values)
    answer = dt.solve(game)
    assert answer.complete
    assert answer.certificate.holds
    found = cells_with_outcomes(game, answer)
    asked = {name: model.measure(name) for name in model.measures}
    return {name: measure(found, one.event, one.given) for name, one in asked.items()}


def share(rng: random.Random) -> F:
    return F(rng.randrange(0, 13), 12)


def ends(gain: F) -> tuple[F, F]:
    """The chances of an act that best replies allow: none, all, or any where it gains nothing."""
    return (F(gain > 0), F(gain >= 0))
