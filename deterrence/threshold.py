"""The number from which on a verdict holds: exact where the conditions are linear or quadratic in the unknown.

Along one unknown the equilibrium set changes shape only where some incentive vanishes. Each incentive, at pure answers
of the others or at a mixture of two, is a polynomial in the unknown wherever payoffs and priors are. Its coefficients
are found by evaluating the game exactly at a few points, and its real roots are the candidates. The solver is asked at
every candidate and just beside it, from the top of the range down: the roots propose, the solver decides. Where some
condition is of higher degree, or has min or max, a grid is asked as well and bisection encloses what lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from deterrence.errors import DeterrenceError, ModelError, SolverError
from deterrence.formula import evaluate
from deterrence.formula.members import COUNTED
from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.repeated import RepeatedGame
from deterrence.pact import vocabulary
from deterrence.reading import EVERY, SOME, refined_word
from deterrence.roots import Algebraic, Number, interpolate, roots
from deterrence.shown import Shown
from deterrence.solvers.margins import margins
from deterrence.solvers.provision import coefficients, solve_provision
from deterrence.solvers.signaling_form import SignalingForm, signaling_form
from deterrence.verdict import not_asked, require_loaded

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

VERDICTS = ("deters", "deters in some", "pays nothing", "no free-riding")
REPEATED = (RepeatedGame, ShareAgreement, LinkedIssues, ExitGame)
WIDTH = Fraction(1, 10**12)
GRID = 16
EXACT = "exact root of an incentive, confirmed by the solver on both sides"
THROUGHOUT = "it holds throughout the range"
EVERYWHERE = f"at every point asked: the roots that are known and a grid of {GRID} steps"


@dataclass(frozen=True)
class Threshold(Shown):
    """The infimum value of an unknown from which on a verdict holds up to the top of its range.

    Where the model's assumptions fail at the top, the range ends where they begin to hold.

    Attributes
    ----------
    of, verdict
        The unknown and the word asked.
    value
        The infimum; None where the verdict does not hold at the top of the range.
    attained
        Whether it holds at the infimum itself; None where that point cannot be solved exactly.
    checked
        The points at which the solver was asked, with its answers, from the top down.
    status
        How it was found.
    """

    of: str
    verdict: str
    value: Number | None
    attained: bool | None
    checked: tuple[tuple[Fraction, bool], ...]
    status: str


def threshold(
    model: Model,
    pact: Pact | None = None,
    *,
    of: str = "p_D",
    verdict: str = "deters",
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    at: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Threshold:
    """The infimum of one parameter or term from which on a verdict holds.

    Parameters
    ----------
    model, pact, world, set, at, year
        As for `verdict`.
    of
        The unknown: a parameter or a term of the model; a value for it in `set` is passed over.
    verdict
        ``"deters"``: in every equilibrium surviving D1 (in every equilibrium where no refinement applies);
        ``"deters in some"``: in some of them, as where a pact is kept only if its future is believed in;
        ``"pays nothing"``: some ally of a provision game contributes nothing;
        ``"no free-riding"``: every ally pays its benchmark, in every equilibrium.

    Returns
    -------
    Threshold
        Exact wherever every condition is linear or quadratic in the unknown; otherwise enclosed by bisection, and
        `status` says so.

    Raises
    ------
    ModelError
        For an unknown that is not a parameter or term of the model, and for a question not asked of this pact.
    SolverError
        For an unknown verdict.
    """
    if verdict not in VERDICTS:
        raise SolverError(f"no verdict '{verdict}'; there are {', '.join(VERDICTS)}")
    require_loaded(model, pact)
    reason = not_asked(model, pact)
    paying = verdict in ("pays nothing", "no free-riding")
    if not reason and not paying and model.deters is None:
        reason = "the model declares no event to deter (its section [deters])"
    if not reason and paying and model.provision is None:
        reason = "the model is not a game of provision"
    if reason:
        raise ModelError(f"'{verdict}' is not asked here: {reason}")
    fixed = {name: value for name, value in (set or {}).items() if name != of}
    low, high = _range(model, of)

    def values(x: Fraction) -> dict[str, Fraction]:
        return model.values(pact, world=world, set={**fixed, of: x}, at=at, year=year)

    def holds(x: Fraction) -> bool | None:
        here = values(x)
        if model.violated(here):
            return None  # the model does not speak of this point
        if paying:
            game = model.game(here)
            assert isinstance(game, ProvisionGame)
            found = solve_provision(game)
            points = [point for piece in found.pieces for point in piece.witnesses]
            if verdict == "pays nothing":
                return any(0 in point for point in points)
            if not found.complete:
                raise SolverError(found.status)
            wanted = [b - k for b, k in zip(model.benchmarks(here).values(), game.in_kind, strict=True)]
            return all(g >= least for point in points for g, least in zip(point, wanted, strict=True))
        return refined_word(model, here) in ((EVERY,) if verdict == "deters" else (EVERY, SOME))

    def conditions(x: Fraction) -> list[Fraction]:
        here = values(x)
        game = model.game(here)
        sides = [
            evaluate(left, here) - evaluate(right, here)
            for name in model.assume
            for left, _, right in model.condition(name).parts
        ]
        if isinstance(game, ProvisionGame):
            return sides + _provision_conditions(game) if verdict == "pays nothing" else []
        if isinstance(game, REPEATED):
            return sides + margins(game)
        if isinstance(game, ExtensiveGame):
            return sides + _signaling_conditions(signaling_form(game))
        return sides

    return _descend(of, verdict, low, high, holds, conditions, bent=_bent(model))


def _range(model: Model, of: str) -> tuple[Fraction, Fraction]:
    if of in model.parameters:
        low, high = model.parameters[of].range
        return Fraction(low), Fraction(high)
    if of in model.terms:
        term = vocabulary()[of]
        return Fraction(term.low), Fraction(term.high)
    near = get_close_matches(of, [*model.parameters, *model.terms], 1)
    raise ModelError(
        f"'{of}' is not a parameter or term of this model",
        advice=f"did you mean '{near[0]}'?" if near else f"it has {', '.join(model.parameters)}",
    )


def _bent(model: Model) -> bool:
    """Whether no polynomial speaks for the whole range.

    So it is where a formula has min or max or counts members, where whole periods count, and in the forms whose
    incentives are not read as polynomials here.
    """
    if model.form not in ("extensive", "provision", "repeated"):
        return True
    pact = model.repeated.pact if model.repeated is not None else None
    if pact is not None and (pact.review, pact.notice, pact.turnover, pact.recovery) != ("1", "0", "0", "0"):
        return True
    texts = [line.formula for line in model.define.values()]
    texts += [text for kinds in model.types.values() for text in kinds.values()]
    marks = [f"{name}(" for name in ("min", "max", *COUNTED)]
    texts += map(repr, (model.payoffs, model.provision, model.repeated))
    return any(mark in text for mark in marks for text in texts)


def _descend(
    of: str,
    verdict: str,
    low: Fraction,
    high: Fraction,
    holds: Callable[[Fraction], bool | None],
    conditions: Callable[[Fraction], list[Fraction]],
    bent: bool,
) -> Threshold:
    """Ask the solver at every candidate and just beside it, from the top down, until the verdict fails.

    Points outside the model's assumptions at the top are passed over; further down they end the search. Where answers
    at the two ends of a gap differ, the verdict rests on a mixture and changes between candidates: bisection finds it.
    """
    known, smooth = _candidates(conditions, low, high)
    if bent or not smooth:  # nothing says where the verdict may change: a grid is asked as well
        grid = (low + (high - low) * Fraction(k, GRID) for k in range(1, GRID))
        known = sorted([*known, *(x for x in grid if x not in known)], key=_place)
    ends: list[Number] = [low, *(r for r in known if r not in (low, high)), high]
    checked: list[tuple[Fraction, bool]] = []

    def ask(x: Fraction) -> bool | None:
        found = holds(x)
        if found is not None:
            checked.append((x, found))
        return found

    grid_only = (
        f"; a condition is neither linear nor quadratic in {of}: asked on a grid of {GRID} steps, not proved between"
    )

    def answer(value: Number | None, attained: bool | None, how: str) -> Threshold:
        how += grid_only if bent or not smooth else ""
        return Threshold(of, verdict, value, attained, tuple(checked), how)

    outside = "the model's assumptions end there"
    nowhere = "it does not hold at the top of the range"
    above: Number | None = None  # the lowest candidate from which on it has held
    attained: bool | None = None
    for k in range(len(ends) - 1, -1, -1):
        if k < len(ends) - 1:
            bottom, top = _beside(ends[k], ends[k + 1])
            found = ask(bottom)
            if above is None or not found:
                upper = ask(top)
                if upper and not found:
                    return _enclosed(answer, ask, bottom, top, conditions)
                if above is not None:
                    return answer(above, attained, EXACT if upper is False else f"it holds as far down as {outside}")
                if upper is False or found is False:
                    return answer(None, None, nowhere)
            if found:
                above, attained = ends[k], None
        end = ends[k]
        if isinstance(end, Algebraic):
            continue
        found = ask(end)
        if found:
            above, attained = end, True
        elif above is not None:
            return answer(above, False, f"it holds above the point where {outside}" if found is None else EXACT)
        elif found is False:
            return answer(None, None, nowhere)
    if above is None:
        return answer(None, None, "the model's assumptions hold nowhere in the range")
    return answer(above, attained, f"it holds {EVERYWHERE}" if bent or not smooth else THROUGHOUT)


def _enclosed(
    answer: Callable[[Number | None, bool | None, str], Threshold],
    ask: Callable[[Fraction], bool | None],
    bad: Fraction,
    good: Fraction,
    conditions: Callable[[Fraction], list[Fraction]],
) -> Threshold:
    """The verdict holds at `good` and not at `bad`, with no candidate between."""
    while good - bad > WIDTH:
        middle = (good + bad) / 2
        if ask(middle):
            good = middle
        else:
            bad = middle
    for root in _candidates(conditions, bad, good)[0]:  # in one piece of a formula with min or max it may be exact
        if isinstance(root, Fraction):
            return answer(root, bool(ask(root)), EXACT)
    return answer(Algebraic(None, bad, good), None, "enclosed by bisection with the exact solver; not a closed form")


def _beside(a: Number, b: Number) -> tuple[Fraction, Fraction]:
    """Rationals strictly between two numbers a < b: one just above a, one just below b."""
    left = a.high if isinstance(a, Algebraic) else a
    right = b.low if isinstance(b, Algebraic) else b
    step = min(WIDTH, (right - left) / 4)
    return left + step, right - step


# -- candidates ----------------------------------------------------------------------------------------------------


def _candidates(
    conditions: Callable[[Fraction], list[Fraction]], low: Fraction, high: Fraction
) -> tuple[list[Number], bool]:
    """Roots in [low, high] of every condition that is linear or quadratic, in order, and whether all are."""
    at, rows = [], []
    for k in range(1, 60):  # odd places: some may divide by zero or lie where no method applies
        x = low + (high - low) * Fraction(k * 23 % 61, 61)
        try:
            rows.append(conditions(x))
        except DeterrenceError:
            continue
        at.append(x)
        if len(at) == 5:
            break
    else:
        return [], False
    found: list[Number] = []
    smooth = bool(rows[0])
    for column in zip(*rows, strict=True):
        c0, c1, c2 = interpolate(at[:3], column[:3])
        if any(c0 + c1 * x + c2 * x * x != y for x, y in zip(at[3:], column[3:], strict=True)):
            smooth = False
            continue
        found.extend(roots(c0, c1, c2))
    inside = {r for r in found if isinstance(r, Fraction) and low <= r <= high}
    irrational: list[Algebraic] = []
    for root in sorted((r for r in found if isinstance(r, Algebraic)), key=_place):
        apart = not irrational or root.low > irrational[-1].high  # one root of several conditions is kept once
        if apart and low < root.low and root.high < high:
            irrational.append(root)
    return sorted([*inside, *irrational], key=_place), smooth


def _place(x: Number) -> Fraction:
    return x.low if isinstance(x, Algebraic) else x


def _signaling_conditions(form: SignalingForm) -> list[Fraction]:
    """Every incentive at pure answers, and those at mixed ones on which two types of the sender may differ.

    The sender's incentives between signals, at a pure answer to each; the receiver's between responses, under each
    pooled belief; and for two types, whether one mixture of two answers makes both indifferent between two signals.
    """
    u, v, p, q = map(_in_flint, (form.u, form.v, form.p, form.q))
    answers = [list(product(range(len(names)), repeat=len(form.q))) for names in form.responses]
    result: list[Any] = []
    for s, other in combinations(range(len(form.signals)), 2):
        tables = [
            [[_advantage(u[t], q, s, mine, other, theirs) for theirs in answers[other]] for mine in answers[s]]
            for t in range(len(form.types))
        ]
        result.extend(x for table in tables for row in table for x in row)
        for one, also in combinations(tables, 2):
            for first, second in ((one, also), (_turned(one), _turned(also))):
                for a, b in combinations(range(len(first)), 2):
                    pairs = zip(first[a], first[b], second[a], second[b], strict=True)
                    result.extend(w * z - x * y for w, x, y, z in pairs)
    groups = [group for size in range(1, len(form.types) + 1) for group in combinations(range(len(form.types)), size)]
    for s, names in enumerate(form.responses):
        for k in range(len(form.q)):
            for r, other in combinations(range(len(names)), 2):
                for group in groups:
                    result.append(sum(p[t] * (v[t][s][r][k] - v[t][s][other][k]) for t in group))
    return [Fraction(int(x.p), int(x.q)) for x in result]


def _in_flint(numbers: Any) -> Any:
    """Nested tuples of numbers in FLINT's rationals, in which sums are several times faster."""
    from flint import fmpq

    if isinstance(numbers, tuple):
        return tuple(map(_in_flint, numbers))
    return fmpq(numbers.numerator, numbers.denominator)


def _turned(table: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return list(zip(*table, strict=True))


def _advantage(u: Any, q: Any, s: int, mine: Sequence[int], other: int, theirs: Sequence[int]) -> Any:
    """What a type gets by one signal more than by another, each with a pure answer."""
    return sum(chance * (u[s][mine[k]][k] - u[other][theirs[k]][k]) for k, chance in enumerate(q))


def _provision_conditions(game: ProvisionGame) -> list[Fraction]:
    """For each ally and each set of the largest contributors, the sign of its own contribution."""
    found = coefficients(game)
    if game.ruled or game.technology != "summation" or len({a for a, _, _ in found}) > 1:  # not linear in phi
        return []
    a = found[0][0]
    order = sorted(range(len(found)), key=lambda k: found[k][2], reverse=True)
    result: list[Fraction] = []
    for size in range(1, len(order) + 1):
        paying = order[:size]
        top = sum((found[k][2] for k in paying), Fraction(0))
        bottom = a + sum((found[k][1] for k in paying), Fraction(0))
        result.extend(found[k][2] * bottom - found[k][1] * top for k in order)
    return result
