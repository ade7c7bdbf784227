"""What an ally of a provision game gets: exactly, as a rational plus logarithms of rationals.

Solvers and proofs compare such payoffs; `deterrence.algebra.logarithms` says how that is decided without rounding.
"""

from __future__ import annotations

from fractions import Fraction

from deterrence.algebra.logarithms import LogSum, logarithm
from deterrence.games.provision import ProvisionGame


def benchmark_money(game: ProvisionGame, ally: int) -> Fraction | None:
    """What an ally must pay to meet its benchmark, its credit in kind deducted; None where missing it costs nothing."""
    benchmark = game.benchmarks[ally]
    if benchmark is None or not game.penalties[ally] or benchmark <= game.in_kind[ally]:
        return None
    wanted: Fraction = benchmark - game.in_kind[ally]
    return wanted


def utility(game: ProvisionGame, ally: int, paid: Fraction, enjoyed: Fraction) -> LogSum | None:
    """The payoff of an ally that pays `paid` and enjoys `enjoyed`; None for minus infinity.

    Cobb-Douglas: (1 - alpha) ln(kept) + alpha ln(y); quasilinear: kept + v ln(y). Missing the benchmark costs a fine
    out of what is kept (proportional), or utility (lump-sum).
    """
    kept, lost = game.endowments[ally] - paid, Fraction(0)
    wanted = benchmark_money(game, ally)
    if wanted is not None and paid < wanted:
        if game.penalty == "proportional":
            kept -= game.penalties[ally] * (wanted - paid)
        else:
            lost = game.penalties[ally]
    weight = game.weights[ally]
    if enjoyed <= 0 or (game.utility == "cobb-douglas" and kept <= 0):
        return None
    if game.utility == "cobb-douglas":
        return logarithm(kept, 1 - weight) + logarithm(enjoyed, weight) - lost
    return logarithm(enjoyed, weight) + Fraction(kept - lost)
