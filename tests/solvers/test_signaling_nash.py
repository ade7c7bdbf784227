"""Nash equilibria of signaling games in behaviour strategies: all of them, and the empty threats among them."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest
from signaling_oracle import Oracle, connected, draw

import deterrence as dt
from deterrence.errors import GameError, SolverError
from deterrence.games.extensive import InformationSet
from deterrence.measures import measure, outcomes
from deterrence.report.equilibria import equilibria_dict, equilibria_parts
from deterrence.solvers.signaling_nash import NashSignalingEquilibria

HALF = [F(1, 2), F(1, 2)]


class NashOracle(Oracle):
    """The same definition, without beliefs after signals nobody sends."""

    def beliefs(self, s: int, A: Any) -> Any:
        return [()]


def solved(prior: Any, u: Any, v: Any, receiver_prior: Any = None) -> NashSignalingEquilibria:
    found = dt.solve(dt.signaling(prior, u, v, receiver_prior=receiver_prior), "nash")
    assert isinstance(found, NashSignalingEquilibria)
    assert (found.complete, found.exact, found.certificate.holds) == (True, True, True)
    return found


GAMES = [
    *(((2, 2, 2), prior, None) for prior in (HALF, [F(1, 3), F(2, 3)], [F(1), F(0)]) for _ in range(3)),
    *(((2, 2, 3), HALF, None) for _ in range(1)),
    *(((1, 3, 2), [F(1)], None) for _ in range(3)),
    ((2, 2, 2), HALF, [F(0), F(1)]),
    ((2, 1, 2), HALF, [F(1, 4), F(3, 4)]),
]


def test_cells_are_those_of_the_definition_and_marked() -> None:
    rng, marks = random.Random(21), set()
    for shape, prior, q in GAMES:
        n, m, k = shape
        axes = (n, m, k) if q is None else (n, 2, m, k)
        u, v = (draw(rng, (0, 1, 2), *axes) for _ in range(2))
        found, expected = solved(prior, u, v, q), NashOracle(prior, u, v, q).supports()
        assert found.supports() == tuple(sorted(expected))
        perfect = dt.solve(found.game, "perfect-bayesian")
        named = {}
        for cell in found.cells:
            named[found.supports().named((cell.label.sent, cell.label.responses))] = cell.perfect
            assert cell.perfect == (not cell.threats)
            assert cell.assessments == ()
            marks.add(cell.perfect)
        assert {name for name, good in named.items() if good} == set(perfect.supports())
        assert len(found) == len(connected(expected))
        for component in found.components:
            for one, factors in zip(component.products, component.factors, strict=True):
                inside = [
                    cell.perfect
                    for cell in component.cells
                    if set(cell.label.sendings) & set(factors.sendings)
                    and _is_in(cell.label, factors, component.drawing)
                ]
                assert one.perfect == ("all" if all(inside) else "part" if any(inside) else "none")
    assert marks == {True, False}


def _is_in(cell: Any, factors: Any, drawing: Any) -> bool:
    """Whether some equilibria with a cell's exact support lie in a product."""
    x = [drawing.vertices.sendings[a].sent for a in set(cell.sendings) & set(factors.sendings)]
    y = [drawing.vertices.respondings[b].played for b in set(cell.respondings) & set(factors.respondings)]

    def joined(rows: list[Any]) -> list[int]:
        total = [0] * len(rows[0])
        for row in rows:
            total = [a | b for a, b in zip(total, row, strict=True)]
        return total

    flat = [[mask for at in row for mask in at] for row in y]
    wanted = [mask for at in cell.responses for mask in at]
    return bool(x and y) and joined(x) == [*cell.sent] and joined(flat) == wanted


def test_they_are_the_equilibria_of_the_strategic_form() -> None:
    """Kuhn (1953): mixed strategies and behaviour strategies have the same outcomes, under perfect recall."""
    rng = random.Random(22)
    for _ in range(8):
        prior = rng.choice([HALF, [F(1, 3), F(2, 3)]])
        u, v = (draw(rng, (0, 1, 2, 5), 2, 2, 2) for _ in range(2))
        found = solved(prior, u, v)
        plans, rules = (list(product(range(2), repeat=2)) for _ in range(2))
        A, B = (
            [[sum(prior[t] * x[t][plan[t]][rule[plan[t]]] for t in range(2)) for rule in rules] for plan in plans]
            for x in (u, v)
        )
        strategic = dt.bimatrix(A, B)
        for x, y in dt.solve(strategic, "nash").extreme:
            behaviour: Any = {
                InformationSet("Sender", f"t{t}", ""): {
                    f"s{s}": sum(w for w, plan in zip(x, plans, strict=True) if plan[t] == s) for s in range(2)
                }
                for t in range(2)
            } | {
                InformationSet("Receiver", "", f"s{s}"): {
                    f"r{r}": sum(w for w, rule in zip(y, rules, strict=True) if rule[s] == r) for r in range(2)
                }
                for s in range(2)
            }
            assert found.contains(behaviour)
        for cell in found.cells:
            for profile in cell.profiles:
                assert found.contains(profile)
                mixed = [
                    [
                        profile[places[0]].get(f"{letter}{a}", F(0)) * profile[places[1]].get(f"{letter}{b}", F(0))
                        for a, b in product(range(2), repeat=2)
                    ]
                    for letter, places in (
                        ("s", [InformationSet("Sender", t, "") for t in ("t0", "t1")]),
                        ("r", [InformationSet("Receiver", "", s) for s in ("s0", "s1")]),
                    )
                ]
                assert dt.certify(strategic, mixed).holds


