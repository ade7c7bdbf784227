"""A third player whose strict last move folds away is a lottery over her types: the tripartite crisis game (T3).

Players and moves after Zagare and Kilgour (2003); numbers are the handbook's, derived from the stated game.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import pytest

import deterrence as dt
from deterrence.games.extensive import ExtensiveGame, Move
from deterrence.measures import Range, measure, outcomes


def crisis(p_r: F) -> ExtensiveGame:
    types = (("determined", "hesitant"), ("staunch", "perfidious"), ("disloyal", "loyal"))
    everyone = list(product(*types))
    payoffs = {
        ("hold",): {t: (F(0), F(1), F(0)) for t in everyone},
        ("demand", "support", "back-down"): {t: (F("-0.6"), F("0.6"), F(0)) for t in everyone},
        ("demand", "support", "press"): {
            t: (F("-0.3") if t[0] == "determined" else F("-1.2"), F("-0.6") if t[1] == "staunch" else F("-1.6"), F(0))
            for t in everyone
        },
        ("demand", "withhold", "stay"): {t: (F("0.4"), F("-0.2"), F(0)) for t in everyone},
        ("demand", "withhold", "realign"): {
            t: (F("0.9"), F(-1), F(1) if t[2] == "disloyal" else F(-1)) for t in everyone
        },
    }
    moves = {
        (): Move("Challenger", ("hold", "demand")),
        ("demand",): Move("Defender", ("withhold", "support")),
        ("demand", "support"): Move("Challenger", ("back-down", "press")),
        ("demand", "withhold"): Move("Protege", ("stay", "realign")),
    }
    p_c, p_d = F("0.45"), F("0.55")
    priors = ((p_c, 1 - p_c), (p_d, 1 - p_d), (p_r, 1 - p_r))
    return ExtensiveGame(("Challenger", "Defender", "Protege"), types, priors, moves, payoffs)


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
