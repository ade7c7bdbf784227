"""Strategies and beliefs as plain mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deterrence.games.extensive import InformationSet, Node

Profile = Mapping[InformationSet, Mapping[str, Any]]
"""Behaviour strategies: at each information set, the probability of each action (absent actions have probability 0)."""

Beliefs = Mapping[InformationSet, Mapping[Node, Any]]
"""At each information set, the probability of each of its nodes (absent nodes have probability 0)."""


@dataclass(frozen=True)
class Assessment:
    """Strategies with beliefs (Kreps and Wilson 1982)."""

    profile: Profile
    beliefs: Beliefs
