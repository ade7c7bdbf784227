"""Regions of the war of attrition: who never backs down at once, and the horizon as the root of a quadratic.

With r_i = a_i / v_i the horizon is the smaller of t_1 and t_2, t_i the positive root of a_i r_j t^2 + a_i t - W_i = 0;
`deterrence.solvers.attrition` derives it. Which is smaller is told by the sign of the other quadratic there, which is
linear in the root once it is divided through. All other numbers are rational functions of parameters and horizon.
"""

from __future__ import annotations

from typing import Any

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.games.attrition import AttritionGame
from deterrence.regions import ordered
from deterrence.regions.cases import Cases
from deterrence.regions.closed import Found, assembled, exactly, extended
from deterrence.regions.result import Extent, Regions, Root
from deterrence.regions.sections import Surd, compare
from deterrence.regions.setting import Setting
from deterrence.regions.signs import Sign, sign

HORIZON = "horizon"
STATUS = (
    "the unique equilibrium with a horizon, the positive root of a quadratic that has a name of its own; the chances "
    "that a side backs down later and the expected duration have logarithms in them"
)


def derive_attrition(given: Setting) -> Regions:
    """The regions of a model of a war of attrition."""
    name = HORIZON
    while name in given.model.names:
        name += "_"
    wide = extended(given, (name,))

    def derive(cases: Cases) -> Found:
        values = ordered.values(wide, cases)
        game: AttritionGame = ordered.game(wide, cases, values)
        for numbers in (game.prizes, game.audience_costs, game.war_costs):
            cases.require(all(x > 0 for x in numbers))
        return _found(game, wide, values, name, cases)

    return assembled(wide, [derive], "perfect-bayesian", STATUS)


def _found(game: AttritionGame, given: Setting, values: dict[str, Any], name: str, cases: Cases) -> Found:
    a = [ordered.plain(x, cases) for x in game.audience_costs]
    v = [ordered.plain(x, cases) for x in game.prizes]
    w = [ordered.plain(x, cases) for x in game.war_costs]
    r = [a[0] / v[0], a[1] / v[1]]
    ends = [Surd(a[i] * r[1 - i], a[i], -w[i], True) for i in (0, 1)]
    order = compare(ends[0], ends[1], cases)
    firm = 0 if order <= 0 else 1  # whose root is the horizon: it never backs down at once
    t = cases.domain.ring.name(name)
    at_once: list[Ratio] = [cases.domain.ring.number(0)] * 2
    if order:
        other = 1 - firm
        at_once[other] = 1 - a[other] * t * (1 + r[firm] * t) / w[other]
    stays = [(1 - at_once[i]) / (1 + r[1 - i] * t) for i in (0, 1)]
    war = stays[0] * stays[1]
    beyond = (1 - at_once[0]) * (1 - at_once[1])
    measures: dict[str, Extent | None] = {
        "horizon": exactly(t, cases),
        "P(war)": exactly(war, cases),
        "P(war | escalation)": exactly(war / beyond, cases),
    }
    for i, player in enumerate(game.players):
        measures[f"P(back down at once)[{player}]"] = exactly(at_once[i], cases)
        measures[f"P(escalate)[{player}]"] = exactly(1 - at_once[i], cases)
        measures[f"P(fight)[{player}]"] = exactly(stays[i], cases)
        measures[f"E[U][{player}]"] = exactly(v[i] * at_once[1 - i] + war * a[i] * t / 2, cases)
    shape = "nobody backs down at once" if not order else f"only {game.players[1 - firm]} may back down at once"
    does: dict[str, tuple[str, ...]] = {}
    does |= dict.fromkeys(game.players, ("escalate",))
    if order:
        does[game.players[1 - firm]] = ("back down at once", "escalate")
    end = ends[firm]
    root = Root(name, _pinned(end, t, cases.domain.ring))
    return Found(shape, does, {}, measures, ordered.region(given, values, cases), (root,))


def _pinned(end: Surd, t: Ratio, ring: Ring) -> tuple[Sign, ...]:
    zero = end.a * t * t + end.b * t + end.c
    found = sign(ring, zero.above, "=="), sign(ring, t.above, ">")
    return tuple(one for one in found if isinstance(one, Sign))
