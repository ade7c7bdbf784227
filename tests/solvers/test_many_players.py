"""Nash equilibria of games with three players and more: published games, closed forms, and two independent oracles."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction as F
from itertools import product
from math import prod
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
import deterrence.solvers.many_players as room
from deterrence.algebra.number import RealAlgebraic
from deterrence.algebra.system import Effort
from deterrence.errors import SolverError
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.many_players import ManyPlayerEquilibria, solve_many_players


def game(shape: Sequence[int], payoffs: Sequence[Sequence[Any]]) -> StrategicGame:
    names = tuple("ABCDE"[: len(shape)])
    actions = tuple(tuple(f"{name.lower()}{k}" for k in range(m)) for name, m in zip(names, shape, strict=True))
    return StrategicGame(names, actions, tuple(tuple(map(F, flat)) for flat in payoffs))


def drawn(shape: Sequence[int], low: int, high: int, seed: int) -> StrategicGame:
    source = random.Random(seed)
    return game(shape, [[source.randint(low, high) for _ in range(prod(shape))] for _ in shape])


def by_first(outcomes: Sequence[Sequence[int]]) -> StrategicGame:
    """A 2x2x2 game from the outcomes in the order of a .nfg file: the first player's action runs fastest."""
    flat = [[outcomes[i + 2 * j + 4 * k][player] for i, j, k in product((0, 1), repeat=3)] for player in range(3)]
    return game((2, 2, 2), flat)


def support(profile: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(k for k, p in enumerate(mixed) if p != 0) for mixed in profile)


# -- published games -------------------------------------------------------------------------------------------------


def test_nine_equilibria_two_of_them_totally_mixed() -> None:
    """McKelvey and McLennan (1997): the most regular equilibria that a 2x2x2 game can have."""
    found = solve_many_players(
        by_first([(9, 8, 12), (0, 0, 0), (0, 0, 0), (9, 8, 2), (0, 0, 0), (3, 4, 6), (3, 4, 6), (0, 0, 0)])
    )
    assert found.complete
    assert not found.families
    assert len(found.points) == 9
    assert len(found.pure) == 4
    assert sum(all(len(actions) == 2 for actions in support(point)) for point in found.points) == 2
    assert found.isolated == (True,) * 9


def test_a_continuum_of_totally_mixed_equilibria() -> None:
    """Nau, Gomez Canovas and Hansen (2004): a curve of totally mixed equilibria, two segments, three pure ones.

    At (top, right) and at (bottom, left) the third player may mix, from left for sure down to one in four, where the
    curve xy - 3x - 3y + 3 = 0 begins and ends.
    """
    found = solve_many_players(
        by_first([(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)])
    )
    assert found.complete
    assert len(found.pure) == 3
    assert len(found.points) == 3
    assert found.isolated == (False, False, True)
    *segments, curve = found.families
    assert [{(*vertex[0], *vertex[1], vertex[2][0]) for vertex in family.vertices} for family in segments] == [
        {(1, 0, 0, 1, F(1, 4)), (1, 0, 0, 1, 1)},
        {(0, 1, 1, 0, F(1, 4)), (0, 1, 1, 0, 1)},
    ]
    assert curve.support == (("a0", "a1"), ("b0", "b1"), ("c0", "c1"))
    assert curve.conditions == ("C(c0) = 1/4", "A(a0)*B(b0) - 3*A(a0) - 3*B(b0) + 3 = 0")
    assert curve.dimension == 1
    assert curve.regular
    assert curve.contains(curve.witness)
    assert not curve.contains(found.points[0])
    assert all(any(map(curve.may_touch, family.vertices)) for family in segments)
    assert missed(found) == z3.unsat


