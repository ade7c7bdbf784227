"""Proof that a network is war-stable, or that a witness against it is one, from the definitions alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from deterrence.games.network import NetworkGame
from deterrence.proof import Certificate


@dataclass(frozen=True)
class Attack:
    """A coalition that defeats a state.

    Attributes
    ----------
    target, leader, coalition, defenders
        Who is attacked, by whom and whose allies, and who stands with the target, itself included.
    strength, resistance
        M of the coalition and M of the defenders; the first exceeds gamma times the second.
    """

    target: str
    leader: str
    coalition: tuple[str, ...]
    defenders: tuple[str, ...]
    strength: Fraction
    resistance: Fraction


@dataclass(frozen=True)
class Objection:
    """Why a network is not war-stable.

    Attributes
    ----------
    condition
        ``"S1"``: `state` is vulnerable. ``"S2"``: if `link` were added, its two states could attack `state` together.
        ``"S3"``: `state` would not be vulnerable without `link`, so it need not keep it.
    link
        The link added or dropped; None for S1.
    state
        The state it is about.
    attack
        The coalition (S1 and S2); None for S3.
    """

    condition: str
    link: tuple[str, str] | None
    state: str
    attack: Attack | None


DEVIATIONS = "all coalitions of every leader, with every link added and every link dropped"


def certify_network(game: NetworkGame, claimed: Sequence[Sequence[str]]) -> Certificate:
    """Certify that a network is war-stable.

    Parameters
    ----------
    game
        The states.
    claimed
        The links.

    Returns
    -------
    Certificate
        `largest_gain`: the most by which a coalition that S1 or S2 forbids exceeds gamma times its defenders, in units
        of capability. `largest_residual`: the number of ends of links that would not be vulnerable without the link
        (S3).

    Raises
    ------
    GameError
        Where the links are not links between the states of the game.

    Notes
    -----
    The definitions as they stand: every coalition of every leader, no bound and no symmetry.
    """
    links = _linked(game, claimed)
    gain, idle = Fraction(0), 0
    for _, _, excess in _wars(game, links):
        gain = max(gain, excess)
    for i in range(len(game.players)):
        for j in range(i):
            link = frozenset((i, j))
            if link in links:
                exposed = {target for target, _, excess in _wars(game, links - {link}) if excess > 0}
                idle += len(link - exposed)
            else:
                for _, coalition, excess in _wars(game, links | {link}):
                    if link <= coalition:
                        gain = max(gain, excess)
    return Certificate(gain, Fraction(idle), deviations=DEVIATIONS)


def certify_objections(
    game: NetworkGame, claimed: Sequence[Sequence[str]], objections: Iterable[Objection], *, stable: bool
) -> Certificate:
    """Certify what is said of a network: each witness against it, and that there is one unless it is war-stable.

    Returns
    -------
    Certificate
        `largest_residual` counts false witnesses, and one more where a network is called unstable without any; for one
        called war-stable the certificate is that of `certify_network`.
    """
    listed = list(objections)
    links = _linked(game, claimed)
    false = sum(not _is_true(game, links, objection) for objection in listed)
    if stable:
        proof = certify_network(game, claimed)
        return Certificate(proof.largest_gain, proof.largest_residual + len(listed), deviations=DEVIATIONS)
    return Certificate(Fraction(0), Fraction(false + (not listed)), deviations="every witness, by the definitions")


Links = frozenset[frozenset[int]]


def _linked(game: NetworkGame, claimed: Any) -> Links:
    return frozenset(frozenset(map(game.player_index, link)) for link in game.network(claimed))


def _wars(
    game: NetworkGame, links: Links, targets: Iterable[int] | None = None
) -> Iterator[tuple[int, frozenset[int], Fraction]]:
    """Every target with every coalition that could attack it, and M(C) - gamma M(D)."""
    states = range(len(game.players))
    for target in states if targets is None else targets:
        for leader in states:
            if leader == target:
                continue
            allies = [k for k in states if k != target and frozenset((leader, k)) in links]
            for choice in range(1 << len(allies)):
                coalition = frozenset([leader, *(k for at, k in enumerate(allies) if choice >> at & 1)])
                yield target, coalition, _excess(game, links, target, coalition)


def _excess(game: NetworkGame, links: Links, target: int, coalition: frozenset[int]) -> Fraction:
    scale = lcm(*(m.denominator for m in game.capabilities))  # whole numbers add faster than fractions
    strength = resistance = 0
    for state, capability in enumerate(game.capabilities):
        if state in coalition:
            strength += capability.numerator * (scale // capability.denominator)
        elif state == target or frozenset((state, target)) in links:
            resistance += capability.numerator * (scale // capability.denominator)
    above, below = game.advantage.numerator, game.advantage.denominator
    return Fraction(below * strength - above * resistance, below * scale)


def _is_true(game: NetworkGame, links: Links, objection: Objection) -> bool:
    state = game.player_index(objection.state)
    if objection.condition == "S3":
        assert objection.link is not None
        link = frozenset(map(game.player_index, objection.link))
        without = _wars(game, links - {link}, [state])
        return link in links and state in link and all(excess <= 0 for _, _, excess in without)
    attack = objection.attack
    if attack is None or attack.target != objection.state:
        return False
    if objection.condition == "S2":
        assert objection.link is not None
        link = frozenset(map(game.player_index, objection.link))
        if link in links or not set(objection.link) <= set(attack.coalition):
            return False
        links = links | {link}
    leader = game.player_index(attack.leader)
    coalition = frozenset(map(game.player_index, attack.coalition))
    led = all(k == leader or frozenset((leader, k)) in links for k in coalition)
    return (
        leader in coalition and led and state not in coalition and _excess(game, links, state, coalition) > 0
    ) and _counted(game, links, attack)


def _counted(game: NetworkGame, links: Links, attack: Attack) -> bool:
    """Whether the defenders and both strengths are as the witness says."""
    target = game.player_index(attack.target)
    stay = {
        name
        for k, name in enumerate(game.players)
        if name not in attack.coalition and (k == target or frozenset((k, target)) in links)
    }
    strength = sum(game.capabilities[game.player_index(name)] for name in attack.coalition)
    resistance = sum(game.capabilities[game.player_index(name)] for name in stay)
    return (stay, strength, resistance) == (set(attack.defenders), attack.strength, attack.resistance)
