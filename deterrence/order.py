"""The partial order of pacts: one ranks over another only where no contested step is needed to say so.

A ranks over B where, in the direction of each declared sign, A's lo is at least B's hi for every uncontested term that
either codes, once strictly; contested terms are equal points; terms neither codes are common; and A's threshold is at
most B's in every declared world, once strictly. That the declared signs are those of the model is proved in every
declared world, over all values of the other terms, so the ranking holds throughout both boxes. Every other pair is not
comparable, and what is in the way is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from deterrence.compare import Comparison
from deterrence.declared_signs import deterrence_regions, sign_holds
from deterrence.errors import DeterrenceError
from deterrence.roots import Algebraic, Number
from deterrence.table import Cell, Column, Table
from deterrence.threshold import threshold

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact

UNKNOWN = "p_D"


@dataclass(frozen=True)
class Ranking:
    """A pact that ranks over another, with both thresholds in every declared world."""

    better: str
    worse: str
    worlds: Mapping[str, tuple[Number | None, Number | None]]


@dataclass(frozen=True)
class Incomparable:
    """Two pacts that are not comparable, and why."""

    pacts: tuple[str, str]
    because: str


@dataclass(frozen=True)
class PartialOrder:
    """All rankings, and all pairs that have none."""

    rankings: tuple[Ranking, ...]
    incomparable: tuple[Incomparable, ...]

    def table(self) -> Table:
        """Rankings first, then how many pairs are not comparable, by reason."""
        rows: list[tuple[Cell, ...]] = [
            (r.better, "ranks over", r.worse, f"in all {len(r.worlds)} declared worlds") for r in self.rankings
        ]
        reasons = Counter(pair.because for pair in self.incomparable)
        rows += [(f"{count} pairs", "not comparable", None, because) for because, count in reasons.most_common()]
        return Table(
            (Column("pact", "pact"), Column("relation", ""), Column("other", "pact"), Column("because", "because")),
            tuple(rows),
            title=f"Partial order: {len(self.rankings)} rankings, {len(self.incomparable)} pairs not comparable",
            caption="Partial order of pacts",
            label="tab:order",
            notes=(
                "A pact ranks over another where its coding is at least as good, at every point of both intervals, in "
                "every uncontested term that either codes, once strictly; where contested terms are equal points; and "
                "where the least p_D that deters is at most the other's in every declared world, once strictly. The "
                "declared signs of the terms on which it rests are proved in every world.",
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; exact numbers are text."""
        return {
            "rankings": [
                {
                    "better": r.better,
                    "worse": r.worse,
                    "worlds": {name: [_text(a), _text(b)] for name, (a, b) in r.worlds.items()},
                }
                for r in self.rankings
            ],
            "not_comparable": [{"pacts": list(i.pacts), "because": i.because} for i in self.incomparable],
        }


def partial_order(comparison: Comparison) -> PartialOrder:
    """The partial order of the pacts of a comparison.

    Parameters
    ----------
    comparison
        From `compare`. Pacts that its deterrence model is not asked of are left out.

    Returns
    -------
    PartialOrder
    """
    model = comparison.models[0]
    proved: dict[tuple[str, str], bool | None] = {}
    asked = [row.pact for row in comparison.rows if row.pact is not None and row.reading is not None]
    rankings, incomparable = [], []
    for first, second in combinations(asked, 2):
        reasons = []
        for a, b in ((first, second), (second, first)):
            obstacle = _obstacle(model, a, b)
            if not obstacle:
                worlds, obstacle = _thresholds(comparison, a, b)
                obstacle = obstacle or _signs(comparison, a, b, proved)
                if not obstacle and _lower(worlds):
                    rankings.append(Ranking(a.name, b.name, worlds))
                    break
                obstacle = obstacle or "the thresholds are not lower in every declared world"
            reasons.append(obstacle)
        else:
            incomparable.append(Incomparable((first.name, second.name), "; ".join(dict.fromkeys(reasons))))
    return PartialOrder(tuple(rankings), tuple(incomparable))


