"""What may be asked of the equilibria of an extensive or strategic game: probabilities of events, and payoffs.

``event`` is a probability and ``event / event`` a conditional one; the first event must lie inside the second. An event
may speak of types: ``war with Defender soft / war`` is the share of wars that a Soft defender fights, and
``challenge with Challenger hard / challenge`` the posterior after a challenge. ``E[Defender]`` is her expected
payoff before types are drawn, and ``E[Defender] / war`` the one given war. ``not challenge`` is the opposite event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from deterrence.data import Frozen, meant
from deterrence.games.extensive import History
from deterrence.model.matrix import Matrix
from deterrence.model.names import fail
from deterrence.model.tree import Tree

_PAYOFF = re.compile(r"E\[\s*(\S+)\s*\]")
_ADVICE = "write 'event', 'event / event', 'event with Player type / event' or 'E[Player]'"


@dataclass(frozen=True)
class Measure:
    """A probability, or an expected payoff.

    Attributes
    ----------
    event, given
        The endings asked about and those that condition them (None: all).
    types, given_types
        The types that players must have in addition.
    payoff
        The player whose payoff is averaged over `given`; empty for a probability.
    """

    name: str
    event: frozenset[History]
    given: frozenset[History] | None = None
    types: Mapping[str, str] = field(default_factory=Frozen)
    given_types: Mapping[str, str] = field(default_factory=Frozen)
    payoff: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is a probability of histories, types averaged out."""
        return not (self.types or self.given_types or self.payoff)


def read_measure(
    name: str, text: str, events: Mapping[str, frozenset[History]], form: Tree | Matrix, *path: str | int
) -> Measure:
    """A measure as it is written, checked against the game.

    Raises
    ------
    ModelError
        For names that do not exist, and an event that can happen without the one it is conditioned on.
    """
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2:
        raise fail(f"'{text}' is not a measure", *path, advice=_ADVICE)
    given, given_types = _event(parts[1], events, form, path) if len(parts) == 2 else (None, Frozen({}))
    payoff = _PAYOFF.fullmatch(parts[0])
    if payoff is not None:
        if payoff[1] not in form.players:
            raise fail(f"'{payoff[1]}' is not a player", *path, advice=meant(payoff[1], form.players))
        return Measure(name, frozenset(), given, given_types=given_types, payoff=payoff[1])
    event, types = _event(parts[0], events, form, path)
    if given is not None and not event <= given:
        outside = " ".join(min(event - given))
        raise fail(
            f"'{parts[0]}' can happen without '{parts[1]}', at '{outside}'",
            *path,
            advice=f"write a first event that lies inside the second, or '{parts[1]}' with more histories",
        )
    for player, kind in given_types.items():
        if types.get(player) != kind:
            advice = f"write '{parts[0]} {'and' if types else 'with'} {player} {kind} / {parts[1]}'"
            raise fail(f"'{parts[0]}' can happen where {player} is not {kind}", *path, advice=advice)
    return Measure(name, event, given, types, given_types)


def endings(form: Tree | Matrix) -> tuple[History, ...]:
    """Terminal histories; in a strategic game the profiles of actions."""
    if isinstance(form, Tree):
        return tuple(form.payoffs)
    ends: tuple[History, ...] = ((),)
    for actions in form.actions:
        ends = tuple((*end, action) for end in ends for action in actions)
    return ends


def _event(
    text: str, events: Mapping[str, frozenset[History]], form: Tree | Matrix, path: tuple[str | int, ...]
) -> tuple[frozenset[History], Mapping[str, str]]:
    """An event, with the types that it speaks of."""
    name, _, rest = (text, "", "") if text in events else text.partition(" with ")
    name = name.strip()
    turned = name not in events and name.startswith("not ")
    name = name[4:].strip() if turned else name
    if name not in events:
        raise fail(f"'{name}' is not an event", *path, advice=meant(name, events))
    types: dict[str, str] = {}
    for part in rest.split(" and ") if rest else ():
        player, _, kind = part.strip().partition(" ")
        if player not in form.players:
            raise fail(f"'{player}' is not a player", *path, advice=meant(player, form.players))
        known = form.types[form.players.index(player)] if isinstance(form, Tree) else ("",)
        if kind.strip() not in known or known == ("",):
            advice = meant(kind.strip(), known) if known != ("",) else f"{player} has no types; leave this out"
            raise fail(f"'{kind.strip()}' is not a type of {player}", *path, advice=advice)
        types[player] = kind.strip()
    return frozenset(endings(form)) - events[name] if turned else events[name], Frozen(types)
