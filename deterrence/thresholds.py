"""Thresholds in closed form: from which value of one name on a verdict holds, as a function of the others.

Along one name the verdict changes only where a condition of some piece does. With the other names fixed the roots of
those conditions are put in order, from the top of the range down, and at every root and between neighbours it is read
off which pieces occur there. The order of the roots depends on the other names: the answer has one closed form for each
order that matters. Conditions of a degree above two in the name are not solved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.number import Number
from deterrence.algebra.rational_function import Ratio, Ring
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.regions import regions
from deterrence.regions.branches import Branch
from deterrence.regions.cases import explore, simplified
from deterrence.regions.domain import Domain
from deterrence.regions.joined import equal_on, joined, vanishes
from deterrence.regions.pieces import inner
from deterrence.regions.result import Extent, Piece, Regions
from deterrence.regions.sections import Bound, Radical, Surd
from deterrence.regions.setting import primitives
from deterrence.regions.signs import Polynomial, Sign, compared, sign
from deterrence.regions.sweep import Sweep, Swept, Tests
from deterrence.shown import Shown
from deterrence.threshold import VERDICTS, Threshold, threshold

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

THROUGHOUT = "it holds throughout the range"
AT_A_ROOT = "it fails just below"
OUTSIDE = "the model's assumptions end there"
NOWHERE = "it does not hold at the top of the range"
UNSOLVED = "a condition is of a degree above two, or has a root in it"
MOST = 600  # branches up to which their conditions are widened


@dataclass(frozen=True)
class Case:
    """A threshold where some conditions hold.

    Attributes
    ----------
    conditions
        On the other names.
    value
        The infimum from which on the verdict holds: a rational function, a root of a quadratic, or of a
        higher degree of such a function; None where the
        verdict does not hold at the top of the range, where it holds throughout a range without lower end, and where
        it is not solved (see `unsolved`).
    attained
        Whether it holds at the infimum itself; None where the regions do not speak of that point, as where a type has
        no prior probability there.
    how
        What ends it below.
    full
        Whether the case has an inner point; otherwise it lies on a boundary of the others.
    unsolved
        The condition that kept it from being solved: of higher degree, or with the root of a polynomial in it.
    """

    conditions: tuple[Sign, ...]
    value: Bound | Radical | None
    attained: bool | None
    how: str
    full: bool = True
    unsolved: Sign | None = None


@dataclass(frozen=True)
class Thresholds(Shown):
    """The threshold of one name in closed form, case by case.

    Attributes
    ----------
    model, of, verdict
        What was asked.
    regions
        The regions that it was read from.
    domain
        The other names that vary.
    cases
        With conditions that cover the domain, but for points of which the model does not speak; where those of several
        hold, they say the same.
    complete
        Whether every case is solved, and the regions list every equilibrium.
    status
        How it was found, and what is undecided.
    enclosure
        Where a case is not solved: the threshold at the values in `regions.fixed` and at the defaults of the names
        that vary, exact or enclosed by the general solver.
    up_to
        Whether the thresholds are suprema up to which the verdict holds, not infima from which on.
    """

    model: Model
    of: str
    verdict: str
    regions: Regions = field(repr=False)
    domain: Domain = field(repr=False)
    cases: tuple[Case, ...]
    complete: bool
    status: str
    enclosure: Threshold | None = None
    up_to: bool = False

    def at(self, values: Mapping[str, Fraction]) -> tuple[Number | None, bool | None]:
        """The exact threshold at a point, and whether it is attained; no threshold where the verdict fails at the top,
        and where it holds throughout a range without lower end.

        Raises
        ------
        SolverError
            At points of which the model does not speak, and where the threshold is not solved.
        """
        for case in self.cases if self.domain.contains(values) else ():
            if all(condition.holds(values) for condition in case.conditions):
                if case.unsolved is not None:
                    raise SolverError(f"the threshold is not solved there: it is a root of {case.unsolved}")
                return None if case.value is None else case.value.at(values), case.attained
        raise SolverError("the model does not speak of this point: an assumption fails there")


def thresholds(
    model: Model,
    of: str,
    *,
    verdict: str = "deters",
    over: Sequence[str] | None = None,
    at: Mapping[str, Any] | None = None,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    where: Sequence[Any] = (),
    pact: Pact | None = None,
    world: World | str | None = None,
    up_to: bool = False,
) -> Thresholds:
    """The infimum of one name from which on a verdict holds, as a function of other names.

    From there on it holds up to the top of the range, or to where the model's assumptions end. Where it holds in a
    window, `where` cuts off what lies above it, and `up_to` gives the upper end.

    Parameters
    ----------
    model, at, within, where, pact, world
        As for `regions`.
    of
        The unknown: a parameter, a term or a definition.
    verdict
        As for `threshold`.
    over
        The other names that vary; the rest is fixed. Unless given, the names in which payoffs are written where the
        unknown is one of them, and otherwise none.
    up_to
        Give the supremum up to which the verdict holds, from the bottom of the range on, instead.

    Returns
    -------
    Thresholds

    Raises
    ------
    ModelError
        For unknown names, and a verdict that the model is not asked.
    SolverError
        For an unknown verdict, and where regions are not derived.
    """
    if of not in model.names:
        raise ModelError(f"'{of}' is not a name of this model", key="of", advice=meant(of, model.names))
    if over is None:
        names = primitives(model)
        over = [name for name in names if name not in (at or {})] if of in names else []
    found = regions(model, list(dict.fromkeys([of, *over])), at, within=within, where=where, pact=pact, world=world)
    answer = threshold_of(found, of, verdict, up_to=up_to)
    if up_to or all(case.unsolved is None for case in answer.cases):
        return answer
    try:
        numeric = threshold(model, pact, of=of, verdict=verdict, world=world, set=at)
    except (ModelError, SolverError) as problem:
        why = getattr(problem, "message", str(problem))
        return replace(answer, status=f"{answer.status}; nor at single values: {why}")
    return replace(answer, enclosure=numeric)


def threshold_of(found: Regions, of: str, verdict: str = "deters", *, up_to: bool = False) -> Thresholds:
    """The threshold of one of the names of some regions: see `thresholds`.

    Raises
    ------
    ModelError
        For a name that does not vary there, and a verdict that the model is not asked.
    SolverError
        For an unknown verdict.
    """
    if verdict not in VERDICTS:
        raise SolverError(f"no verdict '{verdict}'; there are {', '.join(VERDICTS)}")
    if of not in found.domain.ranges:
        raise ModelError(f"'{of}' does not vary", key="of", advice=f"it is among {', '.join(found.domain.ranges)}")
    others = tuple(name for name in found.domain.ranges if name != of)
    ring = Ring(others)
    free = tuple(one for one in found.domain.assumptions if of not in one.polynomial.names)
    ranges = Domain(found.domain.ring, found.domain.ranges, free)
    bound = tuple(
        one for one in found.domain.assumptions if of in one.polynomial.names and ranges.implied(one) is not True
    )
    domain = Domain(
        ring,
        {name: found.domain.ranges[name] for name in others},
        tuple(Sign(_moved(one.polynomial, of, ring), one.relation) for one in free),
    )
    every = verdict in ("deters", "no free-riding")
    sweep = Sweep(found, of, ring, bound, verdict_tests(found, verdict), every, up_to)
    branches = _boundaries_taken_in(domain, explore(domain, sweep.derive))
    cases = []
    for branch in joined(domain, branches, MOST):
        answer = branch.result
        if answer is not None:
            conditions = simplified(domain, branch.conditions)
            unsolved = None if answer.unsolved is None else Sign(answer.unsolved, "==")
            full = inner(domain, conditions)
            cases.append(Case(conditions, answer.value, answer.attained, answer.how, full, unsolved))
    solved = all(case.unsolved is None for case in cases)
    undecided = found.criterion is not None and any(
        piece.survives.get(found.criterion) is None for _, piece in found.pieces("refined")
    )
    status = "roots of the regions' conditions, in order" if solved else UNSOLVED
    status += "" if found.complete else f"; {found.status}"
    status += "; whether some equilibria survive is not worked out" if undecided else ""
    complete = solved and found.complete and not undecided
    order = sorted(cases, key=lambda case: (not case.full, case.value is None))
    return Thresholds(found.model, of, verdict, found, domain, tuple(order), complete, status, up_to=up_to)


def _moved(polynomial: Polynomial, of: str, ring: Ring) -> Polynomial:
    place = polynomial.ring.names.index(of)
    kept = [k for k, name in enumerate(polynomial.ring.names) if k != place and name in ring.names]
    return Polynomial(ring, tuple((tuple(powers[k] for k in kept), value) for powers, value in polynomial.terms))


def verdict_tests(found: Regions, verdict: str) -> Tests:
    """For each piece numbers that must not be positive, each with whether 0 will do."""
    model, number = found.model, found.domain.ring.number
    if verdict in ("pays nothing", "no free-riding"):
        if model.provision is None:
            raise ModelError(f"'{verdict}' is not asked here: the model is not a game of provision")
        declared = any(
            piece.measures.get(f"unpaid[{player}]") for _, piece in found.pieces() for player in model.players
        )
        what = "g" if verdict == "pays nothing" else "unpaid" if declared else "free_riding"

        def paying(piece: Piece) -> list[tuple[Ratio, bool]]:
            tests: list[tuple[Ratio, bool]] = []
            for name, extent in piece.measures.items():
                if name.startswith(f"{what}[") and extent is not None:
                    ends, reached = (extent.low, extent.low_attained) if what == "g" else (extent.high, True)
                    tests += [(end, reached) for end in ends]
            return tests

        return paying
    if model.deters is None:
        raise ModelError("'deters' is not asked here: the model declares no event to deter (its section [deters])")
    limit = number(model.deters.at_most)

    def deterred(piece: Piece) -> list[tuple[Ratio, bool]]:
        extent = event_of(found, piece)
        if verdict == "deters":
            return [(end - limit, True) for end in extent.high]
        return [(end - limit, extent.low_attained) for end in extent.low]

    return deterred


def event_of(found: Regions, piece: Piece) -> Extent:
    """The closed form of the probability of the event to be deterred."""
    model = found.model
    assert model.deters is not None
    event = model.deters.event
    for name in (event, *(name for name, text in model.measures.items() if text.strip() == event)):
        extent = piece.measures.get(name)
        if extent is not None:
            return extent
    members = {" ".join(one) for one in model.event(event)}
    total = found.domain.ring.number(Fraction(0))
    for history, extent in piece.outcomes.items():
        if history in members:
            if extent.single is None:
                raise SolverError(f"no measure is the probability of '{event}': add one to the model file")
            total = total + extent.single
    return Extent((total,), (total,))


def _boundaries_taken_in(domain: Domain, branches: Sequence[Branch[Swept | None]]) -> list[Branch[Swept | None]]:
    """Where a neighbour's closed form holds on a boundary too, the boundary gets it."""
    inner: list[Swept] = []
    for branch in branches:
        if branch.result and branch.result not in inner and not any(c.relation == "==" for c in branch.conditions):
            inner.append(branch.result)
    made = []
    for branch in branches:
        own = branch.result
        if own is not None and own.value is not None and any(c.relation == "==" for c in branch.conditions):
            for other in inner:
                alike = (own.attained, own.how) == (other.attained, other.how) and other.value is not None
                if alike and _equal(domain, branch.conditions, own.value, other.value):
                    branch = replace(branch, result=other)
                    break
        made.append(branch)
    return made


