"""The Unilateral Deterrence Game in formulas, for the tests to compare the general solver with.

From the handbook's thresholds and regions, and nothing of the package. Written again from the best replies, ties and
certain types included: the Hard challenger initiates if q < c_t and may at q = c_t, the Soft one with c_s < c_t in its
place, and the Soft defender denies if r < d_n and may at r = d_n, where q is the chance of denial and r the belief in a
Hard challenger. q = p_D + (1 - p_D) y, and r is Bayes' where somebody initiates and anything in [0, 1] elsewhere (a
type whose prior is 0 or 1 cannot be believed otherwise).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction as F
from itertools import product
from typing import Any

HOLD, INITIATE, CONCEDE, DENY = "hold", "initiate", "concede", "deny"
Ends = tuple[F, ...]  # the ends of a closed interval, once where they coincide
Vertex = tuple[F | None, F | None, F | None, F | None]  # x_H, x_S, y, r; None where the type has prior 0
Supports = tuple[tuple[str, ...] | None, tuple[str, ...] | None, tuple[str, ...] | None]


@dataclass(frozen=True)
class Point:
    """Payoffs and priors, by the names of the model file."""

    c_SQ: F
    c_DC: F
    c_DD_hard: F
    c_CD: F
    c_DD_soft: F
    d_SQ: F
    d_CD: F
    d_DD_hard: F
    d_DC: F
    d_DD_soft: F
    p_C: F
    p_D: F

    @property
    def c_s(self) -> F:
        return (self.c_DC - self.c_SQ) / (self.c_DC - self.c_CD)

    @property
    def c_t(self) -> F:
        return (self.c_DC - self.c_SQ) / (self.c_DC - self.c_DD_hard)

    @property
    def d_n(self) -> F:
        return (self.d_CD - self.d_DC) / (self.d_CD - self.d_DD_soft)

    def at(self, **changed: F) -> Point:
        return replace(self, **changed)

    def set(self) -> dict[str, F]:
        """What to set in the model file."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Piece:
    """The equilibria with one exact support: who does what, and the ends of what each may be."""

    name: str
    supports: Supports
    x_hard: Ends
    x_soft: Ends
    y: Ends
    belief: Ends  # where nobody initiates

    def vertices(self, point: Point) -> frozenset[Vertex]:
        """Every vertex of the closure with the beliefs that go with it."""
        p, found = point.p_C, set()
        for x_hard, x_soft, y in product(self.x_hard, self.x_soft, self.y):
            initiated = p * x_hard + (1 - p) * x_soft
            for r in (p * x_hard / initiated,) if initiated else self.belief:
                found.add((x_hard if p else None, x_soft if p < 1 else None, y if point.p_D < 1 else None, r))
        return frozenset(found)


def _ends(low: F, high: F) -> Ends:
    return (low,) if low == high else (low, high)


def predict(point: Point) -> list[Piece]:
    """All perfect Bayesian equilibria, one piece for each exact support."""
    return list(_predict(point))


