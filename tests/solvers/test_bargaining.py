"""Ultimatum bargaining: handbook T10 and T15, every corner, and a fine grid of demands."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.number import RealAlgebraic
from deterrence.errors import GameError
from deterrence.games.bargaining import BargainingGame, BargainingProfile
from deterrence.proofs.bargaining import certify_bargaining
from deterrence.solvers.bargaining import BargainingEquilibria, solve_bargaining
from deterrence.solvers.insurance import critical_insurance

F = Fraction


def insured(t: object = 0, K: object = "0.35", p: object = "0.5", C: object = 1, c: object = "0.2") -> BargainingGame:
    """Handbook T10."""
    t, K, p, C, c = (F(x) for x in (t, K, p, C, c))  # type: ignore[arg-type]
    return BargainingGame(
        ("A", "T", "Ally"),
        (0, 1),
        (0, C),
        {"A": (0, 1, 0), "T": (1, -1, 0)},
        {"A": (1 - p - c, 0), "T": (p, -1)},
        {"A": K, "T": 1},
        t,
        "Ally",
    )


def ratified(B: object, C: object, a: object, b: object) -> BargainingGame:
    """Handbook T15: 2 proposes 1's share s of the cost C; 1's ratifier accepts iff s is at most its type."""
    B, C, a, b = (F(x) for x in (B, C, a, b))  # type: ignore[arg-type]
    return BargainingGame(
        ("2", "1"), (0, 1), (a, b), {"2": (B - C, C, 0), "1": (0, -C, C)}, {"2": (0, 0), "1": (0, 0)}
    )


def solved(game: BargainingGame) -> BargainingEquilibria:
    return solve_bargaining(game).require_certificate()


@pytest.mark.parametrize(("t", "war"), [("0", "2/5"), ("0.3", "11/20"), ("0.76", None)])
def test_the_numbers_of_the_handbook(t: str, war: str | None) -> None:
    answer = solved(insured(t))
    assert answer.complete
    assert answer.unique
    assert answer.measures["P(war)"].minimum == F(war or 0)
    assert answer.measures["P(crisis)"].minimum == (war is not None)
    given = answer.measures["P(war | crisis)"]
    assert given.minimum == (None if war is None else F(war))
    assert bool(given.undefined) == (war is None)
    critical = answer.measures["critical insurance"].minimum
    assert isinstance(critical, RealAlgebraic)
    assert critical.minimal == ((31, -60, 25), 0)  # (1 - c_A + t)^2 = 4 (t + K - 1 + p): t^2 - 2.4 t + 1.24 = 0
    assert float(critical) == pytest.approx(0.752786, abs=5e-7)
    assert answer.measures["insurance gap"].minimum == critical - F(t)


def test_a_knife_edge_keeps_both() -> None:
    """K at what the crisis brings: the proposer does not mind, and everything in between is an equilibrium."""
    answer = solved(insured("0.3", K="0.5025"))
    assert answer.proposes == (0, 1)
    assert answer.measures["P(crisis)"].minimum == 0
    assert answer.measures["P(crisis)"].maximum == 1
    assert (answer.measures["P(war)"].minimum, answer.measures["P(war)"].maximum) == (0, F(11, 20))
    assert answer.measures["P(war | crisis)"].single
    assert answer.measures["E[U][A]"].single
    assert answer.measures["E[U][Ally]"].minimum == -F(11, 20) * F(3, 10)
    assert critical_insurance(insured(K="0.5025")) == F(3, 10)
    assert "mix" in answer.status


def test_burden_shares_that_must_be_ratified() -> None:
    answer = solved(ratified(3, 6, "0.4", "0.9"))
    assert answer.demands == ((F(7, 10), F(7, 10)),)
    assert answer.measures["P(agreement | crisis)"].minimum == F(2, 5)


def test_no_share_is_worth_it() -> None:
    """B2 below what 2 would pay at the largest share that can be ratified: any refused share is optimal."""
    answer = solved(ratified(1, 6, "0.4", "0.5"))
    assert answer.demands == ((F(1, 2), 1),)
    assert answer.value == 0
    assert answer.measures["P(war)"].minimum == 1
    assert "several demands" in answer.status


def test_ratification_against_the_closed_form() -> None:
    """Handbook T15: s* = (b + 1 - B2/C)/2, clipped to [a, b]; at b nothing is worth it, and refused shares will do."""
    draw = random.Random(15)
    seen: Counter[str] = Counter()
    while min(seen[kind] for kind in ("a", "inner", "b")) < 60:
        a, b = sorted((F(draw.randint(0, 40), 40), F(draw.randint(0, 40), 40)))
        B, C = F(draw.randint(0, 60), 20), F(draw.randint(20, 60), 20)
        if a == b:
            continue
        inner = (b + 1 - B / C) / 2
        kind = "a" if inner <= a else "b" if inner >= b else "inner"
        answer = solved(ratified(B, C, a, b))
        share = min(max(inner, a), b)
        assert answer.demands == (((share, F(1)) if kind == "b" and share < 1 else (share, share)),)
        assert answer.measures["P(agreement | crisis)"].minimum == (b - share) / (b - a)
        seen[kind] += 1


@pytest.mark.parametrize("values", [(3, 6, "0.4", "0.9"), (5, 6, "0.4", "0.9"), (1, 2, "0.1", "1"), (2, 3, "0", "0.5")])
def test_the_solver_of_cutoffs_proposes_the_same_share(values: tuple) -> None:
    """Another algorithm, by subdivision: the share where raising it further would no longer pay."""
    B, C, a, b = map(F, values)
    gain = "(b - share)*C - (B - (1 - share)*C)"
    found = dt.solve(dt.CutoffGame([dt.Cutoff("share", a, b, gain)], {"B": B, "C": C, "b": b}))
    assert found.complete
    ((low, high),) = found.points[0].box
    assert low <= solved(ratified(*values)).demands[0][0] <= high


def random_insured(draw: random.Random) -> tuple[BargainingGame, tuple[Fraction, ...]]:
    t, K, p, C, c = (
        F(draw.randint(0, 60), 40), F(draw.randint(1, 30), 30), F(draw.randint(0, 20), 20),
        F(draw.randint(1, 40), 20), F(draw.randint(0, 30), 20),
    )  # fmt: skip
    return insured(t, K, p, C, c), (t, K, p, C, c)


def typed(t: float, K: float, p: float, C: float, c: float) -> tuple[str, float, float]:
    """Handbook T10 typed here: the kind of optimum, what it brings, and the chance of war; z is demand + p + t - 1."""
    low, high = p + t - 1, p + t

    def brings(z: float) -> float:
        share = min(max(z / C, 0), 1)
        return (1 - p - t + z) * (1 - share) + (1 - p - c) * share

    inner = (C + t - c) / 2
    z = min(max(inner, low, 0), high)
    if z >= C:  # rejected by all, unless a demand that some accept is better: there is none above the inner optimum
        return "all reject", brings(max(low, C)), 1.0
    if inner <= 0:
        kind = "all accept" if low <= 0 else "demand 0"
    else:
        kind = "demand 0" if inner < low else "demand 1" if inner > high else "inner"
    return kind, brings(z), z / C if z > 0 else 0.0


def test_a_thousand_draws_against_the_closed_form() -> None:
    draw = random.Random(10)
    seen: Counter[str] = Counter()
    for _ in range(1200):
        game, values = random_insured(draw)
        answer = solved(game)
        kind, brings, war = typed(*map(float, values))
        assert float(answer.value) == pytest.approx(brings, abs=1e-12)
        if answer.demands[0][0] == answer.demands[-1][1]:
            assert float(game.rejected(answer.demands[0][0])) == pytest.approx(war, abs=1e-12)
        seen[kind] += 1
        seen[str([int(x) for x in answer.proposes])] += 1
        seen["several"] += answer.demands[0][0] < answer.demands[-1][1]
        if seen["edge"] < 60:  # the crisis is worth just what staying out is
            edge = solved(insured(values[0], answer.value, *values[2:]))
            assert edge.proposes == (0, 1)
            assert edge.measures["P(crisis)"].maximum == 1
            seen["edge"] += 1
    for kind in ("inner", "all accept", "edge", "all reject", "demand 0", "demand 1", "[0]", "[1]", "several"):
        assert seen[kind] >= 50, seen


@pytest.mark.parametrize("start", range(4))
def test_a_fine_grid_of_demands_finds_nothing_better(start: int) -> None:
    """Any linear payoffs at all, types that enter everybody's included; responder played by type on a grid."""
    draw = random.Random(start)

    def number() -> Fraction:
        return F(draw.randint(-8, 8), 4)

    for _ in range(60):
        low, high = sorted((number(), number()))
        agreement = {name: (number(), number(), number()) for name in "ATX"}
        rejection = {name: (number(), number()) for name in "ATX"}
        try:
            game = BargainingGame(("A", "T", "X"), (-1, 2), (low, high + F(1, 4)), agreement, rejection)
        except GameError:
            assert agreement["T"][2] == rejection["T"][1]
            continue
        answer = solved(game)
        demands = np.linspace(-1, 2, 601)[:, None]
        edges = np.linspace(float(game.types[0]), float(game.types[1]), 2001)
        kinds = ((edges[1:] + edges[:-1]) / 2)[None, :]

        def mean(name: str, y: np.ndarray, game: BargainingGame = game, kinds: np.ndarray = kinds) -> np.ndarray:
            def agreed(who: str) -> np.ndarray:
                a, b, c = map(float, game.agreement[who])
                return a + b * y + c * kinds

            def refused(who: str) -> np.ndarray:
                a, b = map(float, game.after_rejection(who))
                return a + b * kinds

            return np.where(agreed("T") > refused("T"), agreed(name), refused(name)).mean(axis=1)

        grid = mean("A", demands)
        scale = 1 + float(np.abs(grid).max())
        assert float(answer.value) >= grid.max() - 0.01 * scale  # the grid of types errs by one type in 2,000
        best = np.array([[float(y)] for interval in answer.demands for y in interval])
        assert mean("A", best) == pytest.approx(float(answer.value), abs=0.01 * scale)
        for name in "ATX":
            span = answer.measures[f"E[U][{name}]"]
            inside = mean(name, best)
            assert float(span.minimum) <= inside.min() + 0.01 * scale
            assert float(span.maximum) >= inside.max() - 0.01 * scale


