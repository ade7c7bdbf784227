"""Why a verdict holds, and what would change it: the nearest value of each name at which the word is another.

With one name left free, every condition of every equilibrium shape is a polynomial in it. All their real roots are
known, and between neighbours the verdict is constant; the exact solver is asked at one point of every interval and at
every rational root, from the pact's own value outwards. So the nearest change is exact, and "none" is a proof. Where
regions are not derived, a grid is asked and bisection encloses the change, and `proved` is False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.formula import number
from deterrence.reading import Reading, read
from deterrence.regions import Regions, regions
from deterrence.regions.line import Stop, between, signs_at, stops
from deterrence.regions.setting import span
from deterrence.regions.signs import SIGNS, Polynomial, irreducible
from deterrence.roots import Algebraic, Number
from deterrence.shown import Shown
from deterrence.thresholds import verdict_tests
from deterrence.verdict import Verdict, not_asked, verdict

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World

_Found = tuple[Number | None, bool | None, str | None, str | None]
GRID = 32
WIDTH = Fraction(1, 10**9)
PAYS, DOES_NOT_PAY = "free-riding pays", "free-riding does not pay"


@dataclass(frozen=True)
class Change:
    """What one name alone would have to become for the verdict to be another.

    Attributes
    ----------
    name, kind
        The name, and whether it is a ``"term"`` of pacts or a ``"parameter"`` of the world.
    now, low, high
        Its value at the pact, and its range.
    value
        The nearest value at which, or right beyond which, the verdict differs; None where it differs nowhere.
    distance
        The infimum of the change: from `now` to `value`.
    attained
        Whether the verdict differs at `value` itself, not only beyond it.
    becomes
        The verdict there: at `value` where it is attained, otherwise right beyond it.
    beyond
        The verdict right beyond `value`; None where that is the end of the range, or not known.
    proved
        Whether every place at which it could change was looked at.
    status
        How it was found.
    """

    name: str
    kind: str
    now: Fraction
    low: Fraction
    high: Fraction
    value: Number | None
    attained: bool | None
    becomes: str | None
    beyond: str | None
    proved: bool
    status: str

    @property
    def distance(self) -> Number | None:
        """How far the nearest change is; irrational ones only enclosed."""
        if self.value is None:
            return None
        if isinstance(self.value, Fraction):
            return abs(self.value - self.now)
        ends = sorted((abs(self.value.low - self.now), abs(self.value.high - self.now)))
        return Algebraic(None, *ends)


@dataclass(frozen=True, eq=False)
class Why(Shown):
    """Why a verdict holds at a pact, and what would change it.

    Attributes
    ----------
    verdict
        What is explained.
    word
        The word that is followed: of the equilibria surviving D1 where there is something to deter, otherwise whether
        free-riding pays.
    binding, slack
        The condition of the region nearest to failing, and the distance between its sides.
    changes
        One for each term of the model and, where asked for, each parameter; the nearest first, none last.
    """

    verdict: Verdict
    word: str
    binding: str | None
    slack: Fraction | None
    changes: tuple[Change, ...]


def why(
    model: Model,
    pact: Pact | None = None,
    *,
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    of: Sequence[str] | None = None,
    parameters: bool = False,
) -> Why:
    """Why a verdict holds at a pact, and the nearest value of each name at which it is another.

    Parameters
    ----------
    model, pact, world, set
        As for `verdict`; the pact stands at the middle of its codings.
    of
        The names to move, one at a time: terms and parameters. All terms unless given.
    parameters
        Whether parameters of the world are moved too, besides the terms of pacts.

    Returns
    -------
    Why

    Raises
    ------
    ModelError
        Where the question is not asked of the pact, and for unknown names.
    SolverError
        Where no method accepts the game.
    """
    reason = not_asked(model, pact)
    if reason:
        raise ModelError(f"the verdict is not asked here: {reason}")
    if model.deters is None and model.provision is None:
        raise ModelError("the model gives no verdict: it declares no event to deter and is no game of provision")
    found = verdict(model, pact, world=world, set=set)
    assert found.reading is not None
    values = found.reading.values
    names = list(dict.fromkeys([*(model.terms if of is None else of), *(model.parameters if parameters else ())]))
    for name in names:
        if name not in model.terms and name not in model.parameters:
            known = [*model.terms, *model.parameters]
            raise ModelError(f"'{name}' is no term or parameter of this model", key="of", advice=meant(name, known))
    word = _word(model, found.reading)
    line = _Line(model, values, dict(set or {}), word)
    changes = [line.change(name) for name in names]
    nearest = sorted(changes, key=lambda one: (one.value is None, float(one.distance or 0), one.name))
    return Why(found, word, found.reading.binding, found.reading.slack, tuple(nearest))


def _word(model: Model, found: Reading) -> str:
    """The word that is followed."""
    if model.deters is not None:
        return found.refined_deters
    return {True: PAYS, False: DOES_NOT_PAY, None: "unknown"}[found.free_riding_pays]


@dataclass(frozen=True)
class _Line:
    """The model with everything at the pact's values, of which one name at a time is moved."""

    model: Model
    values: Mapping[str, Fraction]
    given: Mapping[str, Any]
    here: str  # the verdict before anything is moved

    def point(self, moved: Mapping[str, Fraction]) -> dict[str, Any]:
        """What is set: terms and parameters at the pact's values, definitions only where the user set them."""
        kept = {n: v for n, v in self.values.items() if n in self.model.terms or n in self.model.parameters}
        return kept | {n: number(v) for n, v in self.given.items() if n in self.model.define} | dict(moved)

    def word(self, moved: Mapping[str, Fraction]) -> str | None:
        """The verdict by the exact solver; None outside the model's assumptions."""
        here = {**self.values, **self.model.values(set=self.point(moved))}
        if self.model.violated(here):
            return None
        return _word(self.model, read(self.model, here))

    def change(self, name: str) -> Change:
        """The nearest change along one name."""
        now = Fraction(self.values[name])
        low, high = span(self.model, name)
        assert low is not None
        assert high is not None
        kind = "term" if name in self.model.terms else "parameter"
        at = {n: v for n, v in self.point({}).items() if n != name}
        try:
            found = regions(self.model, [name], at)
            places = self._places(found, low, high)
            proved, status = found.complete, "every root of every condition was looked at"
        except SolverError as error:
            places, proved = self._grid(low, high), False
            status = f"a grid of {GRID} steps was asked, not proved between: {error}"
        value, attained, becomes, beyond = self._nearest(name, now, places)
        if value is None and proved:
            status = f"none from {low} to {high}: {status}"
        return Change(name, kind, now, low, high, value, attained, becomes, beyond, proved, status)

    def _places(self, found: Regions, low: Fraction, high: Fraction) -> _Places:
        tests = verdict_tests(found, "deters" if self.model.deters is not None else "no free-riding")
        in_some = verdict_tests(found, "deters in some") if self.model.deters is not None else None
        asked = [c.polynomial for c in found.domain.assumptions]
        for _, piece in found.pieces():
            if piece.roots:
                raise SolverError("closed forms here are roots of polynomials")
            asked += [c.polynomial for c in piece.conditions]
            for ratio, _ in (*tests(piece), *(in_some(piece) if in_some else ())):
                if ratio.constant is None:
                    asked += [factor for factor, _ in irreducible(ratio)[1]]
        polynomials = tuple(dict.fromkeys(asked))
        return _Places(stops(polynomials, low, high), lambda stop: _by_pieces(found, tests, stop, polynomials))

    def _grid(self, low: Fraction, high: Fraction) -> _Places:
        return _Places(tuple(Stop(low + (high - low) * Fraction(k, GRID)) for k in range(GRID + 1)), None)

    def _nearest(self, name: str, now: Fraction, places: _Places) -> _Found:
        here = self.here
        best: _Found = None, None, None, None
        for upwards in (False, True):
            before = now
            for stop, beyond in places.outwards(now, upwards):
                if best[0] is not None and abs(_nearer(stop, now) - now) >= abs(_far(best[0], now) - now):
                    break
                found = self._at(name, stop, places)
                if places.decided is None and found not in (None, here):
                    best = self._bisected(name, before, stop)
                    break
                after = None if beyond is None else self.word({name: beyond})
                if found not in (None, here):
                    best = stop.at, True, found, after
                    break
                if after not in (None, here):
                    best = stop.at, False, after, after
                    break
                before = stop.at if isinstance(stop.at, Fraction) else before
        return best

    def _at(self, name: str, stop: Stop, places: _Places) -> str | None:
        if isinstance(stop.at, Fraction):
            try:
                return self.word({name: stop.at})
            except SolverError:
                if places.decided is None:
                    raise
        assert places.decided is not None
        return places.decided(stop)

    def _bisected(self, name: str, good: Fraction, stop: Stop) -> _Found:
        assert isinstance(stop.at, Fraction)
        bad = stop.at
        while abs(bad - good) > WIDTH:
            middle = (good + bad) / 2
            if self.word({name: middle}) in (None, self.here):
                good = middle
            else:
                bad = middle
        found = self.word({name: bad})
        return Algebraic(None, *sorted((good, bad))), None, found, found