def _predict(point: Point) -> Iterator[Piece]:
    c_s, c_t, d_n, p, hard_d = point.c_s, point.c_t, point.d_n, point.p_C, point.p_D
    zero, one = F(0), F(1)
    lowest, highest = (p, p) if p in (0, 1) else (zero, one)  # what r may be off the path

    def y_at(q: F) -> F:
        return (q - hard_d) / (1 - hard_d)

    def piece(name: str, x_hard: Ends, x_soft: Ends, y: Ends, belief: Ends = ()) -> Piece:
        def does(ends: Ends, no: str, yes: str) -> tuple[str, ...]:
            return (no,) if ends == (zero,) else (yes,) if ends == (one,) else (no, yes)

        return Piece(
            name,
            (
                does(x_hard, HOLD, INITIATE) if p else None,
                does(x_soft, HOLD, INITIATE) if p < 1 else None,
                does(y, CONCEDE, DENY) if hard_d < 1 else None,
            ),
            x_hard, x_soft, y, belief,
        )  # fmt: skip

    def mixed(name: str, x_hard: Ends, x_soft: Ends, low: F, high: F, belief: Ends = ()) -> Piece:
        """A piece in which the Soft defender mixes, y between two ends."""
        made = piece(name, x_hard, x_soft, (low, high), belief)
        return replace(made, y=_ends(low, high))

    # Nobody initiates. A sure Soft challenger is kept out at c_s, but then r = 0 and everybody denies.
    certain = hard_d >= c_t
    name = "Sure Resistance" if d_n > 1 else "Certain Deterrence" if certain else "Steadfast Deterrence"
    nobody: tuple[Ends, Ends] = ((zero,), (zero,))
    if hard_d == 1:
        yield piece(name, *nobody, (one,), _ends(lowest, highest))
        return
    if lowest <= d_n:
        yield piece(name, *nobody, (one,), _ends(lowest, min(highest, d_n)))
    if lowest <= d_n <= highest:
        least = max(zero, y_at(c_t))
        yield mixed(name, *nobody, least, one, (d_n,))
    if certain and highest >= d_n:
        yield piece(name, *nobody, (zero,), _ends(max(lowest, d_n), highest))
    if p == 0 or d_n > 1:
        return
    if p == 1:
        yield from _sure_hard(point, piece, mixed)
        return
    if d_n == 1:
        yield from _tied(point, piece, mixed)
        return
    # y = 0
    bluff = p * (1 - d_n) / ((1 - p) * d_n)  # the x_S at which Bayes' r is d_n
    if hard_d < c_s and p >= d_n:
        yield piece("Attack", (one,), (one,), (zero,))
    if hard_d == c_s:
        yield piece("Separating", (one,), (zero,), (zero,))
        made = piece("", (one,), (zero, min(one, bluff)), (zero,))
        yield replace(made, supports=(made.supports[0], (HOLD, INITIATE), made.supports[2]))
        if bluff >= 1:
            yield piece("Attack", (one,), (one,), (zero,))
    if c_s < hard_d <= c_t:
        yield piece("Separating", (one,), (zero,), (zero,))
    if hard_d == c_t:
        yield piece("", (zero, one), (zero,), (zero,), _ends(d_n, one))
    # 0 < y < 1, so r = d_n
    if hard_d < c_s and p < d_n:
        yield mixed("Bluff", (one,), (bluff,), y_at(c_s), y_at(c_s))
    if hard_d < c_s and p == d_n:
        yield mixed("", (one,), (one,), zero, y_at(c_s))


def _sure_hard(point: Point, piece, mixed) -> Iterator[Piece]:  # type: ignore[no-untyped-def]
    """p_C = 1: r = 1, so the Soft defender concedes (d_n < 1) or does as she likes (d_n = 1)."""
    c_t, hard_d = point.c_t, point.p_D
    zero, one = F(0), F(1)
    top = (c_t - hard_d) / (1 - hard_d)
    if hard_d <= c_t:
        yield piece("", (one,), (zero,), (zero,))
    if hard_d == c_t:
        yield piece("", (zero, one), (zero,), (zero,), (one,))
    if point.d_n == 1 and hard_d < c_t:
        yield mixed("", (one,), (zero,), zero, top)
        yield mixed("", (zero, one), (zero,), top, top, (one,))


def _tied(point: Point, piece, mixed) -> Iterator[Piece]:  # type: ignore[no-untyped-def]
    """d_n = 1: a Soft defender concedes only if sure of a Hard challenger, and then does as she likes."""
    c_s, c_t, hard_d = point.c_s, point.c_t, point.p_D
    zero, one = F(0), F(1)
    if c_s <= hard_d <= c_t:
        yield piece("Separating", (one,), (zero,), (zero,))
    if hard_d == c_t:
        yield piece("", (zero, one), (zero,), (zero,), (one,))
    if hard_d < c_t:
        low, high = max(zero, (c_s - hard_d) / (1 - hard_d)), (c_t - hard_d) / (1 - hard_d)
        yield mixed("", (one,), (zero,), low, high)
        yield mixed("", (zero, one), (zero,), high, high, (one,))