def test_critical_insurance_separates_crisis_from_none() -> None:
    """Just below it a demand is made and just above it none; where there is none the crisis never stops."""
    draw = random.Random(3)
    seen: Counter[str] = Counter()
    for _ in range(150):
        game, (_, K, p, C, c) = random_insured(draw)
        critical = critical_insurance(game)
        if critical is None:
            seen["never"] += 1
            for t in (0, 1, 5, 50):
                assert solve_bargaining(game.with_insurance(F(t))).value >= K
            continue
        seen["irrational" if isinstance(critical, RealAlgebraic) else "rational" if critical else "zero"] += 1
        low, high = (critical, critical) if isinstance(critical, Fraction) else critical.enclosure(60)
        step = F(1, 10**6)
        assert solve_bargaining(game.with_insurance(high + step)).value < K
        if critical:
            assert solve_bargaining(game.with_insurance(low - step)).value >= K
        # inner case of the handbook, where it applies on both sides
        value = float(critical)
        z = (float(C) + value - float(c)) / 2
        if 0 < z < C and p + value - 1 < z < p + value and value:
            left = (float(C) - float(c) + value) ** 2 / (4 * float(C))
            assert left == pytest.approx(value + float(K) - 1 + float(p), abs=1e-9)
            seen["handbook"] += 1
    assert all(seen[kind] >= 12 for kind in ("never", "irrational", "rational", "zero", "handbook")), seen


