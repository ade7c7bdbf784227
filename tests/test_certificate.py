"""Certificates: true claims pass, every kind of false one fails, and gains read the same in five number systems."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
import sympy
import z3
from signaling_oracle import draw

import deterrence as dt
from deterrence.certificate import certify_all
from deterrence.games.extensive import History, InformationSet
from deterrence.rationality import reach

HALF = [F(1, 2), F(1, 2)]


def beer_quiche() -> tuple[dt.ExtensiveGame, Any]:
    game = dt.signaling(
        ["1/10", "9/10"],
        [[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
        [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
        types=["wimp", "surly"], signals=["beer", "quiche"], responses=["duel", "not"],
    )  # fmt: skip
    return game, dt.solve(game, "perfect-bayesian")


def changed(claim: dt.Assessment, *, profile: Any = None, beliefs: Any = None) -> dt.Assessment:
    return replace(claim, profile={**claim.profile, **(profile or {})}, beliefs={**claim.beliefs, **(beliefs or {})})


# -- wrong claims ------------------------------------------------------------------------------------------------------


def test_a_strategy_moved_from_a_strict_equilibrium_gains_exactly_what_was_given_up() -> None:
    payoffs = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]  # common interests; the two languages are strict after their words
    game = dt.signaling(HALF, payoffs, payoffs)
    language = next(c for c in dt.solve(game).components if c.isolated).cells[0].assessments[0]
    assert dt.certify(game, language).holds
    place = InformationSet("Sender", "t0", "")
    (sent,) = language.profile[place]
    for share in (F(1, 2), F(1, 7), F(1)):
        other = {"s0": "s1", "s1": "s0"}[sent]
        moved = changed(language, profile={place: {sent: 1 - share, other: share}})
        certificate = dt.certify(game, moved)
        assert not certificate.holds
        assert certificate.largest_gain == share  # she is understood as the other type, and loses 1 that often
        assert certificate.largest_residual > 0  # and the beliefs are no longer Bayes'


def test_a_response_moved_is_found_where_it_is_played() -> None:
    game, found = beer_quiche()
    claim = found.components[0].cells[0].assessments[0]
    place = InformationSet("Receiver", "", "beer")
    certificate = dt.certify(game, changed(claim, profile={place: {"duel": F(1, 3), "not": F(2, 3)}}))
    assert certificate.largest_gain == F(1, 3) * (F(9, 10) - F(1, 10))
    assert certificate.largest_residual == 0


def test_beliefs_against_bayes_on_the_path() -> None:
    game, found = beer_quiche()
    for cell in found.cells:
        for claim in cell.assessments:
            meal = next(iter(claim.profile[InformationSet("Sender", "wimp", "")]))
            place = InformationSet("Receiver", "", meal)
            for wimp in (F(1, 10) + F(1, 1000), F(0), F(1)):
                held = {((meal,), ("wimp", "")): wimp, ((meal,), ("surly", "")): 1 - wimp}
                certificate = dt.certify(game, changed(claim, beliefs={place: held}))
                assert certificate.largest_residual == abs(wimp - F(1, 10))
                assert not certificate.holds


def test_beliefs_off_the_path_are_free_but_must_support_the_response() -> None:
    game, found = beer_quiche()
    for cell in found.cells:
        (other,) = cell.unsent
        place = InformationSet("Receiver", "", other)
        claim = cell.assessments[0]
        for wimp in (F(k, 8) for k in range(9)):
            held = {((other,), ("wimp", "")): wimp, ((other,), ("surly", "")): 1 - wimp}
            certificate = dt.certify(game, changed(claim, beliefs={place: held}))
            duel = claim.profile[place].get("duel", F(0))
            assert certificate.largest_residual == 0
            assert certificate.largest_gain == max(wimp, 1 - wimp) - duel * wimp - (1 - duel) * (1 - wimp)


@pytest.mark.parametrize("sums", [F(9, 10), F(11, 10), F(0)])
def test_what_does_not_sum_to_one_is_not_a_strategy_or_a_belief(sums: F) -> None:
    game, found = beer_quiche()
    claim = found.cells[0].assessments[0]
    place = InformationSet("Receiver", "", "quiche")
    assert dt.certify(game, changed(claim, profile={place: {"duel": sums}})).largest_residual >= abs(1 - sums)
    held = {(("quiche",), ("wimp", "")): sums}
    assert dt.certify(game, changed(claim, beliefs={place: held})).largest_residual >= abs(1 - sums)


def test_negative_probabilities() -> None:
    game, found = beer_quiche()
    claim = found.cells[0].assessments[0]
    place = InformationSet("Receiver", "", "quiche")
    assert dt.certify(game, changed(claim, profile={place: {"duel": F(3, 2), "not": F(-1, 2)}})).largest_residual == F(
        1, 2
    )
    held = {(("quiche",), ("wimp", "")): F(2), (("quiche",), ("surly", "")): F(-1)}
    assert dt.certify(game, changed(claim, beliefs={place: held})).largest_residual == 1


def typed_receivers() -> tuple[dt.ExtensiveGame, Any]:
    """Receivers of two types answer a signal, and both would answer it alike under the same belief."""
    u = [[[[0, 0], [-1, 1]], [[0, 0], [-1, 1]]]] * 2
    v = [[[[0, 0], [3, 0]], [[0, 0], [3, 0]]], [[[0, 0], [0, 3]], [[0, 0], [0, 3]]]]
    game = dt.signaling(HALF, u, v, receiver_prior=HALF)
    return game, dt.solve(game)


def test_types_of_the_receiver_hold_one_belief_after_a_surprise() -> None:
    game, found = typed_receivers()
    cell = next(c for c in found.cells if c.unsent == ("s1",))
    claim = next(
        a
        for a in cell.assessments
        if a.beliefs[InformationSet("Receiver", "q0", "s1")].get((("s1",), ("t0", "q0"))) == 1
    )
    assert dt.certify(game, claim).holds
    other = InformationSet("Receiver", "q1", "s1")
    apart = {(("s1",), ("t0", "q1")): F(4, 5), (("s1",), ("t1", "q1")): F(1, 5)}  # each alone would be rational
    certificate = dt.certify(game, changed(claim, beliefs={other: apart}))
    assert certificate.largest_gain == 0
    assert certificate.largest_residual == F(1, 5)


def test_claims_that_do_not_fit_the_game() -> None:
    game, found = beer_quiche()
    claim = found.cells[0].assessments[0]
    place = InformationSet("Receiver", "", "beer")
    without = {k: v for k, v in claim.profile.items() if k != place}
    with pytest.raises(dt.GameError, match="no strategy is given for Receiver at beer"):
        dt.certify(game, replace(claim, profile=without))
    with pytest.raises(dt.GameError, match="no belief is given for Receiver at beer"):
        dt.certify(game, replace(claim, beliefs={k: v for k, v in claim.beliefs.items() if k != place}))
    with pytest.raises(dt.GameError, match="has no action 'draw'; it has duel, not"):
        dt.certify(game, changed(claim, profile={place: {"draw": F(1)}}))
    with pytest.raises(dt.GameError, match="outside its information set"):
        dt.certify(game, changed(claim, beliefs={place: {(("quiche",), ("wimp", "")): F(1)}}))
    with pytest.raises(dt.GameError, match="with an Assessment"):
        dt.certify(game, ((1, 0), (0, 1)))
    with pytest.raises(dt.GameError, match="finite number"):
        dt.certify(game, changed(claim, profile={place: {"duel": float("nan")}}))


def test_every_vertex_of_random_answers_holds_and_random_claims_do_not() -> None:
    rng, kept = random.Random(1), 0
    for _ in range(30):
        game = dt.signaling(HALF, draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1, 2), 2, 2, 2))
        found = dt.solve(game)
        claims = [a for cell in found.cells for a in cell.assessments]
        assert all(c.holds for c in certify_all(game, claims))
        assert found.certificates
        assert all(c.holds for c in found.certificates)
        for claim in claims[:4]:
            place = rng.choice(list(claim.profile))
            weight = F(rng.randrange(1, 12), 12)
            first, second = game.actions(place)
            moved = changed(claim, profile={place: {first: weight, second: 1 - weight}})
            certificate = dt.certify(game, moved)
            kept += certificate.holds
            gains = dt.gains(game, moved.profile, moved.beliefs)
            # nobody moves twice here: the certificate is the largest one-shot gain and the distance from Bayes' rule
            assert certificate.largest_gain == max(x for row in gains.values() for x in row.values())
            assert certificate.largest_residual == bayes(game, moved)
    assert kept < 60


def bayes(game: dt.ExtensiveGame, claim: dt.Assessment) -> F:
    """The largest departure from Bayes' rule, once more from the definition."""
    weights, worst = reach(game, claim.profile), F(0)
    for place, held in claim.beliefs.items():
        total = sum(weights[node] for node in game.nodes(place))
        for node in game.nodes(place) if total else ():
            worst = max(worst, abs(held.get(node, F(0)) - weights[node] / total))
    return worst


