"""Members of a pact who decide at the same time whether to respond: one game, three rules.

With the rule that one is enough it is the volunteer's dilemma (Diekmann 1985), with the rule that all must act a
weakest link (Hirshleifer 1983); where efforts add up it is a contribution game with two levels. The chance that a
member acts, an input of `deterrence.formula.members`, is here what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.strategic import StrategicGame

RULES = ("all-act", "one-enough", "sum")
MOST = 10  # members: 1,024 profiles
ACT, STAY = "act", "stay"


def joint_response(
    players: Sequence[str],
    rule: str,
    values: Any,
    costs: Any,
    *,
    efforts: Any = 1,
    against: Any = None,
) -> StrategicGame:
    """The game in which members of a pact respond to an attack, or leave it to the others.

    Member i gets values_i times the chance that the response holds, less costs_i if it acts.

    Parameters
    ----------
    players
        The members, two to ten.
    rule
        When the response holds. ``"all-act"``: if every member acts; ``"one-enough"``: if somebody does; ``"sum"``:
        with chance E / (E + against), E the efforts of those who act added up.
    values, costs
        What a response that holds is worth to each member, and what acting costs: one number for all, or one each.
    efforts, against
        Of the rule ``"sum"``: what each member that acts brings, and the strength it is measured against, positive.

    Returns
    -------
    StrategicGame
        Each member's actions are ``act`` and ``stay``.

    Raises
    ------
    GameError
        For an unknown rule, too few or too many members, and numbers that are missing, negative or not needed.

    Examples
    --------
    >>> game = joint_response(("East", "West"), "one-enough", values=4, costs=1)
    >>> [str(x) for x in game.payoffs[0]]
    ['3', '3', '4', '0']
    """
    if rule not in RULES:
        raise GameError(f"the rule is one of {', '.join(RULES)}, not {rule!r}")
    if isinstance(players, str) or not 2 <= len(players) <= MOST:
        raise GameError(f"a joint response needs two to {MOST} members, e.g. ('East', 'West'); not {players!r}")
    if (rule == "sum") != (against is not None):
        what = "needs `against`, the strength it is measured against" if rule == "sum" else "has no `against`"
        raise GameError(f"the rule '{rule}' {what}")
    worth, price, effort = (
        _each(players, given, what) for given, what in ((values, "value"), (costs, "cost"), (efforts, "effort"))
    )
    strength = Fraction(0) if against is None else exact_entry(against, "the strength against")
    if rule == "sum" and strength <= 0:
        raise GameError(f"the strength against is {strength}: write a positive number")
    payoffs: list[list[Fraction]] = [[] for _ in players]
    for acts in product((True, False), repeat=len(players)):
        joint = sum((e for e, act in zip(effort, acts, strict=True) if act), Fraction(0))
        holds = {
            "all-act": Fraction(all(acts)),
            "one-enough": Fraction(any(acts)),
            "sum": joint / (joint + strength) if joint else Fraction(0),
        }[rule]
        for i, act in enumerate(acts):
            payoffs[i].append(worth[i] * holds - (price[i] if act else 0))
    title = f"Joint response: {rule}"
    return StrategicGame(tuple(players), ((ACT, STAY),) * len(players), tuple(map(tuple, payoffs)), title)


def _each(players: Sequence[str], given: Any, what: str) -> list[Fraction]:
    listed = list(given) if isinstance(given, (list, tuple)) else [given] * len(players)
    if len(listed) != len(players):
        raise GameError(f"there are {len(listed)} numbers for the {what}s of {len(players)} members: write one each")
    exact = [exact_entry(x, f"the {what} of {player}") for player, x in zip(players, listed, strict=True)]
    for player, x in zip(players, exact, strict=True):
        if x < 0:
            raise GameError(f"the {what} of {player} is {x}: write 0 or more")
    return exact
