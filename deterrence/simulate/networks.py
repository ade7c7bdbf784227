"""Wars in a network that is not war-stable: attacks in a drawn order until nobody can be attacked with success.

A design of the model is what the states begin with. As long as somebody is vulnerable, a state is drawn that can attack
with success, each as likely as any other, and then one of those it can defeat; it attacks with all its allies. The
state that is attacked falls, and its pacts with it. The order in which attacks come is all that is random, so the
exact expectations come from the same tree of survivors, added up. Which network states begin with, and that they
attack when they can, is assumed: the solver asks only whether anybody could (docs/network.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.games.network import Network, NetworkGame
from deterrence.simulate.draws import Draws
from deterrence.simulate.private import Played, PrivateSimulation
from deterrence.simulate.share import Share
from deterrence.solvers.network import NetworkEquilibria

Standing = frozenset[str]


@dataclass(frozen=True)
class War:
    """An attack that succeeds: who leads it, with whom, against whom, and how likely it is to be drawn."""

    leader: str
    coalition: tuple[str, ...]
    target: str
    chance: Fraction


def wars(game: NetworkGame, links: Network, standing: Standing) -> tuple[War, ...]:
    """The attacks that succeed among the states that are left, each with the probability of being drawn.

    The largest coalition of a leader, itself and all its allies but the target, succeeds wherever a smaller one does.
    """
    strength = dict(zip(game.players, game.capabilities, strict=True))
    allies: dict[str, set[str]] = {state: set() for state in game.players}
    for one, other in links:
        if one in standing and other in standing:
            allies[one].add(other)
            allies[other].add(one)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for leader in game.players:
        for target in game.players:
            if leader == target or not {leader, target} <= standing:
                continue
            coalition = {leader, *allies[leader]} - {target}
            defence = {target, *allies[target]} - coalition
            if sum(strength[s] for s in coalition) > game.advantage * sum(strength[s] for s in defence):
                together = tuple(state for state in game.players if state in coalition)
                found.setdefault(leader, []).append((together, target))
    return tuple(
        War(leader, coalition, target, Fraction(1, len(found) * len(targets)))
        for leader, targets in found.items()
        for coalition, target in targets
    )


def expected_survival(game: NetworkGame, links: Network) -> tuple[Mapping[str, Fraction], Fraction, Fraction]:
    """Exactly: for each state whether it is left at the end, the mean number of wars, and the mean of its square."""

    @cache
    def at(standing: Standing) -> tuple[tuple[Fraction, ...], Fraction, Fraction]:
        left = tuple(Fraction(state in standing) for state in game.players)
        mean = square = Fraction(0)
        options = wars(game, links, standing)
        if options:
            left = (Fraction(0),) * len(left)
        for war in options:
            below, number, squared = at(standing - {war.target})
            left = tuple(x + war.chance * y for x, y in zip(left, below, strict=True))
            mean += war.chance * (number + 1)
            square += war.chance * (squared + 2 * number + 1)
        return left, mean, square

    left, mean, square = at(frozenset(game.players))
    return dict(zip(game.players, left, strict=True)), mean, square


def play_networks(
    answer: NetworkEquilibria, over: str, region: tuple[str, ...], times: int, seed: int
) -> PrivateSimulation:
    """Draw the order of attacks many times.

    Parameters
    ----------
    answer
        Of a network game with designs.
    over
        A design; ``"refined"`` or ``"all"``: the first one.
    region
        Names of the regions in which the point lies.
    times, seed
        Checked numbers.

    Raises
    ------
    SolverError
        For a game without designs.
    ModelError
        For an unknown design.
    """
    game = answer.game
    if not game.designs:
        raise SolverError("no network is asked about, so there is none to begin with; give the game designs")
    if over in ("refined", "all"):
        over = next(iter(game.designs))
    if over not in game.designs:
        raise ModelError(f"'{over}' is not a design of this game", advice=meant(over, game.designs))
    links = game.designs[over]
    columns = _fight(game, links, Draws(seed), times)
    left, mean, square = expected_survival(game, links)
    shares = [_share("P(a war)", Fraction(bool(wars(game, links, frozenset(game.players)))), columns["wars"] > 0)]
    number = Fraction(int(columns["wars"].sum()), times)
    spread = float(square - mean * mean) ** 0.5
    shares.append(Share("E[wars]", mean, number, spread / times**0.5))
    shares += [_share(f"P({state} is left)", left[state], columns[f"{state} is left"]) for state in game.players]
    stable = " (war-stable)" if answer.standings[over].stable else " (not war-stable)"
    rule = f"not an equilibrium but the network '{over}'{stable}, attacks in a drawn order"
    return PrivateSimulation(game, Played(rule, answer.certificate), region, times, seed, tuple(shares), columns)


def _share(name: str, chance: Fraction, seen: Any) -> Share:
    times = len(seen)
    return Share(name, chance, Fraction(int(seen.sum()), times), float(chance * (1 - chance) / times) ** 0.5)


def _fight(game: NetworkGame, links: Network, draws: Draws, times: int) -> dict[str, Any]:
    """What happens in each history: the wars in their order, and who is left."""
    import numpy as np

    groups = {frozenset(game.players): np.arange(times)}
    number = np.zeros(times, dtype=int)
    told = np.full(times, "", dtype=object)
    left = {state: np.ones(times, dtype=bool) for state in game.players}
    while groups:
        words, following = draws.words(times), dict[Standing, list[Any]]()
        for standing, rows in groups.items():
            options = wars(game, links, standing)
            if not options:
                continue
            drawn = Draws.places([war.chance for war in options], words[rows])
            for place, war in enumerate(options):
                here = rows[drawn == place]
                if not len(here):
                    continue
                number[here] += 1
                left[war.target][here] = False
                told[here] = [f"{before}; {_told(war)}" if before else _told(war) for before in told[here]]
                following.setdefault(standing - {war.target}, []).append(here)
        groups = {standing: np.sort(np.concatenate(parts)) for standing, parts in following.items()}
    return {"wars": number, "history": told, **{f"{state} is left": alive for state, alive in left.items()}}


def _told(war: War) -> str:
    return f"{' '.join(war.coalition)} > {war.target}"
