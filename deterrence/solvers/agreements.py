"""Agreements whose acts are all seen: windows of burden shares, linked issues, peace until somebody attacks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.proof import Certificate, Certified
from deterrence.proofs.agreements import (
    IssueSets,
    Peace,
    ShareWindow,
    certify_issues,
    certify_peace,
    certify_shares,
)
from deterrence.ranges import Range, single
from deterrence.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

ZERO, ONE = Fraction(0), Fraction(1)


def _none(reason: str) -> Range:
    return Range(None, None, False, False, reason)


def _breach(kept: bool) -> Range:
    """Stopping at once is always an equilibrium, so the supremum is 1."""
    return Range(ZERO if kept else ONE, ONE)


@dataclass(frozen=True, eq=False)
class ShareEquilibria(Certified, Shown):
    """The divisions of a common cost that are paid in a subgame-perfect equilibrium.

    Attributes
    ----------
    window
        For each ally its least and largest share, each with a division that has it; all between are possible too.
    """

    game: ShareAgreement
    window: ShareWindow
    status: str
    method: str = "the largest share that each ally can carry"
    concept: str = "subgame-perfect"
    complete: bool = True
    exact: bool = True

    @cached_property
    def certificate(self) -> Certificate:
        """That the ends of the window are equilibria and nothing beyond them is."""
        return certify_shares(self.game, self.window)

    @property
    def kept(self) -> bool:
        """Whether the agreed shares are paid in an equilibrium; without any, whether some shares are."""
        if not self.game.shares:
            return bool(self.window.most)
        return all(self.game.gain(i, s) <= 0 for i, s in enumerate(self.game.shares))

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """What papers report of such an agreement, by name; `docs/repeated.md` defines each."""
        game = self.game
        result = {
            "P(breach)": _breach(self.kept),
            "self-enforcing": single(ONE if self.kept else ZERO),
            "effective discount factor": single(game.effective),
            "critical discount factor": _critical_shares(game),
        }
        for i, player in enumerate(game.players):
            empty = _none("no division of the cost is self-enforcing")
            has = bool(self.window.most)
            result[f"share window low[{player}]"] = single(self.window.least[i][i]) if has else empty
            result[f"share window high[{player}]"] = single(self.window.most[i][i]) if has else empty
            if game.shares:
                result[f"share[{player}]"] = single(game.shares[i])
                result[f"slack[{player}]"] = single(-game.gain(i, game.shares[i]))
        return result


def _critical_shares(game: ShareAgreement) -> Range:
    """The least discount factor at which the agreed shares, or some shares, are paid."""
    if not game.shares:
        short = game.cost - sum(game.benefits)
        at_once = sum((b * (1 - lam) for b, lam in zip(game.benefits, game.losses, strict=True)), ZERO)
        if short > 0:
            return _none("the common defence costs more than it is worth to all")
        if not short and at_once:
            return _none("the common defence costs all that it is worth, so no discount factor below 1 keeps it")
        return single(max(ZERO, 1 + short / at_once) if at_once else ZERO)
    found = []
    for benefit, loss, share in zip(game.benefits, game.losses, game.shares, strict=True):
        net, at_once = benefit - share * game.cost, benefit * (1 - loss)
        if net < 0 or (net == 0 and at_once):
            return _none("some ally's share costs it all that the common defence is worth to it, or more")
        found.append(max(ZERO, 1 - net / at_once) if at_once else ZERO)
    return single(max(found))


def solve_shares(game: ShareAgreement) -> ShareEquilibria:
    """The window of self-enforcing shares, exactly: s_i C <= b_i (1 - (1 - x)(1 - lam_i)), x = delta (1 - h).

    Returns
    -------
    ShareEquilibria
    """
    n = len(game.players)
    carries = [min(ONE, -game.gain(i, ZERO) / game.cost) for i in range(n)]
    if sum(carries, ZERO) < 1:
        return ShareEquilibria(game, ShareWindow(), "no division of the cost is paid in any equilibrium")
    most = tuple(_filled(carries, [i, *(j for j in range(n) if j != i)]) for i in range(n))
    least = tuple(_filled(carries, [*(j for j in range(n) if j != i), i]) for i in range(n))
    status = "all divisions in which no ally pays more than it can carry are paid in an equilibrium, and no other"
    return ShareEquilibria(game, ShareWindow(least, most), status)


def _filled(carries: list[Fraction], order: list[int]) -> tuple[Fraction, ...]:
    """The whole cost, in this order each taking all that it can carry."""
    left, shares = ONE, [ZERO] * len(carries)
    for j in order:
        shares[j] = min(left, carries[j])
        left -= shares[j]
    return tuple(shares)


@dataclass(frozen=True, eq=False)
class IssueEquilibria(Certified, Shown):
    """The issues on which two sides cooperate, linked and alone.

    Attributes
    ----------
    kept
        The issues kept in an equilibrium with the largest payoff, all issues linked; and those that can be kept alone.
    """

    game: LinkedIssues
    sets: IssueSets
    status: str
    method: str = "every set of issues"
    concept: str = "subgame-perfect"
    complete: bool = True
    exact: bool = True

    @cached_property
    def certificate(self) -> Certificate:
        """That the linked set is an equilibrium's and none is worth more."""
        return certify_issues(self.game, self.sets)

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """What papers report, by name; `docs/repeated.md` defines each."""
        game = self.game
        worth = dict(zip(game.issues, game.surpluses, strict=True))
        linked = self.sets.linked == frozenset(game.issues)
        best = sum((worth[k] for k in self.sets.linked), ZERO)
        result = {
            "P(breach)": _breach(linked),
            "self-enforcing": single(ONE if linked else ZERO),
            "effective discount factor": single(game.effective),
            "critical discount factor": _critical(sum(game.temptations, ZERO), sum(game.surpluses, ZERO)),
            "best payoff": single(best),
            "best payoff unlinked": single(sum((worth[k] for k in self.sets.alone), ZERO)),
        }
        for issue, t, s in zip(game.issues, game.temptations, game.surpluses, strict=True):
            result[f"critical discount factor[{issue}]"] = _critical(t, s)
            result[f"kept linked[{issue}]"] = single(ONE if issue in self.sets.linked else ZERO)
            result[f"kept alone[{issue}]"] = single(ONE if issue in self.sets.alone else ZERO)
        return result