# -- one-shot deviations are not enough --------------------------------------------------------------------------------

OUT_OR_IN, AGAIN = InformationSet("Mover", "", "start"), InformationSet("Mover", "", "in")


def twice() -> tuple[dt.ExtensiveGame, dt.Assessment]:
    """Chance draws L or R unseen. The mover stays out (0) or goes in and then chooses: x pays 3 or -1, y -3 or 1.

    Out, then y, under the belief in R once in: no single deviation pays, in and then x does (1).
    """
    moves: dict[History, Any] = {(): dt.Chance((("L", F(1, 2)), ("R", F(1, 2))))}
    payoffs: dict[History, Any] = {}
    for drawn, worth in (("L", (3, -3)), ("R", (-1, 1))):
        moves[drawn,] = dt.Move("Mover", ("out", "in"), "start")
        moves[drawn, "in"] = dt.Move("Mover", ("x", "y"), "in")
        payoffs[drawn, "out"] = {("",): (F(0),)}
        for action, pays in zip("xy", worth, strict=True):
            payoffs[drawn, "in", action] = {("",): (F(pays),)}
    game = dt.ExtensiveGame(("Mover",), (("",),), ((F(1),),), moves, payoffs)
    profile = {OUT_OR_IN: {"out": F(1)}, AGAIN: {"y": F(1)}}
    beliefs = {
        OUT_OR_IN: {(("L",), ("",)): F(1, 2), (("R",), ("",)): F(1, 2)},
        AGAIN: {(("R", "in"), ("",)): F(1)},
    }
    return game, dt.Assessment(profile, beliefs)


