"""Proof that contributions are a Nash equilibrium of a game of provision."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from deterrence.deviations import gains
from deterrence.errors import GameError
from deterrence.games.arrays import exact_entry
from deterrence.games.provision import ProvisionGame
from deterrence.proof import Certificate


def certify_provision(game: ProvisionGame, contributions: Sequence[Any]) -> Certificate:
    """Certify contributions, one number an ally, by the Karush-Kuhn-Tucker conditions.

    Raises
    ------
    GameError
        Where there is not one exact number for each player.
    """
    if len(contributions) != len(game.players):
        raise GameError("contributions need one number for each player")
    contributions = [exact_entry(g, f"the contribution {g!r}") for g in contributions]
    marginal = gains(game, contributions)
    gain = max(max(m, abs(g * m)) for g, m in zip(contributions, marginal, strict=True))
    residual = max(max(-g for g in contributions), Fraction(0))
    return Certificate(
        max(Fraction(gain), Fraction(0)),
        Fraction(residual),
        deviations="every other contribution, by strict concavity and the Karush-Kuhn-Tucker conditions",
    )