ENTRY = (
    [[[1, 1], [0, 2]], [[1, 1], [-1, 2]]],  # stay out, or enter and be fought or accommodated
    [[[5, 5], [-1, 2]], [[5, 5], [0, 2]]],
)


def test_the_chain_store_threatens_in_vain() -> None:
    """Selten (1978): entry is deterred by a fight that would only cost; it is Nash, and marked."""
    found = solved(HALF, *ENTRY)
    kept_out = [cell for cell in found.cells if cell.unsent == ("s1",)]
    assert kept_out
    for cell in kept_out:
        assert not cell.perfect
        assert cell.threats[0].startswith("after 's1' Receiver answers r0")
    assert {one.perfect for one in found.products if one.unsent == ("s1",)} == {"none"}
    assert all(cell.perfect for cell in found.cells if "s0" in cell.unsent and cell.support[
        InformationSet("Receiver", "", "s1")] == ("r1",))  # fmt: skip
    entry = [("s1", "r0"), ("s1", "r1")]
    assert measure(outcomes(found.game, found.cells), entry).minimum == 0
    perfect = dt.solve(found.game, "perfect-bayesian")
    assert measure(outcomes(perfect.game, perfect.cells), entry).minimum == 1
    told = equilibria_dict(found)
    marks = {(cell["perfect"], bool(cell["empty threats"])) for one in told["components"] for cell in one["cells"]}
    assert marks == {(True, False), (False, True)}
    assert all(cell["vertices"] for one in told["components"] for cell in one["cells"])
    text = "\n".join(str(getattr(part, "text", "")) for part in equilibria_parts(found))
    assert "rests on an empty threat: after 's1' Receiver answers r0" in text


def test_two_best_responses_that_no_one_belief_makes_best() -> None:
    """Each response is best at some belief, both at none: mixing them is an empty threat too."""
    v = [[[0, 0, 0], [3, 2, 0]], [[0, 0, 0], [0, 2, 3]]]
    u = [[[1, 1, 1], [0, 9, 2]], [[1, 1, 1], [2, 9, 0]]]
    found = solved(HALF, u, v)
    mixing = [cell for cell in found.cells if cell.support[InformationSet("Receiver", "", "s1")] == ("r0", "r2")]
    assert mixing
    for cell in mixing:
        assert cell.threats == (
            "after 's1' Receiver answers r0 or r2: there is no belief at which all of that is best",
        )


def test_membership_and_what_is_refused() -> None:
    found = solved(HALF, *ENTRY)
    profile = dict(found.cells[0].profiles[0])
    place = InformationSet("Receiver", "", "s1")
    assert found.contains(profile)
    assert not found.contains({**profile, place: {"r0": F(1, 2)}})
    assert not found.contains({**profile, place: {"r0": F(2), "r1": F(-1)}})
    with pytest.raises(GameError, match="has no action 'r7'; it has r0, r1"):
        found.contains({**profile, place: {"r7": F(1)}})
    del profile[place]
    with pytest.raises(GameError, match="no strategy is given for"):
        found.contains(profile)
    with pytest.raises(dt.SolverError, match="defined for signaling games"):
        dt.refine(found)
    one = ("", "")
    moves = {(): dt.Move("A", ("out", "in")), ("in",): dt.Move("B", ("no", "yes")), ("in", "yes"): dt.Move("A", "xy")}
    ends = {("out",): {one: (F(1), F(0))}, ("in", "no"): {one: (F(0), F(0))}} | {
        ("in", "yes", a): {one: (F(k), F(k))} for k, a in enumerate("xy")
    }
    longer = dt.ExtensiveGame(("A", "B"), (("",), ("",)), ((F(1),), (F(1),)), moves, ends)
    with pytest.raises(SolverError, match=r"nobody moves after the answer, but .*perfect-bayesian"):
        dt.solve(longer, "nash")