def test_a_deviation_of_two_steps_is_found_where_no_single_one_gains() -> None:
    game, claim = twice()
    one_shot = dt.gains(game, claim.profile, claim.beliefs)
    assert max(x for row in one_shot.values() for x in row.values()) == 0
    certificate = dt.certify(game, claim)
    assert certificate.largest_residual == 0  # the second belief is off the path, and free in the weak sense
    assert certificate.largest_gain == 1
    assert not certificate.holds
    consistent = {(("L", "in"), ("",)): F(1, 2), (("R", "in"), ("",)): F(1, 2)}
    honest = dt.Assessment({OUT_OR_IN: {"in": F(1)}, AGAIN: {"x": F(1)}}, {**claim.beliefs, AGAIN: consistent})
    assert dt.certify(game, honest).holds


# -- strategic and provision games -------------------------------------------------------------------------------------


def test_strategic_games() -> None:
    game = dt.bimatrix([[1, -1], [-1, 1]])
    assert dt.certify(game, ((F(1, 2), F(1, 2)), ("1/2", 0.5))).holds
    assert dt.certify(game, ((1, 0), (0, 1))).largest_gain == 2
    assert dt.certify(game, ((F(3, 4), F(1, 4)), (F(1, 2), F(1, 2)))).largest_gain == F(1, 2)
    assert dt.certify(game, ((F(1, 2), F(1, 4)), (F(1, 2), F(1, 2)))).largest_residual == F(1, 4)
    assert dt.certify(game, ((F(3, 2), F(-1, 2)), (F(1, 2), F(1, 2)))).largest_residual == F(1, 2)
    for wrong in (((1, 0),), ((1, 0, 0), (1, 0))):
        with pytest.raises(dt.GameError, match="one probability for each action"):
            dt.certify(game, wrong)
    three = dt.StrategicGame(("A", "B", "C"), (("0", "1"),) * 3, tuple(tuple(map(F, x)) for x in parity()))
    assert dt.certify(three, ((1, 0), (1, 0), (0, 1))).largest_gain == 1
    assert dt.certify(three, ((F(1, 2), F(1, 2)),) * 3).holds


