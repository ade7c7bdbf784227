"""Crises of the forms without histories, played from their equilibrium: attrition, bargaining, lives of repeated pacts.

Draws are floats from the raw words of PCG64, so the same seed gives the same crises; what is expected is exact, or
enclosed. Where the equilibrium leaves something open, the rule that is printed says what was played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.certificate import Certificate
from deterrence.games.attrition import AttritionGame
from deterrence.games.bargaining import BargainingGame
from deterrence.games.repeated import RepeatedGame
from deterrence.simulate.draws import Draws
from deterrence.simulate.lives import play_lives
from deterrence.simulate.share import Share

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Played:
    """What is played: in words, with its proof."""

    rule: str
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class PrivateSimulation:
    """Crises between states with continuous private types.

    Attributes
    ----------
    game, chosen, region, times, seed
        As in `deterrence.simulate.Simulation`.
    shares
        Each measure that can be seen in crises: what is expected, and what was seen.
    columns
        What happened in each crisis: arrays by name.
    """

    game: Any
    chosen: Played
    region: tuple[str, ...]
    times: int
    seed: int
    shares: tuple[Share, ...]
    columns: Mapping[str, Any] = field(repr=False)

    def to_frame(self) -> pandas.DataFrame:
        """One row a crisis: private types, what happened, payoffs; floats.

        Raises
        ------
        DeterrenceError
            Where pandas is not installed.
        """
        from deterrence.simulate.frame import frame

        said = {"equilibrium": self.chosen.rule, "region": ", ".join(self.region), "seed": self.seed}
        return frame(dict(self.columns), said)


def play_private(answer: Any, region: tuple[str, ...], times: int, seed: int) -> PrivateSimulation:
    """Play the equilibrium that a solver found, many times.

    Parameters
    ----------
    answer
        Of a war of attrition, of ultimatum bargaining or of a repeated pact.
    region
        Names of the regions in which it lies.
    times, seed
        Checked numbers.
    """
    rule, columns, rows = PLAYS[type(answer.game)](answer, _uniform(Draws(seed), times))
    shares = tuple(
        Share(name, expected, _average(seen), (max(square - float(expected) ** 2, 0) / times) ** 0.5)
        for name, expected, square, seen in rows
    )
    return PrivateSimulation(answer.game, Played(rule, answer.certificate), region, times, seed, shares, columns)


Row = tuple[str, Any, float, Any]  # name, expectation, expectation of the square, what was seen


def _uniform(draws: Draws, times: int) -> Callable[[], Any]:
    def uniform() -> Any:
        return draws.words(times).astype(float) / 2.0**64

    return uniform


def _average(seen: Any) -> Fraction:
    if seen.dtype == bool:
        return Fraction(int(seen.sum()), len(seen))
    return Fraction(float(seen.mean()))


def _attrition(answer: Any, uniform: Callable[[], Any]) -> tuple[str, dict[str, Any], list[Row]]:
    """Of the types that back down those to which war costs most do so first, as they may: they do not mind when."""
    import numpy as np

    game: AttritionGame = answer.game
    profile, measures = answer.profile, answer.measures
    horizon = float(profile.horizon)
    atoms, rates = [float(k) for k in profile.at_once], [float(rate) for rate in profile.rates]
    nodes, weights = np.polynomial.legendre.leggauss(64)
    grid, step = horizon * (nodes + 1) / 2, horizon * weights / 2
    there = [(1 - k) / (1 + rate * grid) for k, rate in zip(atoms, rates, strict=True)]
    costs, leaves = [], []
    for i in (0, 1):
        place = uniform()  # the share of types to which war costs less
        costs.append(place * float(game.war_costs[i]))
        with np.errstate(divide="ignore"):
            left = np.maximum(((1 - atoms[i]) / place - 1) / rates[i], 0)
        firm = float(profile.remaining(i, profile.horizon))
        leaves.append(np.where(place <= firm, np.inf, np.minimum(left, horizon)))
    war = np.isinf(leaves[0]) & np.isinf(leaves[1])
    down = [~war & (leaves[0] <= leaves[1]), ~war & (leaves[1] < leaves[0])]
    time = np.minimum(np.minimum(*leaves), horizon)
    first, second = game.players
    ending = np.where(war, "war", np.where(down[0], f"{first} backs down", f"{second} backs down"))
    columns: dict[str, Any] = {f"war cost[{player}]": costs[i] for i, player in enumerate(game.players)}
    columns |= {"ending": ending.astype(object), "time": time}
    chance = measures["P(war)"].minimum
    rows: list[Row] = [("P(war)", chance, float(chance), war)]
    for i, player in enumerate(game.players):
        expected = measures[f"P(back down)[{player}]"].minimum
        rows.append((f"P(back down)[{player}]", expected, float(expected), down[i]))
    for i, player in enumerate(game.players):
        j = 1 - i
        price, prize = float(game.audience_costs[i]), float(game.prizes[i])
        payoff = np.where(war, -costs[i], np.where(down[i], 0 - price * time, prize))
        columns[f"payoff[{player}]"] = payoff
        leaving = rates[i] * there[i] / (1 + rates[i] * grid)
        square = prize**2 * float(measures[f"P(back down)[{game.players[j]}]"].minimum)
        square += float((step * leaving * there[j] * (price * grid) ** 2).sum())
        square += float(chance) * (price * horizon) ** 2 / 3
        rows.append((f"E[U][{player}]", measures[f"E[U][{player}]"].minimum, square, payoff))
    square = float((2 * step * grid * there[0] * there[1]).sum())
    rows.append(("E[duration]", measures["E[duration]"].minimum, square, time))
    rule = "the only one with a horizon; of the types that back down those to which war costs most do so first"
    return rule, columns, rows


def _bargaining(answer: Any, uniform: Callable[[], Any]) -> tuple[str, dict[str, Any], list[Row]]:
    """The least optimal demand, made wherever making it is optimal."""
    import numpy as np

    game: BargainingGame = answer.game
    responder = game.players[1]
    demand, made = answer.demands[0][0], 1 in answer.proposes
    low, high = game.types
    first, last = game.accepting(demand) if made else (low, high)
    kinds = float(low) + uniform() * float(high - low)
    accepted = (kinds >= float(first)) & (kinds <= float(last)) & made
    crisis, war = np.full(len(kinds), made), made & ~accepted
    ending = np.where(accepted, "agreement", np.where(war, "war", "no demand")).astype(object)
    columns: dict[str, Any] = {f"type[{responder}]": kinds, "ending": ending}
    if made:
        columns["demand"] = np.full(len(kinds), float(demand))
    refused = game.rejected(demand) if made else Fraction(0)
    rows: list[Row] = [("P(crisis)", Fraction(made), float(made), crisis), ("P(war)", refused, float(refused), war)]
    for player in game.players:
        constant, per_demand, per_type = game.agreement[player]
        agreed, lost = (constant + per_demand * demand, per_type), game.after_rejection(player)
        if made:
            expected = game.payoff(player, demand)
            pieces = [(agreed, first, last), (lost, low, first), (lost, last, high)]
            square = sum(_square(*piece) for piece in pieces) / (high - low)
            at_peace, at_war = (float(line[0]) + float(line[1]) * kinds for line in (agreed, lost))
            payoff = np.where(accepted, at_peace, at_war)
        else:
            assert game.outside is not None
            expected = game.outside[player]
            square, payoff = expected * expected, np.full(len(kinds), float(expected))
        columns[f"payoff[{player}]"] = payoff
        rows.append((f"E[U][{player}]", expected, float(square), payoff))
    rule = "the only one" if answer.unique else "the least optimal demand, made where making it is optimal"
    return rule, columns, rows


def _square(line: tuple[Fraction, ...], start: Fraction, stop: Fraction) -> Fraction:
    """The integral of the square of a line."""
    c, d = line
    return c * c * (stop - start) + c * d * (stop**2 - start**2) + d * d * (stop**3 - start**3) / 3


PLAYS: Mapping[type, Callable[..., tuple[str, dict[str, Any], list[Row]]]] = {
    AttritionGame: _attrition,
    BargainingGame: _bargaining,
    RepeatedGame: play_lives,
}