@pytest.mark.parametrize("players", [1, 3, 4])
def test_volunteers_dilemma(players: int) -> None:
    """Diekmann (1985): in the symmetric equilibrium each waits with probability (cost/benefit)^(1/(n - 1))."""
    flat = [
        [F(2 if 0 in cells else 0) - (cells[player] == 0) for cells in product((0, 1), repeat=players)]
        for player in range(players)
    ]
    found = solve_many_players(game((2,) * players, flat))
    assert found.complete
    assert not found.families
    alike = [point for point in found.points if len(set(point)) == 1]
    if players == 1:
        assert found.points == (((F(1), F(0)),),)
        return
    assert len(found.pure) == players
    ((_, waiting), *_), *more = alike
    assert not more
    assert waiting ** (players - 1) == F(1, 2)
    assert isinstance(waiting, RealAlgebraic)
    assert found.certificate.holds
    assert found.certificate.arithmetic == "exact, in a real number field"
    position = found.points.index(alike[0])
    assert found.payoffs[position] == (1,) * players  # as good as volunteering for sure
    low, up = found.boxes(100)[position][0][1]
    assert 0 < up - low <= F(1, 2**100)
    assert low ** (players - 1) < F(1, 2) < up ** (players - 1)


def test_el_farol_with_three() -> None:
    """Arthur (1994), three guests and two seats: going is worth 1 if at most two go, otherwise -1; home is 0."""
    flat = [
        [F(0) if cells[player] else (F(1) if sum(c == 0 for c in cells) <= 2 else F(-1))
         for cells in product((0, 1), repeat=3)]
        for player in range(3)
    ]  # fmt: skip
    found = solve_many_players(game((2, 2, 2), flat))
    assert found.complete
    (alike,) = (point for point in found.points if len(set(point)) == 1)
    going = alike[0][0]
    assert going**2 == F(1, 2)  # the two others both go half of the time
    assert len(found.pure) == 3


def test_everything_is_an_equilibrium_where_nothing_matters() -> None:
    found = solve_many_players(game((2, 2, 2), [[0] * 8] * 3))
    assert found.complete
    (cube,) = found.maximal
    assert cube.dimension == 3
    assert len(cube.vertices) == 8
    assert len(found.families) == 27 - 8
    assert found.isolated == (False,) * 8


def test_one_player() -> None:
    found = solve_many_players(game((4,), [[1, 3, 3, 0]]))
    assert [point[0] for point in found.points] == [(0, 1, 0, 0), (0, 0, 1, 0)]
    (family,) = found.families
    assert family.support == (("a1", "a2"),)
    assert family.conditions == ()
    assert family.dimension == 1


# -- oracles for 2x2x2 games -----------------------------------------------------------------------------------------


def gain(flat: Sequence[F], player: int, first: Any, second: Any) -> Any:
    """What action 0 brings the player more than action 1, where the others play their 0 with these probabilities."""
    total: Any = 0
    for j, k in product((0, 1), repeat=2):
        places = [[*(j, k)[:player], own, *(j, k)[player:]] for own in (0, 1)]
        at = [flat[4 * a + 2 * b + c] for a, b, c in places]
        total += (at[0] - at[1]) * (1 - first if j else first) * (1 - second if k else second)
    return total


