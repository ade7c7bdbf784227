"""Units: what the measures of a model are measured in, so that tables can say so.

Events have probabilities and payoffs are utility; the other forms name their measures themselves, and the pages of
docs/ define each with its unit. The formulas of a game of cutoffs may be anything, so its file says (`[units]`); so
may a file whose money or utility is measured in something of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from deterrence.data import meant
from deterrence.model.names import fail

if TYPE_CHECKING:
    from deterrence.model.model import Model

PROBABILITY, UTILITY, SHARE, COUNT, RATIO = "probability", "utility", "share", "count", "ratio"
A_PERIOD, YES_OR_NO = "utility a period", "1 or 0"

# form -> measure, without the player, design or issue in brackets -> unit
UNITS: Mapping[str, Mapping[str, str]] = {
    "provision": {
        **dict.fromkeys(("G", "G_least", "G_most", "g"), "money"),
        **dict.fromkeys(("burden", "burden_most", "share", "free_riding", "unpaid", "suboptimality", "gini"), SHARE),
        **dict.fromkeys(("exploitation", "neutrality"), RATIO),
        "break_even": UTILITY,
    },
    "network": {
        **dict.fromkeys(("stable networks", "nonempty stable networks"), COUNT),
        **dict.fromkeys(("vulnerable states", "hub degree", "links"), COUNT),
        "war-stable": YES_OR_NO,
    },
    "attrition": {"horizon": "time", "E[duration]": "time", "E[U]": UTILITY},
    "bargaining": {
        "demand": "as the file says",
        **dict.fromkeys(("crisis value", "E[U]", "critical insurance", "insurance gap"), UTILITY),
    },
    "repeated": {
        "self-enforcing": YES_OR_NO,
        **dict.fromkeys(("payoff", "best payoff", "joint payoff", "monitoring loss", "suspension payoff"), A_PERIOD),
        **dict.fromkeys(("effective discount factor", "critical discount factor"), SHARE),
        **dict.fromkeys(("share", "share window low", "share window high"), SHARE),
        **dict.fromkeys(("reversion probability", "largest termination hazard"), PROBABILITY),
        **dict.fromkeys(("largest temptation", "preemptive gap", "risk-dominance margin"), UTILITY),
        **dict.fromkeys(("best payoff unlinked", "slack"), A_PERIOD),
        **dict.fromkeys(("value of peace", "hurdle", "risk-dominance hurdle"), UTILITY),
        **dict.fromkeys(("kept linked", "kept alone", "risk-dominant"), YES_OR_NO),
        "risk-dominant discount factor": SHARE,
        "likelihood ratio": RATIO,
        "punishment length": "periods",
    },
    "cutoff": {"equilibria": COUNT},
}


def unit_of(model: Model, name: str) -> str:
    """The unit of a measure of a model; empty where nothing says it.

    Parameters
    ----------
    model
        Of any form.
    name
        A measure, such as ``"P(war)"``, ``"burden[Large]"`` or, of one of several equilibria, ``"pR[2]"``.
    """
    if model.form in ("extensive", "strategic"):
        return UTILITY if model.measure(name).payoff else PROBABILITY
    if model.form == "repeated" and name == "slack":
        return SHARE  # of a pact, between discount factors; that of an ally's share has a name in brackets
    known = {**UNITS.get(model.form, {}), **model.units}
    known |= {cutoff: section.unit for cutoff, section in model.cutoffs.items()}
    if model.form == "provision" and name.startswith("break_even") and model.free_riding is not None:
        return UTILITY if model.free_riding.kind == "lump-sum" else SHARE
    for candidate in (name, name.rpartition("[")[0]):
        if candidate in known:
            return known[candidate]
        if candidate.startswith("P("):
            return PROBABILITY
    return ""


def unit_of_name(model: Model, name: str) -> str:
    """The unit of a parameter, a term, a cutoff or an endowment; empty for a definition."""
    if name in model.parameters:
        return model.parameters[name].unit
    if name in model.cutoffs:
        return model.cutoffs[name].unit
    if name.startswith("endowment["):
        return "money"
    from deterrence.pact import vocabulary

    return vocabulary()[name].unit if name in model.terms else ""


def units_of(model: Model, measures: Iterable[str], unknowns: Mapping[str, Model]) -> dict[str, str]:
    """The units of some measures of a model, and of parameters of whichever model has them."""
    result = {name: unit_of(model, name) for name in measures}
    return result | {name: one.parameters[name].unit for name, one in unknowns.items() if name in one.parameters}


def check_units(model: Model, measures: Iterable[str]) -> None:
    """Whether every unit that a file gives is that of one of its measures, with or without what is in brackets.

    Raises
    ------
    ModelError
        Otherwise.
    """
    known = dict.fromkeys(candidate for name in measures for candidate in (name.rpartition("[")[0] or name, name))
    for name in model.units:
        if name not in known:
            raise fail(f"'{name}' is no measure of this model", "units", name, advice=meant(name, known))