@dataclass(frozen=True)
class _Places:
    """The places at which the word may change, and the word at one of them by the conditions of the regions."""

    all: tuple[Stop, ...]
    decided: Callable[[Stop], str | None] | None

    def outwards(self, now: Fraction, upwards: bool) -> Iterator[tuple[Stop, Fraction | None]]:
        """From a point on in one direction: each stop, and a point between it and the next (None after the last).

        The point itself comes first where it is a stop: the verdict may differ right beyond it.
        """
        line = list(self.all) if upwards else list(reversed(self.all))
        ahead = [stop for stop in line if stop.at == now or (_place(stop) > now) == upwards]
        for k, stop in enumerate(ahead):
            following = ahead[k + 1] if k + 1 < len(ahead) else None
            if following is None or self.decided is None:
                yield stop, None
            else:
                yield stop, between(stop, following) if upwards else between(following, stop)


def _place(stop: Stop) -> Fraction:
    return stop.at if isinstance(stop.at, Fraction) else stop.at.low


def _nearer(stop: Stop, now: Fraction) -> Fraction:
    if isinstance(stop.at, Fraction):
        return stop.at
    return min((stop.at.low, stop.at.high), key=lambda x: abs(x - now))


def _far(value: Number, now: Fraction) -> Fraction:
    return value if isinstance(value, Fraction) else max((value.low, value.high), key=lambda x: abs(x - now))


