"""Computations that rows of `replicate` name: what is compared with a source and is no measure of a model.

Each is a function of the row's ``arguments`` (numbers as they stand in the file) that calls the general solver or
statistic, never a formula written for the row. It returns a number, a word, a `Range`, or a mapping from names to
these, of which the row's ``measure`` says which is meant. Equal arguments are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from deterrence.catalogue import load
from deterrence.errors import ModelError
from deterrence.evidence import table
from deterrence.formula import number
from deterrence.measures import rank_correlation
from deterrence.model import Model
from deterrence.ranges import Range
from deterrence.replicate.burdens import evidence_rank_test, provision, published_tail
from deterrence.replicate.networks import war_stable
from deterrence.simulate import observed_reliability
from deterrence.solvers.quantal import quantal_response

Arguments = Mapping[str, Any]
Value = Fraction | int | float | str | Range
Computation = Callable[[Arguments], Value | Mapping[str, Value]]


def argument(arguments: Arguments, name: str) -> Any:
    """An argument of a row.

    Raises
    ------
    ModelError
        Where it is missing.
    """
    if name not in arguments:
        raise ModelError(f"the computation needs the argument '{name}'", advice=f"write arguments = {{ {name} = ... }}")
    return arguments[name]


def numeric(arguments: Arguments, name: str) -> Fraction:
    """An argument that is a number."""
    return number(argument(arguments, name))


def evidence_rank_correlation(arguments: Arguments) -> Value:
    """Spearman's rank correlation of two columns of a table of evidence, exact.

    Arguments: ``table``, and its columns ``x`` and ``y``.
    """
    rows = table(str(argument(arguments, "table"))).rows
    xs, ys = ([row[str(argument(arguments, name))] for row in rows] for name in ("x", "y"))
    found = rank_correlation(xs, ys)
    exact = found.coefficient
    return exact if exact is not None else float(found)


def reliability_under_selection(arguments: Arguments) -> Mapping[str, Value]:
    """True and observed reliability of pacts that are attacked where they are less reliable than a threshold.

    Arguments: ``alpha`` and ``beta`` of the Beta distribution (whole numbers), and ``threshold``.
    """
    alpha, beta = (int(numeric(arguments, name)) for name in ("alpha", "beta"))
    found = observed_reliability(alpha, beta, numeric(arguments, "threshold"))
    observed = "none" if found.observed is None else found.observed
    return {"true": found.true, "attacked": found.attacked, "observed": observed}


def logit_response(arguments: Arguments) -> Mapping[str, Value]:
    """Logit quantal response of a model (agent form): the probability of each action of each type, in floats.

    Arguments: ``model``, what is ``set``, and the ``rationality``. The result maps ``Player type action`` to numbers.
    """
    model = load(str(argument(arguments, "model")))
    if not isinstance(model, Model):
        raise ModelError(f"'{arguments['model']}' is a pact, and a model was expected", advice="name a model")
    game = model.game(model.values(set=argument(arguments, "set")))
    found = quantal_response(game, str(numeric(arguments, "rationality")))
    (point,) = found.points
    return {
        " ".join(part for part in (place.player, place.type, action) if part): float(p)
        for place, mixed in point.strategies.items()
        for action, p in mixed.items()
    }


def numbers(arguments: Arguments, name: str) -> list[Fraction]:
    """An argument that is a list of numbers."""
    given = argument(arguments, name)
    if not isinstance(given, (list, tuple)):
        raise ModelError(f"the argument '{name}' is not a list", advice=f"write {name} = [1, 2]")
    return [number(x) for x in given]


def war_stable_networks(arguments: Arguments) -> Mapping[str, Value]:
    """War-stable networks, counted and summed over advantages of defence.

    Arguments: ``capabilities``, one a state, and ``advantages``.
    """
    return war_stable(numbers(arguments, "capabilities"), numbers(arguments, "advantages"))


COMPUTATIONS: dict[str, Computation] = {
    "burdens": provision,
    "evidence rank test": evidence_rank_test,
    "tail of a published correlation": published_tail,
    "evidence rank correlation": evidence_rank_correlation,
    "logit quantal response": logit_response,
    "reliability under selection": reliability_under_selection,
    "war-stable networks": war_stable_networks,
}
"""By name. A computation may stand in a file of its own beside this one; it needs a line here."""
