"""Names of a model looked up: conditions that hold, things by name, worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import Condition, evaluate

if TYPE_CHECKING:
    from deterrence.pact import World

T = TypeVar("T")


def holds(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Whether a condition is true at some values; one that divides by zero is not."""
    try:
        return evaluate(condition, values)
    except ModelError:
        return False


def look_up(name: str, group: Mapping[str, T], what: str) -> T:
    """What a name stands for in a group; an unknown name is an error that says which was meant."""
    if name not in group:
        raise ModelError(f"'{name}' is not a name of {what}s in this model", advice=meant(name, group))
    return group[name]


def declared_world(world: World | str) -> World:
    """A world, by itself or by its name."""
    if not isinstance(world, str):
        return world
    from deterrence.pact import worlds

    return look_up(world, worlds(), "world")
