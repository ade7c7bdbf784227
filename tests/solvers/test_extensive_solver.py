"""Equilibria of extensive games: textbook games with known sets, and agreement with other methods on random ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest
from extensive_games import entry, horse, random_tree, two_judges, two_steps, untyped
from extensive_oracle import weak_supports

import deterrence as dt
from deterrence.games.exact import exact_game
from deterrence.games.extensive import InformationSet
from deterrence.games.stages import observed_actions
from deterrence.measures import measure, outcomes
from deterrence.result import Equilibria
from deterrence.solvers.extensive import (
    solve_perfect_bayesian,
    solve_sequential,
    solve_subgame_perfect,
    solve_weak,
)

HALF = F(1, 2)
Shape = dict[str, str]


def shapes(found: Equilibria) -> list[Shape]:
    """Who plays what in each cell, by what is seen; mixed actions joined by a bar."""
    return [
        {place.sees or "start": "|".join(actions) for place, actions in cell.support.items()} for cell in found.cells
    ]


def place(game: dt.ExtensiveGame, sees: str) -> InformationSet:
    return next(each for each in game.information_sets if each.sees == sees)


def vertices(found: Equilibria) -> set[Any]:
    """Supports with the vertices of their strategies."""
    return {
        (
            tuple(sorted((tuple(at), actions) for at, actions in cell.support.items())),
            frozenset(tuple(sorted((tuple(at), tuple(sorted(mixed.items()))) for at, mixed in profile.items()))
                      for profile in cell.profiles),
        )
        for cell in found.cells
    }  # fmt: skip


# -- textbook games ----------------------------------------------------------------------------------------------------


def test_seltens_horse() -> None:
    """Osborne and Rubinstein (1994), example 225.2: Nash equilibria of two kinds, only those of one are sequential."""
    game = horse()
    nash = dt.solve(game, "subgame-perfect")
    assert shapes(nash) == [
        {"start": "D", "C": "d|c", "dark": "L"},
        {"start": "D", "C": "c", "dark": "L"},
        {"start": "C", "C": "c", "dark": "L|R"},
        {"start": "C", "C": "c", "dark": "R"},
    ]
    assert [len(component.cells) for component in nash.components] == [2, 2]
    assert {profile[place(game, "C")].get("c") for profile in nash.cells[0].profiles} == {F(1, 3), 1}
    for concept in ("weak-perfect-bayesian", "sequential"):
        found = dt.solve(game, concept)
        assert found.complete
        assert shapes(found) == shapes(nash)[2:]
        mixing, sure = found.cells
        assert {profile[place(game, "dark")].get("R") for profile in mixing.profiles} == {F(3, 4), 1}
        beliefs = [
            {held.beliefs[place(game, "dark")].get((("D",), ("", "", "")), F(0)) for held in cell.assessments}
            for cell in (mixing, sure)
        ]
        assert beliefs == [{F(1, 3)}, {F(0), F(1, 3)}]
    assert dt.solve(game).concept == "sequential"


def test_weak_perfect_bayesian_need_not_be_sequential() -> None:
    """Where two players see the same deviation, sequential equilibrium makes them believe the same."""
    game = two_judges(outside=0)
    weak, sequential = dt.solve(game, "weak-perfect-bayesian"), dt.solve(game, "sequential")
    assert weak.complete
    assert sequential.complete

    def apart(found: Equilibria) -> set[tuple[F, F]]:
        left = (("L",), ("", "", "")), (("L", "pass"), ("", "", ""))
        return {
            (
                held.beliefs[place(game, "called")].get(left[0], F(0)),
                held.beliefs[place(game, "passed")].get(left[1], F(0)),
            )
            for cell in found.cells
            if cell.support[place(game, "")] == ("out",)
            for held in cell.assessments
        }

    assert any(first != second for first, second in apart(weak))
    assert all(first == second for first, second in apart(sequential))
    assert len({first for first, _ in apart(sequential)}) > 2


def test_an_outside_option_and_a_battle() -> None:
    """Kohlberg and Mertens (1986): every subgame-perfect equilibrium, also what forward induction rejects."""
    game = untyped(
        ("1", "2"),
        {"": ("1", "out in"), "in": ("1", "B S"), "in B": ("2", "b s", "met"), "in S": ("2", "b s", "met")},
        {"out": (2, 2), "in B b": (3, 1), "in B s": (0, 0), "in S b": (0, 0), "in S s": (1, 3)},
    )
    found = dt.solve(game)
    assert (found.concept, found.complete) == ("perfect-bayesian", True)
    assert [tuple(shape.values()) for shape in shapes(found)] == [
        ("out", "B|S", "b|s"), ("out", "S", "s"), ("in", "B", "b"),
    ]  # fmt: skip
    mixed = found.cells[0].profiles[0]
    assert mixed[place(game, "in")] == {"B": F(3, 4), "S": F(1, 4)}
    assert mixed[place(game, "met")] == {"b": F(1, 4), "s": F(3, 4)}
    for other in ("subgame-perfect", "sequential"):
        assert shapes(dt.solve(game, other)) == shapes(found)
    # off the path 2 may believe what she likes in a weak perfect Bayesian equilibrium: S and b, say
    weak = shapes(dt.solve(game, "weak-perfect-bayesian"))
    assert all(shape in weak for shape in shapes(found))
    assert {"start": "out", "in": "S", "met": "s"} in weak
    assert len(weak) > 3


def test_bagwell_on_commitment_and_observability() -> None:
    """Bagwell (1995): with a noisy signal of the leader's move the only pure equilibrium is the Cournot one."""
    noise = F(1, 10)
    moves: dict[str, tuple[Any, ...]] = {"": ("Leader", "S C")}
    payoffs: dict[str, tuple[int, int]] = {}
    worth = {"S": {"S": (5, 2), "C": (3, 1)}, "C": {"S": (6, 3), "C": (4, 4)}}
    for leader in "SC":
        right = 1 - noise if leader == "S" else noise
        moves[leader] = ("", (("s", right), ("c", 1 - right)))
        for signal in "sc":
            moves[f"{leader} {signal}"] = ("Follower", "S C", signal)
            for follower in "SC":
                payoffs[f"{leader} {signal} {follower}"] = worth[leader][follower]
    game = untyped(("Leader", "Follower"), moves, payoffs)
    found = dt.solve(game)
    assert (found.concept, found.complete, found.certificate.holds) == ("sequential", True, True)
    pure = [shape for shape in shapes(found) if "|" not in "".join(shape.values())]
    assert pure == [{"start": "C", "s": "C", "c": "C"}]
    assert len(found.cells) == 3  # and two mixed ones, one of which is close to the Stackelberg outcome
    leads = sorted(cell.profiles[0][place(game, "")].get("S", F(0)) for cell in found.cells)
    assert leads == [0, F(1, 10), F(9, 10)]


