"""A million designs at once: which shapes occur at each, the range of each measure, and the verdict.

The signs of the polynomials that bound the regions are read over arrays of floats with a bound on their error. Designs
at which a sign is not certain, as on a boundary, are redone in Fractions, a float meaning its shortest decimal. So the
shapes and verdicts are exact, ties included; the values of measures are floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.rational_function import Ratio
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.formula import number
from deterrence.regions.bounded import BOUNDED, Bounded, exactly, given
from deterrence.regions.design_values import value_arrays, wanted_measures
from deterrence.regions.result import Extent, Regions
from deterrence.regions.setting import span
from deterrence.regions.signs import SIGNS, Polynomial, Sign, irreducible, polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 1 << 15
SMALL = 1e-50  # numbers beyond are read in Fractions throughout
SETS = ("all", "refined")
EVERY, SOME, NONE, OPEN, OUTSIDE = 2, 1, 0, -1, -2


@dataclass(frozen=True)
class Designs:
    """What regions say of many designs; every array has one row a design, in the order given.

    Attributes
    ----------
    regions
        Whose shapes these are.
    inside
        Whether the design lies in the ranges and meets the assumptions of the domain; elsewhere nothing else is said.
    occurs
        Booleans, one column for each of ``regions.shapes``.
    least, most
        For ``"all"`` and ``"refined"`` the infimum and supremum of each measure, as floats; nan where it is undefined.
    verdict
        For ``"all"`` and ``"refined"``: 2 deters in every equilibrium, 1 in some, 0 in none, -1 where that is not
        worked out or there is no equilibrium, -2 outside. Empty where the model has nothing to deter.
    redone
        How many designs lay so near to a boundary that they were redone in Fractions.
    """

    regions: Regions
    inside: NDArray[np.bool_]
    occurs: NDArray[np.bool_]
    least: Mapping[str, Mapping[str, NDArray[np.float64]]]
    most: Mapping[str, Mapping[str, NDArray[np.float64]]]
    verdict: Mapping[str, NDArray[np.int8]]
    redone: int
    _named: Mapping[str, NDArray[np.bool_]] = field(repr=False)

    def named(self, region: str) -> NDArray[np.bool_]:
        """At which designs an equilibrium of a named region occurs.

        Raises
        ------
        ModelError
            For a name that the model does not give to any region.
        """
        import numpy as np

        if region not in self.regions.model.regions:
            raise ModelError(f"'{region}' is not a region", advice=meant(region, self.regions.model.regions))
        found = self._named.get(region)
        return np.zeros(len(self.inside), dtype=bool) if found is None else found


def designs(regions: Regions, values: Mapping[str, Any], *, measures: Sequence[str] | None = None) -> Designs:
    """What the regions of a model say of many designs.

    Parameters
    ----------
    regions
        Of a finite game: their closed forms must be rational.
    values
        For each name an array of floats or one number. Every name that varies in the regions must be here, or follow
        from those that are by the model's definitions: regions over the primitives may be asked about designs given in
        terms and parameters.
    measures
        Which are wanted; all unless given.

    Returns
    -------
    Designs

    Raises
    ------
    ModelError
        For missing and unknown names, arrays of different lengths, and what is no number.
    SolverError
        Where closed forms are roots of polynomials.
    """
    import numpy as np

    arrays = value_arrays(regions, values)
    if any(piece.roots for _, piece in regions.pieces()):
        raise SolverError("some closed forms are roots of polynomials, which arrays do not hold: ask point by point")
    wanted = wanted_measures(regions, measures)
    plan = _Plan(regions)
    size = max(array.shape[0] for array in arrays.values())
    parts = [_part(plan, arrays, slice(start, min(start + CHUNK, size)), wanted) for start in range(0, size, CHUNK)]
    parts = parts or [_part(plan, arrays, slice(0, 0), wanted)]

    def joined(pick: Any) -> Any:
        return np.concatenate([pick(part) for part in parts])

    return Designs(
        regions,
        joined(lambda part: part.inside),
        joined(lambda part: part.occurs),
        {over: {name: joined(lambda part, o=over, n=name: part.least[o][n]) for name in wanted} for over in SETS},
        {over: {name: joined(lambda part, o=over, n=name: part.most[o][n]) for name in wanted} for over in SETS},
        {over: joined(lambda part, o=over: part.verdict[o]) for over in SETS} if plan.deterred else {},
        sum(part.redone for part in parts),
        {name: joined(lambda part, n=name: part._named[n]) for name in plan.regions.names},
    )


# -- what decides --------------------------------------------------------------------------------------------------


class _Plan:
    """The polynomials that decide everything, each once, and what they decide of every piece."""

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        self.deterred: dict[int, tuple[Extent, list[Any], list[Any]]] = {}
        self.pieces = [(column, piece) for column, shape in enumerate(regions.shapes) for piece in shape.pieces]
        model, ring = regions.model, regions.domain.ring
        event = model.deters.event if model.deters is not None else None
        name = next((n for n, text in model.measures.items() if text == event), event)
        for place, (_, piece) in enumerate(self.pieces):
            extent = piece.measures.get(name) if name is not None else None
            if extent is not None and model.deters is not None:
                limit = ring.number(model.deters.at_most)
                high = [_factors(ratio - limit) for ratio in extent.high]
                low = [_factors(ratio - limit) for ratio in extent.low]
                self.deterred[place] = (extent, high, low)
        if len(self.deterred) < len(self.pieces):
            self.deterred = {}  # not every piece says how likely the event is
        conditions = [*regions.domain.assumptions, *(c for _, piece in self.pieces for c in piece.conditions)]
        asked = [condition.polynomial for condition in conditions]
        for _, high, low in self.deterred.values():
            asked += [factor for _, factors in (*high, *low) for factor, _ in factors]
        self.polynomials = tuple(dict.fromkeys(asked))


def _factors(gap: Ratio) -> tuple[int, Any]:
    return (0, ()) if gap.constant == 0 else irreducible(gap)


# -- a chunk --------------------------------------------------------------------------------------------------------


def _part(plan: _Plan, arrays: Mapping[str, Any], rows: slice, wanted: Iterable[str]) -> Designs:
    import numpy as np

    regions, model = plan.regions, plan.regions.model
    here = {name: array[rows] for name, array in arrays.items()}
    count = rows.stop - rows.start
    inside = np.ones(count, dtype=bool)
    for name, array in here.items():
        inside &= np.isfinite(array) & _allowed(regions, name, array)
    with np.errstate(all="ignore"):
        lifted: dict[str, Any] = {name: exactly(value) for name, value in regions.fixed.items()}
        lifted |= {name: given(array) for name, array in here.items()}
        direct = regions.domain.ranges.keys() <= here.keys()  # nothing has to follow from definitions
        read = lifted if direct else model.evaluate(lifted, BOUNDED)
        known = {one: _signs(one, read, count) for one in plan.polynomials}
    bounds = {n: _within(span, read[n], count) for n, span in regions.domain.ranges.items() if n not in here}
    open_rows = np.zeros(count, dtype=bool)
    for signs in (*known.values(), *bounds.values()):
        open_rows |= signs == 2
    redo = np.flatnonzero(open_rows & inside)
    _redo(plan, here, redo, known, bounds, inside)
    for signs in bounds.values():
        inside &= signs == 1
    for condition in regions.domain.assumptions:
        inside &= _holds(condition, known)
    occurs = np.zeros((count, len(regions.shapes)), dtype=bool)
    extreme = _exact_rows(regions, here, inside)
    floats = {n: np.broadcast_to(np.asarray(read[n].value, dtype=float), count) for n in regions.domain.ring.names}
    least = {over: {name: np.full(count, np.nan) for name in wanted} for over in SETS}
    most = {over: {name: np.full(count, np.nan) for name in wanted} for over in SETS}
    word = {over: _Word(count) for over in SETS}
    named = {name: np.zeros(count, dtype=bool) for name in regions.names}
    for place, (column, piece) in enumerate(plan.pieces):
        mask = inside.copy()
        for condition in piece.conditions:
            mask &= _holds(condition, known)
        index = np.flatnonzero(mask)
        if not index.size:
            continue
        occurs[index, column] = True
        if piece.region is not None:
            named[piece.region][index] = True
        survives = True if regions.criterion is None else piece.survives.get(regions.criterion)
        sets = [over for over in SETS if over == "all" or survives is not False]
        there = {name: array[index] for name, array in floats.items()}
        with np.errstate(all="ignore"):
            for name in wanted:
                extent = piece.measures.get(name)
                if extent is not None:
                    low, high = _ends(extent, there, index, extreme)
                    for over in sets:
                        least[over][name][index] = np.fmin(least[over][name][index], low)
                        most[over][name][index] = np.fmax(most[over][name][index], high)
        if plan.deterred:
            for over in sets:
                word[over].add(index, *plan.deterred[place], known, certain=over == "all" or survives is True)
    verdict = {over: found.word(inside, regions.complete) for over, found in word.items()}
    return Designs(regions, inside, occurs, least, most, verdict, len(redo), named)


class _Word:
    """Whether some equilibrium deters and whether some fails to, and where a piece may or may not belong to the set."""

    def __init__(self, count: int) -> None:
        import numpy as np

        self.some, self.fails, self.open = (np.zeros(count, dtype=bool) for _ in range(3))

    def add(self, index: Any, extent: Extent, high: Any, low: Any, known: Any, *, certain: bool) -> None:
        import numpy as np

        if not certain:
            self.open[index] = True
            return
        above, below = np.zeros((2, index.size), dtype=bool)
        for entry in high:
            above |= _quotient(entry, known, index) > 0
        for entry in low:
            found = _quotient(entry, known, index)
            below |= (found <= 0) if extent.low_attained else (found < 0)
        self.some[index] |= below
        self.fails[index] |= above

    def word(self, inside: Any, complete: bool) -> Any:
        import numpy as np

        word = np.where(self.some, np.where(self.fails, SOME, EVERY), np.where(self.fails, NONE, OPEN))
        unsure = self.open | (not complete)
        return np.where(inside, np.where(unsure & (word != SOME), OPEN, word), OUTSIDE).astype(np.int8)


def _quotient(entry: Any, known: Mapping[Polynomial, Any], index: Any) -> Any:
    import numpy as np

    front, factors = entry
    found = np.full(index.size, front, dtype=np.int8)
    for factor, counts in factors:
        signs = known[factor][index]
        found *= signs if counts == 1 else np.abs(signs)
    return found


def _signs(one: Polynomial, read: Mapping[str, Any], count: int) -> Any:
    import numpy as np

    found: Bounded = one.read(read, exactly)
    return np.broadcast_to(found.sign(), count).astype(np.int8)


def _holds(condition: Sign, known: Mapping[Polynomial, Any]) -> Any:
    signs, allowed = known[condition.polynomial], SIGNS[condition.relation]
    first = signs == allowed[0]
    return first if len(allowed) == 1 else first | (signs == allowed[1])


def _ends(
    extent: Extent, there: Mapping[str, Any], index: Any, extreme: Mapping[int, Mapping[str, Fraction]]
) -> tuple[Any, Any]:
    import numpy as np

    low = np.minimum.reduce([_float(ratio, there) for ratio in extent.low])
    high = low if extent.high == extent.low else np.maximum.reduce([_float(ratio, there) for ratio in extent.high])
    if extreme:
        low, high = np.array(low), np.array(high)
        for place, row in enumerate(index):
            if int(row) in extreme:
                low[place], high[place] = map(float, extent.at(extreme[int(row)]))
    return low, high


def _exact_rows(regions: Regions, here: Mapping[str, Any], inside: Any) -> dict[int, Mapping[str, Fraction]]:
    """The designs with numbers so large or small that products of floats lose their digits, in Fractions."""
    import numpy as np

    far = np.zeros(len(inside), dtype=bool)
    with np.errstate(all="ignore"):
        for array in here.values():
            far |= (array != 0) & ((abs(array) < SMALL) | (abs(array) > 1 / SMALL))
    found: dict[int, Mapping[str, Fraction]] = {}
    for row in np.flatnonzero(far & inside):
        point = {name: number(float(array[row])) for name, array in here.items()}
        found[int(row)] = regions.model.evaluate({**regions.fixed, **point})
    return found


def _float(ratio: Ratio, there: Mapping[str, Any]) -> Any:
    import numpy as np

    size = len(next(iter(there.values())))
    constant = ratio.constant
    if constant is not None:
        return np.full(size, float(constant))
    above = polynomial(ratio.ring, ratio.above).read(there, float)
    below = 1.0 if ratio.below.is_one() else polynomial(ratio.ring, ratio.below).read(there, float)
    return np.broadcast_to(np.asarray(above / below, dtype=float), size)


# -- ranges, and what is redone exactly -----------------------------------------------------------------------------


def _allowed(regions: Regions, name: str, array: Any) -> Any:
    """Whether given floats lie in the range of their name; an end of a range is a decimal that a float may mean."""
    import numpy as np

    low, high = regions.domain.ranges.get(name) or span(regions.model, name)
    least = -np.inf if low is None else _nearest(low)
    most = np.inf if high is None else _nearest(high)
    return (array >= least) & (array <= most)


def _nearest(value: Fraction) -> float:
    return value.numerator / value.denominator


def _within(span: tuple[Fraction | None, Fraction | None], value: Bounded, count: int) -> Any:
    """1 where a computed name lies in its range, 0 where not, 2 where that is not certain."""
    import numpy as np

    found = np.ones(count, dtype=np.int8)
    for end, direction in zip(span, (1, -1), strict=True):
        if end is not None:
            signs = np.broadcast_to((value - exactly(end)).sign(), count)
            found = np.where(signs == 2, np.where(found == 0, 0, 2), np.where(signs == -direction, 0, found))
    return found


def _redo(plan: _Plan, here: Mapping[str, Any], redo: Any, known: Any, bounds: Any, inside: Any) -> None:
    """Decide in Fractions what floats left open, in place."""
    regions = plan.regions
    for row in redo:
        point = {name: number(float(array[row])) for name, array in here.items()}
        try:
            values = regions.model.evaluate({**regions.fixed, **point}) if bounds else point
        except ModelError:
            inside[row] = False  # a definition divides by zero: the model does not speak of this design
            continue
        for one, signs in known.items():
            if signs[row] == 2:
                value = one.at(values)
                signs[row] = (value > 0) - (value < 0)
        for name, found in bounds.items():
            low, high = regions.domain.ranges[name]
            found[row] = (low is None or values[name] >= low) and (high is None or values[name] <= high)
