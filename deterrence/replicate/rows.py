"""Rows of `replicate`: what a source says, word for word, and what of ours it is compared with.

One file for each result of the literature, ``models/replications/T2.toml``. It names sources, a model and the points
that its rows share; each row holds the literal and one question: a ``measure`` of the model, the probability with which
a type ``plays`` an action, the ``threshold`` of a name, a ``word`` (the region, whether the pact deters, how many
equilibria), or a named computation (``compute``, see `deterrence.replicate.computations`) of what is no equilibrium.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, StrictInt, StrictStr, ValidationError

from deterrence.catalogue import load, models
from deterrence.cite import REFERENCES, references_of
from deterrence.data import data_folder, meant
from deterrence.errors import ModelError
from deterrence.formula import read_toml
from deterrence.model import Model
from deterrence.model.schema import Exact, Keys, Section, Table, Text, empty, key_path, model_error
from deterrence.pact import worlds
from deterrence.replicate.computations import COMPUTATIONS

QUESTIONS = ("measure", "plays", "threshold", "word", "compute")
WORDS = ("region", "regions", "deters", "free-riding pays", "equilibria", "certificate")


class Row(Section):
    """One quantity."""

    quantity: Text = Field(description="what the number is, in words")
    expected: Text = Field(description="the literal, as text: '3/20', '.5882', '[.52, .55]' or a word")
    origin: Text = Field(alias="from", description="where the literal stands: 'published, Table 9' or 'our derivation'")
    convention: StrictStr = ""
    status: Literal["", "reproduced", "canonical form", "in the spirit of"] = ""
    model: StrictStr = ""
    at: StrictStr = ""
    set: Table[Text, Exact] = empty()
    world: StrictStr = ""
    over: Text = "all"
    measure: StrictStr = ""
    plays: StrictStr = ""
    threshold: StrictStr = ""
    word: Literal["", "region", "regions", "deters", "free-riding pays", "equilibria", "certificate"] = ""
    compute: StrictStr = ""
    arguments: Table[Text, Any] = empty()

    @property
    def question(self) -> str:
        """Which question it asks: one of `QUESTIONS`."""
        return "compute" if self.compute else next(name for name in QUESTIONS if getattr(self, name))


class Replication(Section):
    """A file of rows.

    Attributes
    ----------
    points
        Names of points, each with the values set there.
    """

    format: StrictInt = Field(description="1, the version of this grammar")
    id: Text = Field(description="the name of the file, such as 'T2'")
    title: Text = Field(description="what is reproduced, in one line")
    source: Keys = ()
    status: Literal["reproduced", "canonical form", "in the spirit of"] = Field(
        description='"reproduced" (from a published text), "canonical form" or "in the spirit of"'
    )
    about: StrictStr = ""
    model: StrictStr = ""
    set: Table[Text, Exact] = empty()
    points: Table[Text, Table[Text, Exact]] = empty()
    rows: tuple[Row, ...] = Field(description="the quantities, each as [[rows]]")

    def values_set(self, row: Row) -> dict[str, Any]:
        """What a row sets: the file's values (unless it asks another model), its point's, its own, in this order."""
        shared = self.set if row.model in ("", self.model) else {}
        return {**shared, **(self.points[row.at] if row.at else {}), **row.set}


def replications() -> tuple[str, ...]:
    """The ids of the shipped replications: T1, T2, ..., then words."""
    return tuple(sorted((path.stem for path in _folder().glob("*.toml")), key=_place))


def load_replication(path: str | PathLike[str]) -> Replication:
    """The rows in a file, checked: every name in them exists.

    Raises
    ------
    ModelError
        With file and key of the first mistake, and what would be right.
    """
    sections = read_toml(path)
    try:
        try:
            found = Replication(**sections)
        except ValidationError as error:
            raise model_error(error) from None
        _check(found, Path(path))
    except ModelError as error:
        raise error.located(str(path)) from None
    return found


def shipped(id: str) -> Replication:
    """The shipped replication of an id, or the one in a user's own file."""
    known = replications()
    if str(id).endswith(".toml"):
        return load_replication(id)
    if id not in known:
        raise ModelError(f"no replication is called '{str(id)[:100]}'", advice=meant(str(id), known))
    return load_replication(_folder() / f"{id}.toml")


