"""What must stay true of signaling equilibria when the game changes in ways that do not matter, and at its edges."""

from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from signaling_oracle import Oracle, draw

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.games.profile import Assessment
from deterrence.solvers.signaling import SignalingEquilibria

seeds = st.integers(0, 10**6)
shapes = st.sampled_from([(2, 2, 2), (2, 2, 3), (3, 2, 2), (2, 3, 2)])


def drawn(rng: random.Random, shape: tuple[int, int, int]) -> tuple[list[F], Any, Any]:
    weights = [F(rng.randrange(1, 4)) for _ in range(shape[0])]
    u, v = (draw(rng, rng.choice([(0, 1, 2), (-3, 0, 1, 5)]), *shape) for _ in range(2))
    return [w / sum(weights) for w in weights], u, v


def solved(prior: Any, u: Any, v: Any, receiver_prior: Any = None) -> SignalingEquilibria:
    found = dt.solve(dt.signaling(prior, u, v, receiver_prior=receiver_prior), "perfect-bayesian")
    assert isinstance(found, SignalingEquilibria)
    return found


def assessment(sigma: Any, rho: Any, mu: Any) -> Assessment:
    """From sigma[t][s], rho[s][r] and beliefs mu[s][t], in the names of `deterrence.signaling`."""
    profile: Any = {}
    beliefs: Any = {}
    for t, row in enumerate(sigma):
        place = InformationSet("Sender", f"t{t}", "")
        profile[place] = {f"s{s}": w for s, w in enumerate(row) if w}
        beliefs[place] = {((), (f"t{t}", "")): F(1)}
    for s, row in enumerate(rho):
        place = InformationSet("Receiver", "", f"s{s}")
        profile[place] = {f"r{r}": w for r, w in enumerate(row) if w}
        beliefs[place] = {((f"s{s}",), (f"t{t}", "")): w for t, w in enumerate(mu[s]) if w}
    return Assessment(profile, beliefs)


def numbers(claimed: Assessment, shape: tuple[int, int, int]) -> tuple[Any, Any, Any]:
    """The inverse."""
    n, m, k = shape
    at_first = [InformationSet("Sender", f"t{t}", "") for t in range(n)]
    sigma = [[claimed.profile[place].get(f"s{s}", F(0)) for s in range(m)] for place in at_first]
    after = [InformationSet("Receiver", "", f"s{s}") for s in range(m)]
    rho = [[claimed.profile[place].get(f"r{r}", F(0)) for r in range(k)] for place in after]
    mu = [
        [claimed.beliefs[place].get(((f"s{s}",), (f"t{t}", "")), F(0)) for t in range(n)]
        for s, place in enumerate(after)
    ]
    return sigma, rho, mu


def every_assessment(found: SignalingEquilibria) -> list[Assessment]:
    return [one for cell in found.cells for one in cell.assessments]


# -- changes that do not matter ----------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(shapes, seeds)
def test_a_response_best_at_no_belief_changes_nothing(shape: tuple[int, int, int], seed: int) -> None:
    """It is a mixture of others less a little, so it need not be worse than any one of them."""
    rng = random.Random(seed)
    prior, u, v = drawn(rng, shape)
    share = [[F(rng.randrange(1, 4)) for _ in range(shape[2])] for _ in range(shape[1])]
    tempting = [[[*row, rng.choice([-9, 9])] for row in of] for of in u]

    def mixed(row: Any, weights: list[F]) -> F:
        return sum(a * b for a, b in zip(row, weights, strict=True)) / sum(weights)

    worse = [[[*row, mixed(row, w) - F(1, 5)] for row, w in zip(of, share, strict=True)] for of in v]
    assert solved(prior, tempting, worse).supports() == solved(prior, u, v).supports()


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([(2, 2, 2), (2, 2, 3), (3, 2, 2)]), seeds)
def test_a_duplicated_signal_keeps_every_old_equilibrium(shape: tuple[int, int, int], seed: int) -> None:
    """Answer it as its twin is answered, with the twin's belief; new equilibria may appear, in which both are sent."""
    rng = random.Random(seed)
    prior, u, v = drawn(rng, shape)
    s = rng.randrange(shape[1])
    old, new = solved(prior, u, v), solved(prior, *([[*of, of[s]] for of in x] for x in (u, v)))
    for claimed in every_assessment(old):
        sigma, rho, mu = numbers(claimed, shape)
        kept = assessment([[*row, F(0)] for row in sigma], [*rho, rho[s]], [*mu, mu[s]])
        assert new.contains(kept)
        moved = [[*row[:s], F(0), *row[s + 1 :], row[s]] for row in sigma]  # the twin is sent in its place
        assert new.contains(assessment(moved, [*rho, rho[s]], [*mu, mu[s]]))
    assert all((sent, (*answers, answers[s])) in new.supports() for sent, answers in old.supports())


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([(2, 2, 2), (2, 2, 3), (2, 3, 2)]), seeds)
def test_a_split_type_projects_back(shape: tuple[int, int, int], seed: int) -> None:
    """x[t'] + x[t''] = x[t], beliefs likewise; and both halves may do what the whole did."""
    rng = random.Random(seed)
    prior, u, v = drawn(rng, shape)
    n, m, k = shape
    share = F(rng.randrange(1, 4), 4)
    whole = solved(prior, u, v)
    split = solved([prior[0] * share, prior[0] * (1 - share), *prior[1:]], [u[0], *u], [v[0], *v])
    for claimed in every_assessment(split)[:60]:
        sigma, rho, mu = numbers(claimed, (n + 1, m, k))
        first = [share * a + (1 - share) * b for a, b in zip(sigma[0], sigma[1], strict=True)]
        joined = [[row[0] + row[1], *row[2:]] for row in mu]
        assert whole.contains(assessment([first, *sigma[2:]], rho, joined))
    for claimed in every_assessment(whole)[:60]:
        sigma, rho, mu = numbers(claimed, shape)
        halves = [[row[0] * share, row[0] * (1 - share), *row[1:]] for row in mu]
        assert split.contains(assessment([sigma[0], *sigma], rho, halves))


