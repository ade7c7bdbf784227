"""Regions of the parameter space: every equilibrium shape, where it occurs, and its closed forms there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from deterrence.errors import SolverError
from deterrence.regions.attrition import derive_attrition
from deterrence.regions.bargaining import derive_bargaining
from deterrence.regions.cutoff import derive_cutoff
from deterrence.regions.extensive import derive_extensive
from deterrence.regions.provision import derive_provision
from deterrence.regions.repeated import derive_repeated
from deterrence.regions.result import Extent, Piece, Regions, Root, Shape
from deterrence.regions.setting import Setting, setting
from deterrence.regions.strategic import derive_strategic

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

__all__ = ["Extent", "Piece", "Regions", "Root", "Setting", "Shape", "regions", "setting"]

EMPTY = "no point of the ranges meets all assumptions and conditions"

# a derivation for a form: it gets the setting and returns the regions
DERIVE: dict[str, Callable[[Setting], Regions]] = {
    "bargaining": derive_bargaining,
    "repeated": derive_repeated,
    "provision": derive_provision,
    "attrition": derive_attrition,
    "cutoff": derive_cutoff,
    "strategic": derive_strategic,
    "extensive": derive_extensive,
}


def regions(
    model: Model,
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    *,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    where: Sequence[Any] = (),
    pact: Pact | None = None,
    world: World | str | None = None,
) -> Regions:
    """Every equilibrium shape that occurs within ranges and assumptions, with its exact boundaries and closed forms.

    Parameters
    ----------
    model, over, at, within, where, pact, world
        What varies and what is fixed: see `deterrence.regions.setting.setting`.

    Returns
    -------
    Regions

    Raises
    ------
    ModelError
        For unknown names, empty ranges, and conditions that cannot be read.
    SolverError
        For a form whose regions are not derived, and where too many names vary to be done in a few minutes.
    """
    if model.form not in DERIVE:
        raise SolverError(f"regions are not derived for the form '{model.form}'; they are for {', '.join(DERIVE)}")
    given = setting(model, over, at, within=within, where=where, pact=pact, world=world)
    with given.domain.within_time():
        found = DERIVE[model.form](given)
    if found.domain.possible(()) is not None:
        missing = dict.fromkeys(re.sub(r"(?<!^E)\[[^]]*\]$", "", name) for name in found.not_derived())
        return replace(found, status=f"{found.status}; not derived: {', '.join(missing)}") if missing else found
    shapes = tuple(replace(shape, pieces=()) for shape in found.shapes)  # conditions that say nothing hold nowhere too
    return replace(found, shapes=shapes, complete=True, status=EMPTY)
