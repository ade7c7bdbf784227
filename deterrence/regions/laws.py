"""What happens under profiles whose numbers are functions of the parameters, each worked out once.

A derivation meets the same vertices in many branches and many shapes: their laws depend on the game alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from deterrence.algebra.rational_function import Ratio
from deterrence.averages import value_under
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.games.strategic import StrategicGame
from deterrence.joint import Joint, joint_law
from deterrence.model.measure import Measure

Profile = Mapping[InformationSet, Mapping[str, Ratio]]
Value = Ratio | Fraction | int


@dataclass(frozen=True, eq=False)
class Law:
    """The probabilities of types with endings under one profile.

    Attributes
    ----------
    game, joint
        The game, and the law.
    endings
        The probability of every ending that may come about.
    """

    game: ExtensiveGame | StrategicGame
    joint: Joint
    endings: Mapping[History, Value]
    _values: dict[str, Value | None] = field(default_factory=dict)

    def value(self, name: str, measure: Measure) -> Value | None:
        """What a measure is; None where its condition has probability 0."""
        if name not in self._values:
            self._values[name] = value_under(self.game, self.joint, measure)
        return self._values[name]


@dataclass(frozen=True, eq=False)
class Laws:
    """The laws of one game."""

    game: ExtensiveGame | StrategicGame
    _known: dict[frozenset[tuple[InformationSet, str, Value]], Law] = field(default_factory=dict)

    def under(self, profile: Profile) -> Law:
        """The law under a profile."""
        key = frozenset((place, action, p) for place, mixed in profile.items() for action, p in mixed.items())
        if key not in self._known:
            joint = joint_law(self.game, profile)
            endings: dict[History, Value] = {}
            for (_, end), p in joint.items():
                endings[end] = endings[end] + p if end in endings else p
            self._known[key] = Law(self.game, joint, endings)
        return self._known[key]
