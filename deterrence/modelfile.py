"""From a TOML file to a `Model`, every mistake with its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deterrence.errors import ModelError
from deterrence.formula import read_toml

if TYPE_CHECKING:
    from deterrence.model import Model

REFERENCES = "references.bib"


def load_model(path: str | PathLike[str]) -> Model:
    """The model in a TOML file.

    Parameters
    ----------
    path
        The file. Where a ``references.bib`` lies beside it or in the folder above, the sources must be keys in it.

    Raises
    ------
    ModelError
        With file, key, formula and column of the first mistake, and what would be right.
    """
    from deterrence.model import Model

    sections = read_toml(path)
    try:
        model = Model(**sections)
        _check_sources(Path(path), sections)
    except ModelError as error:
        raise error.located(str(path)) from None
    model._file = str(path)
    return model


def _check_sources(path: Path, sections: dict[str, Any]) -> None:
    from deterrence.data import meant
    from deterrence.model import key_path

    keys = _reference_keys(path)
    if keys is None:
        return
    for where, source in _sources(sections, ()):
        if source not in keys:
            raise ModelError(
                f"'{source}' is not a key in {REFERENCES}", key=key_path(where), advice=meant(source, sorted(keys))
            )


def _sources(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every key named under `source`, with its place."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key == "source" and isinstance(entry, list):
                yield from (((*where, key, position), name) for position, name in enumerate(entry))
            else:
                yield from _sources(entry, (*where, key))
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _sources(entry, (*where, position))


def _reference_keys(path: Path) -> frozenset[str] | None:
    """The keys of the nearest bibliography, or None where there is none."""
    for folder in (path.resolve().parent, path.resolve().parent.parent):
        file = folder / REFERENCES
        if file.is_file():
            return frozenset(re.findall(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", file.read_text("utf-8"), re.MULTILINE))
    return None
