"""One equilibrium out of a set, to be played: which one is said, for the choice is an assumption.

The set is that of the equilibria surviving D1 (signaling games) or of all; its first cell is taken, in the solver's
order, and in a cell with more than one equilibrium the average of its vertices, which lies inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.certificate import Certificate, certify
from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, InformationSet, Node
from deterrence.games.profile import Assessment, Profile
from deterrence.games.strategic import StrategicGame
from deterrence.rationality import reach
from deterrence.result import Cell


@dataclass(frozen=True)
class Chosen:
    """An equilibrium that is played.

    Attributes
    ----------
    profile
        Its strategies.
    rule
        Which one it is, in words.
    certificate
        Its proof.
    """

    profile: Profile
    rule: str
    certificate: Certificate


def choose(game: ExtensiveGame | StrategicGame, answer: Any, cells: Sequence[Cell], among: str) -> Chosen:
    """The first of some cells, at its centre.

    Parameters
    ----------
    game, answer
        A game and its solution.
    cells
        The equilibria to choose from, in the solver's order.
    among
        What they are, in words: ``"those surviving D1"``.

    Raises
    ------
    SolverError
        Where there is none.
    """
    if not cells:
        raise SolverError(f"there is no equilibrium to play among {among}; choose another region, or over='all'")
    cell = cells[0]
    which = f"the only one of {among}" if len(cells) == 1 else f"the first of {len(cells)} cells of {among}"
    if len(cell.profiles) == 1:
        return _proved(game, answer, cell, cell.profiles[0], which)
    if not cell.curved and all(isinstance(p, Fraction) for q in cell.profiles for m in q.values() for p in m.values()):
        middle = f"{which}, at the average of its {len(cell.profiles)} vertices"
        centre = _proved(game, answer, cell, _centre(cell), middle)
        if centre.certificate.holds:
            return centre
    inside = next((k for k, own in enumerate(cell.interior) if own), 0)
    vertex = _proved(game, answer, cell, cell.profiles[inside], f"{which}, at its vertex {inside + 1}")
    if not vertex.certificate.holds:
        raise SolverError(f"internal: what was to be played is no equilibrium ({vertex.certificate}); please report it")
    return vertex


def _centre(cell: Cell) -> dict[InformationSet, dict[str, Any]]:
    """The average of the vertices: a product of polytopes, so of each of its factors."""
    share = Fraction(1, len(cell.profiles))
    return {
        place: {
            action: sum((p[place].get(action, Fraction(0)) for p in cell.profiles), Fraction(0)) * share
            for action in dict.fromkeys(action for p in cell.profiles for action in p[place])
        }
        for place in cell.profiles[0]
    }


def _proved(game: ExtensiveGame | StrategicGame, answer: Any, cell: Cell, profile: Profile, rule: str) -> Chosen:
    if isinstance(game, StrategicGame):
        mixed = tuple(
            tuple(profile[InformationSet(player, "", "")].get(action, Fraction(0)) for action in own)
            for player, own in zip(game.players, game.actions, strict=True)
        )
        return Chosen(profile, rule, certify(game, mixed))
    return Chosen(profile, rule, certify(game, _assessment(game, cell, profile), answer.proved or None))


def _assessment(game: ExtensiveGame, cell: Cell, profile: Profile) -> Assessment:
    """The profile with beliefs: Bayes' where somebody comes, and elsewhere the average of those in the cell."""
    for known in cell.assessments:
        if known.profile == profile:
            return known
    reached = reach(game, profile)
    beliefs: dict[InformationSet, Mapping[Node, Any]] = {}
    for place in cell.assessments[0].beliefs:
        nodes = game.nodes(place)
        total = sum((reached.get(node, 0) for node in nodes), Fraction(0))
        if total:
            beliefs[place] = {node: reached[node] / total for node in nodes if reached.get(node, 0)}
        else:
            share = Fraction(1, len(cell.assessments))
            beliefs[place] = {
                node: sum((a.beliefs[place].get(node, Fraction(0)) for a in cell.assessments), Fraction(0)) * share
                for node in nodes
            }
    return Assessment(profile, beliefs)