def test_ties_between_three_movers_are_curved() -> None:
    """Two indifferent players decide for a third who compares the product of their chances with a number."""
    game = untyped(
        ("A", "B", "C"),
        {"": ("A", "stop go"), "go": ("B", "l r"), "go l": ("C", "u d")},
        {"stop": (1, 0, 0), "go r": (0, 0, 0), "go l u": (4, 0, 0), "go l d": (0, 0, 0)},
    )
    found = dt.solve(game)
    assert found.complete
    curved = [cell for cell in found.cells if cell.conditions]
    assert curved
    assert not any(cell.isolated for cell in curved)
    # p = P(l), q = P(u): A stops where 4 p q < 1, and does as she likes where 4 p q = 1
    mixed = next(cell for cell in curved if set(cell.support[place(game, "")]) == {"stop", "go"}
                 and all(len(actions) == 2 for actions in cell.support.values()))  # fmt: skip
    held = mixed.profiles[0]
    assert held[place(game, "go")]["l"] * held[place(game, "go l")]["u"] == F(1, 4)
    assert mixed.dimension in (2, None)
    going = [end for end in game.payoffs if end[0] == "go"]
    unknown = measure([(mixed, outcomes(game, [mixed])[0][1])], [("go", "l", "u")])
    assert (unknown.minimum, unknown.undefined) == (None, "a cell is curved, and its range there is not worked out")
    everything = measure([(mixed, outcomes(game, [mixed])[0][1])], game.payoffs)
    assert (everything.minimum, everything.maximum) == (1, 1)
    assert going