def row_model(found: Replication, row: Row) -> Model:
    """The model that a row asks."""
    model = load(row.model or found.model)
    assert isinstance(model, Model)
    return model


def _folder() -> Path:
    return data_folder() / "replications"


def _place(id: str) -> tuple[int, int, str]:
    match = re.fullmatch(r"T(\d+)(\w*)", id)
    return (0, int(match[1]), match[2]) if match else (1, 0, id)


# -- checks ----------------------------------------------------------------------------------------------------------


def _check(found: Replication, path: Path) -> None:
    if found.format != 1:
        raise _wrong(f"format {found.format} is not known", "format", advice="write format = 1")
    if found.id != path.stem:
        raise _wrong(f"the id '{found.id}' is not the file's name", "id", advice=f"write id = '{path.stem}'")
    known = references_of(path)
    for k, key in enumerate(found.source):
        if key not in known:
            raise _wrong(f"'{key}' is not a key in {REFERENCES}", "source", k, advice=meant(key, sorted(known)))
    if not found.rows:
        raise _wrong("there are no rows", "rows", advice="write a [[rows]] for each quantity")
    seen: set[str] = set()
    for k, row in enumerate(found.rows):
        if row.quantity in seen:
            raise _wrong("two rows have this quantity", "rows", k, "quantity", advice="say how they differ")
        seen.add(row.quantity)
        _check_row(found, row, k)


def _check_row(found: Replication, row: Row, k: int) -> None:
    asked = [name for name in QUESTIONS if getattr(row, name)]
    # a computation may return several numbers, and `measure` says which is meant
    if len(asked) != 1 and asked != ["measure", "compute"]:
        advice = f"write one of {', '.join(QUESTIONS)}"
        raise _wrong("a row asks one question" if asked else "the row asks nothing", "rows", k, advice=advice)
    if row.at and row.at not in found.points:
        raise _wrong(f"'{row.at}' is not a point", "rows", k, "at", advice=meant(row.at, found.points))
    if row.world and row.world not in worlds():
        raise _wrong(f"no world is called '{row.world}'", "rows", k, "world", advice=meant(row.world, worlds()))
    if row.compute:
        if row.compute not in COMPUTATIONS:
            advice = meant(row.compute, COMPUTATIONS)
            raise _wrong(f"'{row.compute}' is not a computation", "rows", k, "compute", advice=advice)
        return
    if row.arguments:
        raise _wrong("arguments go with 'compute'", "rows", k, "arguments", advice="write them under 'set'")
    name = row.model or found.model
    if name not in models():
        where: tuple[str | int, ...] = ("rows", k, "model") if row.model else ("model",)
        raise _wrong(f"no model is called '{name}'", *where, advice=meant(name, models()))
    model = row_model(found, row)
    try:
        model.values(world=row.world or None, set=found.values_set(row))
        if row.threshold and row.threshold not in model.names:
            raise _wrong(f"'{row.threshold}' is not a name", "threshold", advice=meant(row.threshold, model.names))
        if row.measure and model.form in ("extensive", "strategic"):  # other forms name theirs when they are solved
            model.measure(row.measure)
    except ModelError as error:
        key = key_path(("rows", k)) + f".{error.key or 'measure'}"
        raise ModelError(error.message, key=key, advice=error.advice) from None
    sets: Mapping[str, Any] = {"all": 0, "refined": 0, **model.regions}
    if row.over not in sets:
        raise _wrong(f"'{row.over}' is not a set of equilibria", "rows", k, "over", advice=meant(row.over, sets))


def _wrong(message: str, *where: str | int, advice: str) -> ModelError:
    return ModelError(message, key=key_path(where), advice=advice)
