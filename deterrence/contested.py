"""Contested points: questions on which the literature disagrees, and what each side says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from os import PathLike

from deterrence.data import Frozen, Record, data_folder
from deterrence.formula import read_toml


@dataclass(frozen=True)
class Point:
    """A question, and the sentences that the sides answer it with.

    Attributes
    ----------
    sides
        By a short name of the side. A claim of a model file may name one that it shows to be right.
    source
        Keys in ``references.bib``.
    """

    name: str
    question: str
    sides: Mapping[str, str]
    source: tuple[str, ...] = ()


@cache
def contested() -> Mapping[str, Point]:
    """The contested points by name."""
    return load_contested(data_folder() / "contested.toml")


def load_contested(path: str | PathLike[str]) -> Mapping[str, Point]:
    """Read a set of contested points.

    Raises
    ------
    ModelError
        With file and key, where a point lacks a question or has fewer than two sides.
    """
    file = str(path)
    whole = Record(read_toml(path), file, what="a set of contested points", required=("format", "points"))
    whole.format()
    found: dict[str, Point] = {}
    for name, entry in Record(whole.get("points"), file, "points", what="the list of points").entries():
        record = Record(
            entry,
            file,
            f"points.{name}",
            what="a contested point",
            required=("question", "sides"),
            optional=("source",),
        )
        sides = Record(record.get("sides"), file, record.place("sides"), what="the sides of a point")
        said = {side: sides.text(side) for side, _ in sides.entries()}
        if len(said) < 2:
            raise record.wrong("a contested point has two sides", "sides", advice="write what each side says")
        found[name] = Point(name, record.text("question"), Frozen(said), record.texts("source"))
    return Frozen(found)
