"""Ranges of measures: their ends against every vertex, whether an end is reached, and conditions that never hold."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F
from itertools import chain, combinations, product
from typing import Any

import pytest
from signaling_oracle import draw

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.measures import Range, measure, outcome, outcomes
from deterrence.reading import EVERY, NONE, SOME, UNKNOWN, deterrence_word
from deterrence.result import Cell

SENDER, RECEIVER = InformationSet("Sender", "t0", ""), InformationSet("Receiver", "", "s1")


def every(items: range) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


def ratio(game: dt.ExtensiveGame, profile: Any, event: set[Any], given: set[Any] | None) -> F | None:
    """P(event | given) from the definition: types by prior, then each player's own probabilities."""
    top = bottom = F(0)
    for t, p in zip(game.types[0], game.priors[0], strict=True):
        for (signal, response), _ in game.payoffs.items():
            weight = p * profile[InformationSet("Sender", t, "")].get(signal, F(0))
            weight *= profile[InformationSet("Receiver", "", signal)].get(response, F(0))
            top += weight * ((signal, response) in event)
            bottom += weight * (given is None or (signal, response) in given)
    return top / bottom if bottom else None


def reached(cell: Cell, values: list[F | None], extreme: F) -> bool:
    """Whether a point with the cell's own support has the value: try every set of vertices of either factor.

    The value at a mixture is an average, with positive weights, of the values at those vertices where the condition is
    possible; so the mixed vertices all have the extreme value or none, and together they use the whole support.
    """
    rows, columns = cell.grid
    for a, b in product(every(range(rows)), every(range(columns))):
        chosen = [i * columns + j for i in a for j in b]
        held = {values[k] for k in chosen} - {None}
        used = {(place, x) for k in chosen for place, mixed in cell.profiles[k].items() for x, p in mixed.items() if p}
        needed = {(place, x) for place, actions in cell.support.items() for x in actions}
        if held == {extreme} and needed <= used:
            return True
    return False


def compare(game: dt.ExtensiveGame, cells: list[Cell], event: set[Any], given: set[Any] | None) -> Range:
    found = measure(outcomes(game, cells), event, given)
    rows = [[ratio(game, profile, event, given) for profile in cell.profiles] for cell in cells]
    defined = [value for row in rows for value in row if value is not None]
    if not defined:
        assert (found.minimum, found.maximum, found.attained) == (None, None, False)
        assert found.undefined
        return found
    assert (found.minimum, found.maximum, found.undefined) == (min(defined), max(defined), "")
    for extreme, said in ((min(defined), found.minimum_attained), (max(defined), found.maximum_attained)):
        pairs = zip(cells, rows, strict=True)
        assert said is any(reached(cell, row, extreme) for cell, row in pairs), (game.payoffs, event, given)
    return found


def search(count: int, seed: int) -> Counter[str]:
    rng, seen = random.Random(seed), Counter[str]()
    for _ in range(count):
        prior = rng.choice([["1/2", "1/2"], ["1/3", "2/3"]])
        game = dt.signaling(prior, draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1), 2, 2, 2))
        cells = [c for c in dt.solve(game).cells if max(c.grid) <= 5]
        ends = sorted(game.payoffs)
        for _ in range(4):
            given = set(rng.sample(ends, rng.randrange(1, 4))) if rng.random() < 0.7 else None
            event = set(rng.sample(sorted(given or ends), 1))
            some = rng.sample(cells, rng.randrange(1, 1 + min(3, len(cells)))) if cells else []
            found = compare(game, some, event, given)
            if some and not found.undefined:
                seen["reached" if found.attained else "not reached"] += 1
                seen["conditional" if given else "plain"] += 1
            elif some:
                seen["undefined"] += 1
    return seen


def test_ranges_and_whether_their_ends_are_reached() -> None:
    seen = search(80, 1)
    assert min(seen[kind] for kind in ("reached", "not reached", "conditional", "plain", "undefined")) > 5


@pytest.mark.nightly
def test_ranges_of_many_games() -> None:
    search(3000, 2)


def test_every_equilibrium_lies_in_the_range() -> None:
    """Mixtures of vertices, which the range never looked at."""
    rng = random.Random(3)
    for _ in range(40):
        game = dt.signaling(["1/3", "2/3"], draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1), 2, 2, 2))
        found = dt.solve(game)
        event, given = {("s0", "r0")}, {("s0", "r0"), ("s0", "r1")}
        whole = measure(outcomes(game, found.cells), event, given)
        for cell in found.cells:
            rows, columns = cell.grid
            first, second = ([F(rng.randrange(1, 6)) for _ in range(n)] for n in (rows, columns))
            weights = [a * b / sum(first) / sum(second) for a in first for b in second]
            profile = {
                place: {
                    x: sum((w * p[place].get(x, F(0)) for w, p in zip(weights, cell.profiles, strict=True)), F(0))
                    for x in game.actions(place)
                }
                for place in game.information_sets
            }
            assert {p: tuple(x for x, w in mixed.items() if w) for p, mixed in profile.items()} == dict(cell.support)
            value = ratio(game, profile, event, given)
            if value is not None:
                assert whole.minimum is not None
                assert whole.maximum is not None
                assert whole.minimum <= value <= whole.maximum


