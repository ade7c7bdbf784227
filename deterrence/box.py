"""A pact's box: every coding between lo and hi, and every uncoded term over its whole range.

Here the box is explored, not proved: at its corners, at the middle, and at a few seeded
interior points. What is found holds at those points; nothing is claimed in between.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact

MOST_CORNERS = 16
INTERIOR = 4
SEED = 20_260_101


def explore(
    model: Model, pact: Pact, corners: int = MOST_CORNERS, interior: int = INTERIOR
) -> tuple[dict[str, Fraction], ...]:
    """Points of a pact's box, restricted to the terms a model uses.

    Parameters
    ----------
    model, pact
        The terms of the model and their codings in the pact.
    corners, interior
        Up to how many corners all of them are taken, and how many interior points.

    Returns
    -------
    tuple of dict
        The middle first; then every corner (or, with more than `corners`, the two corners of all lo and all hi and both
        ends of each term with the others in the middle); then interior points drawn with a fixed seed. Terms whose
        coding is one number are left out. Without such terms there is one point, and it is empty.
    """
    spans = {}
    for term in model.terms:
        low, high, _ = pact.interval(term)
        if low < high:
            spans[term] = (low, pact.value(term, "mid"), high)
    middle = {term: mid for term, (_, mid, _) in spans.items()}
    points = [middle]
    ends = {term: (low, high) for term, (low, _, high) in spans.items()}
    if 2 ** len(spans) <= corners:
        points.extend(dict(zip(ends, corner, strict=True)) for corner in product(*ends.values()))
    else:
        points.extend({term: pair[k] for term, pair in ends.items()} for k in (0, 1))
        points.extend({**middle, term: pair[k]} for term, pair in ends.items() for k in (0, 1))
    chance = random.Random(SEED)
    if spans:
        for _ in range(interior):
            points.append(
                {t: low + (high - low) * Fraction(chance.randint(1, 63), 64) for t, (low, high) in ends.items()}
            )
    return tuple({tuple(point.items()): point for point in points}.values())
