"""What a decision says, as plain data that can be kept and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.model import Model

if TYPE_CHECKING:
    from deterrence.prove import Proof, Witness

STATUSES = ("proved", "refuted", "conditional", "unknown")


@dataclass(frozen=True)
class Point:
    """A concrete pact in a concrete world, with exact numbers as text.

    Attributes
    ----------
    pact, world
        Every term of the model; the parameters, and definitions set directly, that vary.
    shows
        What happens there: the two sides of the statement, or the one that belongs to this point.
    holds
        Whether the claim is true there.
    """

    pact: Mapping[str, str]
    world: Mapping[str, str]
    shows: str
    holds: bool


@dataclass(frozen=True)
class Answer:
    """What a prover says of a proposition, and nothing that the file of claims says.

    Attributes
    ----------
    statement
        The formal statement.
    status
        One of `STATUSES`.
    region
        Where it holds and where it fails, in words; empty where it does the same everywhere.
    counterexample
        A point at which it fails, or two points that differ in one name; solved again and certified there.
    witnesses
        Points at which it holds, and at which it fails.
    reason
        How it was proved, or why it is unknown.
    tested, second
        At how many random points the exact solver was asked; what a second method said.
    """

    statement: str
    status: str
    region: str = ""
    counterexample: tuple[Point, ...] = ()
    witnesses: tuple[Point, ...] = ()
    reason: str = ""
    tested: int = 0
    second: str = ""


def answer_of(proof: Proof, model: Model) -> Answer:
    """A proof as plain data."""
    return Answer(
        proof.statement,
        proof.status,
        proof.region,
        points_of(proof.counterexample, model),
        tuple(point for witness in proof.witnesses for point in points_of(witness, model)),
        proof.reason,
        proof.tested,
        str(proof.second) if proof.second.asked else "",
    )


def points_of(witness: Witness | None, model: Model) -> tuple[Point, ...]:
    """The point or the two points of a witness, each split into what a pact says and what it finds in the world."""
    if witness is None:
        return ()
    if witness.other is None:
        shows = " against ".join(text for text in (witness.left, witness.right) if text)
        return (_point(witness, witness.values, model, shows),)
    return (_point(witness, witness.values, model, witness.left), _point(witness, witness.other, model, witness.right))


def _point(witness: Witness, values: Mapping[str, Fraction], model: Model, shows: str) -> Point:
    pact = {name: values.get(name, witness.everything[name]) for name in model.terms}
    world = {name: x for name, x in values.items() if name not in pact}
    return Point(_text(pact), _text(world), shows, witness.holds)


def _text(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(x) for name, x in values.items()}


def read_answer(kept: Any) -> Answer | None:
    """An answer out of plain data, or None where the data is not one."""
    if not isinstance(kept, dict) or set(kept) != {one.name for one in fields(Answer)}:
        return None
    texts = [kept[name] for name in ("statement", "status", "region", "reason", "second")]
    if not all(isinstance(text, str) for text in texts) or kept["status"] not in STATUSES:
        return None
    if type(kept["tested"]) is not int:
        return None
    points = {name: _read_points(kept[name]) for name in ("counterexample", "witnesses")}
    if any(found is None for found in points.values()):
        return None
    return Answer(**{**kept, **points})


def _read_points(kept: Any) -> tuple[Point, ...] | None:
    if not isinstance(kept, list):
        return None
    found = []
    for one in kept:
        if not isinstance(one, dict) or set(one) != {"pact", "world", "shows", "holds"}:
            return None
        if not isinstance(one["shows"], str) or type(one["holds"]) is not bool:
            return None
        for name in ("pact", "world"):
            if not isinstance(one[name], dict) or not all(isinstance(x, str) for x in one[name].values()):
                return None
        found.append(Point(one["pact"], one["world"], one["shows"], one["holds"]))
    return tuple(found)
