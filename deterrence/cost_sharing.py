"""A common cost divided by a formula, beside what allies would pay of their own accord."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deterrence.errors import GameError
from deterrence.formula import number
from deterrence.games.provision import ProvisionGame
from deterrence.proofs.provision import certify_provision
from deterrence.solvers.provision import solve_provision
from deterrence.table import Column, Table
from deterrence.utility import utility

FORMULAS = ("equal", "endowments")


@dataclass(frozen=True)
class SharedCost:
    """A formula beside the equilibrium, ally by ally, in the order of the game.

    Attributes
    ----------
    shares, required
        The formula's shares, and what it asks each ally to pay.
    paid
        What each pays in the equilibrium without a formula.
    prefers
        1 where an ally is better off under the formula than in that equilibrium, -1 where worse off, 0 where neither:
        compared exactly.
    stable
        Whether nobody would pay less, or more, than the formula asks (it is then an equilibrium itself).
    """

    game: ProvisionGame
    shares: tuple[Fraction, ...]
    required: tuple[Fraction, ...]
    paid: tuple[Fraction, ...]
    prefers: tuple[int, ...]
    stable: bool

    @property
    def agreed(self) -> bool:
        """Whether no ally is worse off under the formula."""
        return min(self.prefers) >= 0

    def table(self) -> Table:
        """A row an ally."""
        words = {1: "better off", 0: "as well off", -1: "worse off"}
        rows = tuple(
            (player, share, must, does, words[better])
            for player, share, must, does, better in zip(
                self.game.players, self.shares, self.required, self.paid, self.prefers, strict=True
            )
        )
        columns = (
            Column("ally", "ally"),
            Column("share", "share", align="r"),
            Column("required", "required", align="r"),
            Column("pays", "pays without it", align="r"),
            Column("prefers", "under the formula"),
        )
        return Table(columns, rows, title="A common cost, shared by a formula")


def cost_sharing(game: ProvisionGame, shares: Sequence[Any] | Mapping[str, Any] | str, cost: Any = None) -> SharedCost:
    """Divide a common cost by a formula and compare with the equilibrium.

    Parameters
    ----------
    game
        Contributions add up, and no penalties; its equilibrium must be the only one.
    shares
        A number for each ally, summing to 1; or ``"equal"``, or ``"endowments"`` (in proportion to what each can
        spend).
    cost
        What is divided: the sum of all payments. The sum paid in the equilibrium unless given, so that the same
        defence is paid for otherwise.

    Returns
    -------
    SharedCost

    Raises
    ------
    GameError
        For shares that are negative or do not sum to 1, for a cost that an ally cannot pay, and for other games.
    """
    if game.technology != "summation" or any(game.penalties):
        raise GameError("a formula is compared where contributions add up and nothing is fined; leave the rest out")
    wanted = _shares(game, shares)
    plain = replace(game, benchmarks=())
    found = solve_provision(plain)
    if not found.unique:
        raise GameError("there are several equilibria to compare with: give the allies values that differ")
    paid = found.contributions
    whole = sum(paid, Fraction(0)) if cost is None else number(cost)
    if whole <= 0:
        raise GameError(f"the cost is {whole}: write a positive number")
    required = tuple(share * whole for share in wanted)
    prefers = []
    for k, player in enumerate(game.players):
        under = utility(plain, k, required[k], plain.enjoyed(required)[k])
        without = utility(plain, k, paid[k], plain.enjoyed(paid)[k])
        limit = plain.limits[k]
        if under is None or without is None or (limit is not None and required[k] > limit):
            raise GameError(f"{player} cannot pay {required[k]}: write a smaller share or a smaller cost")
        prefers.append((under - without).sign())
    stable = certify_provision(plain, required).holds
    return SharedCost(plain, wanted, required, paid, tuple(prefers), stable)


def _shares(game: ProvisionGame, shares: Any) -> tuple[Fraction, ...]:
    n = len(game.players)
    if isinstance(shares, str):
        if shares not in FORMULAS:
            raise GameError(f"'{shares}' is no formula; write {' or '.join(FORMULAS)}, or a share for each ally")
        if shares == "equal":
            return (Fraction(1, n),) * n
        whole = sum(game.endowments, Fraction(0))
        return tuple(w / whole for w in game.endowments)
    if isinstance(shares, Mapping):
        if set(shares) != set(game.players):
            raise GameError(f"shares are needed for {', '.join(game.players)}, and for nobody else")
        shares = [shares[player] for player in game.players]
    found = tuple(number(share) for share in shares)
    if len(found) != n or min(found) < 0 or sum(found) != 1:
        raise GameError(f"shares need {n} numbers from 0 that sum to 1, not {', '.join(map(str, found))}")
    return found
