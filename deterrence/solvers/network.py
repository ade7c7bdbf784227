"""War-stable networks: all of them, and what is wrong with those that are not.

Two facts make the check fast; `docs/network.md` has their proofs, and the certificate uses neither.

- A larger coalition is stronger and leaves the target fewer defenders. So i is vulnerable to a coalition led by j
  exactly if it is vulnerable to the largest one: j and all its allies except i.
- Where nobody is vulnerable at g, anybody vulnerable at g + jk is so only to coalitions with j and k in them. So a
  network is war-stable exactly if nobody is vulnerable in it or in any network with one link more, and both ends of
  each link are vulnerable without it. One table of who is vulnerable where decides all.

Up to seven states every network is looked up; seven take some seconds. With eight the proposition of `docs/network.md`
decides: no network with a link is war-stable (our proof of the theorem that Jackson and Nei 2015 state in their
abstract), so only the empty network is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from deterrence.games.network import Network, NetworkGame
from deterrence.proof import Certificate, Certified
from deterrence.proofs.network import Attack, Objection, certify_network, certify_objections
from deterrence.ranges import Range, single
from deterrence.shown import Shown
from deterrence.solvers.network_table import Count, classes_of, enumerated, links_of

ENUMERATED = 7  # states: 2^21 networks; with eight there are 2^28


@dataclass(frozen=True)
class Standing:
    """How one network stands.

    Attributes
    ----------
    links
        The network.
    attacks
        For every vulnerable state a smallest coalition that defeats it.
    objections
        For every condition of war-stability that fails, and every state, missing link or link at which it fails, the
        witness; none for a war-stable network.
    """

    links: Network
    attacks: Mapping[str, Attack]
    objections: tuple[Objection, ...]

    @property
    def vulnerable(self) -> tuple[str, ...]:
        """The vulnerable states."""
        return tuple(self.attacks)

    @property
    def stable(self) -> bool:
        """Whether the network is war-stable."""
        return not self.objections

    @property
    def fails(self) -> tuple[str, ...]:
        """Which of the conditions S1, S2, S3 fail."""
        return tuple(sorted({objection.condition for objection in self.objections}))

    @property
    def degrees(self) -> dict[str, int]:
        """The number of pacts of every state that has one."""
        ends = [state for link in self.links for state in link]
        return {state: ends.count(state) for state in dict.fromkeys(ends)}


@dataclass(frozen=True, eq=False)
class NetworkEquilibria(Certified, Shown):
    """All war-stable networks of some states, and how the networks asked about stand.

    Attributes
    ----------
    networks
        The war-stable networks, one for each class of networks that differ in the names of equally capable states.
    sizes
        The number of networks in each class.
    standings
        How each design of the game stands, by name.
    counts
        How many networks satisfy ``"all"`` (every network), ``"S1"``, ``"S1, S2"``, ``"S1, S3"`` and ``"S1, S2, S3"``;
        empty where the networks were not gone through one by one.
    """

    game: NetworkGame
    networks: tuple[Network, ...]
    sizes: tuple[int, ...]
    standings: Mapping[str, Standing]
    counts: Mapping[str, Count]
    method: str
    status: str
    concept: str = "war-stable"
    complete: bool = True
    exact: bool = True

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every war-stable network, and one for the witnesses of each design."""
        claimed = [certify_network(self.game, links) for links in self.networks]
        return (
            *claimed,
            *(
                certify_objections(self.game, one.links, one.objections, stable=one.stable)
                for one in self.standings.values()
            ),
        )

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        nothing = Certificate(Fraction(0), Fraction(0), deviations="none: no network is claimed to be war-stable")
        return max(self.certificates, key=lambda one: (one.largest_gain, one.largest_residual), default=nothing)

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """What may be asked, by name; those with a design in brackets are about that design.

        ``stable networks`` and ``nonempty stable networks`` (counts), and for each design ``vulnerable states``
        (count), ``war-stable`` (1 or 0), ``hub degree`` (the most pacts of one state) and ``links`` (count).
        """
        stable = sum(self.sizes)
        nonempty = sum(size for links, size in zip(self.networks, self.sizes, strict=True) if links)
        result = {"stable networks": stable, "nonempty stable networks": nonempty}
        for name, one in self.standings.items():
            result[f"vulnerable states[{name}]"] = len(one.attacks)
            result[f"war-stable[{name}]"] = int(one.stable)
            result[f"hub degree[{name}]"] = max(one.degrees.values(), default=0)
            result[f"links[{name}]"] = len(one.links)
        return {name: single(Fraction(value)) for name, value in result.items()}