def test_an_irrational_equilibrium_is_exact() -> None:
    """Three players move at once; one of three equilibria solves a quadratic equation."""
    game = untyped(
        ("A", "B", "C"),
        {
            "": ("A", "l r"),
            "l": ("B", "l r", "b"),
            "r": ("B", "l r", "b"),
            **{f"{a} {b}": ("C", "l r", "c") for a, b in product("lr", "lr")},
        },
        {
            "l l l": (3, 0, 2), "l l r": (0, 2, 0), "l r l": (0, 2, 0), "l r r": (1, 0, 0),
            "r l l": (1, 0, 0), "r l r": (0, 1, 0), "r r l": (0, 3, 0), "r r r": (2, 0, 3),
        },
    )  # fmt: skip
    found = dt.solve(game, "subgame-perfect")
    assert found.complete
    assert found.certificate.holds
    assert found.certificate.arithmetic == "exact, in a real number field"
    assert [cell.isolated for cell in found.cells] == [True] * 3
    (mixed,) = (cell for cell in found.cells if len(cell.support[place(game, "")]) == 2)
    left = mixed.profiles[0][place(game, "")]["l"]
    assert 2 * left * left + 3 * left == 3
    strategic = dt.StrategicGame(
        ("A", "B", "C"), (("l", "r"),) * 3,
        tuple(tuple(game.payoffs[end]["", "", ""][k] for end in product("lr", "lr", "lr")) for k in range(3)),
    )  # fmt: skip
    nash = dt.solve(strategic)
    assert len(nash.points) == 3
    assert str(left) in {str(point[0][0]) for point in nash.points}


def test_information_matters_only_where_it_can_be_acted_on() -> None:
    assert shapes(dt.solve(entry())) == [{"start": "in", "in": "yield"}]
    assert dt.solve(entry(), "sequential").certificate.holds


# -- private types -----------------------------------------------------------------------------------------------------


def test_types_that_act_twice() -> None:
    """A soft actor who shows weakness is known by it; Bayes' rule from the belief after a surprise decides the rest."""
    types = (("hard", "soft"), ("",))
    ends = {
        ("out",): lambda t: (1, 1),
        ("show", "meet"): lambda t: (2 if t == "hard" else 0, 0 if t == "hard" else 2),
        ("show", "yield", "press"): lambda t: (3 if t == "hard" else 2, 0),
        ("show", "yield", "stop"): lambda t: (2, 1),
    }
    game = dt.ExtensiveGame(
        ("Actor", "Other"), types, ((HALF, HALF), (F(1),)),
        {
            (): dt.Move("Actor", ("out", "show")),
            ("show",): dt.Move("Other", ("meet", "yield")),
            ("show", "yield"): dt.Move("Actor", ("press", "stop")),
        },
        {end: {(t, ""): tuple(map(F, pay(t))) for t in types[0]} for end, pay in ends.items()},
    )  # fmt: skip
    found = dt.solve(game)
    assert (found.concept, found.complete, found.certificate.holds) == ("perfect-bayesian", True, True)
    assert len({tuple(sorted(map(str, cell.support.items()))) for cell in found.cells}) == len(found.cells)
    for cell in found.cells:
        for held in cell.assessments:
            assert dt.certify(game, held, "perfect-bayesian").holds


