"""Two sides that differ at rational points and meet between them, at irrational ones.

``p_D*p_D != 1/8`` fails at no rational number. But the left side is less than the right at some points and more at
others; where both are continuous along a way between two such points that stays in the domain, they meet on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.proposition.statement import Comparison
from deterrence.prove.moving import Conditions, Moving, Nowhere, read_formulas
from deterrence.prove.oracle import Oracle
from deterrence.prove.question import Question
from deterrence.prove.systems import System
from deterrence.regions.domain import Domain
from deterrence.regions.signs import Sign, compared, sign

Values = Mapping[str, Fraction]
STEP = "step"


def crossing(question: Question, oracle: Oracle) -> tuple[Values, Values] | None:
    """Points of the domain at which the left side of a ``!=`` is less and more than the right, if the sides meet.

    Returns
    -------
    tuple or None
        Such points, between which both sides are continuous on a straight line in the domain; None where there are
        none, where z3 does not prove the line to be so, and for statements that are no single ``!=`` of formulas.
    """
    base, statements = question.base, question.proposition.statements
    if len(statements) != 1 or question.proposition.exactly or base.bent or question.second:
        return None
    (said,) = statements
    if not isinstance(said, Comparison) or said.quantities or said.condition.relations != ("!=",):
        return None
    branches = read_formulas(base, said.condition.terms)
    if len(branches) != 1 or branches[0][0]:
        return None
    left, right = branches[0][1]
    ends = []
    for relation in ("<", ">"):
        condition = compared(left, relation, right)
        if not isinstance(condition, Sign):
            return None
        points = oracle.solutions(System((condition,))) or ()
        inside = [point for point in points if base.domain.contains(point) and condition.holds(point)]
        if not inside:
            return None
        ends.append(inside[0])
    below, above = ends
    divisor = sign(base.ring, (left - right).below, "!=")
    asked = (*base.domain.assumptions, *([divisor] if isinstance(divisor, Sign) else []))
    return (below, above) if _throughout(base.ring, asked, below, above) else None


def _throughout(ring: Ring, conditions: Conditions, start: Values, stop: Values) -> bool:
    """Whether conditions are proved to hold on the line between two points; ranges are convex."""
    line = Ring((STEP,))
    step = line.name(STEP)
    on_line: dict[str, Ratio] = {
        name: line.number(start[name]) + step * (stop[name] - start[name]) for name in ring.names
    }
    try:
        asked = Moving(line, on_line).conditions(conditions)
    except Nowhere:
        return False
    whole = Domain(line, {STEP: (Fraction(0), Fraction(1))})
    return all(whole.implied(condition) is True for condition in asked)
