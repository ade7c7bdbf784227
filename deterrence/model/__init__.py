"""Models: what the world and the terms of a pact make of a game."""

from deterrence.model.measure import Measure
from deterrence.model.model import Model
from deterrence.model.outcomes import Shape, Test
from deterrence.model.schema import key_path

__all__ = ["Measure", "Model", "Shape", "Test", "key_path"]