@pytest.mark.parametrize("p_r", [F(0), F("0.2"), F(1, 2)])
def test_the_tripartite_crisis_by_supports_is_the_one_by_polytopes(p_r: F) -> None:
    """Zagare and Kilgour (2003), three players with types: two methods, one set."""
    from test_tripartite import crisis

    game = crisis(p_r)
    if not p_r:  # nobody believes in a disloyal Protege
        with pytest.raises(dt.SolverError, match="type disloyal of Protege has probability 0: leave it out"):
            solve_weak(exact_game(game))
    other = dt.solve(game)
    found = solve_perfect_bayesian(exact_game(game))
    assert found.require_certificate().complete
    sequential = solve_sequential(exact_game(game)).require_certificate()
    assert len(found) == len(sequential) == len(other)
    if p_r:
        assert vertices(found) == vertices(sequential) == vertices(other)
    else:  # the supports leave out types of probability 0 or not
        assert {each for _, each in vertices(found)} == {each for _, each in vertices(other)}
        assert {each for _, each in vertices(sequential)} == {each for _, each in vertices(other)}


@pytest.mark.parametrize("seed", range(12))
def test_signaling_games_by_supports_and_by_polytopes(seed: int) -> None:
    """Ties on purpose: payoffs of 0 and 1, or 0 to 2."""
    rng = random.Random(seed)
    u, v = ([[[rng.randint(0, 1 + seed % 2) for _ in "ab"] for _ in "st"] for _ in "xy"] for _ in "uv")
    game = exact_game(dt.signaling(["1/3", "2/3"], u, v))
    other, found = dt.solve(game), solve_perfect_bayesian(game)
    assert found.require_certificate().complete
    assert vertices(found) == vertices(other)
    assert [len(component.cells) for component in found.components] == [
        len(component.cells) for component in other.components
    ]
    assert vertices(solve_sequential(game).require_certificate()) == vertices(other)


# -- against other methods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_simultaneous_moves_are_a_bimatrix_game(seed: int) -> None:
    """Every extreme Nash equilibrium of the table is a vertex of a cell, and no cell holds anything else."""
    rng = random.Random(seed)
    m, n = rng.choice([(2, 2), (2, 3), (3, 3)])
    high = rng.choice([1, 2, 9])
    rows, columns = [f"r{i}" for i in range(m)], [f"c{j}" for j in range(n)]
    a, b = ([[rng.randint(0, high) for _ in columns] for _ in rows] for _ in "ab")
    game = untyped(
        ("1", "2"),
        {"": ("1", " ".join(rows)), **{row: ("2", " ".join(columns), "blind") for row in rows}},
        {f"{row} {column}": (a[i][j], b[i][j]) for i, row in enumerate(rows) for j, column in enumerate(columns)},
    )
    found = dt.solve(game, "subgame-perfect")
    assert found.complete
    extreme = {(tuple(x), tuple(y)) for x, y in dt.solve(dt.bimatrix(a, b)).extreme}
    mine = {
        (
            tuple(profile[place(game, "")].get(row, F(0)) for row in rows),
            tuple(profile[place(game, "blind")].get(column, F(0)) for column in columns),
        )
        for cell in found.cells
        for profile in cell.profiles
    }
    assert mine == extreme
    assert vertices(dt.solve(game, "sequential")) == vertices(found)


METHODS: dict[str, Callable[[dt.ExtensiveGame], Equilibria]] = {
    "subgame-perfect": solve_subgame_perfect,
    "weak-perfect-bayesian": solve_weak,
    "sequential": solve_sequential,
}


