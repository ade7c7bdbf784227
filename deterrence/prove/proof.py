"""What deciding a proposition gives: proved, refuted, conditional or unknown, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.proposition.statement import Proposition
from deterrence.prove.second import NOT_ASKED, Second
from deterrence.regions.signs import Sign
from deterrence.shown import Shown
from deterrence.table import Cell, Column, Table

if TYPE_CHECKING:
    from deterrence.model import Model

PROVED, REFUTED, CONDITIONAL, UNKNOWN = "proved", "refuted", "conditional", "unknown"
Region = tuple[tuple[Sign, ...], ...]


@dataclass(frozen=True, eq=False)
class Witness:
    """An exact point at which the exact solver was asked.

    Attributes
    ----------
    values
        The names that vary; the others stand where the question put them.
    holds
        Whether the proposition is true there.
    left, right
        What was found: the two sides of a comparison, the values at both points of a monotone statement, or the shapes.
    other
        The second point of a monotone statement.
    everything
        The number behind every name of the model at the point.
    certified
        Whether every equilibrium found there was proved: always True, the solver's answers carry their certificates.
    """

    values: Mapping[str, Fraction]
    holds: bool
    left: str
    right: str
    other: Mapping[str, Fraction] | None
    everything: Mapping[str, Fraction]
    certified: bool = True

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        sides = f"{self.left} against {self.right}" if self.right else self.left
        if self.other is None:
            return f"at {at}: {sides}"
        changed = ", ".join(f"{name} = {value}" for name, value in self.other.items() if value != self.values[name])
        return f"at {at}: {self.left}; and with {changed}: {self.right}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data; exact numbers are text."""
        return {
            "at": {name: str(value) for name, value in self.values.items()},
            "holds": self.holds,
            "left": self.left,
            "right": self.right,
            "other": None if self.other is None else {name: str(value) for name, value in self.other.items()},
            "values": {name: str(value) for name, value in self.everything.items()},
            "certified": self.certified,
        }


@dataclass(frozen=True, eq=False)
class Proof(Shown):
    """The answer to a proposition.

    Attributes
    ----------
    model, proposition
        What was asked.
    status
        ``"proved"``: true at every point of the domain that it speaks of. ``"refuted"``: false at every such point, or
        false at one, and where it holds was not worked out. ``"conditional"``: true at some and false at others, with
        the region. ``"unknown"``: see `reason`.
    over, ranges, assumptions
        The names that vary, their ranges, and what holds throughout.
    counterexample
        A point at which it is false, solved exactly.
    witnesses
        Points at which it is true, and false.
    holds, fails
        The region where it holds, and where it fails: one of some conjunctions of conditions. None where that is not
        worked out.
    reason
        How it was decided, or which limit was hit.
    questions
        How many systems of conditions were shown to have no solution.
    tested
        At how many random exact points the exact solver agreed.
    second
        How many of these systems a second method was asked about, how many it confirmed, and which method it was.
    undefined
        A point at which a quantity is not defined, so that nothing is said of it there.
    fixed
        The names that do not vary, and where they stand unless the proposition moves them.
    """

    model: Model
    proposition: Proposition
    status: str
    over: tuple[str, ...]
    ranges: Mapping[str, tuple[Fraction | None, Fraction | None]]
    assumptions: tuple[Sign, ...]
    reason: str
    counterexample: Witness | None = None
    witnesses: tuple[Witness, ...] = ()
    holds: Region | None = None
    fails: Region | None = None
    questions: int = 0
    tested: int = 0
    second: Second = NOT_ASKED
    undefined: Mapping[str, Fraction] | None = None
    fixed: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def statement(self) -> str:
        """The formal statement."""
        return str(self.proposition)

    @property
    def region(self) -> str:
        """Where it holds, in words; empty where that is not worked out."""
        sides = [("holds exactly where", self.holds), ("fails exactly where", self.fails)]
        known = [(word, region) for word, region in sides if region]
        if not known:
            return ""
        word, region = min(known, key=lambda side: sum(len(conditions) for conditions in side[1]))
        return f"{word} {_written(region)}"

    def __str__(self) -> str:
        lines = [f"{self.status}: {self.statement}"]
        if self.region:
            lines.append(f"  it {self.region}")
        lines += [f"  {'true' if w.holds else 'false'} {w}" for w in self.points]
        lines.append(f"  {self.reason}")
        return "\n".join(lines)

    def table(self) -> Table:
        """The answer in a few lines."""
        rows: list[tuple[Cell, ...]] = [("statement", self.statement), ("answer", self.status)]
        rows += [("region", f"it {self.region}")] if self.region else []
        rows += [("true" if witness.holds else "false", str(witness)) for witness in self.points]
        rows.append(("how", self.reason))
        return Table((Column("what", ""), Column("answer", "")), tuple(rows), title=f"Proposition: {self.status}")

    @property
    def points(self) -> tuple[Witness, ...]:
        """The points that were solved to show the answer."""
        return tuple(dict.fromkeys([*self.witnesses, *([self.counterexample] if self.counterexample else [])]))

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data; exact numbers are text."""
        return {
            "statement": self.statement,
            "model": self.model.title,
            "status": self.status,
            "over": list(self.over),
            "ranges": {name: [_text(x) for x in span] for name, span in self.ranges.items()},
            "fixed": {name: str(value) for name, value in self.fixed.items()},
            "assumptions": [str(condition) for condition in self.assumptions],
            "region": self.region or None,
            "holds": _plain(self.holds),
            "fails": _plain(self.fails),
            "counterexample": None if self.counterexample is None else self.counterexample.to_dict(),
            "witnesses": [witness.to_dict() for witness in self.witnesses],
            "reason": self.reason,
            "questions": self.questions,
            "tested": self.tested,
            "second": self.second._asdict(),
            "undefined": None if self.undefined is None else {n: str(v) for n, v in self.undefined.items()},
        }


def _written(region: Region) -> str:
    parts = [" and ".join(str(condition) for condition in conditions) or "everywhere" for conditions in region]
    return parts[0] if len(parts) == 1 else " or ".join(f"({part})" for part in parts)


def _plain(region: Region | None) -> list[list[str]] | None:
    return None if region is None else [[str(condition) for condition in conditions] for conditions in region]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
