"""Perfect Bayesian equilibria of signaling games: known games, an oracle from the definition, invariances, Nash."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from signaling_oracle import Oracle, connected, draw, nonempty

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.refine import by_criterion, refine, surviving
from deterrence.solvers.signaling import SignalingEquilibria, solve_signaling

HALF = [F(1, 2), F(1, 2)]
PRIORS = [HALF, [F(1, 3), F(2, 3)], [F(1), F(0)], [F(0), F(1)]]


def solved(prior: Any, u: Any, v: Any, receiver_prior: Any = None) -> SignalingEquilibria:
    found = dt.solve(dt.signaling(prior, u, v, receiver_prior=receiver_prior), "perfect-bayesian")
    assert isinstance(found, SignalingEquilibria)
    assert (found.complete, found.exact, found.certificate.holds) == (True, True, True)
    return found


def name_of(found: SignalingEquilibria, cell: Any) -> Any:
    """A cell as an entry of `supports()`, from its names."""
    game = found.game
    root, *_ = (move for history, move in game.moves.items() if not history)
    signals = root.actions
    sent = tuple(
        tuple(signals.index(a) for a in cell.support.get(InformationSet("Sender", t, ""), ())) for t in game.types[0]
    )
    answers = []
    for signal in signals:
        responses = game.moves[signal,].actions
        by_type = tuple(
            tuple(responses.index(a) for a in cell.support.get(InformationSet("Receiver", k, signal), ()))
            for k in game.types[1]
        )
        answers.append(by_type[0] if game.types[1] == ("",) else by_type)
    return sent, tuple(answers)


def points_of(found: SignalingEquilibria, cell: Any, prior: Any, receiver_prior: Any) -> Any:
    """The vertices of a cell as the oracle writes them: all x, all rho."""
    game = found.game
    signals = game.moves[()].actions
    xs, rhos = set(), set()
    for profile in cell.profiles:
        xs.add(
            tuple(
                F(p) * profile[InformationSet("Sender", t, "")].get(s, F(0))
                for t, p in zip(game.types[0], prior, strict=True)
                if p
                for s in signals
            )
        )
        rhos.add(
            tuple(
                profile[InformationSet("Receiver", k, s)].get(r, F(0))
                for s in signals
                for k, q in zip(game.types[1], receiver_prior or [1], strict=True)
                if q
                for r in game.moves[s,].actions
            )
        )
    return frozenset(xs), frozenset(rhos)


def compare(prior: Any, u: Any, v: Any, receiver_prior: Any = None) -> int:
    found, expected = solved(prior, u, v, receiver_prior), Oracle(prior, u, v, receiver_prior).supports()
    told = (prior, u, v, receiver_prior)
    assert found.supports() == tuple(sorted(expected)), told
    assert found.supports(), told  # an equilibrium exists (Kreps and Wilson 1982)
    for cell in found.cells:
        assert points_of(found, cell, prior, receiver_prior) == expected[name_of(found, cell)], told
        assert len(cell.profiles) == cell.grid[0] * cell.grid[1] == len(cell.interior)
    groups = {frozenset(name_of(found, cell) for cell in component.cells) for component in found.components}
    assert groups == connected(expected), told
    return len(expected)


# -- against the definition --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prior", PRIORS, ids=str)
def test_supports_and_vertices_of_small_games_are_those_of_the_definition(prior: list[F]) -> None:
    rng, most = random.Random(f"small {prior}"), 0
    for _ in range(75 if 0 not in prior else 40):
        most = max(most, compare(prior, draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1, 2), 2, 2, 2)))
    assert most > 5  # games with many equilibria are among them


@pytest.mark.parametrize("shape", [(1, 2, 2), (1, 3, 2), (2, 1, 3), (2, 3, 2), (3, 2, 2), (2, 2, 3)], ids=str)
def test_other_shapes(shape: tuple[int, int, int]) -> None:
    rng = random.Random(f"shapes {shape}")
    for _ in range(3 if shape == (2, 3, 2) else 12):
        weights = [F(rng.randrange(1, 5)) for _ in range(shape[0])]
        prior = [w / sum(weights) for w in weights]
        compare(prior, draw(rng, (0, 1, 2), *shape), draw(rng, (0, 1, 2), *shape))


@pytest.mark.parametrize("receiver_prior", [HALF, [F(1, 4), F(3, 4)], [F(0), F(1)]], ids=str)
def test_receivers_with_types_share_one_belief(receiver_prior: list[F]) -> None:
    rng = random.Random(f"typed {receiver_prior}")
    for _ in range(4):
        u, v = (draw(rng, (0, 1, 2), 2, 2, 2, 2) for _ in range(2))
        compare(HALF, u, v, receiver_prior)


@pytest.mark.nightly
def test_two_thousand_games_of_many_shapes() -> None:
    rng = random.Random(11)
    shapes = [(2, 2, 2), (2, 2, 2), (3, 2, 2), (2, 3, 2), (2, 2, 3)]
    for k in range(2000):
        shape = shapes[k % len(shapes)]
        weights = [F(rng.randrange(5)) for _ in range(shape[0])]
        prior = [w / sum(weights) for w in weights] if sum(weights) else [F(1)] + [F(0)] * (shape[0] - 1)
        values = rng.choice([(0, 1), (0, 1, 2), (-3, 0, 1, 5)])
        compare(prior, draw(rng, values, *shape), draw(rng, values, *shape))
    for _ in range(60):
        u, v = (draw(rng, (0, 1, 2), 2, 2, 2, 2) for _ in range(2))
        compare(HALF, u, v, rng.choice([HALF, [F(2, 3), F(1, 3)]]))


# -- known games -------------------------------------------------------------------------------------------------------

# Cho and Kreps (1987): the wimp likes quiche, the surly beer (1); not to be fought is worth 2. The other gains 1 by
# fighting a wimp and by leaving the surly alone. Signals (beer, quiche), responses (duel, not).
BEER_QUICHE = (
    [F(1, 10), F(9, 10)],
    [[[0, 2], [1, 3]], [[1, 3], [0, 2]]],
    [[[1, 0], [1, 0]], [[0, 1], [0, 1]]],
)
NAMES: dict[str, Any] = {"types": ["wimp", "surly"], "signals": ["beer", "quiche"], "responses": ["duel", "not"]}


def test_beer_and_quiche() -> None:
    found = dt.solve(dt.signaling(*BEER_QUICHE, **NAMES), "perfect-bayesian")
    assert len(found) == 2
    supports = found.supports()
    both, beer, quiche, duel, leave = (0, 1), (0,), (1,), (0,), (1,)
    assert supports == tuple(
        sorted(
            [
                ((beer, beer), (leave, duel)),
                ((beer, beer), (leave, both)),
                ((quiche, quiche), (duel, leave)),
                ((quiche, quiche), (both, leave)),
            ]
        )
    )
    for component, meal, other in ((0, "beer", "quiche"), (1, "quiche", "beer")):
        cells = found.components[component].cells
        assert len(cells) == 2  # two products of responses and beliefs after the other meal
        products = []
        for cell in cells:
            assert cell.unsent == (other,)
            place = InformationSet("Receiver", "", other)
            duels = {a.profile[place].get("duel", F(0)) for a in cell.assessments}
            beliefs = {
                sum((w for (_, types), w in a.beliefs[place].items() if types[0] == "wimp"), F(0))
                for a in cell.assessments
            }
            products.append((duels, beliefs))
            assert all(profile[InformationSet("Sender", "wimp", "")] == {meal: 1} for profile in cell.profiles)
        products.sort(key=lambda pair: len(pair[0]))
        assert products == [({F(1)}, {F(1, 2), F(1)}), ({F(1, 2), F(1)}, {F(1, 2)})]


def test_eating_quiche_is_not_intuitive() -> None:
    found = dt.solve(dt.signaling(*BEER_QUICHE, **NAMES), "perfect-bayesian")
    for criterion, verdicts in by_criterion(found).items():
        for cell, verdict in zip(found.cells, verdicts, strict=True):
            # what the types want is opposed: neither equilibrium is better for all who send the other's breakfast
            assert verdict.survives is (cell.unsent == ("quiche",) or criterion == "undefeated"), criterion
            assert verdict.reasons
        assert criterion == "undefeated" or all(cell.unsent == ("quiche",) for cell in surviving(found, verdicts))
    fails = next(v for v in refine(found, "intuitive") if not v.survives)
    assert "wimp Sender can only lose by 'beer'" in fails.reasons[0]
    assert "surly Sender gains" in fails.reasons[0]


def test_no_threat_that_no_belief_supports() -> None:
    """Entry: fighting is worse for the incumbent whatever she believes; nobody stays out for fear of it."""
    out, into = [[1, 1], [1, 1]], [[0, 2], [-1, 3]]  # responses (fight, yield)
    u = [[out[t], into[t]] for t in range(2)]
    v = [[[0, 0], [-1, 1]], [[0, 0], [-2, 0]]]
    found = solved([F(1, 3), F(2, 3)], u, v)
    for sent, answers in found.supports():
        assert sent == ((1,), (1,))
        assert answers[1] == (1,)
    # dominated only by a mixture: no belief makes the middle response best, though it deters everybody
    u3 = [[[1] * 3, [2, 0, 2]], [[1] * 3, [2, 0, 2]]]
    v3 = [[[0] * 3, [4, 1, 0]], [[0] * 3, [0, 1, 4]]]
    found = solved([F(1, 3), F(2, 3)], u3, v3)
    assert found.supports()
    for sent, answers in found.supports():
        assert sent == ((1,), (1,))
        assert 1 not in answers[1]
    # and where one belief does make it best, somebody may stay out
    v3[0][1] = [4, 2, 0]
    v3[1][1] = [0, 2, 4]
    assert any(sent == ((0,), (0,)) for sent, _ in solved(HALF, u3, v3).supports())


def test_cheap_talk() -> None:
    """Common interests, messages without cost: two languages, and babbling."""
    payoffs = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    found = solved(HALF, payoffs, payoffs)
    compare(HALF, payoffs, payoffs)
    supports = found.supports()
    assert (((0,), (1,)), ((0,), (1,))) in supports
    assert (((1,), (0,)), ((1,), (0,))) in supports
    both = (0, 1)
    assert ((both, both), (both, both)) in supports
    languages = [c for c in found.components if c.isolated]
    assert len(languages) == 2
    # with more weight on one type babbling is answered by her action alone
    babbling = [
        answers for sent, answers in solved([F(1, 3), F(2, 3)], payoffs, payoffs).supports() if sent == (both,) * 2
    ]
    assert babbling == [((1,), (1,))]


def test_everything_tied() -> None:
    zero = [[[0, 0], [0, 0]]] * 2
    found = solved(HALF, zero, zero)
    assert len(found) == 1
    sets = nonempty(range(2))
    assert found.supports() == tuple(sorted(product(product(sets, sets), product(sets, sets))))


def test_a_type_that_cannot_occur_changes_nothing() -> None:
    rng = random.Random(12)
    for _ in range(25):
        u, v = (draw(rng, (0, 1, 2), 3, 2, 2) for _ in range(2))
        with_it = solved([F(1, 3), F(0), F(2, 3)], u, v).supports()
        without = solved([F(1, 3), F(2, 3)], [u[0], u[2]], [v[0], v[2]]).supports()
        assert [((a, c), answers) for (a, b, c), answers in with_it] == list(without)
        assert all(sent[1] == () for sent, _ in with_it)


def test_one_type_is_perfect_information_with_every_tie() -> None:
    rng = random.Random(13)
    for _ in range(40):
        u, v = (draw(rng, (0, 1), 1, 3, 2) for _ in range(2))
        game = dt.signaling([1], u, v)
        found, backward = dt.solve(game, "perfect-bayesian"), dt.solve(game, "subgame-perfect")
        assert found.supports() == tuple(sorted(Oracle([F(1)], u, v).supports()))
        pure = {
            tuple(next(iter(p)) for p in cell.profiles[0].values())
            for cell in backward.cells
            if all(len(actions) == 1 for actions in cell.support.values())
        }
        assert pure == brute_force(u[0], v[0])
        if backward.complete and len(backward.cells) > 1:
            assert {frozenset(c.support.items()) for c in backward.cells} == {
                frozenset(c.support.items()) for c in found.cells
            }


def brute_force(u: Any, v: Any) -> set[tuple[str, ...]]:
    """Pure subgame-perfect equilibria: every plan of answers that is best after each signal, and best signals."""
    result = set()
    for plan in product(*([r for r, x in enumerate(row) if x == max(row)] for row in v)):
        worth = [u[s][r] for s, r in enumerate(plan)]
        result |= {(f"s{s}", *(f"r{r}" for r in plan)) for s, x in enumerate(worth) if x == max(worth)}
    return result


# -- invariances -------------------------------------------------------------------------------------------------------

shape = st.sampled_from([(2, 2, 2), (2, 2, 3), (3, 2, 2), (2, 3, 2)])
seeds = st.integers(0, 10**6)


def drawn(shape: tuple[int, int, int], seed: int) -> tuple[list[F], Any, Any, random.Random]:
    rng = random.Random(seed)
    weights = [F(rng.randrange(1, 4)) for _ in range(shape[0])]
    u, v = (draw(rng, (0, 1, 2), *shape) for _ in range(2))
    return [w / sum(weights) for w in weights], u, v, rng


@settings(max_examples=25, deadline=None)
@given(shape, seeds)
def test_names_do_not_matter(shape: tuple[int, int, int], seed: int) -> None:
    prior, u, v, rng = drawn(shape, seed)
    a, b, c = (rng.sample(range(n), n) for n in shape)
    turned = [[[[x[t][s][r] for r in c] for s in b] for t in a] for x in (u, v)]

    def new(old: Any, order: list[int]) -> tuple[int, ...]:
        return tuple(sorted(order.index(k) for k in old))

    expected = {
        (tuple(new(sent[t], b) for t in a), tuple(new(answers[s], c) for s in b))
        for sent, answers in solved(prior, u, v).supports()
    }
    assert set(solved([prior[t] for t in a], *turned).supports()) == expected


@settings(max_examples=25, deadline=None)
@given(shape, seeds)
def test_units_of_utility_do_not_matter(shape: tuple[int, int, int], seed: int) -> None:
    """A positive multiple and a constant for each type of the sender; for the receiver, of each type and signal."""
    prior, u, v, rng = drawn(shape, seed)
    n, m, k = shape
    scale, move = [F(rng.randrange(1, 5), 3) for _ in range(n)], draw(rng, (-2, 0, 7), n)
    u2 = [[[scale[t] * u[t][s][r] + move[t] for r in range(k)] for s in range(m)] for t in range(n)]
    stretch, shift = F(rng.randrange(1, 5), 3), draw(rng, (-2, 0, 7), n, m)
    v2 = [[[stretch * v[t][s][r] + shift[t][s] for r in range(k)] for s in range(m)] for t in range(n)]
    one, other = solved(prior, u, v), solved(prior, u2, v2)
    assert [(c.support, c.profiles) for c in one.cells] == [(c.support, c.profiles) for c in other.cells]
    assert [len(c.cells) for c in one.components] == [len(c.cells) for c in other.components]
    for criterion, verdicts in by_criterion(one).items():
        assert [v.survives for v in verdicts] == [v.survives for v in by_criterion(other)[criterion]]


@settings(max_examples=25, deadline=None)
@given(shape, seeds)
def test_a_dominated_response_changes_nothing(shape: tuple[int, int, int], seed: int) -> None:
    prior, u, v, rng = drawn(shape, seed)
    tempting = [[[*row, rng.choice([-9, 9])] for row in of] for of in u]
    worse = [[[*row, min(row) - 1] for row in of] for of in v]
    assert solved(prior, tempting, worse).supports() == solved(prior, u, v).supports()


@settings(max_examples=25, deadline=None)
@given(shape, seeds)
def test_a_dominated_signal_is_never_sent_and_moves_nothing(shape: tuple[int, int, int], seed: int) -> None:
    prior, u, v, rng = drawn(shape, seed)
    n, m, k = shape
    u2 = [[*of, [-1 - rng.randrange(3) for _ in range(k)]] for of in u]
    new = draw(rng, (0, 1, 2), n, k)
    v2 = [[*of, new[t]] for t, of in enumerate(v)]
    answers_to_it = {
        A for A in nonempty(range(k)) if Oracle(prior, u2, v2).beliefs(m, (A,))
    }  # any response that some belief makes best
    old = solved(prior, u, v).supports()
    expected = {(sent, (*answers, A)) for sent, answers in old for A in answers_to_it}
    assert set(solved(prior, u2, v2).supports()) == expected


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([(2, 2, 2), (2, 2, 3), (2, 3, 2)]), seeds)
def test_two_halves_of_one_type_are_that_type(shape: tuple[int, int, int], seed: int) -> None:
    prior, u, v, rng = drawn(shape, seed)
    share = F(rng.randrange(1, 4), 4)
    split = solved([prior[0] * share, prior[0] * (1 - share), prior[1]], [u[0], *u], [v[0], *v])
    projected = {((tuple(sorted({*sent[0], *sent[1]})), sent[2]), answers) for sent, answers in split.supports()}
    assert projected == set(solved(prior, u, v).supports())


def test_the_order_of_results_is_part_of_the_contract() -> None:
    prior, u, v, _ = drawn((3, 2, 2), 5)
    one, other = solved(prior, u, v), solved(prior, u, v)
    assert [(c.support, c.profiles, c.assessments) for c in one.cells] == [
        (c.support, c.profiles, c.assessments) for c in other.cells
    ]


# -- Nash --------------------------------------------------------------------------------------------------------------


def strategic_form(prior: Any, u: Any, v: Any) -> tuple[Any, Any, list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The normal form: maps from types to signals against maps from signals to responses, expected payoffs."""
    plans = list(product(range(len(u[0])), repeat=len(prior)))
    rules = list(product(range(len(u[0][0])), repeat=len(u[0])))
    A, B = (
        [
            [sum((F(p) * x[t][plan[t]][rule[plan[t]]] for t, p in enumerate(prior)), F(0)) for rule in rules]
            for plan in plans
        ]
        for x in (u, v)
    )
    return A, B, plans, rules


