"""Games of provision for tests, and an oracle for two allies: payoffs written out, pieces of replies tried in pairs."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from fractions import Fraction as F
from itertools import product
from typing import Any

import deterrence as dt

COBB_DOUGLAS, QUASILINEAR = "cobb-douglas", "quasilinear-log"
SPEC = (10, 6, 2)


def game(w: Any = SPEC, weights: Any = None, phi: Any = 1, utility: str = COBB_DOUGLAS, **rules: Any) -> Any:
    names = tuple(f"a{k}" for k in range(len(w)))
    return dt.ProvisionGame(names, utility, w, weights or ("1/2",) * len(w), phi, **rules)


# -- an oracle for two allies: payoffs written out, every pair of pieces of their replies tried ------------------------


def payoff(g: dt.ProvisionGame, k: int, paid: float, other: float) -> float:
    """The utility of ally k of two, in floats, from the definition."""
    kind, more = [float(x) for x in g.in_kind], [1 + float(x) for x in g.matching]
    own = more[k] * paid + kind[k]
    enjoyed = own + float(g.publicness) * (more[1 - k] * other + kind[1 - k])
    kept, lost = float(g.endowments[k]) - paid, 0.0
    if g.benchmarks[k] is not None:
        short = max(0.0, float(g.benchmarks[k]) - kind[k] - paid)
        if g.penalty == "proportional":
            kept -= float(g.penalties[k]) * short
        elif short > 1e-12:
            lost = float(g.penalties[k])
    weight = float(g.weights[k])
    if enjoyed <= 0 or (g.utility == COBB_DOUGLAS and kept <= 0):
        return -math.inf
    if g.utility == COBB_DOUGLAS:
        return (1 - weight) * math.log(kept) + weight * math.log(enjoyed) - lost
    return kept + weight * math.log(enjoyed) - lost


def pieces(g: dt.ProvisionGame, k: int) -> Iterator[tuple[F, F]]:
    """Lines (c, s): ally k pays c + s * (what the other pays), on every piece of its reply."""
    price, phi = 1 + g.matching[k], g.publicness
    kind = g.in_kind[k] + phi * g.in_kind[1 - k]
    weight = g.weights[k]
    yield F(0), F(0)
    if g.limits[k] is not None:
        yield g.limits[k], F(0)
    wanted = None if g.benchmarks[k] is None else g.benchmarks[k] - g.in_kind[k]
    if wanted is not None and wanted > 0:
        yield wanted, F(0)
    fines = {F(0)} | ({g.penalties[k]} if g.penalty == "proportional" and wanted is not None else set())
    for f in fines:
        if f == 1:
            continue
        if g.utility == COBB_DOUGLAS:
            income = g.endowments[k] - f * wanted if f else g.endowments[k]
            top, share = weight * income / (1 - f), 1 - weight
        else:
            top, share = weight / (1 - f), F(1)
        yield top - share * kind / price, -share * phi * (1 + g.matching[1 - k]) / price


def oracle(g: dt.ProvisionGame) -> set[tuple[F, F]]:
    """Every crossing of two pieces from which neither ally gains by moving to a grid, a corner, a kink or its lines."""
    found = set()
    for (c, s), (d, t) in product(pieces(g, 0), pieces(g, 1)):
        if s * t == 1:
            continue
        x = (c + s * d) / (1 - s * t)
        point = (x, d + t * x)
        if any(p < 0 or (g.limits[k] is not None and p > g.limits[k]) for k, p in enumerate(point)):
            continue
        if all(_best(g, k, point) for k in range(2)):
            found.add(point)
    return found


def _best(g: dt.ProvisionGame, k: int, point: tuple[F, F]) -> bool:
    other = float(point[1 - k])
    here = payoff(g, k, float(point[k]), other)
    top = float(g.limits[k]) if g.limits[k] is not None else float(max(g.endowments[k], 3 * g.weights[k]))
    tries = [top * j / 12 for j in range(13)] + [float(c + s * point[1 - k]) for c, s in pieces(g, k)]
    return here > -math.inf and all(payoff(g, k, x, other) <= here + 1e-9 for x in tries if 0 <= x <= top + 1e-12)


def drawn(rng: random.Random, penalty: str) -> dt.ProvisionGame:
    utility = rng.choice([COBB_DOUGLAS, QUASILINEAR])
    w = [F(rng.randrange(4, 40), 4) for _ in range(2)]
    weights = [F(rng.randrange(1, 12), 12) * (1 if utility == COBB_DOUGLAS else x) for x in w]
    phi = rng.choice([F(0), F(1, 3), F(1, 2), F(3, 4), F(1)])
    if utility == QUASILINEAR and phi == 1:
        phi = F(5, 6)
    rules: dict[str, Any] = {}
    if rng.random() < 0.4:
        rules["limits"] = tuple(rng.choice([None, x * F(rng.randrange(1, 8), 8)]) for x in w)
    if rng.random() < 0.4:
        rules["matching"] = tuple(F(rng.randrange(0, 5), 4) for _ in w)
    if rng.random() < 0.4:
        rules["in_kind"] = tuple(x * F(rng.randrange(0, 5), 10) for x in w)
    if penalty:
        rules["benchmarks"] = tuple(x * F(rng.randrange(1, 10), 12) for x in w)
        scale = 6 if penalty == "proportional" else 12 if utility == COBB_DOUGLAS else 4
        rules["penalties"] = tuple(F(rng.randrange(0, 8), scale) for _ in w)
        rules["penalty"] = penalty
    try:
        return game(w, weights, phi, utility, **rules)
    except dt.GameError:  # a limit below a benchmark that a fine above 1 enforces
        return drawn(rng, penalty)
