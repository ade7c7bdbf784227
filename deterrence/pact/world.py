"""Worlds: declared scenarios that give the parameters no treaty gives, the same for every pact compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from os import PathLike

from deterrence.data import Frozen, Record, data_folder, meant
from deterrence.formula import number, read_toml


@dataclass(frozen=True)
class World:
    """A scenario: the values of all parameters, with a line that justifies it.

    Attributes
    ----------
    values
        Every parameter; `differs` names those that are not the baseline's.
    source
        Keys in ``references.bib``.
    """

    name: str
    meaning: str
    because: str
    values: Mapping[str, Fraction]
    differs: tuple[str, ...] = field(default=(), compare=False)
    source: tuple[str, ...] = ()


@cache
def worlds() -> Mapping[str, World]:
    """The declared scenario worlds by name, the baseline first."""
    return load_worlds(data_folder() / "worlds.toml")


def load_worlds(path: str | PathLike[str]) -> Mapping[str, World]:
    """Read a set of worlds. The first is named baseline and gives every parameter, the others what differs."""
    file = str(path)
    whole = Record(read_toml(path), file, what="a set of worlds", required=("format", "worlds"))
    whole.format()
    found: dict[str, World] = {}
    listed = Record(whole.get("worlds"), file, "worlds", what="the list of worlds")
    for name, entry in listed.entries():
        record = Record(
            entry,
            file,
            f"worlds.{name}",
            what="a world",
            required=("meaning", "because", "values"),
            optional=("source",),
        )
        if not found and name != "baseline":
            raise record.wrong("the first world is not the baseline", "", advice="put [worlds.baseline] first")
        given = Record(record.get("values"), file, record.place("values"), what="the values of a world")
        values = {key: number(value, file=file, key=given.place(key)) for key, value in given.entries()}
        baseline = found["baseline"].values if found else values
        for key in values:
            if key not in baseline:
                raise given.wrong(f"the baseline has no '{key}'", key, advice=meant(key, baseline))
        found[name] = World(
            name=name,
            meaning=record.text("meaning"),
            because=record.text("because"),
            values=Frozen({**baseline, **values}),
            differs=tuple(values) if found else (),
            source=record.texts("source"),
        )
    if not found:
        raise listed.wrong("there is no world", "", advice="write [worlds.baseline]")
    return Frozen(found)
