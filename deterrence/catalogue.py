"""What ships with the package, by name: models, pacts and terms. Names are unique over all three."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from deterrence.data import data_folder, meant
from deterrence.errors import ModelError
from deterrence.formula import read_toml
from deterrence.formula.rational import shown
from deterrence.modelfile import load_model
from deterrence.pact import load_pact, vocabulary

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, Term


def models() -> tuple[str, ...]:
    """The names of the shipped models, in alphabetical order."""
    return _stems("games")


def pacts() -> tuple[str, ...]:
    """The names of the shipped pacts, in alphabetical order."""
    return _stems("pacts")


def terms() -> tuple[str, ...]:
    """The names of the terms that pacts are coded in, in the order of the vocabulary."""
    return tuple(vocabulary())


def load(name: str) -> Model | Pact | Term:
    """The shipped model, pact or term of a name.

    Parameters
    ----------
    name
        Such as ``"unilateral-deterrence"``, ``"nato-1949"`` or ``"trigger_clarity"``; a user's own files are read by
        `load_file`.

    Raises
    ------
    ModelError
        Where nothing has this name; the advice says which was meant.
    """
    if not isinstance(name, str):
        raise ModelError(f"a name is text, not {type(name).__name__}", advice="write load('nato-1949')")
    _check_unique()
    if name in models():
        return _model(_path("games", name))
    if name in pacts():
        return _pact(_path("pacts", name))
    if name in vocabulary():
        return vocabulary()[name]
    known = [*models(), *pacts(), *vocabulary()]
    raise ModelError(f"nothing shipped is called '{shown(name)}'", advice=meant(name, known))


def load_file(path: str | PathLike[str]) -> Model | Pact:
    """The model or pact in a user's own file: with parties it is a pact."""
    sections = read_toml(path)
    return load_pact(path) if {"parties", "signed"} & sections.keys() else load_model(path)


def _path(folder: str, name: str) -> Path:
    return data_folder() / folder / f"{name}.toml"


@cache
def _stems(folder: str) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (data_folder() / folder).glob("*.toml")))


@lru_cache(maxsize=64)
def _model(path: Path) -> Model:
    return load_model(path)


@lru_cache(maxsize=64)
def _pact(path: Path) -> Pact:
    return load_pact(path)


def _repeated() -> Iterator[str]:
    seen: set[str] = set()
    for name in (*models(), *pacts(), *vocabulary()):
        if name in seen:
            yield name
        seen.add(name)


@cache
def _check_unique() -> None:
    for name in _repeated():
        raise ModelError(
            f"'{name}' is the name of two of models, pacts and terms", key=name, advice="rename one of the files"
        )
