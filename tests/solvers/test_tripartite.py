"""A third player whose strict last move folds away is a lottery over her types: the tripartite crisis game (T3).

Players and moves after Zagare and Kilgour (2003); numbers are the handbook's, derived from the stated game.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction as F
from itertools import product
from typing import Any

import pytest

import deterrence as dt
from deterrence.games.extensive import ExtensiveGame, InformationSet, Move
from deterrence.games.profile import Assessment
from deterrence.measures import Range, measure, outcomes


@dataclass(frozen=True)
class Crisis:
    """Payoffs and priors with the letters of the handbook; the letters c and d are the Challenger and the Defender."""

    c_sq: F = F(0)
    c_pl: F = F("0.4")
    c_pr: F = F("0.9")
    c_cc: F = F("-0.6")
    c_win: F = F("-0.3")  # the Determined's war
    c_war: F = F("-1.2")  # the Hesitant's
    d_sq: F = F(1)
    d_cc: F = F("0.6")
    d_pl: F = F("-0.2")
    d_pr: F = F(-1)
    d_win: F = F("-0.6")  # the Staunch's war
    d_war: F = F("-1.6")  # the Perfidious's
    p_c: F = F("0.45")
    p_d: F = F("0.55")
    p_r: F = F(0)

    @property
    def a0(self) -> F:
        return self.p_r * self.c_pr + (1 - self.p_r) * self.c_pl

    @property
    def v0(self) -> F:
        return self.p_r * self.d_pr + (1 - self.p_r) * self.d_pl

    @property
    def s_plus(self) -> F:
        return (self.d_cc - self.v0) / (self.d_cc - self.d_win)

    @property
    def s_minus(self) -> F:
        return (self.d_cc - self.v0) / (self.d_cc - self.d_war)

    @property
    def t_h(self) -> F:
        return (self.a0 - self.c_sq) / (self.a0 - self.c_cc)

    @property
    def t_d(self) -> F:
        """Infinite (here 9) where the Determined would rather fight than keep the status quo."""
        return F(9) if self.c_win > self.c_sq else (self.a0 - self.c_sq) / (self.a0 - self.c_win)

    def game(self) -> ExtensiveGame:
        types = (("determined", "hesitant"), ("staunch", "perfidious"), ("disloyal", "loyal"))
        everyone = list(product(*types))
        payoffs = {
            ("hold",): {t: (self.c_sq, self.d_sq, F(0)) for t in everyone},
            ("demand", "support", "back-down"): {t: (self.c_cc, self.d_cc, F(0)) for t in everyone},
            ("demand", "support", "press"): {
                t: (
                    self.c_win if t[0] == "determined" else self.c_war,
                    self.d_win if t[1] == "staunch" else self.d_war,
                    F(0),
                )
                for t in everyone
            },
            ("demand", "withhold", "stay"): {t: (self.c_pl, self.d_pl, F(0)) for t in everyone},
            ("demand", "withhold", "realign"): {
                t: (self.c_pr, self.d_pr, F(1) if t[2] == "disloyal" else F(-1)) for t in everyone
            },
        }
        moves = {
            (): Move("Challenger", ("hold", "demand")),
            ("demand",): Move("Defender", ("withhold", "support")),
            ("demand", "support"): Move("Challenger", ("back-down", "press")),
            ("demand", "withhold"): Move("Protege", ("stay", "realign")),
        }
        priors = ((self.p_c, 1 - self.p_c), (self.p_d, 1 - self.p_d), (self.p_r, 1 - self.p_r))
        return ExtensiveGame(("Challenger", "Defender", "Protege"), types, priors, moves, payoffs)

    def region(self) -> tuple[str, F, F, F] | None:
        """The name, P(demand), P(support | demand) and P(war) of the handbook; None on a boundary."""
        p_c, p_d, s_plus, s_minus, t_h, t_d = self.p_c, self.p_d, self.s_plus, self.s_minus, self.t_h, self.t_d
        if p_d in (t_h, t_d) or p_c in (s_plus, s_minus) or s_plus == 1 or t_d == 1:
            return None
        if s_plus > 1 and p_d > t_d:
            return "Certain", F(0), F(0), F(0)
        if s_plus > 1 and p_d > t_h:
            return "Separating", p_c, p_d, p_c * p_d
        if s_plus < 1 and p_c > s_plus:
            return "AttackUnopposed", F(1), F(0), F(0)
        if s_plus < 1 and p_d > t_h:
            return "BluffStaunchMixes", p_c / s_plus, t_h, p_c * t_h
        if p_c > s_minus:
            return "Attack", F(1), p_d, p_c * p_d
        return "Bluff", p_c / s_minus, t_h, p_c * t_h


def drawn(rng: random.Random) -> Crisis | None:
    """A random exact point of the game's standing assumptions; None where a draw misses them."""

    def tenths(low: int, high: int) -> F:
        return F(rng.randrange(low, high), 10)

    point = Crisis(
        c_pl=tenths(1, 9), c_pr=tenths(1, 15), c_cc=tenths(-9, 0), c_win=tenths(-9, 4), c_war=tenths(-20, -9),
        d_cc=tenths(-2, 9), d_pl=tenths(-9, 5), d_pr=tenths(-15, 0), d_win=tenths(-12, 2), d_war=tenths(-30, -5),
        p_c=F(rng.randrange(1, 20), 20), p_d=F(rng.randrange(1, 20), 20), p_r=F(rng.randrange(1, 10), 10),
    )  # fmt: skip
    holds = (
        point.c_win > point.c_cc > point.c_war
        and point.a0 > point.c_sq > point.c_cc
        and point.d_war < point.d_pr < point.d_win < point.d_cc
        and point.d_pr <= point.d_pl
        and point.v0 < point.d_cc
    )
    return point if holds else None


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
