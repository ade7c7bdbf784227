"""What is said under a comparison: what is held fixed, which equilibria are meant, and what is not compared."""

from __future__ import annotations

from fractions import Fraction

from deterrence import __version__
from deterrence.compare import Comparison
from deterrence.model import Model
from deterrence.solvers import plural
from deterrence.table.cells import exact

MAIN = ("P(challenge)", "P(honour | challenge)", "P(war)")

COMPARES = (
    "Texts are compared, not alliances: adversary, local balance and stakes are the same in every row, and reliability "
    "is an input, never read off a text. What happened is a fact beside the table, with no claim of fit."
)


def _held(comparison: Comparison, model: Model) -> str:
    """The parameters of a model as they stand: the world's, what was set by hand, and defaults."""
    values = {name: parameter.default for name, parameter in model.parameters.items()}
    for given in (comparison.world.values, comparison.set):
        values |= {name: value for name, value in given.items() if name in values}
    named = [name for name in values if name in comparison.world.values or name in comparison.set]
    return ", ".join(f"{name} {exact(Fraction(values[name]))}" for name in named)


def selection(comparison: Comparison) -> str:
    """Which equilibria, which refinement, and what the word means."""
    readings = [row.reading for row in (comparison.without, *comparison.rows) if row.reading]
    if not readings:
        return "Selection: every Nash equilibrium of the game of provision."
    deters = comparison.models[0].deters
    means = "no challenge at all"
    if deters is not None and (deters.event not in ("challenge", MAIN[0]) or deters.at_most):
        means = f"{deters.event} is {'at most ' if deters.at_most else ''}{exact(deters.at_most)}"
    word = f" 'deters': {means}, in every, some or none of the {{}}, at the world's own parameters."
    if refines(comparison):
        return (
            "Selection: every perfect Bayesian equilibrium (all), and those that survive the refinement D1 (D1); a "
            f"bracket is the least and the largest value over the set. Both are assumptions.{word.format('equilibria')}"
        )
    found = plural(readings[0].equilibria)
    found = found if found.startswith("Nash") else found[0].lower() + found[1:]
    said = word.format("equilibria") if deters is not None else ""
    return f"Selection: all {found}; a bracket is the least and the largest value over them.{said}"


def comparison_notes(comparison: Comparison) -> tuple[str, ...]:
    """World, selection, refinement, what the box is, and what is not compared."""
    model, world = comparison.models[0], comparison.world
    names = ", ".join(w.name for w in comparison.worlds)
    boxes = [(row.name, row.box) for row in comparison.rows if row.box]
    scenario = sorted({term for _, box in boxes for term in box.scenario})
    outside = [name for name, box in boxes if box.outside]
    held = _held(comparison, model) or "none of its numbers is a parameter of this model"
    notes = [f"World '{world.name}': {world.meaning} ({held})."]
    if comparison.set:
        listed = ", ".join(f"{name} = {exact(value)}" for name, value in comparison.set.items())
        notes.append(f"Set by hand, in every world: {listed}. Without a pact, terms keep their value for no pact.")
    notes.append(selection(comparison))
    if boxes and "p_D" in model.parameters:
        notes.append(
            "least p_D: the infimum prior of a Hard defender from which the pact deters in every equilibrium surviving "
            "D1 (0: every type would fight). 'over box': its least and largest value over all points of the codings, "
            "proved. change: in P(challenge) against no pact, D1 sets."
        )
    if boxes and model.deters is not None:
        notes.append(
            f"in box: whether the word{' for D1' if refines(comparison) else ''} holds at every point of the codings; "
            "yes is proved, no is a point that was solved exactly."
        )
    if scenario:
        notes.append(
            f"Scenario terms, not coded by some pact and varied over their whole range: {', '.join(scenario)}."
        )
    if outside:
        notes.append(f"The box reaches outside the model's assumptions, where nothing is said: {', '.join(outside)}.")
    if boxes and model.deters is not None:
        notes.append(
            f"worlds: in how many of the {len(comparison.worlds)} declared worlds it deters in every "
            f"{'equilibrium surviving D1' if refines(comparison) else 'equilibrium'}, worlds in which the model does "
            f"not hold left out ({names})."
        )
    burden = comparison.burden
    if burden.provision is not None and "phi" not in burden.parameters:
        notes.append(
            f"exploitation: the largest party's share of the total paid over its share of GDP in the model "
            f"'{comparison.model_names[-1]}', over all its equilibria, GDPs of {comparison.year}, at "
            f"{_held(comparison, burden)}; there is no phi*, for all enjoy one level."
        )
    elif burden.provision is not None:
        notes.append(
            f"phi*: the least publicness of defence from which some party pays nothing in the model "
            f"'{comparison.model_names[-1]}', GDPs of {comparison.year} (a dash: nobody stops paying at phi up to 1, "
            "or GDPs are not held); exploitation: the largest party's share of the total paid over its share of GDP, "
            "at "
            f"{_held(comparison, burden)}."
        )
    if burden.terms:
        notes.append(
            "free-riding: whether some ally pays less than its benchmark and would be worse off paying it; in box: "
            "whether the word holds at every point of the codings: yes is proved, no is a point solved exactly."
        )
    notes.append(COMPARES)
    reasons: dict[str, list[str]] = {}
    for row in comparison.rows:
        if "deters" in row.undefined:
            reasons.setdefault(row.undefined["deters"], []).append(row.name)
    notes.extend(f"Not asked: {', '.join(who)} ({why})." for why, who in reasons.items())
    notes.append(f"deterrence {__version__}; every equilibrium behind this table carries an exact certificate.")
    return tuple(notes)


def refines(comparison: Comparison) -> bool:
    """Whether a refinement applies to the game of some row."""
    readings = [row.reading for row in (comparison.without, *comparison.rows) if row.reading]
    return any(reading.refinements for reading in readings)