def _equal(
    domain: Domain, conditions: Sequence[Sign], one: Bound | Radical | None, other: Bound | Radical | None
) -> bool:
    """Whether two closed forms are proved to be one number, and defined, wherever some conditions hold."""
    if one == other:
        return True
    if isinstance(one, Ratio) and isinstance(other, Ratio):
        return equal_on(domain, conditions, one, other)
    if isinstance(one, Radical) and isinstance(other, Radical) and one.degree == other.degree:
        return equal_on(domain, conditions, one.under, other.under)
    if isinstance(one, Ratio) and isinstance(other, Surd):
        return _is_root(domain, conditions, one, other)
    if isinstance(one, Surd) and isinstance(other, Ratio):
        divisor = sign(other.ring, other.below, "==")
        defined = divisor is False or (isinstance(divisor, Sign) and domain.possible([*conditions, divisor]) is None)
        return defined and _is_root(domain, conditions, other, one)
    return False


def _is_root(domain: Domain, conditions: Sequence[Sign], value: Ratio, root: Surd) -> bool:
    """Whether a function is proved to be the root of a quadratic that a surd stands for."""
    nothing = value.ring.number(Fraction(0))
    side = compared((2 * root.a * value + root.b) * root.a, ">=" if root.upper else "<=", nothing)
    square = compared(root.a, "!=", nothing)
    return vanishes(domain, conditions, (root.a * value + root.b) * value + root.c) and all(
        one if isinstance(one, bool) else domain.implied(one, conditions) is True for one in (side, square)
    )