# -- one of each kind --


def tie() -> tuple[dt.ExtensiveGame, dict[tuple[tuple[str, ...], tuple[str, ...]], Cell]]:
    """One type: s0 pays 1; after s1 the responder is indifferent between paying her 2 and 0."""
    game = dt.signaling([1], [[[1, 1], [2, 0]]], [[[0, 0], [0, 0]]])
    cells = {}
    for cell in dt.solve(game).cells:
        if cell.support[InformationSet("Receiver", "", "s0")] == ("r0",):
            cells[cell.support[SENDER], cell.support[RECEIVER]] = cell
    return game, cells


def test_an_end_that_is_only_approached() -> None:
    game, cells = tie()
    part = cells[("s1",), ("r0", "r1")]  # pays 2 with a chance in [1/2, 1): 1 is another cell's
    found = measure(outcomes(game, [part]), {("s1", "r0")})
    assert found == Range(F(1, 2), F(1), True, False)
    assert not found.attained
    assert not found.single
    whole = measure(outcomes(game, [part, cells[("s1",), ("r0",)]]), {("s1", "r0")})
    assert whole == Range(F(1, 2), F(1))
    assert whole.attained


def test_a_condition_that_fails_at_a_vertex_does_not_hide_an_end() -> None:
    game, cells = tie()
    mixed = cells[("s0", "s1"), ("r0", "r1")]  # any chance of s1 in (0, 1), answered by r0 with 1/2
    given = {("s1", "r0"), ("s1", "r1")}
    assert measure(outcomes(game, [mixed]), {("s1", "r0")}, given) == Range(F(1, 2), F(1, 2))
    plain = measure(outcomes(game, [mixed]), {("s1", "r0")})
    assert plain == Range(F(0), F(1, 2), False, False)


def test_a_condition_that_never_holds_has_no_value() -> None:
    game, cells = tie()
    quiet = [cell for (sent, _), cell in cells.items() if sent == ("s0",)]
    found = measure(outcomes(game, quiet), {("s1", "r0")}, {("s1", "r0"), ("s1", "r1")})
    assert (found.minimum, found.maximum, found.attained, found.single) == (None, None, False, False)
    assert "probability 0 in every equilibrium" in found.undefined
    assert measure(outcomes(game, quiet), {("s1", "r0")}) == Range(F(0), F(0))


def test_a_condition_that_holds_in_some_equilibria_ranges_over_those() -> None:
    game, cells = tie()
    given = {("s1", "r0"), ("s1", "r1")}
    found = measure(outcomes(game, list(cells.values())), {("s1", "r0")}, given)
    assert found == Range(F(1, 2), F(1))


def test_nothing_left_is_said_to_be_nothing() -> None:
    game, _ = tie()
    found = measure(outcomes(game, []), {("s1", "r0")})
    assert (found.minimum, found.maximum, found.attained) == (None, None, False)
    assert found.undefined == "no equilibrium is left"


def test_outcomes_average_over_types_and_sum_to_one() -> None:
    rng = random.Random(4)
    for _ in range(20):
        game = dt.signaling(["1/3", "2/3"], draw(rng, (0, 1, 2), 2, 2, 2), draw(rng, (0, 1), 2, 2, 2))
        for cell in dt.solve(game).cells:
            for profile in cell.profiles:
                found = outcome(game, profile)
                assert set(found) == set(game.payoffs)
                assert sum(found.values()) == 1
                assert all(found[end] == ratio(game, profile, {end}, None) for end in found)


def test_words_for_ranges() -> None:
    """A least value that is only approached is no equilibrium in which it holds."""
    word = deterrence_word
    assert word(Range(F(0), F(0)), F(0), True) == EVERY
    assert word(Range(F(0), F(1)), F(0), True) == SOME
    assert word(Range(F(0), F(1), False, True), F(0), True) == NONE
    assert word(Range(F(0), F(1), False, True), F(1, 10), True) == SOME
    assert word(Range(F(1, 10), F(1, 10)), F(1, 10), True) == EVERY
    assert word(Range(F(1, 5), F(1)), F(1, 10), True) == NONE
    assert word(Range(F(1, 10), F(1, 5), True, False), F(1, 10), True) == SOME
    assert word(Range(None, None, False, False, "no equilibrium is left"), F(0), True) == UNKNOWN
    # what was not found may be otherwise
    assert word(Range(F(0), F(0)), F(0), False) == UNKNOWN
    assert word(Range(F(1), F(1)), F(0), False) == UNKNOWN
    assert word(Range(F(0), F(1)), F(0), False) == SOME
