"""The intuitive criterion and D1 against their definitions, written again on vertices of small polytopes."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest
from signaling_oracle import Oracle, Row, corners, draw, nonempty

import deterrence as dt
from deterrence.refine import by_criterion, refine, surviving


class Test:
    """MBR(s) as faces of responses, and the definitions of Cho and Kreps (1987) for one unsent signal."""

    __test__ = False

    def __init__(self, oracle: Oracle, s: int, w: list[F]) -> None:
        self.oracle, self.s, self.w = oracle, s, w
        self.types = range(len(oracle.types))
        self.faces = [A for A in self.every() if oracle.beliefs(s, A)]

    def every(self) -> list[Any]:
        return list(product(*(nonempty(self.oracle.responses) for _ in self.oracle.receivers)))

    def on(self, types: list[int]) -> list[Any]:
        """Faces rationalized by a belief on some of the types only."""
        out = [k for k in self.types if k not in types]
        return [A for A in self.faces if any(all(not b[k] for k in out) for b in self.oracle.beliefs(self.s, A))]

    def worth(self, k: int, A: Any) -> list[F]:
        """The sender's payoff at the pure responses of a face, receiver type by receiver type."""
        t, o = self.oracle.types[k], self.oracle
        return [o.weights[tau] * F(o.u[t][tau][self.s][r]) for tau, B in zip(o.receivers, A, strict=True) for r in B]

    def mixtures(self, A: Any, conditions: list[tuple[int, int]]) -> list[Any]:
        """Vertices of the mixtures on a face at which sign * (u - w) >= 0 for every (type, sign)."""
        columns = [(tau, r) for tau, B in zip(self.oracle.receivers, A, strict=True) for r in B]
        n = len(columns)
        rows: list[Row] = [tuple(F(j == i + 1) for j in range(n + 1)) for i in range(n)]
        equal: list[Row] = [(F(-1), *(F(tau == k) for tau, _ in columns)) for k in self.oracle.receivers]
        for k, sign in conditions:
            rows.append((-sign * self.w[k], *(sign * x for x in self.worth(k, A))))
        return corners(rows, equal, n)

    def gain(self, k: int, A: Any, mix: Any) -> F:
        return sum((a * b for a, b in zip(self.worth(k, A), mix, strict=True)), -self.w[k])

    def deterred(self, left: list[int]) -> bool:
        """Whether some response rational for these types (for all, if none is left) deters every type."""
        return any(self.mixtures(A, [(k, -1) for k in self.types]) for A in self.on(left or list(self.types)))

    def gains(self, k: int) -> bool:
        return any(self.gain(k, A, mix) > 0 for A in self.faces for mix in self.mixtures(A, []))

    def d1(self) -> bool:
        deleted = {
            k
            for k, other in product(self.types, self.types)
            if k != other and self.gains(other)
            if not any(self.mixtures(A, [(k, 1), (other, -1)]) for A in self.faces)
        }
        return self.deterred([k for k in self.types if k not in deleted])

    def d2(self, break_even_only: bool = False) -> bool:
        left = []
        for k in self.types:
            others = [o for o in self.types if o != k]
            conditions = [(k, 1), *((k, -1) for _ in range(break_even_only)), *((o, -1) for o in others)]
            outside = any(self.mixtures(A, conditions) for A in self.faces)
            if outside or not any(map(self.gains, others)):
                left.append(k)
        return self.deterred(left)

    def not_losing(self) -> list[int]:
        return [
            k for k in self.types if any(self.gain(k, A, mix) >= 0 for A in self.faces for mix in self.mixtures(A, []))
        ]

    def intuitive(self) -> bool:
        credible = self.on(self.not_losing() or list(self.types))
        return not any(
            all(self.gain(k, A, mix) > 0 for A in credible for mix in self.mixtures(A, [])) for k in self.types
        )

    def says(self, criterion: str) -> bool:
        match criterion:
            case "intuitive":
                return self.intuitive()
            case "equilibrium-dominance":
                return self.deterred(self.not_losing())
            case "d1":
                return self.d1()
            case "d2":
                return self.d2()
            case "never-a-weak-best-response":
                return self.d2(break_even_only=True)
        raise ValueError(criterion)


