"""Regions of extensive games: which derivation a game's structure calls for."""

from __future__ import annotations

from deterrence.games.extensive import Move
from deterrence.model.tree import Tree
from deterrence.regions.backward import derive_backward
from deterrence.regions.result import Regions
from deterrence.regions.setting import Setting
from deterrence.regions.signaling import derive_signaling


def derive_extensive(given: Setting) -> Regions:
    """The regions of an extensive model: with perfect information by backward induction, otherwise as a signaling game.

    Raises
    ------
    SolverError
        For other games.
    """
    form = given.model._compiled.form
    if isinstance(form, Tree) and perfect_information(form):
        return derive_backward(given)
    return derive_signaling(given)


def perfect_information(form: Tree) -> bool:
    """Whether nobody has a private type and every mover knows all past moves."""
    places = [(move.player, move.sees) for move in form.moves.values() if isinstance(move, Move)]
    return all(len(names) == 1 for names in form.types) and len(set(places)) == len(places)
