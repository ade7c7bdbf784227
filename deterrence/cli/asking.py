"""From words on the command line to models, pacts and answers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.catalogue import load, load_file, models, pacts
from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.model import Model
from deterrence.pact import Pact, worlds
from deterrence.report.solution import Question
from deterrence.solvers import solve
from deterrence.verdict import Reading, read

if TYPE_CHECKING:
    from deterrence.compare import Comparison


def is_file(name: str) -> bool:
    """Whether a word means a file: it ends in .toml or names a folder."""
    return name.endswith(".toml") or os.sep in name or bool(os.altsep and os.altsep in name)


def model_named(name: str) -> Model:
    """A shipped model, or the one in a file."""
    found = load_file(name) if is_file(name) else load(name) if name in models() else None
    if isinstance(found, Model):
        return found
    if found is not None:
        raise ModelError("this is a pact, and a model was expected", file=name, advice="give it with --pact")
    raise ModelError(f"no model is called '{name[:100]}'", advice=_advice(name, models(), "a model"))


def pact_named(name: str) -> Pact:
    """A shipped pact, or the one in a file."""
    found = load_file(name) if is_file(name) else load(name) if name in pacts() else None
    if isinstance(found, Pact):
        return found
    if found is not None:
        raise ModelError("this is a model, and a pact was expected", file=name, advice="give a file with parties")
    raise ModelError(f"no pact is called '{name[:100]}'", advice=_advice(name, pacts(), "a pact"))


def _advice(name: str, known: Sequence[str], what: str) -> str:
    if os.path.exists(name):
        return f"a file's name ends in .toml or has a folder: write ./{name}"
    return f"{meant(name, known)} (for {what} of your own write the path of its .toml file)"


def question(
    model: str, pact: str | None, world: str | None, settings: Mapping[str, Any], year: int | None
) -> Question:
    """What was asked, with every name looked up."""
    if world is not None and world not in worlds():
        raise ModelError(f"no world is called '{world[:100]}'", advice=meant(world, worlds()))
    found = model_named(model)
    chosen = pact_named(pact) if pact is not None else None
    return Question(model, found, chosen, world or "", settings, year)


def solved(asked: Question, concept: str | None) -> tuple[dict[str, Fraction], Reading]:
    """The values behind a question, and what the model says there."""
    values = asked.model.values(asked.pact, world=asked.world or None, set=asked.set, year=asked.year)
    if concept is None:
        return values, read(asked.model, values)
    answer = solve(asked.model.game(values), concept)
    reading = read(asked.model, values)
    # another concept's equilibria carry no verdict of this reading
    return values, reading if reading.equilibria.concept == concept else Reading(values, answer)


def compared(names: Sequence[str], model: str, world: str, settings: Mapping[str, Any], year: int | None) -> Comparison:
    """Pacts side by side."""
    from deterrence.compare import BURDEN, compare

    asked = model_named(model)
    known = dict.fromkeys([*asked.names, *model_named(BURDEN).names])
    for name in settings:
        if name not in known:
            raise ModelError(f"--set {name[:100]}: neither model has this name", advice=meant(name, known))
    return compare(
        [pact_named(name) for name in names],
        model=asked if is_file(model) else model,
        world=world,
        set=settings,
        year=year,
    )
