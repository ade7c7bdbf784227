"""The Tripartite Crisis Game in formulas, for the tests to compare the general solver with.

From the handbook's thresholds and regions (T3), and nothing of the package but the classes that hold a game.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction as F
from itertools import product

from deterrence.games.extensive import ExtensiveGame, Move


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
