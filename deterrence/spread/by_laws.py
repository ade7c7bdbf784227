"""The range of a measure that is monotone in the few numbers of a game that vary.

The laws, each with its proof where the form is described:

- What is missing to the critical insurance falls one for one with the sum insured, on which the critical insurance does
  not rest (docs/bargaining.md).
- The states vulnerable at a design are the fewer the larger the advantage of defence: an attack succeeds where its
  strength exceeds the advantage times a number that is not negative (docs/network.md).
- The critical discount factor of a pact looked at after every period falls in the probability of a bad signal after a
  breach, and does not rest on how long pacts last; the effective one is x (1 - h)(1 + x h + ... + (x h)^n), x being
  delta (1 - turnover), without recovery. It falls in the hazard h and rises in the notice n, and does not rest on
  payoffs or signals (docs/repeated.md).

So the measure is extreme where these numbers are, and the exact solver is asked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError, SolverError
from deterrence.formula import Formula, evaluate
from deterrence.model import Model
from deterrence.prove.moving import read_formulas
from deterrence.prove.oracle import Oracle
from deterrence.ranges import Range, single
from deterrence.regions.domain import Domain
from deterrence.regions.setting import Setting
from deterrence.spread.by_regions import Offer, extreme
from deterrence.spread.ends import Ask, End, Span, Spread, Values
from deterrence.spread.resting import behind

if TYPE_CHECKING:
    from collections.abc import Callable

RISES, FALLS, RESTS_NOT = 1, -1, 0
Law = Mapping[str, int]
"""How a measure moves with numbers of a game; numbers that are not named must not vary."""

LAWS: Mapping[tuple[str, str], Law] = {
    ("bargaining", "insurance gap"): {"insurance": FALLS},
    ("bargaining", "critical insurance"): {"insurance": RESTS_NOT},
    ("network", "vulnerable states"): {"advantage": FALLS},
    ("repeated", "critical discount factor"): {
        "bad_broken": FALLS,
        **dict.fromkeys(("discount", "hazard", "notice", "turnover", "recovery"), RESTS_NOT),
    },
    ("repeated", "effective discount factor"): {
        "hazard": FALLS,
        "notice": RISES,
        **dict.fromkeys(("cooperation", "temptation", "punishment", "bad_kept", "bad_broken", "review"), RESTS_NOT),
    },
}


def spread_by_laws(given: Setting, measure: str, box: Mapping[str, Span], ask: Ask) -> Spread:
    """The range of a measure over a box.

    Parameters
    ----------
    given
        The model, with the names of the box varying.
    measure, box, ask
        As in `spread_by_regions`.

    Raises
    ------
    SolverError
        Where no law speaks of the measure, or of a number that varies.
    """
    model = given.model
    law = LAWS.get((model.form, measure.partition("[")[0]))
    if law is None:
        raise SolverError("no law says how it moves with the terms")
    names = {name for name, (low, high) in box.items() if low < high}
    numbers = {}
    for number, formula in _numbers(model):
        if behind(model, given.fixed, [formula]) & names:
            if number not in law:
                raise SolverError(f"{number} varies, and no law says how it moves with it")
            if law[number]:
                numbers[number] = formula
    _check(model, {**given.fixed, **{name: low for name, (low, _) in box.items()}}, names)
    domain = Domain(given.ring, {**given.domain.ranges, **box}, given.domain.assumptions)
    ends: list[End | None] = []
    used: set[str] = set()
    places: list[tuple[dict[str, Fraction], dict[str, Fraction]]] = []
    for number, formula in numbers.items():
        own = behind(model, given.fixed, [formula]) & names
        if own & used:
            raise SolverError(f"{number} varies with another number, and both move it")
        used |= own
        offers = tuple(Offer(where, value, False) for where, (value,) in read_formulas(given, [formula]))
        own_ask = _asked(model, given.fixed, formula)
        least, most = (extreme(domain, Oracle(domain), offers, box, own_ask, up) for up in (False, True))
        assert least is not None
        assert most is not None
        low, high = ({name: end.point[name] for name in own} for end in (least, most))
        places.append((low, high) if law[number] == RISES else (high, low))
    for up in (False, True):
        point = {name: low for name, (low, _) in box.items()}
        for place in places:
            point |= place[up]
        found = ask(point)
        end = None if found is None else found.maximum if up else found.minimum
        if found is None or end is None:
            return Spread(None, None, "it is not defined where the numbers behind it are extreme")
        ends.append(End(end, point, found.maximum_attained if up else found.minimum_attained))
    return Spread(ends[0], ends[1])


def _numbers(model: Model) -> list[tuple[str, Formula]]:
    """The numbers of a game by name, each with its formula."""
    form: Any = model._compiled.form
    if model.form == "repeated":
        lists = [(name, formula) for name, row in form.lists.items() for formula in row]
        return [*form.single.items(), *lists]
    named = {"bargaining": "insurance", "network": "advantage"}[model.form]
    chosen: Formula | None = getattr(form, named)
    return [(named if formula is chosen else "another number", formula) for formula in form.formulas]


def _check(model: Model, values: Values, names: set[str]) -> None:
    """What the laws of repeated play ask for besides."""
    form: Any = model._compiled.form
    if model.form != "repeated":
        return
    if form.kind != "pact":
        raise SolverError("no law says how it moves with the terms")
    for number, wanted in (("review", 1), ("recovery", 0)):
        if number not in form.single:
            continue
        formula = form.single[number]
        if behind(model, values.keys() - names, [formula]) & names:
            raise SolverError(f"the laws are for {number} = {wanted}, and it varies")
        if evaluate(formula, model.evaluate(values)) != wanted:
            raise SolverError(f"the laws are for {number} = {wanted}")


def _asked(model: Model, fixed: Values, formula: Formula) -> Callable[[Values], Range | None]:
    """A number of the game at a point."""

    def ask(point: Values) -> Range | None:
        try:
            return single(evaluate(formula, model.evaluate({**fixed, **point})))
        except DeterrenceError:
            return None

    return ask