def parity() -> list[list[int]]:
    """Three players each choose 0 or 1; each wants to be odd one out or not, so only mixing is an equilibrium."""
    rows = [[], [], []]  # type: list[list[int]]
    for a, b, c in np.ndindex(2, 2, 2):
        rows[0].append(int(a == b))
        rows[1].append(int(b == c))
        rows[2].append(int(c != a))
    return rows


def test_floats_mean_their_shortest_decimal_in_a_certificate_too() -> None:
    game = dt.StrategicGame(("A", "B"), (("a", "b"), ("c", "d")), ((0.1, 0.3, 0.2, 0.1), (0.7, 0.1, 0.1, 0.3)))
    found = dt.solve(game)
    assert found.extreme == (((F(1, 4), F(3, 4)), (F(2, 3), F(1, 3))),)
    assert dt.certify(game, found.extreme[0]).holds
    with pytest.raises(dt.GameError, match="the payoff 'much'"):
        dt.certify(replace(game, payoffs=(("much",) * 4, (0,) * 4)), found.extreme[0])


def test_provision_games() -> None:
    game = dt.ProvisionGame(("L", "M", "S"), "cobb-douglas", (10, 6, 2), ("1/2",) * 3, 1)
    assert dt.certify(game, (F(14, 3), F(2, 3), 0)).holds
    assert dt.certify(game, ("14/3", "2/3", "0")).holds
    for wrong in ((F(14, 3), F(2, 3), F(1, 9)), (5, F(1, 3), 0), (0, 0, 0), (10, 6, 2), (11, 0, 0)):
        certificate = dt.certify(game, wrong)
        assert certificate.largest_gain > 0
        assert not certificate.holds
    assert dt.certify(game, (F(16, 3), 0, F(-1, 3))).largest_residual == F(1, 3)
    with pytest.raises(dt.GameError, match="one number for each player"):
        dt.certify(game, (5, 0))
    with pytest.raises(dt.GameError, match="finite"):
        dt.certify(game, (float("inf"), 0, 0))


# -- one function, five number systems ---------------------------------------------------------------------------------

Build = Callable[[Callable[[str], Any], Callable[[F], Any]], list[Any]]


def extensive(name: Callable[[str], Any], constant: Callable[[F], Any]) -> list[Any]:
    game, found = beer_quiche()
    claim = found.components[0].cells[0].assessments[0]
    made = game.with_numbers(constant)
    payoffs = {h: dict(by_types) for h, by_types in made.payoffs.items()}
    payoffs["quiche", "duel"]["wimp", ""] = (name("a"), name("b"))
    payoffs["beer", "not"]["surly", ""] = (name("a") * name("b"), name("c"))
    made = replace(made, payoffs=payoffs, priors=((name("p"), 1 - name("p")), (constant(F(1)),)))
    profile = {place: {a: name("x") for a in game.actions(place)} for place in game.information_sets}
    beliefs = {
        place: {node: name("p") if node[1][0] == "wimp" else 1 - name("p") for node in game.nodes(place)}
        for place in claim.beliefs
    }
    return [x for row in dt.gains(made, profile, beliefs).values() for x in row.values()]