def test_the_nash_equilibria_of_the_normal_form_contain_them() -> None:
    rng = random.Random(14)
    for _ in range(12):
        prior = rng.choice(PRIORS[:2])
        u, v = (draw(rng, (0, 1, 2, 3), 2, 2, 2) for _ in range(2))
        found = solved(prior, u, v)
        A, B, plans, rules = strategic_form(prior, u, v)
        game = dt.bimatrix(A, B)
        nash = dt.solve(game, "nash")
        for cell in found.cells:
            for profile in cell.profiles:
                sends = [profile[InformationSet("Sender", f"t{t}", "")] for t in range(2)]
                answers = [profile[InformationSet("Receiver", "", f"s{s}")] for s in range(2)]
                x = [product_of(sends, [f"s{k}" for k in plan]) for plan in plans]
                y = [product_of(answers, [f"r{k}" for k in rule]) for rule in rules]
                assert dt.certify(game, (x, y)).holds
                # and the solver of bimatrix games has it: within one of its subsets, and with its outcome
                assert any(mixture(s.rows, x) and mixture(s.columns, y) for s in nash.subsets)


def product_of(chosen: list[Any], actions: list[str]) -> F:
    result = F(1)
    for mixed, action in zip(chosen, actions, strict=True):
        result *= mixed.get(action, F(0))
    return result