def by_elimination(flat: Sequence[Sequence[F]]) -> list[tuple[float, float, float]] | None:
    """All equilibria of a generic 2x2x2 game in closed form, in floats; None if it is not generic.

    With one player's action fixed the other two play a bimatrix game; with all mixing, two indifferences give two
    probabilities as fractions in the third, and the last indifference is a quadratic equation.
    """
    found: list[tuple[float, float, float]] = []

    def fits(point: list[F | float], mixing: set[int]) -> bool | None:
        for player in range(3):
            if player not in mixing:
                others = [point[k] for k in range(3) if k != player]
                value = gain(flat[player], player, *others)
                if value == 0:
                    return None
                if (value > 0) != (point[player] == 1):
                    return False
        return all(0 < point[k] < 1 for k in mixing)

    for pure in product((F(1), F(0)), repeat=3):
        answer = fits(list(pure), set())
        if answer is None:
            return None
        if answer:
            found.append((float(pure[0]), float(pure[1]), float(pure[2])))
    for fixed, value in product(range(3), (F(1), F(0))):
        first, second = (k for k in range(3) if k != fixed)
        point: list[F | float] = [value] * 3
        for mover, other in ((first, second), (second, first)):  # the mover's indifference gives the other's mixture
            ends = []
            for p in (F(0), F(1)):
                trial = {fixed: value, other: p}
                ends.append(gain(flat[mover], mover, *(trial[k] for k in range(3) if k != mover)))
            if ends[0] == ends[1]:
                if ends[0] == 0:
                    return None
                break
            point[other] = ends[0] / (ends[0] - ends[1])
            if point[other] in (0, 1):
                return None
        else:
            answer = fits(point, {first, second})
            if answer is None:
                return None
            if answer:
                found.append((float(point[0]), float(point[1]), float(point[2])))
    # all mix: A's indifference in (y, z), B's in (x, z), C's in (x, y), each c0 + c1 u + c2 v + c3 u v
    forms = []
    for player in range(3):
        at = {(u, v): gain(flat[player], player, F(u), F(v)) for u, v in product((0, 1), repeat=2)}
        c0, c1, c2 = at[0, 0], at[1, 0] - at[0, 0], at[0, 1] - at[0, 0]
        forms.append((c0, c1, c2, at[1, 1] - c0 - c1 - c2))
    (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3) = forms

    def times(p: tuple[F, F], q: tuple[F, F]) -> list[F]:
        return [p[0] * q[0], p[0] * q[1] + p[1] * q[0], p[1] * q[1]]

    y, y_below, x, x_below = (-a0, -a2), (a1, a3), (-b0, -b2), (b1, b3)  # y = (-a0 - a2 z)/(a1 + a3 z), and so for x
    quadratic = [
        c0 * r + c1 * s + c2 * t + c3 * u
        for r, s, t, u in zip(times(x_below, y_below), times(x, y_below), times(x_below, y), times(x, y), strict=True)
    ]
    e, d, c = quadratic
    if c == 0 or d * d == 4 * c * e:
        return None
    if d * d > 4 * c * e:
        root = float(d * d - 4 * c * e) ** 0.5
        for z in ((-float(d) + root) / (2 * float(c)), (-float(d) - root) / (2 * float(c))):
            bottoms = float(x_below[0]) + float(x_below[1]) * z, float(y_below[0]) + float(y_below[1]) * z
            if min(map(abs, bottoms)) < 1e-9:
                return None
            whole = [(float(x[0]) + float(x[1]) * z) / bottoms[0], (float(y[0]) + float(y[1]) * z) / bottoms[1], z]
            if any(min(abs(p), abs(p - 1)) < 1e-9 for p in whole):
                return None
            if all(0 < p < 1 for p in whole):
                found.append((whole[0], whole[1], whole[2]))
    return found


@pytest.mark.parametrize("block", range(4))
def test_generic_games_agree_with_elimination(block: int) -> None:
    compared = irrational = 0
    for seed in range(40 * block, 40 * block + 40):
        played = drawn((2, 2, 2), -50, 50, seed)
        expected = by_elimination(played.payoffs)
        found = solve_many_players(played)
        assert found.complete
        if expected is None:
            continue
        compared += 1
        assert not found.families
        ours = sorted(tuple(float(mixed[0]) for mixed in point) for point in found.points)
        assert len(ours) == len(expected)
        for mine, other in zip(ours, sorted(expected), strict=True):
            assert mine == pytest.approx(other, abs=1e-7)
        irrational += found.certificate.arithmetic != "exact"
        assert found.certificate.holds
        assert len(found) % 2 == 1  # Wilson (1971)
    assert compared >= 30
    assert irrational >= 3


def missed(found: ManyPlayerEquilibria) -> Any:
    """Asks z3 for an equilibrium of a 2x2x2 game that is neither among the points nor in a family."""
    chances = [z3.Real(f"p{player}_0") for player in range(3)]

    def term(p: Any) -> Any:
        names = p.context().names()
        total: Any = z3.RealVal(0)
        for powers, c in p.to_dict().items():
            part: Any = z3.RealVal(str(int(c)))
            for name, power in zip(names, powers, strict=True):
                for _ in range(int(power)):
                    part = part * z3.Real(name)
            total = total + part
        return total

    def at(real: Any, value: Any) -> Any:
        if not isinstance(value, RealAlgebraic):
            return real == z3.RealVal(str(value))
        low, up = value.enclosure(60)
        total: Any = z3.RealVal(0)
        for c in reversed(value.minimal[0]):
            total = total * real + c
        return z3.And(total == 0, real > z3.RealVal(str(low)), real < z3.RealVal(str(up)))

    solver = z3.Tactic("qfnra-nlsat").solver()
    for player, chance in enumerate(chances):
        flat = [z3.RealVal(str(x)) for x in found.game.payoffs[player]]
        value = gain(flat, player, *(chances[k] for k in range(3) if k != player))
        solver.add(chance >= 0, chance <= 1, z3.Implies(chance > 0, value >= 0), z3.Implies(chance < 1, value <= 0))
    for point in found.points:
        solver.add(z3.Not(z3.And(*(at(real, mixed[0]) for real, mixed in zip(chances, point, strict=True)))))
    for family in found.families:
        parts = []
        for chance, actions in zip(chances, family.indices, strict=True):
            parts += [chance > 0, chance < 1] if len(actions) == 2 else [chance == 1 - actions[0]]
        inner = family.family
        parts += [at(z3.Real(name), value) for name, value in inner.fixed.items()]
        parts += [term(p) == 0 for p in inner.equal]
        parts += [term(p) > 0 for p in inner.positive]
        parts += [term(p) >= 0 for p in inner.nonnegative]
        solver.add(z3.Not(z3.And(*parts)))
    return solver.check()