def is_equilibrium(point: Point, x_hard: F, x_soft: F, y: F, r: F) -> bool:
    """The definition: types that may occur play best replies to q and r, and r is Bayes' where anybody initiates."""
    q = point.p_D + (1 - point.p_D) * y

    def best(share: F, gain: F) -> bool:
        return (share == 1 or gain <= 0) and (share == 0 or gain >= 0)

    initiated = point.p_C * x_hard + (1 - point.p_C) * x_soft
    return (
        (point.p_C == 0 or best(x_hard, point.c_t - q))
        and (point.p_C == 1 or best(x_soft, point.c_s - q))
        and (point.p_D == 1 or best(y, point.d_n - r))
        and (not initiated or r == point.p_C * x_hard / initiated)
    )


def least_p_D(point: Point) -> F:
    """The infimum p_D from which every equilibrium surviving D1 deters: c_t (not reached), or 0 (reached)."""
    return F(0) if point.d_n > 1 or point.p_C == 0 else point.c_t


def deters(point: Point) -> bool:
    """Whether every equilibrium surviving D1 deters."""
    return point.d_n > 1 or point.p_C == 0 or point.p_D > point.c_t


def draw(rng: random.Random, order: str = "") -> Point:
    """Payoffs in the model's order, rational; `order`: how d_DC compares with d_DD_soft, anyhow unless given."""
    c_DC, c_SQ, c_DD_hard, c_CD, c_DD_soft = sorted((F(k, 12) for k in rng.sample(range(-36, 37), 5)), reverse=True)
    d_SQ, d_CD, d_DD_hard, high, low = sorted((F(k, 12) for k in rng.sample(range(-36, 37), 5)), reverse=True)
    order = order or rng.choice("><")
    d_DC, d_DD_soft = {">": (high, low), "<": (low, high), "=": (low, low)}[order]
    return Point(
        c_SQ, c_DC, c_DD_hard, c_CD, c_DD_soft, d_SQ, d_CD, d_DD_hard, d_DC, d_DD_soft,
        F(rng.randrange(1, 60), 60), F(rng.randrange(1, 60), 60),
    )  # fmt: skip


def drawn_terms(model: Any, rng: random.Random) -> dict[str, F]:
    """Terms and parameters inside the assumptions: costs are placed between the ends that these leave."""

    def share(of: F = F(1)) -> F:
        return of * F(rng.randrange(1, 10), 10)

    while True:
        given = {name: F(rng.randrange(11), 10) for name in model.terms}
        for name in ("norm_cost", "basing_effect", "organ_effect", "speed_effect", "balance", "p_C", "p_D"):
            low, high = model.parameters[name].range
            given[name] = low + (high - low) * F(rng.randrange(11), 10)
        for name in ("clarity_effect", "consultation_effect"):
            given[name] = rng.choice([-1, 0, 1]) * model.parameters[name].range[1]
        given["prize"], given["stake"] = F(rng.randrange(3, 21), 10), F(rng.randrange(3, 21), 10)
        given["backdown_cost"], given["breach_cost"] = F(rng.randrange(1, 16), 10), F(rng.randrange(16), 10)
        values = model.values(set=given)
        if values["win"] < 0:
            continue
        war, lost = given["prize"] * values["win"], given["stake"] * values["win"]
        given["war_cost_hard"] = war + share(given["backdown_cost"])
        given["war_cost_soft"] = war + given["backdown_cost"] + share()
        given["fight_cost_hard"] = share(max(F(0), given["stake"] + values["breach"] - lost))
        given["crisis_cost"] = share(lost + given["fight_cost_hard"])
        given["fight_cost_soft"] = given["fight_cost_hard"] + share(F(2))
        if not model.violated(model.values(set=given)):
            return given
