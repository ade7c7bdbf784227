"""Signaling equilibria as maximal products: the union is the set, supports are read off it, membership is exact."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction as F
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signaling_oracle import draw

import deterrence as dt
from deterrence.certificate import certify_all
from deterrence.errors import GameError, SolverError
from deterrence.games.extensive import InformationSet
from deterrence.games.profile import Assessment
from deterrence.rationality import reach
from deterrence.solvers.polyhedron import vertices
from deterrence.solvers.signaling import SignalingEquilibria

HALF = [F(1, 2), F(1, 2)]
seeds = st.integers(0, 10**6)


def random_game(rng: random.Random, shape: tuple[int, int, int], typed: bool = False) -> dt.ExtensiveGame:
    """With ties, and at times types of prior 0 on either side."""
    weights = [F(rng.randrange(3)) for _ in range(shape[0])]
    weights[rng.randrange(shape[0])] += 1
    prior = [w / sum(weights) for w in weights]
    values = rng.choice([(0, 1), (0, 1, 2), (-3, 0, 1, 5)])
    if not typed:
        return dt.signaling(prior, draw(rng, values, *shape), draw(rng, values, *shape))
    q = rng.choice([HALF, [F(1), F(0)], [F(0), F(1)], [F(1, 3), F(2, 3)]])
    n, m, k = shape
    return dt.signaling(prior, draw(rng, values, n, 2, m, k), draw(rng, values, n, 2, m, k), receiver_prior=q)


def solved(game: dt.ExtensiveGame) -> SignalingEquilibria:
    found = dt.solve(game, "perfect-bayesian")
    assert isinstance(found, SignalingEquilibria)
    return found


shapes = st.sampled_from([(2, 2, 2), (2, 2, 3), (2, 3, 2), (3, 2, 2), (1, 3, 2), (2, 1, 3), (2, 2, 1)])

# -- products ----------------------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(shapes, seeds, st.booleans())
def test_products_are_the_largest_cells_and_cover_all(shape: tuple[int, int, int], seed: int, typed: bool) -> None:
    found = solved(random_game(random.Random(seed), shape, typed))
    for component in found.components:
        cells = [cell.label for cell in component.cells]
        for cell in cells:  # a cell lies in one product: in the smallest face of it, all of whose vertices are in it
            assert any(
                set(cell.sendings) & set(one.sendings) and set(cell.respondings) & set(one.respondings)
                for one in component.factors
            )
        closed = {(c.sendings, c.respondings) for c in cells}
        largest = {
            (x, y) for x, y in closed if not any((x, y) != (a, b) and {*x} <= {*a} and {*y} <= {*b} for a, b in closed)
        }
        assert {(one.sendings, one.respondings) for one in component.factors} == largest
        for one, told in zip(component.factors, component.products, strict=True):
            assert (len(told.senders), len(told.receivers)) == (len(one.sendings), len(one.respondings))
            assert told.support in found.supports()
        assert component.isolated == (len(cells) == 1 and component.cells[0].isolated)


@settings(max_examples=10, deadline=None)
@given(shapes, seeds, st.booleans())
def test_every_vertex_of_every_cell_is_certified_too(shape: tuple[int, int, int], seed: int, typed: bool) -> None:
    """The solver proves products by fewer certificates (docs/signaling.md, proposition 5); here are all of them."""
    found = solved(random_game(random.Random(seed), shape, typed))
    assert found.certificates
    for cell in islice(found.cells, 40):
        for certificate in certify_all(found.game, cell.assessments):
            assert (certificate.largest_gain, certificate.largest_residual) == (0, 0)


def test_a_wrong_product_fails_its_certificate() -> None:
    game = dt.signaling(HALF, [[[1, 0], [0, 2]], [[0, 1], [1, 1]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
    found = solved(game)
    drawing = found.components[0].drawing
    assert drawing is not None
    xs, ys = range(len(drawing.vertices.sendings)), range(len(drawing.vertices.respondings))
    good = {(a, b) for c in found.components for f in c.factors for a in f.sendings for b in f.respondings}
    wrong = [pair for pair in product(xs, ys) if pair not in good]
    assert wrong
    for a, b in wrong:
        sending, responding = drawing.vertices.sendings[a], drawing.vertices.respondings[b]
        factors = replace(found.components[0].factors[0], sendings=(a,), respondings=(b,), sent=sending.sent,
                          responses=responding.played)  # fmt: skip
        component = replace(found.components[0], factors=(factors,))
        assert not replace(found, components=(component,)).certificate.holds


# -- supports ----------------------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(shapes, seeds, st.booleans())
def test_supports_come_once_in_order_and_know_what_they_hold(
    shape: tuple[int, int, int], seed: int, typed: bool
) -> None:
    found = solved(random_game(random.Random(seed), shape, typed))
    supports = found.supports()
    listed = list(supports)
    assert listed == sorted(set(listed))
    assert len(supports) == len(listed) == len(found.cells)
    assert supports == found.supports() == tuple(listed)
    assert all(one in supports for one in listed)
    some = random.Random(seed).choice(listed)
    others = {(sent, some[1]) for sent, _ in listed} | {(some[0], answers) for _, answers in listed}
    for other in others:
        assert (other in supports) == (other in listed)
    for nonsense in (None, 3, (), ((), ()), (some[1], some[0], 1), (some[0], "x"), ((5,), some[1])):
        assert nonsense not in supports


def test_billions_of_supports_are_listed_one_by_one() -> None:
    zero = [[[0] * 4] * 4] * 4
    found = solved(dt.signaling([F(1, 4)] * 4, zero, zero))
    assert found.certificate.holds
    assert [(len(one.senders), len(one.receivers)) for one in found.products] == [(256, 256)]
    first = list(islice(found.supports(), 1000))
    assert first == sorted(set(first))
    with pytest.raises(SolverError, match=r"more than 100,000 exact supports.*islice"):
        len(found.supports())
    with pytest.raises(SolverError, match=r"more than 10,000 cells.*products"):
        found.components[0].cells[0]


@pytest.mark.parametrize(
    ("room", "limit", "told"),
    [
        ("signaling_polytopes", "MOST_VERTICES", "the limit of 3 was passed on the way; use fewer types"),
        ("signaling_products", "MOST_PRODUCTS", "more than 3 products of equilibria, because many payoffs are tied"),
        ("signaling_set", "MOST_CERTIFIED", "more than 3 vertices to certify; use fewer types"),
    ],
)
def test_what_is_too_large_is_refused_with_advice(
    room: str, limit: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    u = [[[int(r == t) for r in range(3)] for _ in range(3)] for t in range(3)]
    game = dt.signaling([F(1, 3)] * 3, u, u)
    monkeypatch.setattr(f"deterrence.solvers.{room}.{limit}", 3)
    with pytest.raises(SolverError, match=told):
        dt.solve(game, "perfect-bayesian")


def test_cheap_talk_in_a_game_of_common_interest() -> None:
    """Three types, messages and actions: full revelation in each of 3! languages, babbling, and in between the mixed
    equilibria in which each type sends two messages."""
    u = [[[int(r == t) for r in range(3)] for _ in range(3)] for t in range(3)]
    found = solved(dt.signaling([F(1, 3)] * 3, u, u))
    languages = [c for c in found.components if c.isolated]
    worth = [cell.values[0]["t0"] for component in languages for cell in component.cells]
    assert sorted(worth) == [F(1, 2)] * 6 + [F(1)] * 6
    assert any(sent == ((0, 1, 2),) * 3 for sent, _ in found.supports())  # babbling


# -- polyhedra ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), seeds)
def test_vertices_in_some_faces_are_those_of_all_that_lie_in_them(size: int, seed: int) -> None:
    rng = random.Random(seed)
    signs = [[F(0)] + [F(j == k) for j in range(size)] for k in range(size)]
    cuts = [[F(rng.randint(0, 3))] + [F(rng.randint(-3, 1)) for _ in range(size)] for _ in range(4)]
    rows, simplex = [*signs, *cuts], [[F(-1)] + [F(1)] * size]
    allowed = {rng.randrange(1, 1 << size) for _ in range(2)}

    def wanted(support: int) -> bool:
        return any(not support & ~face for face in allowed)

    everything, _ = vertices(rows, simplex)
    some, _ = vertices(rows, simplex, signs=size, allowed=wanted)
    assert some == tuple(v for v in everything if wanted(sum(1 << k for k, x in enumerate(v.point) if x)))


# -- membership --------------------------------------------------------------------------------------------------------


def mixed(rng: random.Random, actions: Any) -> dict[str, F]:
    weights = [F(rng.choice([0, 0, 1, 2])) for _ in actions]
    weights[rng.randrange(len(weights))] += 1
    return {a: w / sum(weights) for a, w in zip(actions, weights, strict=True) if w}


def between(rng: random.Random, game: dt.ExtensiveGame, cell: Any) -> Assessment:
    """A random point of a closed cell, with beliefs between those of the cell."""
    rows, columns = cell.grid
    a, b = (mixed(rng, [str(k) for k in range(n)]) for n in (rows, columns))
    chosen: Any = {}
    for place in game.information_sets:
        total: dict[str, F] = {}
        for i, p in a.items():
            for j, q in b.items():
                for action, w in cell.profiles[int(i) * columns + int(j)][place].items():
                    total[action] = total.get(action, F(0)) + p * q * w
        chosen[place] = total
    chances = reach(game, chosen)
    beliefs: Any = {}
    count = [str(k) for k in range(len(cell.assessments))]
    several = {place.sees: mixed(rng, count) for place in game.information_sets}
    for place in game.information_sets:
        nodes = game.nodes(place)
        weight = sum(chances[node] for node in nodes)
        if weight:
            beliefs[place] = {node: F(chances[node]) / weight for node in nodes}
            continue
        held: dict[Any, F] = {}
        for k, p in several[place.sees].items():
            for node, w in cell.assessments[int(k)].beliefs[place].items():
                held[node] = held.get(node, F(0)) + p * w
        beliefs[place] = held
    return Assessment(chosen, beliefs)


def believes_the_impossible(game: dt.ExtensiveGame, claimed: Assessment) -> bool:
    return any(
        w and not game.prior((types[0], next(n for n, q in zip(game.types[1], game.priors[1], strict=True) if q)))
        for place in game.information_sets
        if place.player == "Receiver"
        for (_, types), w in claimed.beliefs[place].items()
    )


@settings(max_examples=30, deadline=None)
@given(shapes, seeds, st.booleans())
def test_membership_agrees_with_the_certificate(shape: tuple[int, int, int], seed: int, typed: bool) -> None:
    rng = random.Random(seed)
    game = random_game(rng, shape, typed)
    found = solved(game)
    cells = found.cells
    for _ in range(4):
        cell = rng.choice(cells)
        inside = rng.choice(cell.assessments)
        assert found.contains(inside)
        point = between(rng, game, cell) if found.form.all_types_possible else inside
        assert found.contains(point) == dt.certify(game, point).holds
        # one piece of it exchanged: sometimes still an equilibrium, mostly not
        place = rng.choice(list(game.information_sets))
        moved = Assessment({**point.profile, place: mixed(rng, game.actions(place))}, point.beliefs)
        nodes = game.nodes(place)
        told = mixed(rng, [str(k) for k in range(len(nodes))])
        believed = {nodes[int(k)]: w for k, w in told.items()}
        other = Assessment(point.profile, {**point.beliefs, place: believed})
        for claimed in (moved, other):
            expected = dt.certify(game, claimed).holds and not believes_the_impossible(game, claimed)
            assert found.contains(claimed) == expected, (claimed, expected)


def test_membership_of_known_points() -> None:
    game = dt.signaling(
        [F(9, 10), F(1, 10)],
        [[[1, 3], [0, 2]], [[0, 2], [1, 3]]],
        [[[0, 1], [0, 1]], [[1, 0], [1, 0]]],
    )  # beer and quiche (Cho and Kreps 1987): strong and weak, beer and quiche, fight and leave
    found = solved(game)

    def pooling(fight: F, weak: F) -> Assessment:
        profile: Any = {InformationSet("Sender", t, ""): {"s0": F(1)} for t in ("t0", "t1")}
        beer, quiche = (InformationSet("Receiver", "", s) for s in ("s0", "s1"))
        profile |= {beer: {"r1": F(1)}, quiche: {"r0": fight, "r1": 1 - fight}}
        beliefs: Any = {place: {((), (place.type, "")): F(1)} for place in profile if place.player == "Sender"}
        beliefs[beer] = {(("s0",), ("t0", "")): F(9, 10), (("s0",), ("t1", "")): F(1, 10)}
        beliefs[quiche] = {(("s1",), ("t0", "")): 1 - weak, (("s1",), ("t1", "")): weak}
        return Assessment(profile, beliefs)

    for fight, weak, expected in [
        (F(1), F(3, 4), True), (F(1), F(1, 2), True), (F(1), F(49, 100), False), (F(1, 2), F(1, 2), True),
        (F(3, 4), F(1, 2), True), (F(3, 4), F(51, 100), False), (F(49, 100), F(1, 2), False), (F(0), F(0), False),
    ]:  # fmt: skip
        assert found.contains(pooling(fight, weak)) is expected
        assert dt.certify(game, pooling(fight, weak)).holds is expected
    with pytest.raises(GameError, match="no belief is given"):
        found.contains(Assessment(pooling(F(1), F(1)).profile, {}))


def test_nobody_believes_in_a_type_that_cannot_occur() -> None:
    """Only the type of prior 0 would make fighting best: the certificate does not mind that belief, the set does."""
    game = dt.signaling([1, 0], [[[1, 1], [0, 2]]] * 2, [[[0, 0], [0, 1]], [[0, 0], [1, 0]]])
    found = solved(game)
    assert [(sent, answers[1]) for sent, answers in found.supports()] == [(((1,), ()), (1,))] * len(found.supports())
    here, there = (InformationSet("Sender", t, "") for t in ("t0", "t1"))
    first, second = (InformationSet("Receiver", "", s) for s in ("s0", "s1"))
    threat = Assessment(
        {here: {"s0": F(1)}, there: {"s0": F(1)}, first: {"r0": F(1)}, second: {"r0": F(1)}},
        {
            here: {((), ("t0", "")): F(1)}, there: {((), ("t1", "")): F(1)},
            first: {(("s0",), ("t0", "")): F(1)}, second: {(("s1",), ("t1", "")): F(1)},
        },
    )  # fmt: skip
    assert dt.certify(game, threat).holds
    assert not found.contains(threat)


# -- outcomes ----------------------------------------------------------------------------------------------------------


def test_outcomes_of_components() -> None:
    game = dt.signaling(
        [F(9, 10), F(1, 10)], [[[1, 3], [0, 2]], [[0, 2], [1, 3]]], [[[0, 1], [0, 1]], [[1, 0], [1, 0]]]
    )
    told = [component.outcomes for component in solved(game).components]
    assert [[(len(one.vertices), one.convex) for one in of] for of in told] == [[(1, True)], [(1, True)]]
    assert told[0][0].vertices[0] == {
        (("s0", "r1"), ("t0", "")): F(9, 10), (("s0", "r1"), ("t1", "")): F(1, 10)
    }  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(shapes, seeds)
def test_outcomes_are_those_of_the_cells(shape: tuple[int, int, int], seed: int) -> None:
    found = solved(random_game(random.Random(seed), shape))
    for component in found.components:
        listed = {frozenset(v.items()) for one in component.outcomes for v in one.vertices}
        of_cells = {
            frozenset((n, p) for n, p in reach(found.game, profile).items() if p and n[0] in found.game.payoffs)
            for cell in component.cells
            for profile in cell.profiles
        }
        assert listed == of_cells
        for one in component.outcomes:
            assert one.single == (len(one.vertices) == 1)
            assert all(sum(v.values()) == 1 for v in one.vertices)