def unilateral(name: Callable[[str], Any], constant: Callable[[F], Any]) -> list[Any]:
    model = dt.load("unilateral-deterrence")
    found = dt.solve(model.game(model.values(dt.load("nato-1949"))))
    claim = found.cells[-1].assessments[-1]
    game = found.game.with_numbers(lambda x: constant(x) + name("a"))
    profile = {place: {a: constant(p) * name("x") for a, p in mixed.items()} for place, mixed in claim.profile.items()}
    beliefs = {place: {n: constant(p) for n, p in held.items()} for place, held in claim.beliefs.items()}
    return [x for row in dt.gains(game, profile, beliefs).values() for x in row.values()]


def chance(name: Callable[[str], Any], constant: Callable[[F], Any]) -> list[Any]:
    game, claim = twice()
    made = game.with_numbers(lambda x: constant(x) * name("a"))
    profile = {
        OUT_OR_IN: {"out": name("x"), "in": 1 - name("x")},
        AGAIN: {"x": name("b"), "y": 1 - name("b")},
    }
    beliefs = {place: {n: name("p") for n in game.nodes(place)} for place in claim.beliefs}
    return [x for row in dt.gains(made, profile, beliefs).values() for x in row.values()]


def strategic(name: Callable[[str], Any], constant: Callable[[F], Any]) -> list[Any]:
    payoffs = tuple(tuple(constant(F(k)) + name("abc"[k]) * constant(F(j, 3)) for j in range(12)) for k in range(3))
    game = dt.StrategicGame(("A", "B", "C"), (("0", "1"), ("0", "1", "2"), ("0", "1")), payoffs)
    mixed = [(name("x"), 1 - name("x")), (name("p"), name("p") / 2, 1 - 3 * name("p") / 2), (name("a"), name("b"))]
    return [x for row in dt.gains(game, mixed) for x in row]


def provision(name: Callable[[str], Any], constant: Callable[[F], Any]) -> list[Any]:
    endowments = tuple(constant(F(w)) + name("a") for w in (10, 6, 2))
    result: list[Any] = []
    for utility in ("cobb-douglas", "quasilinear-log"):
        weights = tuple(constant(F(1, k)) for k in (2, 3, 4))
        game = dt.ProvisionGame(("L", "M", "S"), utility, endowments, weights, name("p"))
        result += dt.gains(game, (name("x"), name("b"), name("c")))
    return result


NAMES = ("a", "b", "c", "p", "x")


@pytest.mark.parametrize("build", [extensive, unilateral, chance, strategic, provision])
def test_gains_agree_in_every_number_system(build: Build) -> None:
    rng = random.Random(build.__name__)
    points = [{name: F(rng.randrange(-12, 13), rng.randrange(1, 7)) for name in NAMES} for _ in range(25)]
    points = [point | {"a": abs(point["a"]), "p": F(rng.randrange(7), 6)} for point in points]
    exact = [build(point.__getitem__, F) for point in points]
    arrays = {name: np.array([float(point[name]) for point in points]) for name in NAMES}
    for position, column in enumerate(build(arrays.__getitem__, float)):
        expected = [float(row[position]) for row in exact]
        np.testing.assert_allclose(np.broadcast_to(column, len(points)), expected, rtol=1e-9, atol=1e-9)
    symbols = build(sympy.Symbol, lambda x: sympy.Rational(x.numerator, x.denominator))
    terms = build(z3.Real, lambda x: z3.Q(x.numerator, x.denominator))
    for point, row in zip(points, exact, strict=True):
        assert [of_sympy(x, point) for x in symbols] == row
        assert [of_z3(x, point) for x in terms] == row


def of_sympy(x: Any, point: Mapping[str, F]) -> F:
    found = sympy.sympify(x).subs({name: sympy.Rational(v.numerator, v.denominator) for name, v in point.items()})
    return F(int(found.p), int(found.q))


def of_z3(x: Any, point: Mapping[str, F]) -> F:
    if not z3.is_expr(x):
        return F(x)
    given = [(z3.Real(name), z3.Q(v.numerator, v.denominator)) for name, v in point.items()]
    return F(z3.simplify(z3.substitute(x, *given)).as_fraction())