def _obstacle(model: Model, a: Pact, b: Pact) -> str:
    """Why the codings of `a` do not dominate those of `b`; empty if they do."""
    contested, short, strict = [], [], False
    for term in model.terms:
        (a_low, a_high, a_coded), (b_low, b_high, b_coded) = a.interval(term), b.interval(term)
        sign = model.signs[term].threshold if term in model.signs else "contested"
        if sign == "none" or not (a_coded or b_coded):
            continue
        if sign == "contested":
            if not a_low == a_high == b_low == b_high:
                contested.append(term)
        elif sign == "lowers":
            strict = strict or a_low > b_high
            if a_low < b_high:
                short.append(term)
        else:
            strict = strict or a_high < b_low
            if a_high > b_low:
                short.append(term)
    if contested:
        return f"contested and not equal points: {', '.join(contested)}"
    if short:
        return f"{a.name} does not dominate in {', '.join(short)}"
    return "" if strict else "no term is strictly better"


def _signs(comparison: Comparison, a: Pact, b: Pact, proved: dict[tuple[str, str], bool | None]) -> str:
    """A declared sign on which the ranking rests and which is not proved in some world; empty if all are."""
    model = comparison.models[0]
    given = _given(comparison)
    different = [term for term in model.terms if a.interval(term)[:2] != b.interval(term)[:2]]
    for world in comparison.worlds:
        found = None
        for term in different:
            sign = model.signs[term].threshold if term in model.signs else "contested"
            if sign not in ("lowers", "raises"):
                continue
            if (term, world.name) not in proved:
                try:
                    found = found or deterrence_regions(model, UNKNOWN, world, given)
                    proved[term, world.name] = sign_holds(found, term, sign)
                except DeterrenceError:
                    proved[term, world.name] = None
            if not proved[term, world.name]:
                word = "not proved" if proved[term, world.name] is None else "false"
                return f"that {term} {sign} the threshold is {word} in the world {world.name}"
    return ""


def _given(comparison: Comparison) -> dict[str, Any]:
    names = comparison.models[0].names
    return {name: value for name, value in comparison.set.items() if name in names and name != UNKNOWN}


def _thresholds(comparison: Comparison, a: Pact, b: Pact) -> tuple[dict[str, tuple[Number | None, Number | None]], str]:
    """Both thresholds in every declared world, and where the model does not hold for one of the two."""
    model = comparison.models[0]
    given = _given(comparison)
    result = {}
    for world in comparison.worlds:
        pair: list[Number | None] = []
        for pact in (a, b):
            try:
                found = threshold(model, pact, of=UNKNOWN, world=world, set=given)
            except DeterrenceError:
                found = None
            if found is None or not found.checked:
                return {}, f"the model does not hold for {pact.name} in the world {world.name}"
            pair.append(found.value)
        result[world.name] = (pair[0], pair[1])
    return result, ""


def _lower(worlds: Mapping[str, tuple[Number | None, Number | None]]) -> bool:
    """Whether the first threshold is at most the second in every world, once strictly; never counts as the top."""
    return all(_at_most(a, b) for a, b in worlds.values()) and any(_below(a, b) for a, b in worlds.values())


def _at_most(a: Number | None, b: Number | None) -> bool:
    return b is None or a == b or _below(a, b)


def _below(a: Number | None, b: Number | None) -> bool:
    """Whether a < b for sure: enclosures must lie apart."""
    if a is None or b is None:
        return a is not None
    return (a.high if isinstance(a, Algebraic) else a) < (b.low if isinstance(b, Algebraic) else b)


def _text(value: Number | None) -> Any:
    if isinstance(value, Algebraic):
        return {"lo": str(value.low), "hi": str(value.high)}
    return None if value is None else str(value)
