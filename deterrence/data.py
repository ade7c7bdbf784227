"""Where the data is, and how its records are read: every mistake names the file, the key and what would be right."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from deterrence.errors import ModelError

Key = TypeVar("Key")
Value = TypeVar("Value", covariant=True)

PROJECT = "deterrence"
STATUSES = ("verified", "coded", "unverified")
"""How a datum was checked: read in the named source; taken from a data set; from memory, never asserted."""


def data_folder() -> Path:
    """The folder ``models/``: inside the installed package, else in the checkout that the package runs from.

    Raises
    ------
    ModelError
        Where there is neither. A folder of that name elsewhere, such as beside other packages, is never taken: an
        editable install may leave a stale copy there.
    """
    return _find(Path(__file__).resolve().parent)


@cache
def _find(package: Path) -> Path:
    inside = package / "models"
    if inside.is_dir():
        return inside
    beside = package.parent / "models"
    if beside.is_dir() and _is_checkout(package.parent):
        return beside
    raise ModelError(
        "the folder 'models' with pacts, terms and games is missing",
        file=str(inside),
        advice=f"install the package again: pip install --force-reinstall {PROJECT}",
    )


def _is_checkout(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return isinstance(project, dict) and project.get("name") == PROJECT


class Frozen(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that keeps its order and cannot change. Unlike a ``MappingProxyType`` it hashes, copies and pickles."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[Key, Value] | Iterable[tuple[Key, Value]] = ()) -> None:
        self._items = dict(items)

    def __getitem__(self, key: Key) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"Frozen({self._items!r})"


def meant(word: str, known: Iterable[str]) -> str:
    """Advice for a name that does not exist: the closest one, all of them where they are few, or those least far."""
    names = list(known)
    near = difflib.get_close_matches(word[:100], names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if 0 < len(names) <= 40:
        return f"there is {', '.join(names)}"
    near = difflib.get_close_matches(word[:100], names, n=3, cutoff=0.2)
    return f"the nearest of {len(names)} names: {', '.join(near)}" if near else "leave it out"


def _shown(text: str) -> str:
    """Text that a message may quote: short, and without the control characters that a quoted key can hold."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:200])


class Record:
    """One table of a TOML file, with its place. Unknown keys are refused first, so that a misspelt key is named.

    Parameters
    ----------
    values
        What was read.
    file, key
        Its place, for messages.
    what
        What it is, in words: ``"a pact"``.
    required, optional
        The keys it must and may have. With neither, any key goes (a table of named entries).
    """

    def __init__(
        self,
        values: object,
        file: str,
        key: str = "",
        *,
        what: str,
        required: Iterable[str] = (),
        optional: Iterable[str] = (),
    ) -> None:
        self.file, self.key, self.what = file, key, what
        if not isinstance(values, dict):
            raise self.wrong(f"{what} is a table", "", advice="write { name = ... } or a [header] with lines below it")
        self._values: dict[str, Any] = values
        required, optional = tuple(required), tuple(optional)
        if required or optional:
            for name in values:
                if name not in required and name not in optional:
                    advice = self._respelt(name, required, optional)
                    raise self.wrong(f"{what} has no key '{name}'", name, advice=advice)
            for name in required:
                if name not in values:
                    raise self.wrong(f"{what} lacks the key '{name}'", name, advice=f"add a line: {name} = ...")

    def _respelt(self, name: str, required: tuple[str, ...], optional: tuple[str, ...]) -> str:
        free = [known for known in (*required, *optional) if known not in self._values]
        return meant(name, free or [*required, *optional])

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def place(self, name: str) -> str:
        """The key path of one of its entries, as TOML writes it."""
        part = name if not name or re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{_shown(name)}"'
        return ".".join(part for part in (self.key, part) if part)

    def wrong(self, message: str, name: str, *, advice: str | None = None) -> ModelError:
        """A mistake in one of its entries."""
        return ModelError(_shown(message), file=self.file, key=self.place(name) or None, advice=advice)

    def get(self, name: str, default: Any = None) -> Any:
        """An entry as it was read, or the default."""
        return self._values.get(name, default)

    def text(self, name: str, *, empty: bool = False) -> str:
        """An entry that is text; missing counts as empty."""
        value = self._values.get(name, "")
        if not isinstance(value, str):
            raise self.wrong(f"{name} is text", name, advice='write it in quotes: "..."')
        if not value.strip() and not empty:
            raise self.wrong(f"{name} is empty", name, advice="say what it is")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """An entry that is a list of texts; missing counts as empty."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(f"{name} is a list of texts", name, advice='write ["...", "..."]')
        return tuple(value)

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """An entry that is one of some words."""
        value, words = self.text(name), tuple(allowed)
        if value not in words:
            raise self.wrong(f"'{value}' is no {name}", name, advice=meant(value, words))
        return value

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Its entries in the order of the file."""
        yield from self._values.items()

    def format(self) -> None:
        """Check the version of the file's grammar."""
        if self._values.get("format") != 1 or isinstance(self._values["format"], bool):
            raise self.wrong("the format of this file is not known", "format", advice="write format = 1")