def _by_pieces(found: Regions, tests: Any, stop: Stop, polynomials: tuple[Polynomial, ...]) -> str | None:
    """The word at an irrational place, from the signs of all polynomials there."""
    from deterrence.reading import EVERY, NONE, NONE_SURVIVES, SOME

    signs = signs_at(stop, polynomials)
    if not all(signs[c.polynomial] in SIGNS[c.relation] for c in found.domain.assumptions):
        return None
    every, some, there = True, False, False
    in_some = verdict_tests(found, "deters in some") if found.model.deters is not None else None
    for _, piece in found.pieces("refined"):
        if not all(signs[c.polynomial] in SIGNS[c.relation] for c in piece.conditions):
            continue
        there = True
        every &= all(_sign(ratio, signs) <= 0 for ratio, _ in tests(piece))
        if in_some is not None:
            some |= any(_sign(ratio, signs) < (1 if reached else 0) for ratio, reached in in_some(piece))
    if found.model.deters is None:
        return DOES_NOT_PAY if every and there else PAYS
    return NONE_SURVIVES if not there else EVERY if every else SOME if some else NONE


def _sign(ratio: Any, signs: Mapping[Polynomial, int]) -> int:
    constant = ratio.constant
    if constant is not None:
        return int((constant > 0) - (constant < 0))
    front, parts = irreducible(ratio)
    for polynomial, counts in parts:
        if polynomial not in signs:
            raise SolverError("a sign at an irrational place was not asked for")
        front *= signs[polynomial] if counts == 1 else abs(signs[polynomial])
    return front
