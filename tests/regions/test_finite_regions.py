"""Regions of games in strategic form and with perfect information: against the exact solvers at random points."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import product
from typing import Any

import pytest
from points import points, same_as_solver
from shares import Draw

from deterrence import load
from deterrence.errors import ModelError, SolverError
from deterrence.model import Model
from deterrence.regions import Regions, regions

# what varies; all primitives unless given
SHIPPED: dict[str, Any] = {
    "tripwire": None,
    "critical-risk": None,
    "dual-deterrence": None,
    "tested-promises": None,
    "mutual-trust": None,
    "signing-a-pact": None,
}
LARGER = ("capability-transfer", "drawn-line", "leadership-change", "preventive-strike", "restraint", "theatres")


@cache
def found(name: str) -> Regions:
    return regions(load(name), SHIPPED[name])


def check(answer: Regions, count: int, seed: int) -> Counter[str | None]:
    named: Counter[str | None] = Counter()
    for point in points(answer, count, seed):
        named.update(same_as_solver(answer, point))
    return named


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shapes_at_a_point_are_those_that_the_solver_finds(name: str) -> None:
    answer = found(name)
    assert answer.complete
    check(answer, 30, 1)


@pytest.mark.nightly
@pytest.mark.parametrize("name", LARGER)
def test_larger_games(name: str) -> None:
    answer = regions(load(name))
    check(answer, 100, 5)
    assert answer.complete or "on boundaries" in answer.status


@pytest.mark.nightly
@pytest.mark.parametrize("name", SHIPPED)
def test_the_shapes_at_2000_points_are_those_that_the_solver_finds(name: str) -> None:
    named = check(found(name), 2000, 2)
    assert set(named) >= set(load(name).regions)
    assert all(named[region] >= 50 for region in load(name).regions)


def matrix(payoffs: dict[str, tuple[str, str]], rows: list[str], columns: list[str], names: list[str]) -> Model:
    return Model(
        format=1, form="strategic", title="A game in letters", status="canonical form", players=["Row", "Column"],
        parameters={name: {"range": [-3, 3], "default": 1, "meaning": "payoff", "unit": "utility"} for name in names},
        actions={"Row": rows, "Column": columns},
        payoffs={end: {"Row": row, "Column": column} for end, (row, column) in payoffs.items()},
        events={"first": [f"{rows[0]} {columns[0]}"]}, measures={"P(first)": "first"},
    )  # fmt: skip


def two_by_two() -> Model:
    """All eight payoffs of a 2 x 2 game are letters."""
    ends = [f"{row} {column}" for row in ("up", "down") for column in ("left", "right")]
    payoffs = {end: (f"a{k}", f"b{k}") for k, end in enumerate(ends)}
    return matrix(payoffs, ["up", "down"], ["left", "right"], [f"{who}{k}" for who in "ab" for k in range(4)])


def cycle() -> Model:
    """Rock, paper, scissors with three letters: what a win, a draw and a loss bring to the row player."""
    names = ["rock", "paper", "scissors"]
    worth = {0: ("draw", "0"), 1: ("win", "-1"), 2: ("-loss", "1")}
    payoffs = {f"{one} {other}": worth[(i - j) % 3] for i, one in enumerate(names) for j, other in enumerate(names)}
    return matrix(payoffs, names, names, ["win", "draw", "loss"])


def test_every_two_by_two_game_at_once() -> None:
    answer = regions(two_by_two())
    assert answer.complete
    full = {shape.name for shape in answer.shapes for piece in shape.pieces if piece.full}
    assert full == {"up; left", "up; right", "down; left", "down; right", "up | down; left | right"}
    check(answer, 80, 3)


def test_the_mixture_of_a_two_by_two_game_is_the_textbook_one() -> None:
    answer = regions(two_by_two())
    ring = answer.domain.ring
    a, b = ([ring.name(f"{who}{k}") for k in range(4)] for who in "ab")
    (shape,) = [shape for shape in answer.shapes if shape.name == "up | down; left | right"]
    piece = next(piece for piece in shape.pieces if piece.full)
    assert piece.strategies["Row: up"].single == (b[3] - b[2]) / (b[0] - b[1] - b[2] + b[3])
    assert piece.strategies["Column: left"].single == (a[3] - a[1]) / (a[0] - a[1] - a[2] + a[3])


def test_a_three_by_three_game_of_letters() -> None:
    answer = regions(cycle())
    assert answer.complete
    check(answer, 40, 4)


def test_a_game_of_three_players_has_its_pure_shapes() -> None:
    model = Model(
        format=1, form="strategic", title="Three allies", status="canonical form", players=["A", "B", "C"],
        parameters={"v": {"range": [-2, 2], "default": 1, "meaning": "value", "unit": "utility"}},
        actions={player: ["pay", "ride"] for player in "ABC"},
        payoffs={
            " ".join(end): {
                player: f"v*{end.count('pay')} - {int(own == 'pay')}" for player, own in zip("ABC", end, strict=True)
            }
            for end in product(("pay", "ride"), repeat=3)
        },
    )  # fmt: skip
    answer = regions(model)
    assert not answer.complete
    assert "pure strategies" in answer.status
    (everybody,) = [shape for shape in answer.shapes if shape.name == "pay; pay; pay"]
    assert [str(condition) for piece in everybody.pieces for condition in piece.conditions] == ["v >= 1"]


def test_larger_games_are_refused_with_advice() -> None:
    ends = {f"r{i} c{j}": ("x", "0") for i in range(4) for j in range(2)}
    model = matrix(ends, [f"r{i}" for i in range(4)], ["c0", "c1"], ["x"])
    with pytest.raises(SolverError, match="4 x 2: leave actions out"):
        regions(model)


def test_a_mixture_at_a_tie_is_bounded_by_what_keeps_earlier_moves_best() -> None:
    answer = found("tripwire")
    ring = answer.domain.ring
    wins, loses = ring.name("c_abandon"), ring.name("c_war")
    (shape,) = [shape for shape in answer.shapes if shape.name == "attack; abandon | defend"]
    assert shape.boundary_only
    bounded = [piece for piece in shape.pieces if piece.strategies["Defender: abandon"].low[0] != 0]
    (piece,) = bounded
    least = piece.strategies["Defender: abandon"]
    assert least.low == (-loses / (wins - loses),)
    assert (least.low_attained, least.high_attained) == (True, False)


def test_where_chances_vary_one_by_one_they_sum_to_1() -> None:
    """Two of the chances are definitions; where they vary, their formulas no longer say so."""
    answer = regions(load("entrapment"), ["core", "covered", "uncovered"])
    assert "core + covered + uncovered == 1" in [*map(str, answer.domain.assumptions)]
    draw = Draw(answer, 8)
    drawn = draw.points(20, region=0, full=2, boundary=1)
    for point in drawn.points:
        assert sum(point.values()) == 1
        same_as_solver(answer, point)
    fixed = regions(load("entrapment"), ["core"])
    assert not any("core +" in str(condition) for condition in fixed.domain.assumptions)


def test_a_measure_whose_condition_cannot_happen_is_undefined_there() -> None:
    answer = regions(load("tested-promises"), ["p_firm"])
    (shape,) = answer.shapes
    defined = {str(piece.conditions[0]): piece.measures["P(loose | challenge)"] is not None for piece in shape.pieces}
    assert defined == {"p_firm < 1": True, "p_firm == 1": False}


def test_mixtures_that_later_ties_pin_down_are_put_in() -> None:
    """The last mover is indifferent, and the one before is where she mixes as her own payoffs say: one mixture."""
    moves = {
        "": {"player": "A", "actions": ["out", "in"]},
        "in": {"player": "B", "actions": ["stop", "go"]},
        "in go": {"player": "C", "actions": ["left", "right"]},
    }
    payoffs = {
        "out": {"A": "x", "B": "0", "C": "0"},
        "in stop": {"A": "1", "B": "y", "C": "0"},
        "in go left": {"A": "-1", "B": "1", "C": "0"},
        "in go right": {"A": "3", "B": "0", "C": "0"},
    }
    numbers = {name: {"range": [-1, 2], "default": 0, "meaning": "payoff", "unit": "utility"} for name in "xy"}
    model = Model(
        format=1, form="extensive", title="Three moves", status="canonical form", players=["A", "B", "C"],
        parameters=numbers, moves=moves, payoffs=payoffs, events={"left": ["in go left"]}, measures={"P(left)": "left"},
    )  # fmt: skip
    answer = regions(model)
    assert answer.complete
    check(answer, 40, 6)
    (shape,) = [shape for shape in answer.shapes if shape.name == "in; stop | go; left | right"]
    y = answer.domain.ring.name("y")
    assert all(piece.strategies["C: left"].single == y for piece in shape.pieces)
    (all_mix,) = [shape for shape in answer.shapes if shape.name == "out | in; stop | go; left | right"]
    assert all(piece.strategies["B: stop"].single is not None for piece in all_mix.pieces if piece.full)


def test_a_definition_that_only_names_regions_cannot_vary() -> None:
    with pytest.raises(ModelError, match="does not rest on 'c_s'") as caught:
        regions(load("unilateral-deterrence"), ["c_s", "p_C"])
    assert "c_CD, c_DC, c_SQ" in str(caught.value)
