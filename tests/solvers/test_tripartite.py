"""A third player whose strict last move folds away is a lottery over her types: the tripartite crisis game (T3).

Players and moves after Zagare and Kilgour (2003); numbers are the handbook's, derived from the stated game.
"""

from __future__ import annotations

import random
from fractions import Fraction as F
from typing import Any

import pytest
from tripartite import Crisis, drawn

import deterrence as dt
from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.games.profile import Assessment
from deterrence.measures import Range, measure, outcomes


def crisis(p_r: F) -> ExtensiveGame:
    return Crisis(p_r=p_r).game()


def surviving(p_r: F) -> tuple[Range, Range, Range]:
    found = dt.solve(crisis(p_r))
    assert found.complete
    assert found.certificate.holds
    verdicts = dt.refine(found, "d1")
    left = outcomes(found.game, [c for c, v in zip(found.cells, verdicts, strict=True) if v.survives])
    ends = list(found.game.payoffs)
    demand = [h for h in ends if h[0] == "demand"]
    support = [h for h in ends if h[:2] == ("demand", "support")]
    return measure(left, demand), measure(left, support, demand), measure(left, [("demand", "support", "press")])


@pytest.mark.parametrize(
    ("p_r", "demand", "support", "war"),
    [
        (F(0), F("0.675"), F("0.4"), F("0.18")),
        (F("0.2"), F("0.5625"), F(5, 11), F(9, 44)),
        (F("0.4"), F(27, 56), F("0.5"), F("0.225")),
        (F("0.6"), F("0.45"), F("0.55"), F("0.2475")),
    ],
)
def test_handbook_rows(p_r: F, demand: F, support: F, war: F) -> None:
    assert surviving(p_r) == (Range(demand, demand), Range(support, support), Range(war, war))


def test_knife_edge_where_the_staunch_mix() -> None:
    demand, support, war = surviving(F(1, 2))
    assert demand == Range(F("0.45"), F("0.45"))
    assert (support.minimum, support.maximum) == (F("0.52"), F("0.55"))
    assert (war.minimum, war.maximum) == (F("0.234"), F("0.2475"))


def test_no_demand_is_an_equilibrium_that_fails_d1() -> None:
    found = dt.solve(crisis(F("0.2")))
    quiet = [
        verdict.survives
        for cell, verdict in zip(found.cells, dt.refine(found, "d1"), strict=True)
        if all(actions == ("hold",) for place, actions in cell.support.items() if place.sees == "")
    ]
    assert quiet
    assert not any(quiet)


DEMAND = [
    ("demand", "support", "back-down"), ("demand", "support", "press"),
    ("demand", "withhold", "stay"), ("demand", "withhold", "realign"),
]  # fmt: skip


def test_every_region_of_the_handbook_at_random_points() -> None:
    """Six regions in which the Challenger's behaviour is determined, and the seventh, no demand, beside them."""
    rng = random.Random("regions")
    wanted = dict.fromkeys(
        ["Certain", "Separating", "Attack", "Bluff", "AttackUnopposed", "BluffStaunchMixes", "No-demand"], 20
    )
    while any(wanted.values()):
        point = drawn(rng)
        region = point and point.region()
        if point is None or region is None:
            continue
        name, demand, support, war = region
        quiet_too = point.t_d < 1 and name != "Certain"
        if not wanted[name] and not (quiet_too and wanted["No-demand"]):
            continue
        wanted[name] = max(wanted[name] - 1, 0)
        found = dt.solve(point.game())
        assert found.complete
        verdicts = dt.refine(found, "d1")
        quiet, loud = [], []
        for cell, verdict in zip(found.cells, verdicts, strict=True):
            (quiet if cell.unsent == ("demand",) else loud).append((cell, verdict.survives))
        told = (name, point)
        # no demand is an equilibrium if and only if t_D <= 1, and survives D1 only in Certain: at r = 1 support has
        # probability p_D where s+ > 1 and 0 where s+ < 1, and the Determined gain most if it is below t_D
        assert bool(quiet) == (point.t_d < 1), told
        if name == "Certain":
            assert not loud, told
            assert any(survives for _, survives in quiet), told
            continue
        assert loud, told
        assert not any(survives for _, survives in quiet), told
        assert all(survives for _, survives in loud), told
        wanted["No-demand"] -= bool(quiet and wanted["No-demand"])
        left = outcomes(found.game, [cell for cell, _ in loud])
        assert measure(left, DEMAND) == Range(demand, demand), told
        assert measure(left, DEMAND[:2], DEMAND) == Range(support, support), told
        assert measure(left, DEMAND[1:2]) == Range(war, war), told


