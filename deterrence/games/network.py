"""Networks of pacts: who can be attacked with success, given who stands with whom.

States are nodes and pacts are links (Jackson and Nei 2015). A link matters twice: allies of the target defend it unless
they join the attack, and allies may attack together.

The definitions are those of `docs/network.md`. The abstract of the paper fixes their shape ("some allied group of
countries can defeat the defending country and its (remaining) allies"; stable against adding a pact by two states and
against dropping one by either); the rest is recalled and not checked against the paper's text. Read them as our own
game, in the spirit of that paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType
from typing import Any, TypeAlias

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry, is_plain
from deterrence.shown import Shown

MOST = 8  # states: a check runs through every coalition of every state in every network

Link: TypeAlias = tuple[str, str]
Network: TypeAlias = tuple[Link, ...]


@dataclass(frozen=True, eq=False)
class NetworkGame(Shown):
    """States that may be linked by pacts.

    State i is *vulnerable* at a network if some state j other than i leads a coalition C, made of j and allies of j
    without i, with M(C) > gamma M(D), where D is i and those of its allies that are not in C.

    Parameters
    ----------
    players
        Names of the states, in order: two to eight.
    capabilities
        M, what each brings to a war, in one unit; not negative.
    advantage
        gamma > 0, how much stronger an attack must be than the defence: above 1 defence has the advantage.
    designs
        Networks that are asked about, by name; each a sequence of links, a link being two names.

    Raises
    ------
    GameError
        For names, numbers or links that do not fit together.

    Notes
    -----
    Numbers may be of any system (Fraction, formulas to be shown); plain ones are made exact and checked.
    """

    players: tuple[str, ...]
    capabilities: tuple[Any, ...]
    advantage: Any
    designs: Mapping[str, Network] = field(default_factory=dict)
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        players, capabilities = self.players, self.capabilities
        listed = isinstance(players, (tuple, list)) and all(isinstance(player, str) for player in players)
        if not listed or not 2 <= len(players) <= MOST or len(set(players)) != len(players):
            raise GameError(
                f"a network needs two to {MOST} states, each named once, e.g. ('Hub', 'East', 'West'); not {players!r}"
            )
        try:
            count = 0 if isinstance(capabilities, str) else len(capabilities)
        except TypeError:
            count = 0
        if count != len(players):
            raise GameError(f"capabilities need one number for each of the {len(players)} states; not {capabilities!r}")
        object.__setattr__(self, "players", tuple(players))
        object.__setattr__(self, "capabilities", tuple(capabilities))
        if all(map(is_plain, (*self.capabilities, self.advantage))):
            self._make_exact()
        if not isinstance(self.designs, Mapping):
            raise GameError(f"designs are links by name, such as {{'star': star(players)}}; not {self.designs!r}")
        found = {name: self.network(links, f"the design '{name}'") for name, links in self.designs.items()}
        object.__setattr__(self, "designs", MappingProxyType(found))

    def _make_exact(self) -> None:
        pairs = zip(self.players, self.capabilities, strict=True)
        capabilities = tuple(exact_entry(value, f"the capability of {player}") for player, value in pairs)
        advantage = exact_entry(self.advantage, "the advantage of defence")
        for player, capability in zip(self.players, capabilities, strict=True):
            if capability < 0:
                raise GameError(f"the capability of {player} is {capability}: write 0 or more")
        if advantage <= 0:
            raise GameError(f"the advantage of defence is {advantage}: write a positive number, such as 1 or 3/2")
        object.__setattr__(self, "capabilities", capabilities)
        object.__setattr__(self, "advantage", advantage)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NetworkGame):
            return NotImplemented
        return (self.players, self.capabilities, self.advantage, dict(self.designs)) == (
            other.players,
            other.capabilities,
            other.advantage,
            dict(other.designs),
        )

    def __hash__(self) -> int:
        return hash((self.players, self.capabilities, self.advantage, tuple(self.designs.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.players, self.capabilities, self.advantage, dict(self.designs), self.title)

    def player_index(self, player: str) -> int:
        """Position of a state."""
        return self.players.index(player)

    def network(self, links: Iterable[Sequence[str]], what: str = "the network") -> Network:
        """Links in the order of the states, each with its states in their order.

        Raises
        ------
        GameError
            For a link that is not two different states of this game, or is written twice.
        """
        found = set()
        try:
            listed = [link if isinstance(link, str) else tuple(link) for link in links]
        except TypeError:
            raise GameError(f"{what} is a sequence of links, such as [{self.players[:2]}]; not {links!r}") from None
        for link in listed:
            if isinstance(link, str) or len(link) != 2 or link[0] == link[1]:
                raise GameError(f"{what} holds {link!r}: a link is two different states, such as {self.players[:2]}")
            for state in link:
                if state not in self.players:
                    raise GameError(f"{what} links '{state}', which is not one of {', '.join(self.players)}")
            pair = tuple(sorted(map(self.player_index, link)))
            if pair in found:
                raise GameError(f"{what} links {link[0]} and {link[1]} twice: write each link once")
            found.add(pair)
        return tuple((self.players[i], self.players[j]) for i, j in sorted(found))


# -- designs ----------------------------------------------------------------------------------------------------------


def star(players: Sequence[str], hub: str | None = None) -> Network:
    """Hub and spokes: the hub has a pact with everyone, and nobody else has one. The first state unless given.

    Raises
    ------
    GameError
        Where the hub is none of the states.
    """
    hub = players[0] if hub is None else hub
    if hub not in players:
        raise GameError(f"the hub '{hub}' is not one of {', '.join(players)}")
    return tuple((hub, other) for other in players if other != hub)


def mesh(players: Sequence[str]) -> Network:
    """One pact of all, seen as links: everyone is the ally of everyone."""
    return tuple(combinations(players, 2))


def bilateral(players: Sequence[str]) -> Network:
    """Pairs of allies in the order given: the first with the second, the third with the fourth; an odd one is alone."""
    return tuple(zip(players[::2], players[1::2], strict=False))