def test_critical_insurance_of_any_linear_payoffs() -> None:
    """No sum below it keeps the proposer out, one just above it does; types may enter everybody's payoffs."""
    draw = random.Random(6)
    seen: Counter[str] = Counter()

    def number() -> Fraction:
        return F(draw.randint(-6, 6), 4)

    while min(seen[kind] for kind in ("never", "zero", "inside", "irrational")) < 10:
        agreement = {name: (number(), number(), number()) for name in "AT"}
        rejection = {name: (number(), number()) for name in "AT"}
        if agreement["T"][2] == rejection["T"][1]:
            continue
        game = BargainingGame(("A", "T"), (-1, 2), (0, 1), agreement, rejection, {"A": number() / 2})
        critical = critical_insurance(game)
        seen["never" if critical is None else "inside" if critical else "zero"] += 1
        seen["irrational"] += isinstance(critical, RealAlgebraic)

        def stays_out(t: Fraction, game: BargainingGame = game) -> bool:
            return solve_bargaining(game.with_insurance(t)).proposes == (0,)

        for t in (F(k, 7) for k in range(0, 50, 3)):
            if critical is None or t < critical:
                assert not stays_out(t)
        if critical is not None:
            high = critical if isinstance(critical, Fraction) else critical.enclosure(60)[1]
            assert stays_out(high + F(1, 10**9))