def mixture(of: Any, point: list[F]) -> bool:
    """Whether a point is a mixture of others."""
    columns = np.array([[float(x) for x in row] for row in of]).T
    system = np.vstack([columns, np.ones(columns.shape[1])])
    return bool(linprog(np.zeros(columns.shape[1]), A_eq=system, b_eq=[*map(float, point), 1.0]).status == 0)


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_other_games_are_refused_with_what_is_accepted() -> None:
    one = {("", ""): (F(0), F(0))}
    moves = {(): dt.Move("A", ("l", "r")), ("l",): dt.Move("A", ("x", "y"))}
    ends = {("r",): one, ("l", "x"): one, ("l", "y"): one}
    twice = dt.ExtensiveGame(("A", "B"), (("",), ("",)), ((F(1),), (F(1),)), moves, ends)
    with pytest.raises(dt.SolverError, match=r"moves twice in a row.*accepts signaling games"):
        solve_signaling(twice)
    kinds = {(t, ""): (F(0), F(0)) for t in "ab"}
    tie = {
        ("in",): dt.Move("B", ("no", "yes")),
        ("in", "yes"): dt.Move("A", ("x", "y")),
        (): dt.Move("A", ("in", "out")),
    }
    ends2 = {("out",): kinds, ("in", "no"): kinds, ("in", "yes", "x"): kinds, ("in", "yes", "y"): kinds}
    tied = dt.ExtensiveGame(("A", "B"), (("a", "b"), ("",)), ((F(1, 2), F(1, 2)), (F(1),)), tie, ends2)
    with pytest.raises(dt.SolverError, match="tied, or its best action depends"):
        solve_signaling(tied)
    with pytest.raises(dt.SolverError, match="no concept 'bayes'"):
        dt.solve(tied, "bayes")
    with pytest.raises(dt.SolverError, match="A still moves at 'in yes'"):
        dt.solve(tied, "nash")
    with pytest.raises(dt.SolverError, match="'sequential' does not apply to a strategic game"):
        dt.solve(dt.bimatrix([[1]], [[1]]), "sequential")
    with pytest.raises(dt.SolverError, match="StrategicGame"):
        dt.solve([[1]], "nash")  # type: ignore[arg-type]


