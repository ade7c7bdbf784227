"""Sources: the entries of ``references.bib``, and each as a line that a reader can look up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from os import PathLike
from pathlib import Path

from deterrence.data import Frozen, data_folder

REFERENCES = "references.bib"

_ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}
_LETTERS = {r"\o": "ø", r"\O": "Ø", r"\l": "ł", r"\L": "Ł", r"\ss": "ß", r"\ae": "æ", r"\AE": "Æ", r"\aa": "å"}


@dataclass(frozen=True)
class Reference:
    """An entry of a bibliography.

    Attributes
    ----------
    key, kind
        As in ``@article{key, ...}``.
    fields
        What it says, without TeX.
    """

    key: str
    kind: str
    fields: Mapping[str, str]

    def __str__(self) -> str:
        given = self.fields
        place = given.get("journal") or given.get("publisher") or given.get("institution") or ""
        numbers = given.get("volume", "")
        if "number" in given:
            numbers += f"({given['number']})" if numbers else given["number"]
        if "pages" in given:
            numbers += f": {given['pages']}" if numbers else given["pages"]
        where = " ".join(part for part in (place, numbers) if part)
        parts = [
            f"{_authors(given.get('author', ''))} ({given.get('year', 'no date')})",
            given.get("title", ""),
            f"{given['edition']}th ed".replace("2th", "2nd").replace("3th", "3rd") if "edition" in given else "",
            where,
            given.get("note", ""),
        ]
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


def references(path: str | PathLike[str] | None = None) -> Mapping[str, Reference]:
    """Every entry of a bibliography by key.

    Parameters
    ----------
    path
        A ``.bib`` file; the shipped one unless given.
    """
    return _read(Path(path) if path is not None else data_folder() / REFERENCES)


def references_of(file: str | PathLike[str] | None) -> Mapping[str, Reference]:
    """The bibliography of a model or pact file: the one beside it or in the folder above, else the shipped one."""
    if file is not None:
        for folder in (Path(file).resolve().parent, Path(file).resolve().parent.parent):
            if (folder / REFERENCES).is_file():
                return references(folder / REFERENCES)
    return references()


def cited(keys: Iterable[str], known: Mapping[str, Reference]) -> tuple[tuple[str, str], ...]:
    """Each key with its citation, once, in order."""
    return tuple((key, str(known[key]) if key in known else "not in the bibliography") for key in dict.fromkeys(keys))


@cache
def _read(path: Path) -> Mapping[str, Reference]:
    text = path.read_text("utf-8")
    return Frozen((entry.key, entry) for entry in _entries(text))


def _entries(text: str) -> Iterator[Reference]:
    for start in re.finditer(r"^\s*@(\w+)\s*\{\s*([^,\s]+)\s*,", text, re.MULTILINE):
        fields = {}
        place = start.end()
        while match := re.compile(r"\s*(\w+)\s*=\s*\{").match(text, place):
            end = _closing(text, match.end())
            fields[match[1].lower()] = untex(text[match.end() : end])
            place = end + 1
            comma = re.compile(r"\s*,").match(text, place)
            place = comma.end() if comma else place
        yield Reference(start[2], start[1].lower(), Frozen(fields))


def _closing(text: str, place: int) -> int:
    """Where the brace that was opened before `place` closes, or the end of the text."""
    depth = 1
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if not depth:
                return place
        place += 1
    return len(text)


def untex(text: str) -> str:
    """A field of a bibliography as plain words.

    Examples
    --------
    >>> untex(r"Sj{\\"o}str{\\"o}m, {NATO} 1815--1944")
    'Sjöström, NATO 1815\u20131944'
    """

    def accent(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]])

    text = re.sub(r"\\(['`\"^~])\{?\\?([a-zA-Z])\}?", accent, text)
    text = re.sub(r"\\([cv])\{([a-zA-Z])\}", accent, text)
    text = re.sub(r"\\(?:o|O|l|L|ss|ae|AE|aa)(?![a-zA-Z])", lambda match: _LETTERS[match[0]], text)
    text = re.sub(r"\\([&%$#_])", r"\1", text).replace("---", "\u2014").replace("--", "\u2013").replace("``", "\u201c")
    text = text.replace("''", "\u201d").replace("`", "\u2018").replace("{", "").replace("}", "")
    return " ".join(text.split())


def _authors(text: str) -> str:
    """``Last, First and Last, First`` as ``Last, First, and First Last``."""
    names = [name.strip() for name in text.split(" and ") if name.strip()]
    turned = [name if not k or "," not in name else _turned(name) for k, name in enumerate(names)]
    if turned and turned[-1] == "others":
        return f"{', '.join(turned[:-1])} et al."
    if len(turned) < 3:
        return " and ".join(turned)
    return f"{', '.join(turned[:-1])} and {turned[-1]}"


def _turned(name: str) -> str:
    last, _, first = name.partition(",")
    return f"{first.strip()} {last.strip()}"
