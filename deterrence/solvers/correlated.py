"""Correlated and coarse correlated equilibria: the range of a probability or a payoff over all of them, exactly.

A distribution over action profiles is a correlated equilibrium where nobody gains by answering a recommendation with
another action; coarse, where nobody gains by one action decided before any recommendation. Both sets are polytopes, so
the smallest and the largest probability of an event are linear programs. Each bound comes with a distribution that
attains it, its gains, and the dual multipliers that prove that no other distribution goes beyond it.

References
----------
Aumann (1974), Subjectivity and correlation in randomized strategies; Aumann (1987), Correlated equilibrium as an
expression of Bayesian rationality: the obedience inequalities.
Moulin and Vial (1978), Strategically zero-sum games: coarse correlated equilibria.
Hart and Schmeidler (1989), Existence of correlated equilibria: the set is never empty, by linear duality.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from deterrence.certificate import Certificate
from deterrence.errors import SolverError
from deterrence.formula import number
from deterrence.games.strategic import StrategicGame
from deterrence.solvers.linear import maximise
from deterrence.solvers.payoffs import exact_payoffs

__all__ = ["CorrelatedBound", "CorrelatedRange", "Deviation", "correlated_range"]

MOST_PROFILES = 400  # some seconds; more where exact pivots must decide
ActionProfile = tuple[str, ...]


class Deviation(NamedTuple):
    """A player takes an action instead of the one recommended (None: whatever is recommended)."""

    player: str
    told: str | None
    instead: str


@dataclass(frozen=True)
class CorrelatedBound:
    """One end of a range, attained and proved.

    Attributes
    ----------
    value
        The smallest or the largest value.
    distribution
        An equilibrium that attains it: action profiles with their probabilities (the others have probability 0).
    gains
        What every deviation brings under this distribution: none is positive.
    multipliers
        The proof that no equilibrium goes beyond the value: a nonnegative number for each deviation (the others have
        0), such that for every action profile the objective less the multipliers' sum of gains there does not go
        beyond it either.
    """

    value: Fraction
    distribution: Mapping[ActionProfile, Fraction]
    gains: Mapping[Deviation, Fraction] = field(repr=False)
    multipliers: Mapping[Deviation, Fraction] = field(repr=False)


@dataclass(frozen=True)
class CorrelatedRange:
    """The smallest and the largest value of a probability or a payoff over all (coarse) correlated equilibria.

    Every value between the two is taken as well: the set is convex.

    Attributes
    ----------
    game
        The game, with its payoffs as Fractions.
    low, high
        The ends, both attained.
    weights
        What is measured: a number for each action profile, in the order of the payoffs.
    complete, exact
        Always True: the range is that of all equilibria, and no arithmetic is rounded.
    method, concept, status
        How the answer was found, what it is, and what was done.
    """

    game: StrategicGame = field(repr=False)
    low: CorrelatedBound
    high: CorrelatedBound
    weights: tuple[Fraction, ...] = field(repr=False)
    complete: bool = True
    exact: bool = True
    method: str = "exact linear programming"
    concept: str = "correlated"
    status: str = "the range over all equilibria; both ends are attained"

    @property
    def certificate(self) -> Certificate:
        """Recomputed from the game: gains of both distributions, and the proofs that nothing lies beyond."""
        game, coarse = self.game, self.concept == "coarse-correlated"
        names = _names(game)
        gain, residual = Fraction(0), Fraction(0)
        for sign, bound in ((1, self.high), (-1, self.low)):
            p = [bound.distribution.get(name, Fraction(0)) for name in names]
            residual = max(residual, abs(sum(p, Fraction()) - 1), -min(p), *(-y for y in bound.multipliers.values()))
            residual = max(residual, abs(_dot(self.weights, p) - bound.value))
            proof = [sign * w for w in self.weights]
            for deviation, row in _obedience(game, coarse):
                gain = max(gain, -_dot(row, p))
                multiplier = bound.multipliers.get(deviation, 0)
                if multiplier:
                    proof = [x + multiplier * loss for x, loss in zip(proof, row, strict=True)]
            residual = max(residual, max(proof) - sign * bound.value)
        kind = "one action decided in advance" if coarse else "every action against every recommendation"
        return Certificate(gain, residual, deviations=f"{kind}, and the dual solution of both ends")


def correlated_range(
    game: StrategicGame,
    event: Iterable[Sequence[str]] | None = None,
    *,
    payoff: str | Mapping[str, Fraction | int | float | str] | None = None,
    coarse: bool = False,
) -> CorrelatedRange:
    """The smallest and largest probability of an event, or expected payoff, over all correlated equilibria.

    Parameters
    ----------
    game
        Any number of players, rational payoffs, at most 400 action profiles.
    event
        A set of action profiles: names of actions, one for each player.
    payoff
        Instead of an event: the name of a player, or weights of several players' payoffs (``{"Row": 1, "Column": 1}``).
    coarse
        Coarse correlated equilibria (Moulin and Vial 1978) instead of correlated ones (Aumann 1974).

    Returns
    -------
    CorrelatedRange
        Exact, with a distribution and a proof for each end.

    Raises
    ------
    SolverError
        If neither or both of event and payoff are given, if they name what is not in the game, or if payoffs are not
        rational numbers.

    Examples
    --------
    Chicken (Aumann 1974): a mediator brings the players more than any equilibrium without one, 2 * 21/4.

    >>> from deterrence.games.strategic import bimatrix
    >>> chicken = bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> correlated_range(chicken, payoff={"Row": 1, "Column": 1}).high.value
    Fraction(21, 2)
    """
    game = exact_payoffs(game, "the range of correlated equilibria", most=MOST_PROFILES)
    if (event is None) == (payoff is None):
        raise SolverError("say what is measured: either an event (a set of action profiles) or a payoff (a player)")
    weights = _event(game, event) if event is not None else _payoff(game, payoff)
    obedience = list(_obedience(game, coarse))
    low = _extreme(game, obedience, weights, -1)
    high = _extreme(game, obedience, weights, 1)
    found = CorrelatedRange(game, low, high, weights, concept="coarse-correlated" if coarse else "correlated")
    if not found.certificate.holds:
        raise SolverError(f"internal: a correlated equilibrium failed its certificate ({found.certificate})")
    return found


def _extreme(
    game: StrategicGame,
    obedience: Sequence[tuple[Deviation, Sequence[Fraction]]],
    weights: Sequence[Fraction],
    sign: int,
) -> CorrelatedBound:
    """The largest value of sign * weights.p over all equilibria p.

    It is the least bound that some multipliers prove. That program is the one solved, because most of its constants
    differ, while all of the obedience inequalities are 0: its own multipliers are the distribution.
    """
    aims = [sign * w for w in weights]
    top = max(aims)  # what no multipliers at all prove; they are to prove as much less as possible
    rows = [
        [top - aim, -1, *(-x for x in losses)] for aim, *losses in zip(aims, *(r for _, r in obedience), strict=True)
    ]
    optimum = maximise([1, *([0] * len(obedience))], rows)
    total = sum(optimum.multipliers, Fraction()) if optimum is not None else 0
    if optimum is None or not total:
        raise SolverError("internal: no correlated equilibrium was found, but one exists; please report it")
    point = [p / total for p in optimum.multipliers]  # more than 1 where the top itself is attained
    distribution = {name: p for name, p in zip(_names(game), point, strict=True) if p}
    gains = {deviation: -_dot(losses, point) for deviation, losses in obedience}
    multipliers = {deviation: y for (deviation, _), y in zip(obedience, optimum.point[1:], strict=True) if y}
    return CorrelatedBound(
        sign * (top - optimum.value),
        MappingProxyType(distribution),
        MappingProxyType(gains),
        MappingProxyType(multipliers),
    )


def _obedience(game: StrategicGame, coarse: bool) -> Iterator[tuple[Deviation, list[Fraction]]]:
    """Each deviation, with what it loses at each action profile."""
    profiles = list(game.profiles())
    for player, name in enumerate(game.players):
        actions = game.actions[player]
        payoffs = game.payoffs[player]
        for instead, other in enumerate(actions):
            losses = [
                payoffs[place] - game.payoff(player, (*profile[:player], instead, *profile[player + 1 :]))
                for place, profile in enumerate(profiles)
            ]
            if coarse:
                yield Deviation(name, None, other), losses
                continue
            for told, action in enumerate(actions):
                if told != instead:
                    yield (
                        Deviation(name, action, other),
                        [
                            x if profile[player] == told else Fraction(0)
                            for x, profile in zip(losses, profiles, strict=True)
                        ],
                    )


def _event(game: StrategicGame, event: Iterable[Sequence[str]]) -> tuple[Fraction, ...]:
    """1 at the profiles of the event, 0 elsewhere."""
    names = _names(game)
    known = set(names)
    chosen = set()
    for profile in event:
        one = (profile,) if isinstance(profile, str) else tuple(profile)
        if one not in known:
            raise SolverError(
                f"the event names {one!r}, which is no action profile; one is {names[0]!r}: an action of each of "
                + ", ".join(game.players)
                + f"; an event is a list of these, such as [{names[0]!r}]"
            )
        chosen.add(one)
    return tuple(Fraction(int(name in chosen)) for name in names)


def _payoff(
    game: StrategicGame, payoff: str | Mapping[str, Fraction | int | float | str] | None
) -> tuple[Fraction, ...]:
    """The weighted sum of payoffs at each profile."""
    by_player = {payoff: 1} if isinstance(payoff, str) else dict(payoff or {})
    unknown = [player for player in by_player if player not in game.players]
    if unknown:
        raise SolverError(f"'{unknown[0]}' is not a player; the players are {', '.join(game.players)}")
    weights = [number(by_player.get(player, 0)) for player in game.players]
    return tuple(_dot(weights, column) for column in zip(*game.payoffs, strict=True))


def _names(game: StrategicGame) -> list[ActionProfile]:
    return [tuple(names[k] for names, k in zip(game.actions, profile, strict=True)) for profile in game.profiles()]


def _dot(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(first, second, strict=True) if x and y), Fraction())