def test_z3_finds_no_equilibrium_of_degenerate_games_that_we_missed() -> None:
    families = 0
    for seed in range(40):
        found = solve_many_players(drawn((2, 2, 2), 0, 2, seed))
        assert found.complete
        assert found.certificate.holds
        assert missed(found) == z3.unsat
        families += len(found.families)
    assert families > 40


def test_the_oracle_notices_what_is_missing() -> None:
    found = solve_many_players(drawn((2, 2, 2), 0, 2, 19))
    assert missed(found) == z3.unsat
    assert missed(ManyPlayerEquilibria(found.game, found.points[1:], found.families, (), True, "")) == z3.sat
    assert missed(ManyPlayerEquilibria(found.game, found.points, found.families[1:], (), True, "")) == z3.sat


# -- properties ------------------------------------------------------------------------------------------------------


def key(found: ManyPlayerEquilibria) -> tuple[frozenset[Any], frozenset[Any]]:
    return frozenset(found.points), frozenset((f.support, f.dimension, frozenset(f.vertices)) for f in found.families)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(st.lists(st.integers(-3, 3), min_size=18, max_size=18), st.sampled_from([-4, 4]))
def test_two_players_with_a_dummy_third_agree_with_the_bimatrix_solver(numbers: list[int], spread: int) -> None:
    A, B = ([[numbers[9 * side + 3 * i + j] for j in range(3)] for i in range(3)] for side in (0, 1))
    bimatrix = dt.solve(dt.bimatrix(A, B))
    flat = [[x for row in A for x in row], [x for row in B for x in row], [spread] * 9]
    found = solve_many_players(game((3, 3, 1), flat))
    assert found.complete
    singles = {(*rows, *columns) for rows, columns in bimatrix.subsets if len(rows) == len(columns) == 1}
    for point, alone in zip(found.points, found.isolated, strict=True):
        pair = (point[0], point[1])
        assert dt.certify(bimatrix.game, pair).holds
        if alone:
            assert pair in singles
    for pair in bimatrix.extreme:
        point = (*pair, (F(1),))
        assert point in found.points or any(family.contains(point) for family in found.families)
    for family in found.families:
        assert family.linear  # two players: always
        assert family.regular


@settings(deadline=None, max_examples=15, derandomize=True)
@given(
    st.integers(0, 10_000), st.permutations(range(3)), st.permutations(range(2)), st.integers(1, 5), st.integers(-3, 3)
)
def test_relabelling_and_affine_payoffs_carry_the_set_over(
    seed: int, players: list[int], actions: list[int], scale: int, shift: int
) -> None:
    played = drawn((2, 2, 2), 0, 3, seed)
    found = solve_many_players(played)

    def moved(cells: tuple[int, ...]) -> tuple[int, ...]:
        """Player k of the new game is player players[k] of the old one, with actions in a new order."""
        old = [0, 0, 0]
        for k, own in enumerate(cells):
            old[players[k]] = actions[own]
        return tuple(old)

    flat = [
        [scale * played.payoff(players[k], moved(cells)) + shift for cells in product((0, 1), repeat=3)]
        for k in range(3)
    ]
    other = solve_many_players(game((2, 2, 2), flat))
    assert other.complete

    def carried(point: Any) -> Any:
        return tuple(tuple(point[players[k]][actions[own]] for own in (0, 1)) for k in range(3))

    assert {carried(point) for point in found.points} == set(other.points)
    ours = {(frozenset(map(carried, f.vertices)), f.dimension) for f in found.families}
    assert ours == {(frozenset(f.vertices), f.dimension) for f in other.families}


