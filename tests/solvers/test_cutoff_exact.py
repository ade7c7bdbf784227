"""Cutoffs that are rational numbers are found as such, however long they are, and at ends where a gain is just 0."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from games_of_cutoffs import one, several

import deterrence as dt
from deterrence.games.cutoff import Cutoff, CutoffGame
from deterrence.proofs.rational_zero import rational_zero, simplest
from deterrence.solvers import plural


def long(rng: random.Random, low: int = 1, high: int = 10**9) -> F:
    return F(rng.randrange(low, high), 10**9 + 7)


def test_linear_gains_with_long_numbers() -> None:
    rng = random.Random("linear")
    for _ in range(25):
        a, b, x, y = (long(rng) for _ in range(4))
        values = {"a": a / 3, "b": b / 3, "c": x + a / 3 * y, "d": y + b / 3 * x}
        answer = dt.solve(several({"x": "c - a*y - x", "y": "d - b*x - y"}, values))
        assert (answer.complete, answer.exact) == (True, True)
        assert [point.point for point in answer.points] == [(x, y)]


def test_gains_that_are_linear_one_after_the_other() -> None:
    """The defender's cutoff c/p, then the challenger's, in whose gain it is multiplied with hers."""
    rng = random.Random("chain")
    for _ in range(25):
        p, c, k = long(rng) * F(4, 5) + F(1, 10), long(rng) / 11, long(rng) / 11
        values = {"p": p, "c": c, "k": k}
        answer = dt.solve(several({"v": "c - p*type", "u": "(1 - v)*k - (1 - (1 - v)*p)*type"}, values))
        v = min(c / p, F(1))
        u = min((1 - v) * k / (1 - (1 - v) * p), F(1))
        assert (answer.complete, answer.exact) == (True, True)
        assert [point.point for point in answer.points] == [(v, u)]


@pytest.mark.parametrize("tie", [F(0), F(1, 7), F(1, 5)])
def test_an_end_at_which_a_gain_is_0_beside_a_cutoff_that_is_inside(tie: F) -> None:
    """A gain of 1/5 - tie - x is 0 at x = 0 where tie is 1/5."""
    answer = dt.solve(several({"x": "1/5 - tie - type", "y": "(1 - x)/7 - 2*type"}, {"tie": tie}))
    x = F(1, 5) - tie
    assert answer.complete
    assert [point.point for point in answer.points] == [(x, (1 - x) / 14)]
    assert answer.points[0].face[0] == ("inside" if x else "low")


def test_a_continuum_is_not_taken_for_its_end() -> None:
    answer = dt.solve(several({"x": "0*x", "y": "1/2 - y"}))
    assert not answer.complete
    assert answer.certificate.holds


@pytest.mark.parametrize(
    ("gain", "low", "high", "zero"),
    [
        ("1/3 - x", F(1, 4), F(1, 2), F(1, 3)),
        ("12345678901/98765432101 - x", F(0), F(1), F(12345678901, 98765432101)),
        ("x**2 - 1/4", F(2, 5), F(3, 5), F(1, 2)),  # the simplest number of the box
        ("x**2 - 1/2", F(2, 5), F(4, 5), None),
        ("1/3 - x", F(2, 5), F(1, 2), None),  # outside the box
        ("0*x + 1", F(0), F(1), None),
        ("exp(x) - 1", F(0), F(1), None),  # rational only by chance: not this proof's business
    ],
)
def test_rational_zeros(gain: str, low: F, high: F, zero: F | None) -> None:
    game = CutoffGame((Cutoff("x", 0, 1, gain),))
    assert rational_zero(game, ("inside",), [(low, high)]) == (None if zero is None else (zero,))


def test_the_simplest_number_between_two() -> None:
    assert simplest(F(314, 100), F(315, 100)) == F(22, 7)
    assert simplest(F(-1, 2), F(1, 3)) == 0
    assert simplest(F(1, 3), F(1, 3)) == F(1, 3)


def test_an_end_at_which_two_gains_are_0() -> None:
    """The defender's cutoff just reaches the end of its range, and then the challenger's is 0 at the other."""
    values = {"p": F(1, 5), "c": F(1, 5), "k": F(1)}
    answer = dt.solve(several({"v": "c - p*type", "u": "(1 - v)*k - (1 - (1 - v)*p)*type"}, values))
    assert answer.complete
    assert [(point.face, point.point) for point in answer.points] == [(("high", "low"), (1, 0))]


@pytest.mark.parametrize("k", [F(13, 32), F(1, 8), F(1, 3)])
def test_an_end_at_which_a_gain_is_0_beside_a_binary_number(k: F) -> None:
    """The last box is 13/16 or 1/4 itself: a box without width, in which nothing can be proved to be alone."""
    game = CutoffGame(
        (
            Cutoff("v", 0, 1, "c - tie - p*type"),
            Cutoff("u", 0, 1, "(1 - v)*k - (1 - (1 - v)*p)*type"),
        ),
        {"c": F(11, 30), "tie": F(11, 30), "p": F(1, 2), "k": k},
    )
    answer = dt.solve(game)
    assert answer.complete
    assert [(point.face, point.point) for point in answer.points] == [(("low", "inside"), (0, 2 * k))]


@pytest.mark.parametrize("low", [F(0), F(3, 20)])
@pytest.mark.parametrize("where", ["low", "high"])
def test_an_end_that_is_no_binary_number_at_which_a_gain_is_0(low: F, where: str) -> None:
    end = low if where == "low" else low + F(7, 10)
    game = CutoffGame((Cutoff("x", low, low + F(7, 10), "end - x"),), {"end": end})
    answer = dt.solve(game)
    assert answer.complete
    assert [(point.face, point.point) for point in answer.points] == [((where,), (end,))]


def test_strategies_are_called_monotone_only_where_somebody_has_types() -> None:
    private, public = (dt.solve(one(gain)) for gain in ("1/3 - type", "1/3 - x"))
    assert (private.status, plural(private)) == (
        "the unique equilibrium in monotone strategies", "Equilibria in monotone strategies"
    )  # fmt: skip
    assert (public.status.split(";")[0], plural(public)) == ("the unique equilibrium", "Equilibria")
