"""What the refinements say of a set of equilibria, for readers and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deterrence.algebra.number import is_algebraic
from deterrence.games.profile import Beliefs, Profile
from deterrence.measures import measure, outcomes
from deterrence.ranges import Range
from deterrence.refine import CALLED, CRITERIA, refine
from deterrence.refine import Verdict as Refinement
from deterrence.result import Equilibria
from deterrence.roots import Algebraic
from deterrence.solvers.signaling import SignalingEquilibria
from deterrence.table.cells import exact


def refinements(answer: Equilibria) -> Mapping[str, tuple[Refinement, ...]]:
    """The verdict of every criterion on every cell; nothing for games that are not signaling games."""
    if not isinstance(answer, SignalingEquilibria):
        return {}
    return {criterion: refine(answer, criterion) for criterion in CRITERIA}


def reasons(verdict: Refinement) -> str:
    """A verdict in words."""
    return ": ".join(filter(None, (verdict.word, "; ".join(verdict.reasons))))


def none_survives(verdicts: Mapping[str, tuple[Refinement, ...]]) -> str:
    """The criteria at which every cell fails, in words."""
    return ", ".join(CALLED[name] for name, each in verdicts.items() if {verdict.word for verdict in each} == {"fails"})


# -- for programs ----------------------------------------------------------------------------------------------------


def exact_number(x: Any) -> str:
    """A number for JSON: p/q, a decimal with the polynomial of which it is a root, or the interval it lies in."""
    if isinstance(x, Algebraic):
        return f"{exact(x.low)} to {exact(x.high)}"
    return str(x) if is_algebraic(x) else exact(Fraction(x))


def range_dict(found: Range) -> dict[str, Any]:
    """A range for JSON, as in `deterrence compare`."""
    if found.minimum is None or found.maximum is None:
        return {"min": None, "max": None, "attained": False, "float": [None, None], "undefined": found.undefined}
    return {
        "min": exact_number(found.minimum),
        "max": exact_number(found.maximum),
        "attained": found.attained,
        "float": [float(found.minimum), float(found.maximum)],
    }


def refinement_dict(answer: Equilibria, verdict: Refinement) -> dict[str, Any]:
    """A verdict for JSON, with the parts of a cell that splits."""
    parts = []
    for part, found in zip(verdict.parts, outcomes(answer.game, [p.cell for p in verdict.parts]), strict=True):
        parts.append(
            {
                "where": [str(condition) for condition in part.where],
                "survives": part.survives,
                "reasons": list(part.reasons),
                "vertices": [profile_dict(each.profile, each.beliefs) for each in part.cell.assessments],
                "outcomes": {" ".join(end): range_dict(measure([found], [end])) for end in answer.game.terminals()},
            }
        )
    return {"word": verdict.word, "survives": verdict.survives, "reasons": list(verdict.reasons), "parts": parts}


def profile_dict(profile: Profile, beliefs: Beliefs) -> list[dict[str, Any]]:
    """Strategies, and beliefs where there are any, for JSON."""
    return [
        {
            "player": place.player,
            "type": place.type,
            "sees": place.sees,
            "plays": {action: exact_number(p) for action, p in mixed.items() if p},
            "believes": [
                {"history": " ".join(history), "types": list(types), "probability": exact_number(p)}
                for (history, types), p in beliefs.get(place, {}).items()
                if p
            ],
        }
        for place, mixed in profile.items()
    ]
