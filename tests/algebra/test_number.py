"""Real algebraic numbers against decimal square roots, and the certificate that runs on them."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal, localcontext
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.number import RealAlgebraic, real_fields
from deterrence.algebra.univariate import real_roots
from deterrence.errors import SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, InformationSet, Move
from deterrence.games.profile import Assessment

LOW, ROOT = (field.element(field.modulus.__class__([0, 1])) for field in real_fields([-2, 0, 1]))  # x^2 = 2


def number(a: F, b: F) -> object:
    """a + b sqrt(2)."""
    return a + b * ROOT


small = st.builds(F, st.integers(-20, 20), st.integers(1, 6))


def test_both_roots_are_there_in_order() -> None:
    assert LOW < 0 < ROOT
    assert -LOW == ROOT
    assert ROOT * ROOT == 2
    assert type(ROOT * ROOT) is F  # what is rational comes out as a Fraction
    assert ROOT - ROOT == 0
    assert F(7, 5) < ROOT < F(3, 2)
    assert max(F(1), ROOT) is ROOT
    assert str(ROOT - 1) == "0.4142 (root of x^2 + 2*x - 1)"
    assert float(ROOT) == pytest.approx(2**0.5, abs=1e-15)
    assert f"{ROOT:.3f}" == "1.414"


@settings(deadline=None, max_examples=60)
@given(small, small, small, small)
def test_arithmetic_and_order_agree_with_decimals(a: F, b: F, c: F, d: F) -> None:
    x, y = number(a, b), number(c, d)
    with localcontext() as context:
        context.prec = 60
        root = Decimal(2).sqrt()

        def decimal(p: F, q: F) -> Decimal:
            return Decimal(p.numerator) / p.denominator + Decimal(q.numerator) / q.denominator * root

        for found, meant in [
            (x + y, decimal(a + c, b + d)),
            (x - y, decimal(a - c, b - d)),
            (x * y, decimal(a * c + 2 * b * d, a * d + b * c)),
        ]:
            assert abs(float(found) - float(meant)) <= 1e-12 * (1 + abs(float(meant)))
        assert (x < y) == (decimal(a, b) < decimal(c, d))
        assert (x >= y) == (decimal(a, b) >= decimal(c, d))
    assert (x == y) == ((a, b) == (c, d))
    if y != 0:
        assert x / y * y == x
    assert (x == y) <= (hash(x) == hash(y))


def test_an_enclosure_holds_the_number_as_tightly_as_asked() -> None:
    for bits in (1, 20, 200, 1000):
        low, up = ROOT.enclosure(bits)
        assert low**2 < 2 < up**2
        assert up - low <= F(1, 2**bits)


def test_a_number_next_to_a_rational_is_told_from_it() -> None:
    near = F(665857, 470832)  # a convergent: the difference is below 1e-11
    assert near > ROOT
    assert float(near - ROOT) == pytest.approx(1.5947e-12, rel=1e-4)
    assert float((ROOT - F(665857, 470832)) ** 5) < 0


def test_the_same_number_in_two_fields_is_equal_and_hashes_alike() -> None:
    # sqrt(2) inside Q(sqrt(2) + sqrt(3)): (t^3 - 9 t)/2
    (*_, big) = real_fields([1, 0, -10, 0, 1])
    poly = big.modulus.__class__
    other = big.element(poly([0, -9, 0, 1]) / 2)
    assert other.field != ROOT.field
    assert other == ROOT
    assert hash(other) == hash(ROOT)
    assert other != -ROOT
    assert other > LOW
    assert not other < ROOT
    with pytest.raises(SolverError, match="different fields"):
        other + ROOT


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(TypeError):
        ROOT + "1"
    with pytest.raises(ZeroDivisionError):
        ROOT / 0
    assert ROOT != "sqrt(2)"
    assert ROOT != 1.4142135623730951


def test_copies_are_equal() -> None:
    assert deepcopy(ROOT - 1) == ROOT - 1
    assert deepcopy(ROOT.field) == ROOT.field


@pytest.mark.parametrize("digits", [30, 500, 3000])
def test_roots_of_quadratics_are_told_apart_however_many_digits_there_are(digits: int) -> None:
    big = 10**digits
    (low, up), (lower, upper) = real_roots([big - 2, -2 * big * big, big**3])  # near 1/big, both
    assert low < up < lower < upper

    def value(x: F) -> F:
        return big - 2 - 2 * big * big * x + big**3 * x * x

    assert value(low) > 0 > value(up)
    assert value(lower) < 0 < value(upper)
    assert real_roots([1, 1, big]) == []


def test_coefficients_of_thousands_of_digits_are_refused_in_higher_degree() -> None:
    with pytest.raises(SolverError, match="write payoffs and probabilities with fewer digits"):
        real_roots([10**4000, 1, -3, 7])


def test_close_roots_are_isolated() -> None:
    # Mignotte's polynomial x^5 - 2 (10 x - 1)^2: two roots near 1/10, about 0.001 apart
    fields = real_fields([-2, 40, -200, 0, 0, 1])
    roots = [field.element(field.modulus.__class__([0, 1])) for field in fields]
    assert len(roots) == 3
    assert roots == sorted(roots)
    assert 0 < float(roots[1]) - float(roots[0]) < 1e-2


# -- certificates ------------------------------------------------------------------------------------------------------


def irrational_game() -> dt.StrategicGame:
    """Three players with two actions each; all mix alike at p with 2 (1-p)^2 = 1, so that p is irrational.

    A volunteer's dilemma (Diekmann 1985): defending costs 1, the good is worth 2 to each if anybody defends.
    """
    payoffs: list[list[F]] = [[], [], []]
    for cells in [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]:
        for player in range(3):
            payoffs[player].append(F(2 if 0 in cells else 0) - (cells[player] == 0))
    return dt.StrategicGame(
        ("A", "B", "C"), (("defend", "wait"),) * 3, tuple(map(tuple, payoffs)), "volunteer's dilemma"
    )


def test_an_irrational_equilibrium_of_three_players_is_certified() -> None:
    p = 1 - ROOT / 2
    found = dt.certify(irrational_game(), [[p, 1 - p]] * 3)
    assert found.holds
    assert found.arithmetic == "exact, in a real number field"
    wrong = dt.certify(irrational_game(), [[p, 1 - p], [p, 1 - p], [F(1, 3), F(2, 3)]])
    assert not wrong.holds
    assert wrong.largest_gain > 0
    off = dt.certify(irrational_game(), [[p, F(1, 2)]] * 3)
    assert off.largest_residual > F(1, 5)


def test_irrational_behaviour_in_an_extensive_game_is_certified() -> None:
    here, choice = InformationSet("A", "", ""), Move("A", ("stay", "go"))
    payoffs = {("stay",): {("",): (F(1),)}, ("go", "left"): {("",): (F(0),)}, ("go", "right"): {("",): (F(2),)}}
    game = ExtensiveGame(
        ("A",),
        (("",),),
        ((F(1),),),
        {(): choice, ("go",): Chance((("left", F(1, 2)), ("right", F(1, 2))))},
        payoffs,
    )
    p = ROOT - 1
    claim = Assessment({here: {"stay": p, "go": 1 - p}}, {here: {((), ("",)): F(1)}})
    found = dt.certify(game, claim)
    assert found.holds
    assert found.arithmetic == "exact, in a real number field"
    assert not dt.certify(game, Assessment({here: {"stay": p, "go": p}}, claim.beliefs)).holds
    assert isinstance(p, RealAlgebraic)