# -- the same game as a tree --


def leaf(rng: random.Random, kinds: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[F, F, F]]:
    """Payoffs at an end: to the sender, to the receiver, and to somebody who never moves."""
    return {types: (F(rng.randrange(3)), F(rng.randrange(3)), F(rng.randrange(9))) for types in kinds}


def random_tree(rng: random.Random, n: int, k: int) -> tuple[dt.ExtensiveGame, Any, Any]:
    """A signaling game with ended signals, uneven responses, chance and strict last moves; and its padded arrays."""
    types, receivers = tuple(f"t{t}" for t in range(n)), tuple(f"q{j}" for j in range(k)) if k > 1 else ("",)
    kinds = [(t, q) for t in types for q in receivers]
    everyone = [(t, q, "") for t, q in kinds]
    moves: dict[Any, Any] = {(): dt.Move("S", ("a", "b"))}
    payoffs: dict[Any, Any] = {}
    # arrays: type x receiver type x signal x response, padded with responses that are worse than any other
    u = [[[[0] * 3 for _ in "ab"] for _ in range(k)] for _ in range(n)]
    v = [[[[-9] * 3 for _ in "ab"] for _ in range(k)] for _ in range(n)]

    def settle(history: tuple[str, ...], worth: Any, s: int, r: int) -> None:
        for (t, q), (first, second, _) in worth.items():
            u[types.index(t)][receivers.index(q)][s][r] = first
            v[types.index(t)][receivers.index(q)][s][r] = second

    def end(history: tuple[str, ...], worth: Any) -> None:
        payoffs[history] = {(t, q, ""): worth[t, q] for t, q, _ in everyone}

    for s, signal in enumerate("ab"):
        count = rng.choice((0, 1, 2, 3)) if s else rng.choice((2, 3))
        if count == 0:
            worth = leaf(rng, kinds)
            end((signal,), worth)
            settle((signal,), worth, s, 0)
            continue
        moves[signal,] = dt.Move("R", tuple(f"r{r}" for r in range(count)))
        for r in range(count):
            history = (signal, f"r{r}")
            worth = leaf(rng, kinds)
            what = rng.choice(("end", "end", "chance", "sender", "receiver"))
            if what == "chance":
                other = leaf(rng, kinds)
                moves[history] = dt.Chance((("heads", F(1, 3)), ("tails", F(2, 3))))
                end((*history, "heads"), worth)
                end((*history, "tails"), other)
                worth = {
                    x: tuple(F(1, 3) * a + F(2, 3) * b for a, b in zip(worth[x], other[x], strict=True)) for x in kinds
                }
            elif what == "end":
                end(history, worth)
            else:  # a last move with one best action for each type of the mover: the other costs her 10
                position = 0 if what == "sender" else 1
                moves[history] = dt.Move("SR"[position], ("x", "y"))
                better = {name: rng.choice("xy") for name in (types, receivers)[position]}
                for action in "xy":
                    at = {}
                    for pair in kinds:
                        row = list(worth[pair] if action == better[pair[position]] else leaf(rng, [pair])[pair])
                        row[position] -= 10 * (action != better[pair[position]])
                        at[pair] = tuple(row)
                    end((*history, action), at)
            settle(history, worth, s, r)
    priors = ((F(1, n),) * n, (F(1, k),) * k, (F(1),))
    game = dt.ExtensiveGame(("S", "R", "Third"), (types, receivers, ("",)), priors, moves, payoffs)
    return game, u, v


@pytest.mark.parametrize("k", [1, 2])
def test_trees_are_the_games_their_arrays_say(k: int) -> None:
    rng = random.Random(k)
    for _ in range(40 if k == 1 else 15):
        game, u, v = random_tree(rng, 2, k)
        found = dt.solve(game, "perfect-bayesian")
        assert (found.complete, found.exact, found.certificate.holds) == (True, True, True)
        if k == 1:
            flat = [[x[t][0] for t in range(2)] for x in (u, v)]
            assert found.supports() == solved(HALF, *flat).supports()
        else:
            assert found.supports() == solved(HALF, u, v, HALF).supports()
        for cell in found.cells:  # a strategy and a belief everywhere, also at the folded moves
            for one in cell.assessments:
                assert set(one.profile) == set(one.beliefs) == set(game.information_sets)
