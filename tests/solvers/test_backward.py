"""Backward induction: against every pure plan of small trees, at ties, and the tripwire against its formulas."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.measures import measure, outcomes
from deterrence.reading import EVERY, NONE, SOME, read

HALF = F(1, 2)


def tree(rng: random.Random, players: tuple[str, ...], depth: int, values: tuple[int, ...]) -> dt.ExtensiveGame:
    """A random tree with perfect information; chance moves now and then."""
    moves: dict[Any, Any] = {}
    payoffs: dict[Any, Any] = {}
    nameless = ("",) * len(players)

    def grow(history: tuple[str, ...]) -> None:
        if history and (len(history) == depth or rng.random() < 0.3):
            payoffs[history] = {nameless: tuple(F(rng.choice(values)) for _ in players)}
            return
        actions = tuple(f"{'abcd'[len(history)]}{k}" for k in range(rng.choice((1, 2, 2, 3))))
        if rng.random() < 0.2:
            moves[history] = dt.Chance(tuple((a, F(1, len(actions))) for a in actions))
        else:
            moves[history] = dt.Move(rng.choice(players), actions)
        for action in actions:
            grow((*history, action))

    grow(())
    return dt.ExtensiveGame(players, ((("",),) * len(players)), ((F(1),),) * len(players), moves, payoffs)


def plans(game: dt.ExtensiveGame) -> set[tuple[tuple[Any, str], ...]]:
    """Every pure plan from which no single change pays anywhere: the one-shot deviation principle."""
    nameless = game.type_profiles[0]
    deciding = [(h, move) for h, move in game.moves.items() if isinstance(move, dt.Move)]
    result = set()
    for chosen in product(*(move.actions for _, move in deciding)):
        plan = {h: action for (h, _), action in zip(deciding, chosen, strict=True)}

        def worth(history: Any, plan: Any = plan) -> list[F]:
            move = game.moves.get(history)
            if move is None:
                return list(game.payoffs[history][nameless])
            if isinstance(move, dt.Move):
                return worth((*history, plan[history]))
            below = [[p * x for x in worth((*history, a))] for a, p in move.probabilities]
            return [sum(column, F(0)) for column in zip(*below, strict=True)]

        if all(
            worth(h)[game.player_index(move.player)] >= worth((*h, a))[game.player_index(move.player)]
            for h, move in deciding
            for a in move.actions
        ):
            result.add(tuple(sorted(plan.items())))
    return result


def pure(game: dt.ExtensiveGame, found: Any) -> set[tuple[tuple[Any, str], ...]]:
    """The pure equilibria among the cells."""
    result = set()
    for cell in found.cells:
        if all(len(actions) == 1 for actions in cell.support.values()):
            assert cell.isolated
            plan = {game.information_sets[place][0]: action for place, (action,) in cell.support.items()}
            result.add(tuple(sorted(plan.items())))
    return result


def search(count: int, seed: int, depth: int, most: int = 5) -> Counter[str]:
    rng, seen = random.Random(seed), Counter[str]()
    for _ in range(count):
        players = rng.choice([("A", "B"), ("A", "B", "C")])
        game = tree(rng, players, depth, rng.choice([(0, 1), (0, 1, 2), tuple(range(50))]))
        decisions = [move for move in game.moves.values() if isinstance(move, dt.Move)]
        if not 1 <= len(decisions) <= most:
            continue
        found = dt.solve(game, "subgame-perfect")
        assert found.certificate.holds
        expected = plans(game)
        assert pure(game, found) == expected
        assert expected  # Kuhn (1953)
        assert found.complete
        tied = len(expected) > 1
        seen["tied" if tied else "unique"] += 1
        seen["curved"] += any(cell.conditions for cell in found.cells)
        assert (len(found.cells) > 1) is tied
        assert len(found) == 1 or tied
    return seen


def test_all_pure_plans_of_random_trees() -> None:
    seen = search(120, 1, 3)
    assert min(seen["unique"], seen["tied"]) > 20


@pytest.mark.nightly
def test_all_pure_plans_of_many_trees() -> None:
    assert search(600, 2, 4, 6)["curved"]


def test_where_there_are_too_many_cells_the_pure_equilibria_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deterrence.solvers.tree_supports.MOST_STEPS", 3)
    game = tree(random.Random(1), ("A", "B", "C"), 3, (0,))
    found = dt.solve(game)
    assert not found.complete
    assert "only the pure subgame-perfect equilibria are listed" in found.status
    assert "more than 3 combinations of actions" in found.status
    assert pure(game, found) == plans(game)


# -- known games --


def ultimatum(low: int, high: int) -> dt.ExtensiveGame:
    """Offers of 0 or 1 out of 2; a responder who gets nothing is indifferent."""
    moves: dict[Any, Any] = {(): dt.Move("Proposer", ("none", "half"))}
    payoffs: dict[Any, Any] = {}
    for offer, gets in (("none", low), ("half", high)):
        moves[offer,] = dt.Move("Responder", ("yes", "no"))
        payoffs[offer, "yes"] = {("", ""): (F(2 - gets), F(gets))}
        payoffs[offer, "no"] = {("", ""): (F(0), F(0))}
    return dt.ExtensiveGame(("Proposer", "Responder"), (("",), ("",)), ((F(1),), (F(1),)), moves, payoffs)


def test_an_ultimatum_with_a_tie_has_a_continuum() -> None:
    game = ultimatum(0, 1)
    found = dt.solve(game)
    assert found.complete
    assert "mixtures at ties included" in found.status
    offer, after = InformationSet("Proposer", "", ""), InformationSet("Responder", "", "none")
    shapes = {(cell.support[offer], cell.support[after]) for cell in found.cells}
    assert shapes == {
        (("none",), ("yes",)),  # accepted for sure
        (("none",), ("yes", "no")),  # accepted with at least 1/2
        (("none", "half"), ("yes", "no")),  # with 1/2 the proposer does as she likes
        (("half",), ("yes", "no")),
        (("half",), ("no",)),
    }
    for cell in found.cells:
        accepts = sorted({profile[after].get("yes", F(0)) for profile in cell.profiles})
        expected = {
            (("none",), ("yes",)): [1], (("none",), ("yes", "no")): [HALF, 1],
            (("none", "half"), ("yes", "no")): [HALF], (("half",), ("yes", "no")): [0, HALF], (("half",), ("no",)): [0],
        }  # fmt: skip
        assert accepts == expected[cell.support[offer], cell.support[after]]
    assert len(found) == 1
    assert len(dt.solve(ultimatum(1, 1)).cells) == 3  # the responder says yes, the proposer is indifferent


def test_nobody_pays_in_the_centipede() -> None:
    moves = {("on",) * k: dt.Move("AB"[k % 2], ("off", "on")) for k in range(6)}
    ends: dict[Any, Any] = {
        (*("on",) * k, "off"): {("", ""): (F(k + 1), F(k - 1)) if k % 2 == 0 else (F(k - 1), F(k + 1))}
        for k in range(6)
    }
    ends[("on",) * 6] = {("", ""): (F(6), F(5))}
    found = dt.solve(dt.ExtensiveGame(("A", "B"), (("",), ("",)), ((F(1),), (F(1),)), moves, ends))
    assert found.complete
    assert all(actions == ("off",) for actions in found.cells[0].support.values())


def test_games_with_private_types_are_refused() -> None:
    game = dt.signaling(["1/2", "1/2"], [[[1, 0]]] * 2, [[[1, 0]]] * 2)
    with pytest.raises(dt.SolverError, match="the whole game is the only subgame"):
        dt.solve(game, "subgame-perfect")


# -- the tripwire --

MODEL = dt.load("tripwire")
CHALLENGER, DEFENDER = InformationSet("Challenger", "", ""), InformationSet("Defender", "", "attack")
MIX = (("hold", "attack"), ("abandon", "defend"))
Shapes = set[tuple[tuple[str, ...], tuple[str, ...]]]


def predicted(c_abandon: F, c_war: F, d_abandon: F, d_war: F) -> Shapes:
    """All equilibria by the signs of two differences; y* = c_abandon/(c_abandon - c_war) at the defender's tie."""
    hold, attack, abandon, defend = ("hold",), ("attack",), ("abandon",), ("defend",)
    if d_war < d_abandon:
        return {(attack, abandon)}
    if d_war > d_abandon:
        return {
            (choice, defend) for choice, ok in ((hold, c_war <= 0), (attack, c_war >= 0), (MIX[0], c_war == 0)) if ok
        }
    shapes: Shapes = {(attack, abandon), (attack, MIX[1])}
    if c_war > 0:
        return shapes | {(attack, defend)}
    if c_war == 0:
        return shapes | {(attack, defend), (hold, defend), (MIX[0], defend)}
    return shapes | {(MIX[0], MIX[1]), (hold, MIX[1]), (hold, defend)}


