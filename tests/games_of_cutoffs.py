"""Games of cutoffs that several tests share, with what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deterrence.games.cutoff import Cutoff, CutoffGame

LEWIS_SCHULTZ = {
    "c_star": "(S_A - (1 - pR)*V_A)/pR",
    "pC": "1 - Phi(c_star - W_A)*Phi(c_star - a)",
    "pF": "Phi2((W_A - a)/sqrt(2), W_A - c_star, 1/sqrt(2))/pC",
}


def crisis_signaling(W_B: Any) -> CutoffGame:
    """Lewis and Schultz (2003), at the parameters of Crisman-Cox and Gibilisco's package (handbook T7)."""
    gain = "1 - pR - Phi((C_B - pF*W_B - (1 - pF)*V_B)/pF)"
    values = {"S_A": 0, "C_B": 0, "V_A": 1, "V_B": 1, "W_A": "-1.9", "a": "-1.2", "W_B": W_B}
    return CutoffGame((Cutoff("pR", 0, 1, gain, open_low=True),), values, LEWIS_SCHULTZ)  # type: ignore[arg-type]


def arms_race(distribution: str, values: Mapping[str, Any] | None = None) -> CutoffGame:
    """Baliga and Sjostrom (2004) in the form of handbook T7b: types below c build."""
    gain = f"mu + ({distribution})*(d - mu) - type"
    return CutoffGame((Cutoff("c", 0, 1, gain, below="build"),), values or {"mu": "0.05", "d": "1.2"})


def one(gain: str, low: Any = 0, high: Any = 1, **more: Any) -> CutoffGame:
    """A game of one cutoff x."""
    return CutoffGame((Cutoff("x", low, high, gain, **more),))


def several(gains: Mapping[str, str], values: Mapping[str, Any] | None = None) -> CutoffGame:
    """A game of several cutoffs from 0 to 1."""
    return CutoffGame(tuple(Cutoff(name, 0, 1, gain) for name, gain in gains.items()), values or {})
