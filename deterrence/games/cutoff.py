"""Games of continuous private types in monotone strategies: what is played is one cutoff for each unknown.

Types below a cutoff do one thing and types above it another. For each cutoff the game holds a gain: what the type at
the cutoff gains from doing what types below it do, when everybody plays by the cutoffs. An equilibrium is a point where
no cutoff wants to move:

- inside its range the gain is 0, the type at the cutoff being indifferent;
- at the upper end of its range the gain is at least 0: every type does what types below the cutoff do;
- at the lower end the gain is at most 0: no type does.

In the language of programming this is a mixed complementarity problem. An unknown may as well be a probability that the
players agree on, its gain being the probability that their best replies produce, less the probability itself.

A gain may use the name ``type``, the type that asks itself; the cutoff is then where ``type`` equals it. For such a
gain it can be proved that all types below the cutoff prefer one side, and all types above it the other (single
crossing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from deterrence.errors import DeterrenceError, GameError, ModelError
from deterrence.formula import Formula, evaluate, number, parse
from deterrence.formula.derivative import SLOPED, Sloped, variables
from deterrence.formula.interval import BALL, Interval, enclose
from deterrence.shown import Shown

TYPE = "type"
MOST = 8
"""Unknown cutoffs of one game."""


@dataclass(frozen=True)
class Cutoff:
    """One unknown threshold.

    Parameters
    ----------
    name
        What formulas call it.
    low, high
        The ends of its range, rational.
    gain
        The gain of its type from doing what types below it do: a formula, or the text of one.
    open_low, open_high
        Whether an end does not belong to the range, as 0 in (0, 1]; no equilibrium lies there.
    below, above
        What types below and above it do, in words.
    """

    name: str
    low: Any
    high: Any
    gain: Formula | str
    open_low: bool = False
    open_high: bool = False
    below: str = ""
    above: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", str(self.name)) or self.name == TYPE:
            raise GameError(f"{self.name!r} cannot name a cutoff; write letters, digits and '_', not 'type'")
        try:
            if all(map(_plain, (self.low, self.high))):
                for end in ("low", "high"):
                    object.__setattr__(self, end, number(getattr(self, end)))
            if not isinstance(self.gain, Formula):
                object.__setattr__(self, "gain", parse(self.gain, analytic=True, key=f"the gain of {self.name}"))
        except DeterrenceError as error:
            raise GameError(f"the cutoff {self.name}: {error}") from None
        if isinstance(self.low, Fraction) and self.low >= self.high:
            raise GameError(
                f"the range of {self.name} runs from {self.low} to {self.high}: write a lower end below the other"
            )

    @property
    def formula(self) -> Formula:
        """The gain as a formula."""
        assert isinstance(self.gain, Formula)
        return self.gain

    @property
    def about_types(self) -> bool:
        """Whether the gain is that of any type, so that single crossing can be proved."""
        return TYPE in self.formula.names


@dataclass(frozen=True, eq=False)
class CutoffGame(Shown):
    """Unknown cutoffs, their gains, and the numbers that the gains rest on.

    Parameters
    ----------
    cutoffs
        A `Cutoff` each.
    values
        The other names of the formulas: an exact number each, or a pair of numbers of which only is known that the
        value lies between them. Then an answer is right for every value between them.
    definitions
        Names for parts of the gains: formulas, or texts, in values, cutoffs and earlier definitions.

    Raises
    ------
    GameError
        For a name without a value, one that is declared twice, and a number that is none.

    Examples
    --------
    >>> CutoffGame([Cutoff("c", 0, 1, "mu + c*(d - mu) - type")], {"mu": "0.05", "d": "1.2"}).rational
    True
    """

    cutoffs: tuple[Cutoff, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    definitions: tuple[tuple[str, Formula], ...] = ()
    title: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cutoffs", tuple(self.cutoffs))
        if not 1 <= len(self.cutoffs) <= MOST:
            raise GameError(f"a game has 1 to {MOST} unknown cutoffs, not {len(self.cutoffs)}; split it, or merge some")
        given = self.definitions
        pairs = given.items() if isinstance(given, Mapping) else given
        try:
            object.__setattr__(self, "values", {name: _number(name, value) for name, value in self.values.items()})
            parsed = tuple((name, f if isinstance(f, Formula) else parse(f, analytic=True)) for name, f in pairs)
        except ModelError as error:
            raise GameError(str(error)) from None
        object.__setattr__(self, "definitions", parsed)
        known: set[str] = set()
        for name in [*self.names, *self.values]:
            if name in known:
                raise GameError(f"{name} is declared twice; give each cutoff and value a name of its own")
            known.add(name)
        for name, formula in parsed:
            self._check_names(formula, known, f"the definition {name}")
            if name in known:
                raise GameError(f"{name} is declared twice; give each cutoff and value a name of its own")
            known.add(name)
        for cutoff in self.cutoffs:
            self._check_names(cutoff.formula, known | {TYPE}, f"the gain of {cutoff.name}")

    def _check_names(self, formula: Formula, known: set[str], what: str) -> None:
        missing = sorted(formula.names - known)
        if missing:
            raise GameError(f"{what} uses the name {missing[0]}, which has no value; add it to values")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CutoffGame):
            return NotImplemented
        return (self.cutoffs, self.values, self.definitions) == (other.cutoffs, other.values, other.definitions)

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the unknowns."""
        return tuple(cutoff.name for cutoff in self.cutoffs)

    @property
    def about_types(self) -> bool:
        """Whether some gain is that of any type: otherwise nothing here says that anybody has private types."""
        return any(cutoff.about_types for cutoff in self.cutoffs)

    @cached_property
    def rational(self) -> bool:
        """Whether gains at rational cutoffs are rational, so that equalities can be decided."""
        formulas = [cutoff.formula for cutoff in self.cutoffs] + [formula for _, formula in self.needed]
        return not any(f.analytic for f in formulas) and not any(isinstance(v, tuple) for v in self.values.values())

    @cached_property
    def needed(self) -> tuple[tuple[str, Formula], ...]:
        """The definitions that the gains rest on, in order."""
        return self.behind({name for cutoff in self.cutoffs for name in cutoff.formula.names})

    def behind(self, names: Iterable[str]) -> tuple[tuple[str, Formula], ...]:
        """The definitions that some names rest on, in order."""
        wanted = set(names)
        kept = []
        for name, formula in reversed(self.definitions):
            if name in wanted:
                wanted |= formula.names
                kept.append((name, formula))
        return tuple(reversed(kept))

    # -- the gains -----------------------------------------------------------------------------------------------------

    def _base(self) -> dict[str, Any]:
        """Every value as an interval."""
        return {name: enclose(*value) if isinstance(value, tuple) else value for name, value in self.values.items()}

    def enclosures(self, box: Sequence[Interval]) -> tuple[Interval, ...]:
        """What every gain encloses over a box of cutoffs."""
        return tuple(self._read(box, dict(zip(self.names, box, strict=True)), BALL))

    def slopes(self, box: Sequence[Interval]) -> tuple[Sloped, ...]:
        """The same with the derivatives by all cutoffs, a gain's own type moving with its cutoff."""
        moving = variables(box)
        return tuple(self._read(moving, dict(zip(self.names, moving, strict=True)), SLOPED))

    def _read(self, own: Sequence[Any], cutoffs: Mapping[str, Any], reading: Any) -> list[Any]:
        known = {**self._base(), **cutoffs}
        for name, formula in self.needed:
            known[name] = evaluate(formula, known, reading)
        pairs = zip(self.cutoffs, own, strict=True)
        return [evaluate(cutoff.formula, {**known, TYPE: value}, reading) for cutoff, value in pairs]

    def of_type(self, which: int, box: Sequence[Interval], types: Interval) -> Sloped:
        """The gain of the types in an interval, cutoffs lying in a box, and its derivative by the type."""
        known = {**self._base(), **dict(zip(self.names, box, strict=True))}
        for name, formula in self.needed:
            known[name] = evaluate(formula, known, BALL)
        found: Sloped = evaluate(self.cutoffs[which].formula, {**known, TYPE: variables([types])[0]}, SLOPED)
        return found

    def exact(self, point: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
        """The gains at a point; None where they are not rational or not defined."""
        if not self.rational:
            return None
        known = {**self.values, **dict(zip(self.names, point, strict=True))}
        try:
            for name, formula in self.needed:
                known[name] = evaluate(formula, known)
            pairs = zip(self.cutoffs, point, strict=True)
            return tuple(evaluate(cutoff.formula, {**known, TYPE: value}) for cutoff, value in pairs)
        except ModelError:
            return None

    def enclosed(self, formula: Formula, box: Sequence[Interval]) -> Interval:
        """What a formula in cutoffs, values and definitions encloses over a box."""
        known = {**self._base(), **dict(zip(self.names, box, strict=True))}
        for name, part in self.behind(formula.names):
            known[name] = evaluate(part, known, BALL)
        found: Interval = evaluate(formula, known, BALL)
        return found


def _plain(value: Any) -> bool:
    """Whether a value is a number as people write it, and no formula in place of one."""
    if isinstance(value, (int, float, str, Fraction, Decimal)):
        return True
    return type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0


def _number(name: str, value: Any) -> Any:
    if not isinstance(value, (tuple, list)) and not _plain(value):
        return value  # written, not computed with
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ModelError(f"the value of {name} has {len(value)} ends", advice="write (low, high), or one number")
        low, high = (number(end, key=name) for end in value)
        if low > high:
            raise ModelError(f"the value of {name} runs from {low} to {high}", advice=f"write ({high}, {low})")
        return low if low == high else (low, high)
    return number(value, key=name)