def solve_network(game: NetworkGame) -> NetworkEquilibria:
    """All war-stable networks of some states, and how the designs of the game stand.

    Parameters
    ----------
    game
        A `NetworkGame`.

    Returns
    -------
    NetworkEquilibria
        Complete in any case; `method` says whether the networks were gone through or the proposition was used.
    """
    standings = {name: _standing(game, links) for name, links in game.designs.items()}
    count = len(game.players)
    if count > ENUMERATED:
        empty = _standing(game, ())
        found = [()] if empty.stable else []
        status = (
            f"all war-stable networks: with {count} states only the empty network is checked, because no network with "
            "a link is war-stable (docs/network.md)"
        )
        return NetworkEquilibria(game, tuple(found), (1,) * len(found), standings, {}, "proposition", status)
    stable, counts = enumerated(game)
    classes = classes_of(game, stable)
    networks = tuple(links_of(game, min(members)) for members in classes)
    status = f"all war-stable networks among the {2 ** (count * (count - 1) // 2)} networks of {count} states"
    return NetworkEquilibria(
        game, networks, tuple(map(len, classes)), standings, counts, "every network looked up", status
    )


def _attacks(game: NetworkGame, links: Network, joint: tuple[str, str] | None = None) -> dict[str, Attack]:
    """For every vulnerable state a smallest coalition that defeats it; `joint`: with these two in it.

    Smallest in number, then the first in the order of leaders and states.
    """
    allies: dict[str, list[str]] = {state: [] for state in game.players}
    for one, other in links:
        allies[one].append(other)
        allies[other].append(one)
    capability = dict(zip(game.players, game.capabilities, strict=True))
    result = {}
    for target in game.players:
        found = None
        for leader in game.players:
            if leader == target:
                continue
            rest = sorted((state for state in allies[leader] if state != target), key=game.player_index)
            held = [state for state in allies[target] if state != leader and state not in rest]
            largest = sum((capability[state] for state in (leader, *rest)), Fraction(0))
            if largest <= game.advantage * sum((capability[state] for state in held), capability[target]):
                continue  # every other coalition is weaker and faces more
            for size in range(len(rest) + 1):
                if found is not None and len(found.coalition) <= size + 1:
                    break
                for chosen in combinations(rest, size):
                    coalition = tuple(sorted((leader, *chosen), key=game.player_index))
                    if joint is not None and not set(joint) <= set(coalition):
                        continue
                    stay = (state for state in allies[target] if state not in coalition)
                    defenders = tuple(sorted((target, *stay), key=game.player_index))
                    strength = sum((capability[state] for state in coalition), Fraction(0))
                    resistance = sum((capability[state] for state in defenders), Fraction(0))
                    if strength > game.advantage * resistance:
                        found = Attack(target, leader, coalition, defenders, strength, resistance)
                        break
        if found is not None:
            result[target] = found
    return result


def _standing(game: NetworkGame, links: Network) -> Standing:
    attacks = _attacks(game, links)
    objections = [Objection("S1", None, target, attack) for target, attack in attacks.items()]
    for link in combinations(game.players, 2):
        if link not in links:
            added = _attacks(game, game.network((*links, link)), joint=link)
            objections += [Objection("S2", link, target, attack) for target, attack in added.items()]
        else:
            without = _attacks(game, tuple(other for other in links if other != link))
            objections += [Objection("S3", link, state, None) for state in link if state not in without]
    objections.sort(key=lambda objection: objection.condition)
    return Standing(links, attacks, tuple(objections))