def test_the_tripwire_at_random_points_and_on_its_ties() -> None:
    rng, seen = random.Random(5), Counter[tuple[int, int]]()
    while len(seen) < 9 or min(seen.values()) < 25:
        given: dict[str, Any] = {"basing_right": F(rng.randrange(5), 4)}
        for name, parameter in MODEL.parameters.items():
            low, high = parameter.range
            given[name] = low + min(high - low, F(2)) * F(rng.randrange(1, 9), 8)
        plain = MODEL.values(set=given)
        if rng.random() < 0.5:
            given["c_war"] = F(0)
        if rng.random() < 0.5:
            given["d_war"] = plain["d_abandon"]
        values = MODEL.values(set=given)
        if MODEL.violated(values):
            continue
        here = [values[name] for name in ("c_abandon", "c_war", "d_abandon", "d_war")]
        signs = ((here[1] > 0) - (here[1] < 0), (here[3] > here[2]) - (here[3] < here[2]))
        if seen[signs] >= 25:
            continue
        seen[signs] += 1
        reading = read(MODEL, values)
        assert reading.equilibria.complete
        shapes = {(cell.support[CHALLENGER], cell.support[DEFENDER]) for cell in reading.equilibria.cells}
        assert shapes == predicted(*here)
        assert len(reading.equilibria) == 1
        quiet, loud = any(s[0] == ("hold",) for s in shapes), any(s[0] != ("hold",) for s in shapes)
        assert reading.deters == (EVERY if not loud else SOME if quiet else NONE)
        challenge = reading.measures["P(challenge)"]
        assert (challenge.minimum, challenge.maximum) == (F(not quiet), F(loud))
        honoured = reading.measures["P(honour | challenge)"]
        if not loud:
            assert honoured.minimum is None
        else:
            lowest = F(not any(d != ("defend",) for a, d in shapes if a != ("hold",)))
            star = here[0] / (here[0] - here[1]) if here[1] < 0 and signs[1] == 0 else F(signs[1] >= 0)
            assert (honoured.minimum, honoured.maximum) == (lowest, star)