@pytest.mark.parametrize("digits", [300, 3000])
def test_numbers_of_thousands_of_digits_are_measured(digits: int) -> None:
    big = Fraction(10**digits) + Fraction(1, 3)
    agreement, rejection = {"A": (0, big, 0), "T": (1, -1 / big, 0)}, {"A": (1 / big, big), "T": (big, -1)}
    game = BargainingGame(("A", "T"), (0, 1), (0, 1), agreement, rejection, {"A": 1 / big, "T": 0})
    found = solve_bargaining(game)
    assert found.certificate.holds
    assert found.measures["crisis value"].minimum == found.value


def test_insurance_can_invite_a_crisis_too() -> None:
    """A proposer who prefers war gains where more types reject: staying out is best without insurance only."""
    game = BargainingGame(
        ("A", "T"), (0, 1), (0, 1), {"A": (0, 0, 0), "T": (1, 0, 0)}, {"A": (2, 0), "T": (F(1, 2), -1)}, {"A": 1}
    )
    assert solved(game).proposes == (0,)
    assert critical_insurance(game) == 0
    assert solved(game.with_insurance(F(2))).proposes == (1,)


def test_moral_hazard_raises_war_and_then_removes_the_crisis() -> None:
    """War given a crisis rises with insurance, and is gone beyond the critical sum (handbook T10)."""
    sums = [F(k, 20) for k in range(21)]
    war = [solved(insured(t)).measures["P(war)"].minimum for t in sums]
    before = [x for x, t in zip(war, sums, strict=True) if t < F(3, 4) + F(1, 400)]
    assert all(x < y for x, y in pairwise(before))
    assert set(war[len(before) :]) == {0}
    assert len(before) == 16


