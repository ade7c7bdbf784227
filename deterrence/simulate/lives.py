"""Lives of repeated pacts, played from a best equilibrium: how long they last, and what ends them.

In such an equilibrium nobody ever breaks the pact. A pact that ends has met a bad signal that came all the same, or a
side that wanted to leave.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.repeated import RepeatedGame

EARLY = 10
"""Reviews after which it is asked whether the pact is alive."""

SMALL = 2.0**-40
"""Lives are played until what may follow counts for less than this part of what went before."""

MOST = 10_000
"""Periods that are played at most."""


Row = tuple[str, Any, float, Any]  # name, expectation, expectation of the square, what was seen


def play_lives(answer: Any, uniform: Callable[[], Any]) -> tuple[str, dict[str, Any], list[Row]]:
    """Play a best equilibrium from the first period on, every life by itself.

    Raises
    ------
    SolverError
        Where the future counts so much that lives would have to be played too long.
    """
    import numpy as np

    game: RepeatedGame = answer.game
    strategy, rows = answer.play.strategy, game.environment.transition
    delta, surplus, k = float(game.discount), float(game.surplus), game.review
    periods = k * EARLY
    while delta**periods > SMALL:
        periods += k
        if periods > MOST:
            raise SolverError(
                f"with the discount factor {game.discount} lives would have to be played for more than {MOST} periods; "
                "take a smaller one, or longer periods"
            )
    moves = np.cumsum([[float(p) for p in row] for row in rows], axis=1)
    signals = np.cumsum([float(p) for p in game.signals[0]])[:-1]
    ends = np.array([[float(rho) for rho in chances] for chances in strategy.reversion])
    keeps = np.array(strategy.keeps)
    state = np.zeros(len(uniform()), dtype=int)
    alive, ended = np.ones(len(state), dtype=bool), np.zeros(len(state), dtype=int)  # 1 by a signal, 2 by exit
    payoff, lasted, bad, early = np.zeros(len(state)), np.zeros(len(state), dtype=int), np.zeros(len(state), int), None
    for t in range(periods):
        payoff += delta**t * surplus * (alive & keeps[state])
        lasted += alive
        begun, following = state, (uniform()[:, None] >= moves[state]).sum(axis=1)
        leaves = alive & (following == len(rows))
        ended[leaves] = 2
        alive = alive & ~leaves
        state = np.where(alive, following, 0)
        if (t + 1) % k == 0:
            seen = (uniform()[:, None] >= signals).sum(axis=1) * (alive & keeps[begun])
            bad += seen
            stops = alive & keeps[begun] & (uniform() < ends[begun, seen])
            ended[stops] = 1
            alive = alive & ~stops
        if t + 1 == k * EARLY:
            early = (alive.copy(), ended == 1)
    assert early is not None
    words = np.array(["in force", "signal", "exit"], dtype=object)
    columns = {"periods": lasted, "ending": words[ended], "bad signals": bad, "payoff": payoff}
    living, stopped = _early(answer)
    expected = strategy.values[0]
    found: list[Row] = [
        ("E[U]", expected, _square(answer), payoff),
        (f"P(alive after {EARLY} reviews)", living, float(living), early[0]),
        (f"P(ended by a signal within {EARLY} reviews)", stopped, float(stopped), early[1]),
    ]
    rule = f"the best; each life is played for {periods} periods, what follows counts for less than 2^-40"
    return rule, columns, found


def _stops(answer: Any) -> list[Fraction]:
    """For each state the probability that a review ends the pact although all kept it."""
    strategy, kept = answer.play.strategy, answer.game.signals[0]
    return [
        sum((p * rho for p, rho in zip(kept, chances, strict=True)), Fraction(0)) if keep else Fraction(0)
        for keep, chances in zip(strategy.keeps, strategy.reversion, strict=True)
    ]


def _early(answer: Any) -> tuple[Fraction, Fraction]:
    """Exactly: alive after ten reviews, and ended by a signal by then."""
    rows, stops = answer.game.environment.transition, _stops(answer)
    here = [Fraction(s == 0) for s in range(len(rows))]
    stopped = Fraction(0)
    for _ in range(EARLY):
        for step in range(answer.game.review):
            last = step == answer.game.review - 1
            following = [Fraction(0)] * len(rows)
            for s, chance in enumerate(here):
                going = chance * (1 - stops[s]) if last else chance
                for after, p in enumerate(rows[s]):
                    following[after] += going * p
                stopped += chance * stops[s] * sum(rows[s], Fraction(0)) if last else Fraction(0)
            here = following
    return sum(here, Fraction(0)), stopped


def _square(answer: Any) -> float:
    """The expectation of the squared discounted payoff, by its own recursion over states and periods since a review."""
    import numpy as np

    game: RepeatedGame = answer.game
    chain, k, stops = game.environment.transition, game.review, _stops(answer)
    size, delta = len(chain) * k, float(game.discount)
    onward, pays = np.zeros((size, size)), np.zeros(size)
    for s, row in enumerate(chain):
        for step in range(k):
            last = step == k - 1
            pays[s * k + step] = float(game.surplus) if answer.play.strategy.keeps[s] else 0.0
            for after, p in enumerate(row):
                onward[s * k + step, after * k + (0 if last else step + 1)] = float(p * (1 - stops[s] if last else 1))
    values = np.linalg.solve(np.eye(size) - delta * onward, pays)
    constant = pays**2 + 2 * delta * pays * (onward @ values)
    return float(np.linalg.solve(np.eye(size) - delta**2 * onward, constant)[0])
