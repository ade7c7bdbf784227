"""What a logit quantal response equilibrium solves: one system of equations for games in strategic and extensive form.

The unknowns are the logarithms y of all action probabilities, so that a probability of e^-1000 is a number like any
other and beliefs off the path are differences of logarithms. At each place (a player, or an information set) with
actions 0, 1, ...:

    sum_a exp(y_a) = 1,     y_a - y_0 = rationality * (gain_a - gain_0).

Gains are those of `deterrence.deviations.gains`. They run here on complex arrays with one column for each unknown: the
imaginary parts are the derivatives, without differences and so without rounding (Squire and Trapp 1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.deviations import gains
from deterrence.errors import SolverError
from deterrence.games.exact import exact_game
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move, Node
from deterrence.games.strategic import StrategicGame
from deterrence.rationality import reach
from deterrence.solvers.payoffs import exact_payoffs

__all__ = ["QuantalForm", "quantal_form"]

Floats = NDArray[np.float64]
STEP = 1e-30  # of the imaginary parts: no difference is taken, so it may be as small as it likes


@dataclass(frozen=True)
class QuantalForm:
    """The equations of one game.

    Attributes
    ----------
    game
        With float payoffs.
    sizes
        How many actions each place has, in the order of the unknowns.
    concept
        ``"logit-quantal"`` (strategic form) or ``"agent-logit-quantal"`` (extensive form).
    paths
        For each information set and each of its nodes: the logarithm of nature's probability of it, and how often each
        unknown lies on the way to it (extensive form).
    """

    game: Any
    sizes: tuple[int, ...]
    concept: str
    paths: Mapping[InformationSet, tuple[tuple[Node, float, Floats], ...]]

    @property
    def starts(self) -> tuple[int, ...]:
        """Where the unknowns of each place begin."""
        return tuple(sum(self.sizes[:k]) for k, _ in enumerate(self.sizes))

    def uniform(self) -> Floats:
        """The solution at rationality 0: all actions alike."""
        return np.concatenate([np.full(size, -log(size)) for size in self.sizes])

    def strategies(self, y: Floats) -> Any:
        """Probabilities in the game's own terms: a tuple of mixed strategies, or a behaviour profile."""
        mixed = [np.exp(y[s : s + n]) for s, n in zip(self.starts, self.sizes, strict=True)]
        lists = [tuple(float(p) for p in each / each.sum()) for each in mixed]
        if isinstance(self.game, StrategicGame):
            return tuple(lists)
        return {
            place: dict(zip(self.game.actions(place), each, strict=True))
            for place, each in zip(self.paths, lists, strict=True)
        }

    def advantages(self, y: Floats) -> tuple[Floats, Floats]:
        """The gain of every action over the first of its place, and its derivatives by y."""
        n = len(y)
        values = y[:, None] + 1j * STEP * np.eye(n)
        rows = self._gains(values)
        result = np.empty((n, n), dtype=complex)
        for start, size in zip(self.starts, self.sizes, strict=True):
            for a in range(size):
                result[start + a] = rows[start + a] - rows[start]
        return result[:, 0].real.copy(), result.imag / STEP

    def _gains(self, y: NDArray[np.complex128]) -> list[Any]:
        p = np.exp(y)
        if isinstance(self.game, StrategicGame):
            mixed = [tuple(p[s : s + n]) for s, n in zip(self.starts, self.sizes, strict=True)]
            return [row for by_action in gains(self.game, mixed) for row in by_action]
        profile: dict[InformationSet, dict[str, Any]] = {}
        beliefs: dict[InformationSet, dict[Node, Any]] = {}
        for (place, nodes), start in zip(self.paths.items(), self.starts, strict=True):
            profile[place] = {action: p[start + a] for a, action in enumerate(self.game.actions(place))}
            weights = np.array([chance + path @ y for _, chance, path in nodes])
            weights = np.exp(weights - weights.real.max(axis=0))
            weights = weights / weights.sum(axis=0)
            beliefs[place] = {node: weight for (node, _, _), weight in zip(nodes, weights, strict=True)}
        found = gains(self.game, profile, beliefs)
        return [row for by_action in found.values() for row in by_action.values()]

    def equations(self, y: Floats, rationality: float) -> tuple[Floats, Floats]:
        """The left-hand sides, which are to be zero, and their derivatives by (y, rationality)."""
        n = len(y)
        values, slopes = self.advantages(y)
        left = np.empty(n)
        jacobian = np.zeros((n, n + 1))
        p = np.exp(y)
        for start, size in zip(self.starts, self.sizes, strict=True):
            left[start] = p[start : start + size].sum() - 1
            jacobian[start, start : start + size] = p[start : start + size]
            for a in range(start + 1, start + size):
                left[a] = y[a] - y[start] - rationality * values[a]
                jacobian[a, :n] = -rationality * slopes[a]
                jacobian[a, a] += 1
                jacobian[a, start] -= 1
                jacobian[a, n] = -values[a]
        return left, jacobian

    def residual(self, y: Floats, rationality: float) -> float:
        """The largest difference between a probability and the logit response to the profile."""
        values, _ = self.advantages(y)
        worst = 0.0
        for start, size in zip(self.starts, self.sizes, strict=True):
            mixed = np.exp(y[start : start + size])
            answer = rationality * values[start : start + size]
            answer = np.exp(answer - answer.max())
            worst = max(worst, float(np.abs(mixed - answer / answer.sum()).max()))
        return worst


def quantal_form(game: StrategicGame | ExtensiveGame) -> QuantalForm:
    """The equations of a game.

    Raises
    ------
    SolverError
        For another kind of game, payoffs that are not numbers, or an information set that chance never reaches.
    """
    if not isinstance(game, ExtensiveGame):
        game = exact_payoffs(game, "quantal response")
        floats = replace(game, payoffs=tuple(tuple(map(float, flat)) for flat in game.payoffs))
        return QuantalForm(floats, game.shape, "logit-quantal", {})
    exact = exact_game(game)
    places = list(exact.information_sets)
    sizes = tuple(len(exact.actions(place)) for place in places)
    starts = dict(zip(places, (sum(sizes[:k]) for k, _ in enumerate(sizes)), strict=True))
    # with every action taken for sure, what is left of a node's probability is nature's part
    nature = reach(exact, {place: dict.fromkeys(exact.actions(place), 1) for place in places})
    paths: dict[InformationSet, tuple[tuple[Node, float, Floats], ...]] = {}
    for place in places:
        nodes = []
        for node in exact.nodes(place):
            if nature[node]:
                nodes.append((node, log(nature[node]), _path(exact, node, starts, sum(sizes))))
        if not nodes:
            raise SolverError(
                f"quantal response: {place} has probability 0 by nature, so there is nothing to respond to; drop types "
                "and chance moves of probability 0"
            )
        paths[place] = tuple(nodes)
    return QuantalForm(exact.with_numbers(float), sizes, "agent-logit-quantal", paths)


def _path(game: ExtensiveGame, node: Node, starts: Mapping[InformationSet, int], count: int) -> Floats:
    history: Sequence[str]
    history, types = node
    result = np.zeros(count)
    for depth, action in enumerate(history):
        move = game.moves[tuple(history[:depth])]
        place = game.mover(tuple(history[:depth]), types)
        if isinstance(move, Move) and place is not None:
            result[starts[place] + move.actions.index(action)] += 1
    return result