# -- the proof can fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        BargainingProfile(F(8, 10), (F(3, 10), F(1))),  # a smaller demand, well answered
        BargainingProfile(F(1), (F(1, 2), F(1))),
        BargainingProfile(F(9, 10), (F(1, 2), F(1))),  # some types reject what they should accept
        BargainingProfile(F(9, 10), (F(3, 10), F(1))),
        BargainingProfile(F(9, 10), (F(1), F(1))),
        BargainingProfile(F(9, 10), (F(2, 5), F(1)), F(0)),
        BargainingProfile(F(9, 10), (F(2, 5), F(1)), F(1, 2)),
        BargainingProfile(F(9, 10), (F(2, 5), F(1)), F(2)),  # no probability
        BargainingProfile(F(9, 10), (F(2, 5), F(3, 2))),
        BargainingProfile(F(3, 2), (F(1), F(1))),
        BargainingProfile(F(9, 10) + F(1, 10**30), (F(2, 5) + F(1, 10**30), F(1))),
    ],
)
def test_wrong_claims_are_refused(wrong: BargainingProfile) -> None:
    assert certify_bargaining(insured(), BargainingProfile(F(9, 10), (F(2, 5), F(1)))).holds
    assert not certify_bargaining(insured(), wrong).holds


def test_staying_out_where_a_demand_must_be_made_is_refused() -> None:
    game = ratified(3, 6, "0.4", "0.9")
    right = solved(game).profiles[0]
    assert not certify_bargaining(game, BargainingProfile(right.demand, right.accepting, F(0))).holds
    with pytest.raises(GameError, match="outside"):
        critical_insurance(game)


@pytest.mark.parametrize("claim", [None, (1, 2), BargainingProfile(F(1), (F(1),))])  # type: ignore[arg-type]
def test_what_is_no_claim_is_refused(claim: object) -> None:
    with pytest.raises(GameError, match="BargainingProfile"):
        certify_bargaining(insured(), claim)  # type: ignore[arg-type]


GOOD = {
    "players": ("A", "T", "Ally"), "demands": (0, 1), "types": (0, 1), "agreement": {"A": (0, 1, 0), "T": (1, -1, 0)},
    "rejection": {"A": (0, 0), "T": (0, -1)},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"players": ("A",)}, "two names or more"),
        ({"players": None}, "two names or more"),
        ({"demands": None}, "demands: a list of numbers"),
        ({"agreement": None}, "agreement gives each player"),
        ({"agreement": {"A": None}}, "agreement of A: a list of numbers"),
        ({"outside": 1}, "outside gives each player"),
        ({"players": ("A", "A", "B")}, "two names or more"),
        ({"demands": (1, 0)}, "smaller number first"),
        ({"demands": (1, 2, 3)}, "write 2 numbers"),
        ({"types": (1, 1)}, "positive length"),
        ({"agreement": {"A": (0, 1)}}, "agreement of A: write 3 numbers"),
        ({"agreement": {"B": (0, 1, 0)}}, "names 'B', who does not play"),
        ({"rejection": {"A": (0, 0)}}, "does not depend on its type"),
        ({"rejection": {"A": (0, "x"), "T": (0, -1)}}, "rejection of A"),
        ({"insurance": -1}, "write 0 or more"),
        ({"insurer": "T"}, "one of the players after the first two"),
        ({"insurer": "B"}, "one of the players after the first two"),
        ({"outside": {"B": 1}}, "outside names 'B'"),
    ],
)
def test_games_that_cannot_be_are_refused(change: dict, message: str) -> None:
    BargainingGame(**GOOD)
    with pytest.raises(GameError, match=message):
        BargainingGame(**{**GOOD, **change})


def test_a_proposer_that_comes_back_has_no_insurance_gap() -> None:
    """To A a rejected demand is worth more: it stays out without insurance, and demands where more of it brings war."""
    game = BargainingGame(
        ("A", "T", "Ally"), (0, 1), (0, 1),
        {"A": (0, 0, 0), "T": (1, -1, 0)},
        {"A": (1, 0), "T": ("1/2", -1)},
        {"A": "3/4", "T": 1},
        0, "Ally",
    )  # fmt: skip
    answer = solved(game)
    assert answer.measures["insurance gap"].minimum is None
    assert "comes back" in answer.measures["insurance gap"].undefined
    out = [solved(game.with_insurance(F(k, 8))).proposes == (F(0),) for k in range(9)]
    assert out == sorted(out, reverse=True)
    assert out[0]
    assert not out[-1]
