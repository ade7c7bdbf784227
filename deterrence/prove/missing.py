"""Where some ally pays less than its benchmark: free-riding pays there.

An ally that misses its benchmark in an equilibrium is strictly worse off meeting it, so the verdict rests on what is
paid alone. It is one sign condition for each ally and each piece of a shape, where the conjunction of as many
propositions would have a system for every way to combine them.
"""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.proposition.statement import Place
from deterrence.prove.question import Question
from deterrence.prove.systems import Decisive, System, distinct
from deterrence.regions.signs import Sign, compared


def unpaid(ally: str) -> str:
    """The measure of the share of its benchmark that an ally does not pay."""
    return f"unpaid[{ally}]"


def missing(question: Question, allies: Sequence[str]) -> Decisive:
    """Where nobody misses its benchmark in some equilibrium (true), and where somebody does in one (false).

    Where an equilibrium of either kind exists both hold; the exact solver then says what is meant.
    """
    zero = question.base.ring.number(0)
    nobody: list[System] = []
    somebody: list[System] = []
    for here in question.context(Place()).here("all", question.base, {}):
        for part in here.parts:
            whole = System((*here.conditions, *part.conditions))
            all_paid: list[Sign] = []
            possible = True
            for ally in allies:
                extent = part.extent(unpaid(ally))
                for value in () if extent is None else extent.high:
                    missed, paid = compared(value, ">", zero), compared(value, "<=", zero)
                    if missed is not False:
                        somebody.append(whole & System((missed,) if isinstance(missed, Sign) else ()))
                    possible = possible and paid is not False
                    all_paid += [paid] if isinstance(paid, Sign) else []
            if possible:
                nobody.append(whole & System(tuple(all_paid)))
    return Decisive((tuple(distinct(nobody)),), tuple(distinct(somebody)))
