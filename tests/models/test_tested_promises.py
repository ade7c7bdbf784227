"""Promises that are tested: what the solver finds beside two comparisons written anew, ties included."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from typing import Any

import deterrence as dt
from deterrence.reading import read

MODEL: Any = dt.load("tested-promises")


def by_hand(p: F, firm: F, loose: F, prize: F, loss: F) -> dict[str, tuple[F, F] | None]:
    """The ranges of P(challenge) and of observed reliability; at a tie either is a best reply."""
    choices = []
    for r in (firm, loose):
        worth = (1 - r) * prize - r * loss
        choices.append([F(1)] if worth > 0 else [F(0)] if worth < 0 else [F(0), F(1)])
    attacks, seen = [], []
    for at_firm in choices[0]:
        for at_loose in choices[1]:
            tested = p * at_firm + (1 - p) * at_loose
            attacks.append(tested)
            if tested:
                seen.append((p * at_firm * firm + (1 - p) * at_loose * loose) / tested)
    kept = (min(seen), max(seen)) if seen else None
    return {"P(challenge)": (min(attacks), max(attacks)), "observed reliability": kept}


def test_a_thousand_random_points_ties_and_corners_included() -> None:
    rng, seen = random.Random(9), Counter[str]()
    for _ in range(1000):
        p, loose = F(rng.randrange(0, 9), 8), F(rng.randrange(0, 9), 8)
        firm = loose + (1 - loose) * F(rng.randrange(0, 5), 4)
        prize, loss = F(rng.randrange(1, 9)), F(rng.randrange(1, 4))
        values = MODEL.values(
            set={"p_firm": p, "r_firm": firm, "r_loose": loose, "prize": prize, "war_loss": loss}
        )
        reading = read(MODEL, values)
        assert reading.equilibria.complete
        assert reading.equilibria.certificate.holds
        for name, ends in by_hand(p, firm, loose, prize, loss).items():
            found = reading.measures[name]
            assert (found.minimum, found.maximum) == (ends or (None, None)), (name, values)
        truth = reading.measures["true reliability"]
        assert truth.minimum == truth.maximum == p * firm + (1 - p) * loose
        bar = prize / (prize + loss)
        for region, holds in (
            ("All tested", firm < bar), ("Loose tested", loose < bar < firm), ("None tested", bar < loose),
        ):  # fmt: skip
            if holds:
                assert reading.regions == (region,)
                seen[region] += 1
        seen["tie"] += bar in (firm, loose)
    assert min(seen[name] for name in ("All tested", "Loose tested", "None tested", "tie")) >= 50
