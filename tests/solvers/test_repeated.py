"""Repeated pacts: the numbers of the handbook, and independent ways to the same sets at random draws."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from deterrence.errors import GameError, SolverError
from deterrence.games.environment import environment
from deterrence.games.repeated import RepeatedGame, public_good_pact
from deterrence.ranges import lower, upper
from deterrence.solvers.repeated import RepeatedEquilibria, punishment_lengths, solve_repeated

F = Fraction
PAIR = ("Host", "Guest")


def solved(game: RepeatedGame) -> RepeatedEquilibria:
    return solve_repeated(game).require_certificate()


def value(game: RepeatedGame, name: str) -> Fraction | None:
    found = solved(game).measures[name]
    assert found.minimum is None or (found.single and isinstance(found.minimum, Fraction))
    return found.minimum  # type: ignore[return-value]


HANDBOOK = RepeatedGame(PAIR, 2, 1, "0.7", bad_kept="0.1", bad_broken="0.5")  # T9


@pytest.mark.parametrize(
    ("delta", "best", "reversion", "length"),
    [
        ("0.58", 0, None, None),
        ("0.6", "7/4", "20/21", 6),
        ("0.7", "7/4", "30/49", 3),
        ("0.9", "7/4", "10/63", 2),
    ],
)
def test_the_numbers_of_the_handbook(delta: str, best: str, reversion: str | None, length: int | None) -> None:
    game = replace(HANDBOOK, discount=delta)
    assert value(game, "best payoff") == F(best)
    assert value(game, "critical discount factor") == F(10, 17)
    assert value(game, "reversion probability") == (None if reversion is None else F(reversion))
    assert value(game, "punishment length") == length
    assert value(game, "likelihood ratio") == 5


def test_at_the_critical_discount_factor_only_sure_reversion_is_enough() -> None:
    game = replace(HANDBOOK, discount="10/17")
    found = solved(game)
    assert found.kept
    assert found.payoffs == (0, F(7, 4))
    assert value(game, "reversion probability") == 1
    assert value(game, "slack") == 0
    assert found.play.lengths is not None
    assert (found.play.lengths.shortest, found.play.lengths.forever) == (None, True)
    assert "for ever" in found.measures["punishment length"].undefined
    assert not solved(replace(game, discount=F(10, 17) - F(1, 10**30))).kept


@pytest.mark.parametrize(("n", "critical"), [(2, "1/3"), (5, "7/12"), (1000, None)])
def test_a_pact_of_many_allies_is_harder_to_police(n: int, critical: str | None) -> None:
    found = value(public_good_pact(n, 3, 2, "9/10"), "critical discount factor")
    assert found is not None
    if critical is not None:
        assert found == F(critical)
    limit = value(RepeatedGame(PAIR, 1, 2, "9/10"), "critical discount factor")  # an ally's own part is nothing
    assert limit == F(2, 3)
    assert found < limit


def test_the_hazard_that_a_pact_bears() -> None:
    most = value(replace(HANDBOOK, discount="9/10"), "largest termination hazard")
    assert most == 1 - F(10, 17) / F(9, 10)
    at = replace(HANDBOOK, discount="9/10", hazard=most)
    assert solved(at).kept
    assert not solved(replace(at, hazard=most + F(1, 10**12))).kept
    assert value(at, "effective discount factor") == F(10, 17)


@pytest.mark.parametrize("notice", [0, 1, 2, 5])
def test_with_notice_a_pact_bears_more(notice: int) -> None:
    game = replace(HANDBOOK, discount="4/5", notice=notice)
    bears = [solved(replace(game, notice=n)).measures["largest termination hazard"].minimum for n in range(notice + 1)]
    assert [float(h) for h in bears if h is not None] == sorted(float(h) for h in bears if h is not None)
    most = bears[-1]
    assert most is not None
    assert upper(most) - lower(most) <= F(1, 10**15)
    assert solved(replace(game, hazard=lower(most))).kept
    assert not solved(replace(game, hazard=upper(most) + F(1, 10**15))).kept


def test_the_hazard_borne_may_be_rational_all_or_nothing() -> None:
    # x = 4/5, n = 1, h = 1/2: the effective discount factor is 4/5 1/2 (1 + 2/5) = 14/25
    even = RepeatedGame(PAIR, 11, 14, "4/5", notice=1)
    assert value(even, "critical discount factor") == F(14, 25)
    assert value(even, "largest termination hazard") == F(1, 2)
    assert value(replace(even, discount="14/25"), "largest termination hazard") == 0
    assert value(replace(even, temptation=0), "largest termination hazard") == 1
    short = solved(replace(even, discount="1/2")).measures["largest termination hazard"]
    assert "nobody wants to leave" in short.undefined
    back = solved(replace(even, turnover="1/2", recovery="1/2")).measures["largest termination hazard"]
    assert "without recovery" in back.undefined


# -- a second way: the largest fixed point by value iteration over test vectors ------------------------------------


def cheapest(game: RepeatedGame, most: Fraction) -> Fraction | None:
    """The least cost of incentives with punishments up to `most`, by every basic solution of the linear program."""
    kept, broken = game.signals
    need, best = game.temptation, None
    if need <= 0:
        return F(0)
    for sides in product((F(0), most), repeat=len(kept)):
        for free in range(len(kept)):
            rest = [*enumerate(zip(sides, kept, broken, strict=True))]
            gain = sum((y * (q - p) for k, (y, p, q) in rest if k != free), F(0))
            power = broken[free] - kept[free]
            y = sides[free] if power <= 0 else min(most, max(F(0), (need - gain) / power))
            if gain + y * power < need:
                continue
            cost = sum((z * p for k, (z, p, _) in rest if k != free), F(0))
            cost += y * kept[free]
            best = cost if best is None else min(best, cost)
    return best


def enforced(game: RepeatedGame, top: Fraction) -> Fraction:
    """The best average payoff above that without a pact if the next review is worth at most `top`."""
    x = game.survival**game.review
    cost = cheapest(game, x * top / (1 - x))
    return F(0) if cost is None else max(F(0), (1 - x) * game.surplus + x * top - (1 - x) * cost)


def drawn(draw: random.Random) -> RepeatedGame:
    low = F(draw.randrange(40), 40)
    return RepeatedGame(
        PAIR,
        F(draw.randrange(1, 40), 10),
        F(draw.randrange(1, 30), 10),
        F(draw.randrange(5, 100), 100),
        punishment=0,
        bad_kept=low,
        bad_broken=low + (1 - low) * F(draw.randrange(1, 9), 8),
        hazard=draw.choice([F(0), F(1, 10)]),
    )


def test_the_payoff_is_the_largest_fixed_point_at_a_thousand_draws() -> None:
    draw, seen = random.Random(1), Counter[str]()
    for _ in range(1000):
        game = drawn(draw)
        found = solved(game)
        best = found.payoffs[1]
        assert enforced(game, best) == best
        x, v = game.survival, game.surplus - game.temptation * game.bad_kept / (game.bad_broken - game.bad_kept)
        assert best in (0, v)  # the closed form of the handbook
        critical = game.temptation / (game.temptation + (game.bad_broken - game.bad_kept) * v) if v > 0 else None
        assert found.kept == (critical is not None and x >= critical)
        seen["kept" if found.kept else "impatient" if v > 0 else "too noisy"] += 1
        for higher in (best + (game.surplus - best) * F(k, 7) for k in (1, 3, 7)):
            assert higher == best or enforced(game, higher) < higher
    assert min(seen[region] for region in ("kept", "impatient", "too noisy")) >= 50


@pytest.mark.parametrize("review", [2, 3])
def test_reviews_at_intervals_against_every_basic_solution(review: int) -> None:
    draw, seen = random.Random(review), Counter[bool]()
    for _ in range(100):
        game = replace(drawn(draw), review=review)
        game = replace(game, temptation=game.temptation / 3)
        found = solved(game)
        best = found.payoffs[1]
        assert enforced(game, best) == best
        for higher in (best + (game.surplus - best) * F(k, 4) for k in (1, 4)):
            assert higher == best or enforced(game, higher) < higher
        seen[found.kept] += 1
        critical = found.measures["critical discount factor"].minimum
        if critical is not None:
            assert found.kept == (game.survival >= lower(critical))
            assert upper(critical) - lower(critical) <= F(1, 10**15)
            assert not isinstance(critical, Fraction) or critical < 1
        most = value(game, "largest temptation")
        assert most is not None
        assert found.kept == (game.temptation <= most)
        if most:
            assert solved(replace(game, temptation=most)).kept
            assert not solved(replace(game, temptation=most + F(1, 10**9))).kept
    assert min(seen.values()) >= 20


def test_pooled_reviews_waste_less_and_need_more_patience() -> None:
    by_review = {k: solved(replace(HANDBOOK, discount="19/20", review=k)) for k in (1, 2, 4)}
    payoffs = [found.payoffs[1] for found in by_review.values()]
    assert payoffs == sorted(payoffs)
    criticals = [float(found.measures["critical discount factor"].minimum or 9) for found in by_review.values()]
    assert criticals == sorted(criticals)


# -- a second way: every length of suspension, its automaton solved state by state ------------------------------------


def suspension_gain(game: RepeatedGame, length: int) -> float:
    """What breaking the pact gains if a bad signal suspends it for `length` periods: the automaton, solved."""
    import numpy as np

    x, c, p = float(game.survival), float(game.surplus), float(game.bad_kept)
    # states: 0 the pact is in force, j it is suspended for j more periods
    matrix, pays = np.eye(length + 1), np.zeros(length + 1)
    pays[0] = c
    matrix[0, 0] -= x * (1 - p)
    matrix[0, length] -= x * p
    for j in range(1, length + 1):
        matrix[j, j - 1] -= x
    values = np.linalg.solve(matrix, pays)
    lost = (float(game.bad_broken) - p) * x * (values[0] - values[length])
    return float(float(game.temptation) - lost)


def test_the_lengths_of_suspension_by_the_values_of_their_states() -> None:
    draw, seen = random.Random(4), Counter[str]()
    for trial in range(1000):
        game = drawn(draw)
        most = value(game, "largest temptation")
        assert most is not None
        game = replace(game, temptation=(most + F(trial % 2, 100)) * F(draw.randrange(1, 23), 20))
        lengths = punishment_lengths(game)
        assert lengths is not None
        for length in range(1, 11):
            gain = suspension_gain(game, length)
            assert (length in lengths) == (gain <= 0) or abs(gain) < 1e-9
        seen["none" if not lengths.forever else "one" if lengths.shortest == 1 else "several"] += 1
    assert min(seen[kind] for kind in ("none", "one", "several")) >= 50


def test_a_long_suspension_is_found_exactly_and_a_hopeless_one_given_up() -> None:
    x = F(999, 1000)
    with localcontext() as context:
        context.prec = 50
        for left in ("1/10", "1/100", "1/12345"):  # x^T may be at most this
            game = RepeatedGame(PAIR, 1, (1 - F(left)) * x / (1 - x), x)
            ratio = Decimal(1) / Decimal(left.partition("/")[2])
            expected = (ratio.ln() / Decimal("0.999").ln()).to_integral_value(ROUND_CEILING)
            assert value(game, "punishment length") == int(expected)
    slow = RepeatedGame(PAIR, 1, F(10**9 - 1, 1) * (1 - F(1, 10**6)), F(10**9 - 1, 10**9))
    found = solved(slow)
    assert not found.complete
    assert "too long" in found.status
    assert found.kept


# -- notice, hazard and turnover ---------------------------------------------------------------------------------------


def best_by_sets(game: RepeatedGame) -> Fraction:
    """The best value over all sets of states in which the pact may be kept, each solved by elimination."""
    chain, best = game.environment, F(0)
    loss = game.bad_kept * game.temptation / (game.bad_broken - game.bad_kept)
    for keeps in product(*((False, True) if open_ else (False,) for open_ in chain.in_force)):
        values = eliminated(game, [game.surplus - loss if keep else F(0) for keep in keeps])
        ahead = [game.discount * z for z in chain.ahead(tuple(values))]
        if all(
            not keep or (game.bad_broken - game.bad_kept) * z >= game.temptation
            for keep, z in zip(keeps, ahead, strict=True)
        ):
            best = max(best, values[0])
    return best


def eliminated(game: RepeatedGame, pays: list[Fraction]) -> list[Fraction]:
    rows = [
        [F(i == j) - game.discount * p for j, p in enumerate(row)] + [pays[i]]
        for i, row in enumerate(game.environment.transition)
    ]
    for i in range(len(rows)):  # diagonally dominant: no pivoting
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for j in range(len(rows)):
            if j != i and rows[j][i]:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] for row in rows]


def test_notice_and_turnover_against_every_set_of_states() -> None:
    draw, seen = random.Random(7), Counter[str]()
    for _ in range(500):
        game = replace(
            drawn(draw),
            discount=F(draw.randrange(75, 99), 100),
            hazard=F(draw.randrange(1, 10), 12),
            notice=draw.randrange(3),
            turnover=draw.choice([F(0), F(1, 5)]),
            recovery=draw.choice([F(0), F(1, 3)]),
        )
        if game.notice == 2:  # a little more than what all states bear
            most = value(game, "largest temptation")
            assert most is not None
            game = replace(game, temptation=most * F(101, 100))
        found = solved(game)
        assert found.play.strategy.values[0] == best_by_sets(game)
        seen["throughout" if found.kept else "in part" if any(found.play.strategy.keeps) else "never"] += 1
        critical = found.measures["critical discount factor"].minimum
        effective = found.measures["effective discount factor"].minimum
        assert isinstance(effective, Fraction)
        assert found.kept == (isinstance(critical, Fraction) and critical <= effective)
    assert min(seen[kind] for kind in ("throughout", "in part", "never")) >= 50


def test_notice_lengthens_the_shadow_of_the_future() -> None:
    game = RepeatedGame(PAIR, 2, 1, "4/5", hazard="3/10", bad_kept="1/10", bad_broken="1/2")
    assert not solved(game).kept  # 4/5 * 7/10 = 14/25 < 10/17
    assert [solved(replace(game, notice=n)).kept for n in (0, 1, 2)] == [False, True, True]
    lengths = []
    for n in range(6):
        found = solved(replace(game, notice=n))
        delta, h = game.discount, game.hazard
        geometric = sum(((delta * h) ** j for j in range(n + 1)), F(0))
        assert found.periods == geometric / (1 - delta * (1 - h) * geometric)  # the closed form
        lengths.append(found.periods)
    assert lengths == sorted(lengths)


def test_a_pact_may_be_kept_in_force_and_not_under_notice() -> None:
    game = RepeatedGame(PAIR, 1, "11/10", "3/5", hazard="3/10", notice=2)
    found = solved(game)
    assert found.play.strategy.keeps == (True, True, False)
    assert not found.kept
    assert found.measures["P(breach)"].minimum == 0
    assert "only in these states: in force, notice 1" in found.status


def test_turnover_without_recovery_is_hazard() -> None:
    one = RepeatedGame(PAIR, 2, 1, "9/10", turnover="1/5")
    other = RepeatedGame(PAIR, 2, 1, "9/10", hazard="1/5")
    assert solved(one).payoffs == solved(other).payoffs
    assert solved(one).measures["effective discount factor"] == solved(other).measures["effective discount factor"]
    back = solved(replace(one, recovery="1/2"))
    assert back.measures["effective discount factor"].minimum > F(18, 25)  # type: ignore[operator]


def test_the_rows_of_an_environment_are_distributions_less_the_end() -> None:
    chain = environment(F(1, 4), 2, F(1, 10), F(1, 2))
    assert chain.states[:3] == ("in force", "notice 1", "notice 2")
    assert len(chain.states) == 6
    assert [sum(row) for row in chain.transition] == [1, 1, F(3, 4)] * 2


# -- what must not matter ----------------------------------------------------------------------------------------------


def test_units_and_names_do_not_matter() -> None:
    draw = random.Random(11)
    for _ in range(50):
        game = drawn(draw)
        found = solved(game)
        other = RepeatedGame(
            ("X", "Y", "Z"),
            3 * game.cooperation + 7,
            3 * game.temptation,
            game.discount,
            punishment=7,
            bad_kept=game.bad_kept,
            bad_broken=game.bad_broken,
            hazard=game.hazard,
        )
        same = solved(other)
        assert same.payoffs == tuple(3 * payoff + 7 for payoff in found.payoffs)
        for name in ("critical discount factor", "slack", "reversion probability", "punishment length"):
            assert same.measures[name] == found.measures[name]


def test_nothing_tempts_nothing_to_gain_nothing_to_see() -> None:
    free = solved(RepeatedGame(PAIR, 2, 0, "1/2", bad_kept="1/10", bad_broken="1/2"))
    assert free.kept
    assert free.payoffs == (0, 2)
    assert free.measures["critical discount factor"].minimum == 0
    assert free.measures["punishment length"].minimum == 0
    assert solved(RepeatedGame(PAIR, 2, -1, "1/2", hazard="1/5", notice=1)).kept
    assert solved(RepeatedGame(PAIR, 0, 0, "1/2", hazard="1/5", notice=1)).kept
    assert solved(RepeatedGame(PAIR, 0, 0, "1/2")).kept
    worthless = solved(RepeatedGame(PAIR, 0, 1, "9/10"))
    assert not worthless.kept
    assert worthless.payoffs == (0, 0)
    blind = solved(RepeatedGame(PAIR, 2, 1, "9/10", bad_kept="1/3", bad_broken="1/3"))
    assert not blind.kept
    assert "say nothing" in blind.measures["critical discount factor"].undefined
    assert blind.measures["largest temptation"].minimum == 0
    even = solved(RepeatedGame(PAIR, 1, 1, "99/100", bad_kept="1/4", bad_broken="1/2"))  # c = d / (L - 1)
    assert not even.kept
    assert "cost more" in even.measures["critical discount factor"].undefined
    for n in (0, 2):
        assert not solved(RepeatedGame(PAIR, 2, 1, 0, hazard="1/2", notice=n)).kept


def test_patience_that_no_float_tells_from_one() -> None:
    patient = RepeatedGame(("A", "B"), 2, 1, 1 - F(1, 10**900), bad_kept="1/10", bad_broken="1/2")
    found = solve_repeated(patient)
    assert found.certificate.holds
    assert found.play.lengths is None
    assert not found.complete
    assert found.payoffs[1] == F(7, 4)
    assert "too long" in found.measures["punishment length"].undefined


@pytest.mark.parametrize("players", [5, None, "AB", ("A",), ("A", "A")])
def test_names_that_are_none(players: Any) -> None:
    with pytest.raises(GameError, match="players need"):
        RepeatedGame(players, 2, 1, "1/2")


@pytest.mark.parametrize(("digits", "review"), [(60, 60), (1000, 16)])
def test_long_reviews_of_long_numbers_are_refused_with_advice(digits: int, review: int) -> None:
    long = Fraction(10 ** (digits - 1), 10**digits + 331)
    game = RepeatedGame(("a", "b"), 2, 1, "9/10", bad_kept=long, bad_broken=5 * long, review=review)
    with pytest.raises(SolverError, match="raise every probability to that power") as error:
        solve_repeated(game)
    rounded = int(str(error.value).partition(" digits, or write")[0].rpartition(" ")[2])
    assert 15 <= rounded < digits
    short = Fraction(int(long * 10**12), 10**12)
    assert solve_repeated(replace(game, bad_kept=short, bad_broken=5 * short, review=2)).certificate.holds