def _critical(temptation: Fraction, surplus: Fraction) -> Range:
    """t / (t + s)."""
    if not temptation:
        return single(ZERO)
    return single(temptation / (temptation + surplus)) if surplus else _none("there is nothing to lose")


def solve_issues(game: LinkedIssues) -> IssueEquilibria:
    """Which issues are kept, linked and alone, exactly.

    Linked issues are kept while sum t <= x / (1 - x) sum s over them (Bernheim and Whinston 1990, in the spirit of).

    Returns
    -------
    IssueEquilibria
    """
    x = game.effective
    rows = [*zip(game.issues, game.surpluses, game.temptations, strict=True)]
    alone = frozenset(name for name, s, t in rows if (1 - x) * t <= x * s)
    best: tuple[Fraction, int, frozenset[str]] = (ZERO, 0, frozenset())
    for size in range(len(rows) + 1):
        for chosen in combinations(rows, size):
            surplus = sum((s for _, s, _ in chosen), ZERO)
            kept = (1 - x) * sum((t for _, _, t in chosen), ZERO) <= x * surplus
            if kept and (surplus, size) > best[:2]:
                best = surplus, size, frozenset(name for name, _, _ in chosen)
    status = "the best subgame-perfect equilibrium, linked, and what is kept alone; keeping nothing is always one"
    return IssueEquilibria(game, IssueSets(best[2], alone), status)


@dataclass(frozen=True, eq=False)
class PeaceEquilibria(Certified, Shown):
    """Whether two states stay at peace: in an equilibrium, and with the risk-dominant one."""

    game: ExitGame
    peace: Peace
    status: str
    method: str = "one deviation"
    concept: str = "subgame-perfect"
    complete: bool = True
    exact: bool = True

    @cached_property
    def certificate(self) -> Certificate:
        """That peace is, or is not, an equilibrium and risk dominant."""
        return certify_peace(self.game, self.peace)

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """What papers report, by name; `docs/repeated.md` defines each."""
        game = self.game
        fear = game.attack + game.war - game.victim
        war = ONE if not self.peace.equilibrium else ZERO
        found = {
            "P(breach)": Range(war, ONE),
            "self-enforcing": single(1 - war),
            "risk-dominant": single(ONE if self.peace.risk_dominant else ZERO),
            "value of peace": single(game.lasting),
            "hurdle": single(game.attack),
            "risk-dominance hurdle": single(fear),
            "preemptive gap": single(game.war - game.victim),
            "critical discount factor": single(max(ZERO, 1 - game.peace / game.attack)),
            "risk-dominant discount factor": single(max(ZERO, 1 - game.peace / fear)),
            "risk-dominance margin": single(game.lasting - fear),
        }
        if game.peace <= 0:
            never = _none("peace pays nothing, so no discount factor keeps it")
            found |= {"critical discount factor": never, "risk-dominant discount factor": never}
        return {name: found[name] for name in game.asked}


def solve_peace(game: ExitGame) -> PeaceEquilibria:
    """Whether peace is an equilibrium, pi / (1 - delta) >= F, and risk dominant, pi / (1 - delta) >= F + W - S.

    Chassang and Padro i Miquel (2010), without noise and in the limit of small noise (our derivation; Harsanyi and
    Selten 1988 for risk dominance).

    Returns
    -------
    PeaceEquilibria
    """
    peace = Peace(game.lasting >= game.attack, game.lasting - game.attack >= game.war - game.victim)
    word = "peace for ever is an equilibrium" if peace.equilibrium else "in no equilibrium is there peace in any period"
    return PeaceEquilibria(game, peace, f"{word}; attacking at once always is one")
