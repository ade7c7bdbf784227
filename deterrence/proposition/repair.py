"""The valid proposition nearest to a text that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from difflib import SequenceMatcher, get_close_matches
from itertools import islice

WORDS = (
    *("most", "least", "over", "refined", "all", "at", "under", "of", "when", "exactly", "and", "exists", "no", "only"),
    *("some", "equilibrium", "unique", "outcome", "deters", "in", "every", "none", "rises", "falls", "never", "does"),
    *("not", "change"),
)
MOST = 60  # candidates that are tried
_WORD = re.compile(r'"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|\s+|.')
_REPLACED = (
    ("=<", "<="), ("=>", ">="), ("<>", "!="), ("\u2264", "<="), ("\u2265", ">="), ("^", "**"),
    ("'", '"'), ("\u201c", '"'), ("\u201d", '"'),
    (" iff ", " exactly when "), (" if ", " when "), (" where ", " when "), (" for ", " when "),
    ("increases in", "rises in"), ("decreases in", "falls in"),
    ("max ", "most "), ("maximum ", "most "), ("sup ", "most "),
    ("min ", "least "), ("minimum ", "least "), ("inf ", "least "),
)  # fmt: skip


def nearest(
    text: str,
    reads: Callable[[str], bool],
    names: Collection[str] | None,
    measures: Collection[str] | None,
    regions: Collection[str] | None,
) -> str:
    """A proposition that `reads` accepts, as near as one was found to a text it does not accept."""
    for candidate in islice(_repaired(text[:500], names or (), measures or (), regions or ()), MOST):
        if reads(candidate):
            return candidate
    measure, region = next(iter(measures or ("P(war)",))), next(iter(regions or ("",)))
    name = next(iter(names or ("p",)))
    forms = [
        f'most "{measure}" <= 1/2 when {name} > 0',
        f'most "{measure}" rises in {name}',
        f'most "{measure}" does not change in {name}',
        f'least "{measure}" = {name}',
        f'most "{measure}" over refined <= 1/2',
        "some equilibrium over refined",
        "unique outcome over refined",
        "deters in every over refined",
    ]
    if region:
        forms += [f'exists "{region}"', f'no "{region}" over refined', f'only "{region}" when {name} > 0']
    ranked = sorted(forms, key=lambda form: -SequenceMatcher(None, text[:200], form, autojunk=False).ratio())
    return next((form for form in ranked if reads(form)), forms[0])


def _repaired(text: str, names: Collection[str], measures: Collection[str], regions: Collection[str]) -> Iterator[str]:
    plain = text
    for wrong, right in _REPLACED:
        plain = plain.replace(wrong, right)
    for start in dict.fromkeys((plain, text)):
        yield start
        quoted = _quoted(start, [*measures, *regions])
        for base in dict.fromkeys((start, quoted)):
            spelt = _spelt(base, names, measures, regions)
            yield spelt
            yield f"most {spelt}"
            yield f"exists {spelt}"
            for extra in ('" ', ")", '"'):
                yield spelt + extra
            if spelt.startswith(("rises", "falls", "never", "does not")) and measures:
                yield f'most "{next(iter(measures))}" {spelt}'
            parts = spelt.split(" ")
            for stop in range(len(parts) - 1, 0, -1):  # what stands before the mistake
                yield " ".join(parts[:stop])


def _quoted(text: str, known: Collection[str]) -> str:
    """The text with quotes around measures and regions that stand in it without."""
    for name in sorted(known, key=len, reverse=True):
        if f'"{name}"' not in text:
            text = text.replace(name, f'"{name}"')
    return text


def _spelt(text: str, names: Collection[str], measures: Collection[str], regions: Collection[str]) -> str:
    """The text with each unknown word replaced by the one nearest to it."""
    made = []
    for part in _WORD.findall(text):
        if part.startswith('"') and len(part) > 1:
            known = [*measures, *regions]
            near = get_close_matches(part[1:-1], known, n=1, cutoff=0.5) if known else []
            made.append(f'"{near[0]}"' if near else part)
        elif re.match(r"[A-Za-z_]", part) and part not in WORDS and part not in names and part not in ("min", "max"):
            near = get_close_matches(part, [*names, *WORDS], n=1, cutoff=0.6)
            made.append(near[0] if near else part)
        else:
            made.append(part)
    return "".join(made)