def compare_concepts(game: dt.ExtensiveGame) -> None:
    """Sequential implies weak perfect Bayesian and subgame-perfect; every game has a sequential equilibrium."""
    found = {concept: method(game).require_certificate() for concept, method in METHODS.items()}
    assert found["sequential"].cells  # Kreps and Wilson (1982), Proposition 1
    supports = {concept: {cell for cell, _ in vertices(each)} for concept, each in found.items()}
    if found["weak-perfect-bayesian"].complete:
        assert supports["sequential"] <= supports["weak-perfect-bayesian"]
    for cell in found["sequential"].cells:
        for held in cell.assessments:
            assert dt.certify(game, held, "weak-perfect-bayesian").holds
            assert dt.certify(game, held, "subgame-perfect").holds
    try:
        observed_actions(game)
    except dt.GameError:
        return
    multi_stage = solve_perfect_bayesian(game)
    # without types and hidden chance every player knows where she is but for moves of the same stage
    assert {cell for cell, _ in vertices(multi_stage)} == supports["sequential"]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 6, 8])
def test_concepts_on_random_trees(seed: int) -> None:
    rng = random.Random(seed)
    players = ("A", "B", "C")[: rng.choice([2, 3])]
    compare_concepts(random_tree(rng, players, 3, rng.choice([(0, 1, 2), tuple(range(10))])))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 160))
def test_concepts_on_many_random_trees(seed: int) -> None:
    rng = random.Random(seed)
    compare_concepts(random_tree(rng, ("A", "B", "C")[: rng.choice([2, 3])], 3, rng.choice([(0, 1, 2), (0, 3, 7)])))


# -- what is not solved is said ----------------------------------------------------------------------------------------


def test_an_undecided_support_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from deterrence.algebra.system import Solutions

    monkeypatch.setattr(
        "deterrence.solvers.blocks.solve_system", lambda system: Solutions((), (), False, "the budget was spent")
    )
    game = untyped(
        ("A", "B", "C"),
        {"": ("A", "stop go"), "go": ("B", "l r"), "go l": ("C", "u d")},
        {"stop": (1, 0, 0), "go r": (0, 0, 0), "go l u": (4, 0, 0), "go l d": (0, 0, 0)},
    )
    found = dt.solve(game)
    assert not found.complete
    assert found.status.startswith("some supports stay undecided, where A at the start plays stop, B at go plays l or")
    assert "the budget was spent" in found.status
    assert found.cells  # the others are there
    assert found.certificate.holds


def test_what_is_refused_says_what_to_ask_for() -> None:
    with pytest.raises(dt.SolverError, match=r"3 does not know what was played before; ask for 'sequential'"):
        dt.solve(horse(), "perfect-bayesian")
    lame = untyped(("A",), {"": ("", (("a", 1), ("b", 0))), "a": ("A", "l r"), "b": ("A", "l r")},
                   {f"{x} {y}": (1,) for x, y in product("ab", "lr")})  # fmt: skip
    with pytest.raises(dt.SolverError, match="chance gives a branch at '' probability 0"):
        dt.solve(lame, "sequential")
    assert dt.solve(lame).complete


@pytest.mark.parametrize(("limit", "value", "words"), [
    ("extensive.MOST_SYSTEMS", 3, "more than 3 choices of actions pass the first test"),
    ("extensive.MOST_CELLS", 2, "there are more than 2 cells of equilibria"),
    ("extensive.MOST_ASSESSMENTS", 2, "the cells of equilibria have more than 2 vertices"),
    ("tree_supports.MOST_STEPS", 5, "more than 5 combinations of actions would have to be tried"),
    ("blocks.MOST_CURVED", 0, "more than 0 nonlinear systems would have to be solved"),
    ("tree_beliefs.MOST_CASES", 0, "more than 0 supports of beliefs would have to be tried"),
    ("tree_system.MOST_PLANS", 0, "has more than 0 plans for what follows: ask for 'sequential'"),
])  # fmt: skip
def test_every_search_stops_with_advice(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str) -> None:
    monkeypatch.setattr(f"deterrence.solvers.{limit}", value)
    game = two_steps(random.Random(6), (0, 1, 2))
    concept = "weak-perfect-bayesian" if "PLANS" in limit else "sequential"
    if "PLANS" in limit:  # a player who moves again where her beliefs are free
        game = hidden_return()
    with pytest.raises(dt.SolverError, match=words):
        dt.solve(game, concept)


