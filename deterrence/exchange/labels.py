"""Names for a game from the labels in a file, and back.

In a file a label is any text: empty, with spaces, the same one twice. A game needs names that are different and not
empty, and actions of an extensive game without white space, because a history is its actions joined by spaces.

1. In the actions of an extensive game every white-space character becomes the sign Unicode has for it: a space ``␣``
   (U+2423), a tab ``␉``, a line feed ``␊``, and so on; those without a sign of their own become ``␣`` too.
2. A name that is empty or stands twice in its list gets its position: ``a, b, a`` becomes ``a#1, b, a#3``, and an empty
   second name ``#2``. If that would make two names alike, all names of the list get their positions.
3. What a player sees is the name of her information set. A set without a name is called by its history if it holds one
   node, and ``#3``, by its number, if it holds several. If two sets of a player would be called the same, each of hers
   is called by its name and its number: ``raised#3``.

The first two are undone when a game is written. A game whose actions have no spaces comes back from a file exactly. A
label comes back from a game exactly unless it held such a sign, a blank without one, or marks like ``#1`` itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

BLANK = "␣"
_SIGNS = {32: BLANK} | {code: chr(0x2400 + code) for code in (*range(9, 14), *range(28, 32))}
_LETTERS = {ord(sign): chr(code) for code, sign in _SIGNS.items()}


def names_of(labels: Sequence[str]) -> tuple[str, ...]:
    """Different names, none empty, for the labels of one list.

    Examples
    --------
    >>> names_of(["fight", "", "fight", "yield"])
    ('fight#1', '#2', 'fight#3', 'yield')
    """
    times = Counter(labels)
    marked = [f"{label}#{place}" for place, label in enumerate(labels, 1)]
    names = [label if label and times[label] == 1 else mark for label, mark in zip(labels, marked, strict=True)]
    return tuple(names if len(set(names)) == len(names) else marked)


def labels_of(names: Sequence[str]) -> tuple[str, ...]:
    """The labels whose names these are."""
    bare = [name.removesuffix(f"#{place}") for place, name in enumerate(names, 1)]
    return tuple(bare) if names_of(bare) == tuple(names) else tuple(names)


def actions_of(labels: Sequence[str]) -> tuple[str, ...]:
    """Different names without white space for the labels of the actions at one move.

    Examples
    --------
    >>> actions_of(["stand firm", "yield"])
    ('stand␣firm', 'yield')
    """
    return names_of([re.sub(r"\s", BLANK, label.translate(_SIGNS)) for label in labels])


def action_labels_of(names: Sequence[str]) -> tuple[str, ...]:
    """The labels whose action names these are."""
    return tuple(label.translate(_LETTERS) for label in labels_of(names))


def set_names(found: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """What each information set of one player is called.

    Parameters
    ----------
    found
        By number: the name in the file, and what to call the set if that is empty.
    """
    names = {number: name or otherwise for number, (name, otherwise) in found.items()}
    if len(set(names.values())) == len(names):
        return names
    return {number: f"{name}#{number}" for number, (name, _) in found.items()}
