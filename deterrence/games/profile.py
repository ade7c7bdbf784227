"""Strategies and beliefs as plain mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deterrence.games.extensive import History, InformationSet, Node

Profile = Mapping[InformationSet, Mapping[str, Any]]
"""Behaviour strategies: at each information set, the probability of each action (absent actions have probability 0)."""

Beliefs = Mapping[InformationSet, Mapping[Node, Any]]
"""At each information set, the probability of each of its nodes (absent nodes have probability 0)."""

Exponents = Mapping[InformationSet, Mapping[str, int]]
"""Orders of likelihood (Kreps and Wilson 1982): action a is a tremble of order e to the power of its exponent."""

Posteriors = Mapping[History, Mapping[str, Mapping[str, Any]]]
"""At the start of a stage, for each player, the probabilities that everybody else gives to her types."""


@dataclass(frozen=True)
class Assessment:
    """Strategies with beliefs (Kreps and Wilson 1982).

    Attributes
    ----------
    profile, beliefs
        The strategies and the beliefs.
    witness
        What proves that the beliefs are consistent, where a certificate asks for it: `Exponents` for sequential
        equilibrium; for perfect Bayesian equilibrium `Posteriors` at stages where nobody's belief shows them.
    """

    profile: Profile
    beliefs: Beliefs
    witness: Exponents | Posteriors | None = field(default=None, compare=False, repr=False)