def hidden_return() -> dt.ExtensiveGame:
    """1 moves, then 2 unseen, then 1 again without knowing what 2 did."""
    return untyped(
        ("1", "2"),
        {
            "": ("1", "out in"),
            "in": ("2", "l r"),
            "in l": ("1", "u d", "back"),
            "in r": ("1", "u d", "back"),
        },
        {"out": (1, 0), "in l u": (2, 1), "in l d": (0, 0), "in r u": (0, 0), "in r d": (2, 1)},
    )


def test_plans_that_beliefs_do_not_follow_are_all_tried() -> None:
    """Out is best only if coming in and the best plan for later brings less, whatever she would believe then."""
    weak, sequential = dt.solve(hidden_return(), "weak-perfect-bayesian"), dt.solve(hidden_return(), "sequential")
    assert weak.complete
    assert supports(weak) == weak_supports(hidden_return())
    assert supports(sequential) <= supports(weak)


def supports(found: Equilibria) -> set[Any]:
    return {frozenset(cell.support.items()) for cell in found.cells}


@pytest.mark.nightly
def test_a_battle_played_twice() -> None:
    """Three equilibria in each second stage, and every equilibrium of each first stage that they leave."""
    worth = {"CC": (3, 1), "CD": (0, 0), "DC": (0, 0), "DD": (1, 3)}
    moves: dict[str, Any] = {}
    for past in ("", *(f"{a} {b}" for a, b in product("CD", "CD"))):
        moves[past] = ("1", "C D")
        for a in "CD":
            moves[f"{past} {a}"] = ("2", "C D", f"2 {past}")
    payoffs = {
        " ".join(h): [worth[h[0] + h[1]][k] + worth[h[2] + h[3]][k] for k in range(2)] for h in product("CD", repeat=4)
    }
    found = dt.solve(untyped(("1", "2"), moves, payoffs), "subgame-perfect")
    stage = [(3, 1), (1, 3), (F(3, 4), F(3, 4))]
    count = 0
    for later in product(stage, repeat=4):
        total = {h: [x + y for x, y in zip(worth[h], then, strict=True)] for h, then in zip(worth, later, strict=True)}
        a, b = ([[total[i + j][k] for j in "CD"] for i in "CD"] for k in range(2))
        count += len(dt.solve(dt.bimatrix(a, b)).extreme)
    assert len(found.cells) == count == 171


def test_a_posterior_that_nobody_needs_may_be_undefined() -> None:
    """Only x takes e, B believes in y alone, and after e nobody but A moves: Bayes' rule says nothing, and need not."""
    ends = [("out",), ("d", "n"), ("d", "u", "f"), ("d", "u", "e", "p"), ("d", "u", "e", "q")]

    def payoffs(end: tuple[str, ...], kind: str) -> tuple[F, F]:
        own = 5 if end == ("out",) else 0 if end[2:3] != ("e",) else 1 if kind == "x" else -1
        return F(own), F(-1 if end[:2] == ("d", "u") and kind == "x" else 0)

    game = dt.ExtensiveGame(
        ("A", "B"),
        (("x", "y"), ("",)),
        ((F(1, 2), F(1, 2)), (F(1),)),
        {
            (): dt.Move("A", ("out", "d")),
            ("d",): dt.Move("B", ("u", "n")),
            ("d", "u"): dt.Move("A", ("e", "f")),
            ("d", "u", "e"): dt.Move("A", ("p", "q")),
        },
        {end: {(kind, ""): payoffs(end, kind) for kind in "xy"} for end in ends},
    )
    found = dt.solve(game, "perfect-bayesian")
    assert found.complete
    assert found.certificate.holds
    asked = dt.InformationSet("B", "", "d")
    played = {(cell.support[asked], *sorted(t[0] for _, t in each.beliefs[asked]))
              for cell in found.cells for each in cell.assessments}  # fmt: skip
    assert (("u", "n"), "y") in played  # u is best only if she is y for sure
    assert (("n",), "x") in played