def test_a_threshold_of_the_tripwire_where_the_verdict_turns_on_a_tie() -> None:
    found = dt.threshold(MODEL, of="tie_cost", set={"basing_right": 1})
    values = MODEL.values(set={"basing_right": 1})
    # the defender fights for sure where -stake*win - fight_cost_soft > -stake - tie
    expected = values["fight_cost_soft"] - values["stake"] * (1 - values["win"])
    assert (found.value, found.attained) == (expected, False)
    for tie_cost, word in ((expected, SOME), (expected + F(1, 10**6), EVERY), (expected - F(1, 10**6), NONE)):
        assert read(MODEL, MODEL.values(set={"basing_right": 1, "tie_cost": tie_cost})).deters == word


def test_what_ranges_say_of_a_part_of_a_continuum() -> None:
    game = MODEL.game(MODEL.values(set={"basing_right": 1, "c_war": "-1/2", "d_war": "-3/2", "d_abandon": "-3/2"}))
    found = dt.solve(game)
    honour = [("attack", "defend")]
    ranges = {
        (cell.support[CHALLENGER], cell.support[DEFENDER]): measure(outcomes(game, [cell]), honour)
        for cell in found.cells
    }
    part = ranges[("attack",), ("abandon", "defend")]  # y in (0, 2/3]: 0 belongs to its neighbour
    assert (part.minimum, part.minimum_attained, part.maximum, part.maximum_attained) == (0, False, F(2, 3), True)
    mixed = ranges[("hold", "attack"), ("abandon", "defend")]  # x in (0, 1), y = 2/3
    assert (mixed.minimum, mixed.minimum_attained, mixed.maximum, mixed.maximum_attained) == (0, False, F(2, 3), False)
    everything = measure(outcomes(game, found.cells), honour)
    assert (everything.minimum, everything.maximum, everything.attained) == (0, F(2, 3), True)