def compare(prior: Any, u: Any, v: Any, receiver_prior: Any = None) -> Counter[Any]:
    found = dt.solve(dt.signaling(prior, u, v, receiver_prior=receiver_prior), "perfect-bayesian")
    oracle, seen = Oracle(prior, u, v, receiver_prior), Counter[Any]()
    for criterion, verdicts in by_criterion(found).items():
        assert verdicts == refine(found, criterion)
        for cell, verdict in zip(found.cells, verdicts, strict=True):
            worth = {tuple(w[f"t{t}"] for t in oracle.types) for w in cell.values}
            answers = set()
            for w in worth:
                tests = [Test(oracle, int(s[1:]), list(w)) for s in cell.unsent]
                answers.add(all(test.says(criterion) for test in tests))
            if len(worth) == 1 or not cell.unsent:
                assert verdict.survives is answers.pop(), (prior, u, v, receiver_prior, cell.support)
            else:  # payoffs vary: at the vertices the answers may agree and elsewhere differ
                assert verdict.survives is None
            assert verdict.word == {True: "survives", False: "fails", None: "unknown"}[verdict.survives]
            assert verdict.reasons or not cell.unsent or verdict.survives
            seen[criterion, verdict.survives] += 1
        # some stable outcome passes them all (Kohlberg and Mertens 1986), here also in games that are not generic
        assert any(verdict.survives is not False for verdict in verdicts)
        assert surviving(found, verdicts) == tuple(
            cell for cell, verdict in zip(found.cells, verdicts, strict=True) if verdict.survives is True
        )
    return seen


SHAPES = [(2, 2, 2), (3, 2, 2), (2, 2, 3)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_verdicts_are_those_of_the_definitions(shape: tuple[int, int, int]) -> None:
    rng, seen = random.Random(f"refine {shape}"), Counter[Any]()
    for _ in range(25):
        prior = [F(1, shape[0])] * shape[0]
        seen += compare(prior, draw(rng, (0, 1, 2, 3), *shape), draw(rng, (0, 1, 2), *shape))
    assert seen["d1", True] > 10
    assert seen["d1", False] > 3
    assert seen["never-a-weak-best-response", False] >= seen["d2", False] >= seen["d1", False]


def test_receivers_with_types() -> None:
    rng, seen = random.Random(3), Counter[Any]()
    for _ in range(5):
        u, v = draw(rng, (0, 1, 2, 3), 2, 2, 2, 2), draw(rng, (0, 1, 2), 2, 2, 2, 2)
        seen += compare([F(1, 2)] * 2, u, v, [F(1, 3), F(2, 3)])
    assert seen["d1", True] > 3


@pytest.mark.nightly
def test_many_games() -> None:
    rng = random.Random(4)
    for k in range(1500):
        shape = SHAPES[k % 3]
        weights = [F(rng.randrange(4)) for _ in range(shape[0])]
        prior = [w / sum(weights) for w in weights] if sum(weights) else [F(1)] + [F(0)] * (shape[0] - 1)
        compare(prior, draw(rng, (0, 1, 2, 3), *shape), draw(rng, (0, 1, 2), *shape))
    for _ in range(40):
        u, v = draw(rng, (0, 1, 2, 3), 2, 2, 2, 2), draw(rng, (0, 1, 2), 2, 2, 2, 2)
        compare([F(1, 2)] * 2, u, v, [F(1, 3), F(2, 3)])


def test_d1_is_stronger_than_the_intuitive_criterion() -> None:
    """Three types of workers (after Cho and Kreps 1987, section IV.3): pooling can be intuitive and fail D1.

    Signals (none, school), wages (low, middle, high) that the market sets at the productivity it believes.
    """
    wages = (0, 4, 8)
    cost = (8, F(7, 2), 3)  # of schooling, to types of productivity 0, 4, 8
    u = [[list(wages), [w - c for w in wages]] for c in cost]
    v = [[[-((w - worth) ** 2) for w in wages]] * 2 for worth in wages]
    found = dt.solve(dt.signaling([F(1, 3)] * 3, u, v), "perfect-bayesian")
    pooled = {}
    for criterion, verdicts in by_criterion(found).items():
        pooled[criterion] = {
            verdict.survives
            for cell, verdict in zip(found.cells, verdicts, strict=True)
            if cell.unsent == ("s1",) and {w for values in cell.values for w in values.values()} == {F(4)}
        }
    assert (pooled["d1"], pooled["intuitive"]) == ({False}, {True})


def test_what_has_no_such_refinement_is_refused() -> None:
    found = dt.solve(dt.signaling([1], [[[0], [1]]], [[[0], [0]]]), "perfect-bayesian")
    with pytest.raises(dt.SolverError, match="no criterion 'divinity'; there are intuitive"):
        refine(found, "divinity")
    tripwire = dt.load("tripwire")
    backward = dt.solve(tripwire.game(tripwire.values()))
    with pytest.raises(dt.SolverError, match="signaling games"):
        refine(backward)