@settings(max_examples=10, deadline=None)
@given(shapes, seeds)
def test_perfect_bayesian_outcomes_are_nash_outcomes(shape: tuple[int, int, int], seed: int) -> None:
    prior, u, v = drawn(random.Random(seed), shape)
    found = solved(prior, u, v)
    nash = dt.solve(found.game, "nash")
    assert all(nash.contains(profile) for cell in found.cells for profile in cell.profiles)


# -- edges -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "prior", "receiver_prior"),
    [
        ((1, 1, 1), [1], None),
        ((2, 1, 1), ["1/2", "1/2"], None),
        ((2, 1, 3), ["1/3", "2/3"], None),
        ((3, 2, 1), ["1/2", "1/4", "1/4"], None),
        ((3, 2, 2), [0, 1, 0], None),
        ((3, 2, 2), [0, "1/2", "1/2"], None),
        ((2, 2, 2), [1, 0], [0, 1]),
        ((2, 2, 2), ["1/2", "1/2"], [1, 0]),
    ],
    ids=str,
)
def test_one_signal_one_response_and_types_that_cannot_occur(shape: Any, prior: Any, receiver_prior: Any) -> None:
    rng = random.Random(f"{shape} {prior}")
    n, m, k = shape
    axes = shape if receiver_prior is None else (n, 2, m, k)
    weights = receiver_prior and [F(q) for q in receiver_prior]
    for _ in range(5):
        u, v = (draw(rng, (0, 1, 2), *axes) for _ in range(2))
        found = solved(prior, u, v, receiver_prior)
        assert found.supports() == tuple(sorted(Oracle([F(p) for p in prior], u, v, weights).supports()))
        assert all(found.contains(one) and dt.certify(found.game, one).holds for one in every_assessment(found))


def test_a_signal_that_ends_the_game_has_no_answer() -> None:
    kinds = {("a", ""): F(2, 3), ("b", ""): F(1, 3)}
    moves = {(): dt.Move("S", ("leave", "ask")), ("ask",): dt.Move("R", ("no", "yes"))}
    payoffs: Any = {("leave",): dict.fromkeys(kinds, (F(1), F(0)))}
    payoffs["ask", "no"] = dict.fromkeys(kinds, (F(0), F(0)))
    payoffs["ask", "yes"] = {kind: (F(2), F(1 if kind[0] == "a" else -1)) for kind in kinds}
    game = dt.ExtensiveGame(("S", "R"), (("a", "b"), ("",)), (tuple(kinds.values()), (F(1),)), moves, payoffs)
    for concept in ("perfect-bayesian", "nash"):
        found = dt.solve(game, concept)
        sent = {sent for sent, _ in found.supports()}
        assert ((0,), (0,)) in sent
        assert ((1,), (1,)) in sent
        assert all(answers[0] == (0,) for _, answers in found.supports())
        assert all(found.contains(one) for cell in found.cells for one in cell.assessments or cell.profiles)


# -- the limit of quantal responses ------------------------------------------------------------------------------------


def distance(found: SignalingEquilibria, profile: Any) -> float:
    """The least largest difference of a probability between a profile and an equilibrium."""
    best = np.inf
    for one in found.products:
        worst = 0.0
        for vertices in (one.senders, one.receivers):
            keys = [(place, a) for place in vertices[0] for a in found.game.actions(place)]
            points = np.array([[float(v[place].get(a, 0)) for v in vertices] for place, a in keys])
            goal = np.array([float(profile[place].get(a, 0)) for place, a in keys])
            ones, count = np.ones((len(keys), 1)), len(vertices)
            near = linprog(
                [0.0] * count + [1.0],
                A_ub=np.block([[points, -ones], [-points, -ones]]),
                b_ub=np.concatenate([goal, -goal]),
                A_eq=[[1.0] * count + [0.0]],
                b_eq=[1.0],
            )
            worst = max(worst, near.fun)
        best = min(best, worst)
    return float(best)


def test_agent_quantal_responses_end_in_the_set() -> None:
    """McKelvey and Palfrey (1998, theorem 4): limits of the agent form are sequential, here the perfect Bayesian."""
    rng, reached = random.Random(31), 0
    for _ in range(12):
        u, v = ([[[rng.randint(-9, 9) for _ in range(2)] for _ in range(2)] for _ in range(2)] for _ in range(2))
        prior = rng.choice([["1/2", "1/2"], ["1/3", "2/3"]])
        found = solved(prior, u, v)
        answer = dt.quantal_response(found.game, 20_000)
        if abs(answer.points[0].rationality - 20_000) > 1:
            continue  # the branch says that it was not followed to the end
        reached += 1
        assert distance(found, answer.points[0].strategies) < 1e-3
    assert reached >= 8
    middle = {place: dict.fromkeys(found.game.actions(place), F(1, 2)) for place in found.game.information_sets}
    assert distance(found, middle) > 1e-3  # and not everything is near it