def test_the_mixtures_of_the_handbook() -> None:
    """How often the Hesitant bluff, and who mixes: the Perfidious in Bluff, the Staunch in BluffStaunchMixes."""
    rng, seen = random.Random("mixtures"), {"Bluff": 0, "BluffStaunchMixes": 0}
    hesitant = InformationSet("Challenger", "hesitant", "")
    staunch, perfidious = (InformationSet("Defender", t, "demand") for t in ("staunch", "perfidious"))
    while min(seen.values()) < 20:
        point = drawn(rng)
        region = point and point.region()
        if point is None or region is None or seen.get(region[0], 20) >= 20:
            continue
        seen[region[0]] += 1
        s = point.s_minus if region[0] == "Bluff" else point.s_plus
        x = point.p_c * (1 - s) / ((1 - point.p_c) * s)
        answers = (
            (F(1), (point.t_h - point.p_d) / (1 - point.p_d)) if region[0] == "Bluff" else (point.t_h / point.p_d, F(0))
        )
        found = dt.solve(point.game())
        profiles = [p for cell in found.cells if cell.unsent != ("demand",) for p in cell.profiles]
        assert [
            (p[hesitant].get("demand", 0), (p[staunch].get("support", 0), p[perfidious].get("support", 0)))
            for p in profiles
        ] == [(x, answers)]


def test_no_demand_held_up_by_a_belief_between_the_thresholds() -> None:
    """The handbook's example: pC = .45, pD = .8, pR = .2, and a belief of .618 after a demand."""
    point = Crisis(p_d=F("0.8"), p_r=F("0.2"))
    assert (point.s_plus, point.s_minus, point.t_d) == (F("0.8"), F(24, 55), F(5, 8))
    game = point.game()
    found = dt.solve(game)

    def no_demand(r: F, perfidious: F) -> Assessment:
        base: Any = next(cell for cell in found.cells if cell.unsent == ("demand",)).assessments[0]
        places = {t: InformationSet("Defender", t, "demand") for t in ("staunch", "perfidious")}
        profile = {
            **base.profile,
            places["staunch"]: {"support": F(1)},
            places["perfidious"]: {"support": perfidious, "withhold": 1 - perfidious},
        }
        beliefs = dict(base.beliefs)
        for t, place in places.items():
            beliefs[place] = {
                (("demand",), (kind, t, loyalty)): w * q
                for kind, w in (("determined", r), ("hesitant", 1 - r))
                for loyalty, q in (("disloyal", point.p_r), ("loyal", 1 - point.p_r))
            }
        for place in game.information_sets:  # moves after it: the Defender's type is believed as she acts
            if place.sees in ("demand withhold", "demand support"):
                action = place.sees.split()[1]
                weights: dict[Any, F] = {}
                for history, types in game.nodes(place):
                    weight = profile[places[types[1]]].get(action, F(0)) or F(0)
                    weight *= game.priors[1][game.types[1].index(types[1])]
                    if place.player == "Protege":
                        weight *= r if types[0] == "determined" else 1 - r
                    else:
                        weight *= game.priors[2][game.types[2].index(types[2])]
                    weights[history, types] = weight
                total = sum(weights.values())
                if total:
                    beliefs[place] = {node: w / total for node, w in weights.items() if w}
        return Assessment(profile, beliefs)

    for r, perfidious, expected in [
        (F("0.618"), F(0), True), (F("0.8"), F(0), True), (F(24, 55), F(0), True), (F(24, 55), F(1, 3), True),
        (F("0.4"), F(1), True), (F("0.81"), F(0), False), (F("0.43"), F(0), False), (F("0.618"), F(1, 3), False),
    ]:  # fmt: skip
        claimed = no_demand(r, perfidious)
        assert found.contains(claimed) is expected, (r, perfidious)
        assert dt.certify(game, claimed).holds is expected, (r, perfidious)
    verdicts = dt.refine(found, "d1")
    quiet = [v for cell, v in zip(found.cells, verdicts, strict=True) if cell.unsent == ("demand",)]
    assert quiet
    for verdict in quiet:
        assert verdict.survives is False
        assert "determined Challenger" in verdict.reasons[0]