def test_an_irrelevant_dominated_action_changes_nothing() -> None:
    played = drawn((2, 2, 2), -9, 9, 3)
    wider: list[list[Any]] = [[], [], []]
    for cells in product((0, 1, 2), (0, 1), (0, 1)):
        for player in range(3):
            lost = 99 if cells[0] == 2 and player == 0 else 0
            wider[player].append(played.payoff(player, (min(cells[0], 1), *cells[1:])) - lost)
    found, other = solve_many_players(played), solve_many_players(game((3, 2, 2), wider))
    assert {((*p[0], F(0)), p[1], p[2]) for p in found.points} == set(other.points)


@pytest.mark.parametrize(("shape", "low", "high", "seeds"), [
    ((3, 3, 3), -999, 999, (0, 1)),
    ((3, 3, 3), -20, 20, (0, 4)),
    ((3, 3, 3), 0, 2, (2, 33)),
    ((2, 2, 2, 2), -999, 999, (0, 3)),
    ((2, 2, 2, 2), -20, 20, (0,)),
    ((2, 2, 2, 2), 0, 2, (1,)),
    ((3, 2, 4), -9, 9, (0, 1)),
])  # fmt: skip
def test_larger_games_are_complete_and_proved(shape: Any, low: int, high: int, seeds: Any) -> None:
    for seed in seeds:
        found = solve_many_players(drawn(shape, low, high, seed))
        assert found.complete, found.status
        assert found.certificate.holds
        if high == 999 and not found.families:  # no ties
            assert len(found) % 2 == 1  # Wilson (1971)
        pure = {
            cells
            for cells in product(*map(range, shape))
            if all(
                found.game.payoff(i, cells) >= found.game.payoff(i, (*cells[:i], own, *cells[i + 1 :]))
                for i in range(len(shape))
                for own in range(shape[i])
            )
        }
        assert {tuple(actions[0] for actions in support(point)) for point in found.pure} == pure


# -- limits and refusals ---------------------------------------------------------------------------------------------


def test_solve_chooses_by_the_number_of_players() -> None:
    assert isinstance(dt.solve(drawn((2, 2, 2), 0, 5, 1)), ManyPlayerEquilibria)
    assert isinstance(dt.solve(drawn((3,), 0, 5, 1), "nash"), ManyPlayerEquilibria)
    assert not isinstance(dt.solve(drawn((2, 2), 0, 5, 1)), ManyPlayerEquilibria)


def test_a_large_game_has_its_pure_equilibria_and_says_so() -> None:
    found = solve_many_players(drawn((6, 6, 6), 0, 9, 1))
    assert not found.complete
    assert "250,047 profiles of supports are more than 20,000" in found.status
    assert found.points == found.pure
    assert found.certificate.holds


def test_too_large_a_game_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LARGEST", 23)
    with pytest.raises(SolverError, match="24 payoffs; at most 23"):
        solve_many_players(drawn((2, 2, 2), 0, 9, 1))


def test_other_numbers_are_refused() -> None:
    with pytest.raises(SolverError, match="rational numbers"):
        solve_many_players(StrategicGame(("A",), (("a",),), ((float("nan"),),)))
    assert solve_many_players(StrategicGame(("A",), (("a", "b"),), ((0.1, 0.2),))).points == (((F(0), F(1)),),)


def test_a_support_past_its_limit_is_named() -> None:
    played = drawn((3, 3, 3), -20, 20, 0)
    found = solve_many_players(played, effort=Effort(complex_solutions=5, steps=1000))
    assert not found.complete
    assert "Nash equilibria at every support but {a0, a1, a2} x {b0, b1, b2} x {c0, c1, c2}" in found.status
    assert found.certificate.holds
    assert None in {*found.isolated}
    assert found.undecided[0][1].startswith("the equations have more than 5 complex solutions")
