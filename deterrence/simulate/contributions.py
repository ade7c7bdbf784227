"""Rounds of a game of provision: what each ally pays, which is the same in every round.

Nothing in such a game is random. Where it has several equilibria, which one is played is no matter of chance either, so
none is drawn: the first is played, and the rule that is printed says how many there are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.simulate.private import Played, PrivateSimulation
from deterrence.simulate.share import Share
from deterrence.solvers.provision import ProvisionEquilibria

SURE = "nothing is random: every round is the same"


def play_contributions(
    answer: ProvisionEquilibria, over: str, region: tuple[str, ...], times: int, seed: int
) -> PrivateSimulation:
    """What is paid and provided in each round.

    Parameters
    ----------
    answer
        Of a game of provision.
    over
        ``"refined"`` or ``"all"``: the first of the equilibria that the answer lists; ``"2"``: the second, and so on.
    region
        Names of the regions in which the point lies.
    times, seed
        Checked numbers.

    Raises
    ------
    SolverError
        Where there is no equilibrium.
    ModelError
        For an equilibrium that is not listed.
    """
    import numpy as np

    game = answer.game
    points = [v for piece in answer.pieces for v in piece.vertices if v not in piece.left_out]
    if not points:
        raise SolverError(f"there is no equilibrium to play ({answer.status})")
    known = [str(k) for k in range(1, len(points) + 1)]
    if over not in ("refined", "all", *known):
        raise ModelError(f"'{over}' is not an equilibrium here, by its number", advice=meant(over, ["all", *known]))
    place = 0 if over in ("refined", "all") else known.index(over)
    paid = points[place]
    provided, enjoyed = game.provided(paid), game.enjoyed(paid)
    total = sum(paid, Fraction(0))
    rows: dict[str, Fraction] = {"G": sum(provided, Fraction(0)) if game.technology == "summation" else enjoyed[0]}
    for k, player in enumerate(game.players):
        rows[f"g[{player}]"] = paid[k]
    for k, player in enumerate(game.players):
        rows[f"burden[{player}]"] = paid[k] / game.endowments[k]
    for k, player in enumerate(game.players):
        if total:
            rows[f"share[{player}]"] = paid[k] / total
    shares = tuple(Share(name, value, value, 0.0) for name, value in rows.items())
    columns: dict[str, Any] = {"round": np.arange(1, times + 1)}
    columns |= {name: np.full(times, float(value)) for name, value in rows.items()}
    many = "" if answer.complete else f", of those that were found ({answer.status})"
    continuum = any(len(piece.vertices) > 1 for piece in answer.pieces)
    which = "the only one" if len(points) == 1 else f"number {place + 1} of {len(points)}"
    if continuum:
        which = f"vertex {place + 1} of {len(points)} of a set that is a continuum"
    return PrivateSimulation(
        game, Played(f"{which}{many}; {SURE}", answer.certificate), region, times, seed, shares, columns
    )
