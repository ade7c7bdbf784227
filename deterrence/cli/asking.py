"""From words on the command line to models, pacts and answers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.catalogue import load, load_file, models, pacts
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.model import Model
from deterrence.pact import Pact, Term, World, vocabulary, worlds
from deterrence.reading import Reading, read
from deterrence.report.solution import Question
from deterrence.solvers import solve

if TYPE_CHECKING:
    from deterrence.cli.options import Several
    from deterrence.compare import Comparison
    from deterrence.replicate import Replicated
    from deterrence.report.document import Document


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
    near = meant(name, known).replace("leave it out", "`deterrence list` shows what ships")
    return f"{near} (for {what} of your own write the path of its .toml file)"


def shown(name: str) -> Document:
    """Anything that has a name, in full."""
    from deterrence.report.show_model import model_document
    from deterrence.report.show_pact import pact_document, term_document, world_document

    found: Model | Pact | Term | World
    if is_file(name):
        found = load_file(name)
    elif name in worlds():
        found = worlds()[name]
    else:
        known = [*models(), *pacts(), *vocabulary(), *worlds()]
        if name not in known:
            raise ModelError(f"nothing is called '{name[:100]}'", advice=_advice(name, known, "a file"))
        found = load(name)
    match found:
        case Model():
            return model_document(found, name)
        case Pact():
            return pact_document(found)
        case Term():
            return term_document(found)
    return world_document(found)


def checked(name: str, points: int, seed: int | None) -> tuple[Document, int]:
    """A file that loads, with its claims run, and the exit code that says how they came out."""
    from deterrence.claimcheck import SEED, check_claim
    from deterrence.console import progress
    from deterrence.report.checking import checked_model, checked_pact

    shipped = name in models() or name in pacts()
    found = load(name) if shipped else load_file(name)
    if isinstance(found, Pact):
        return checked_pact(found, name), 0
    assert isinstance(found, Model)
    seed = SEED if seed is None else seed
    outcomes = [check_claim(found, claim, points, seed) for claim in progress(found.tests, "running claims")]
    code = 1 if any(one.holds is False for one in outcomes) else 3 if any(one.holds is None for one in outcomes) else 0
    return checked_model(found, name, outcomes), code


def question(
    model: str,
    pact: str | None,
    world: str | None,
    settings: Mapping[str, Any],
    year: int | None,
    several: Several | None = None,
) -> Question:
    """What was asked, with every name looked up."""
    if world is not None and world not in worlds():
        raise ModelError(f"no world is called '{world[:100]}'", advice=meant(world, worlds()))
    found, words = promised(model_named(model), several)
    chosen = pact_named(pact) if pact is not None else None
    return Question(model, found, chosen, world or "", settings, year, words)


def promised(model: Model, several: Several | None) -> tuple[Model, str]:
    """The model with its promise made by several members, and how many there are in words."""
    from deterrence.model.response import members_words, with_members

    if several is None:
        return model, ""
    found = with_members(model, several.members, several.rule, effort=several.effort, against=several.against)
    return found, members_words(several.members, several.rule)


def solved(asked: Question, concept: str | None) -> tuple[dict[str, Fraction], Reading]:
    """The values behind a question, and what the model says there."""
    values = asked.model.values(asked.pact, world=asked.world or None, set=asked.set, year=asked.year)
    if concept is None:
        return values, read(asked.model, values)
    answer = solve(asked.model.game(values), concept)
    try:
        reading = read(asked.model, values)
    except SolverError:  # the concept that fits the game has no method, and the one that was asked has
        return values, Reading(values, answer)
    # another concept's equilibria carry no verdict of this reading
    return values, reading if reading.equilibria.concept == concept else Reading(values, answer)


def headlined(names: Sequence[str], world: str, settings: Mapping[str, Any], year: int | None, format: str) -> Document:
    """The headline measures of every family of models."""
    from deterrence.headline import headlines
    from deterrence.report.headlines import headlines_document

    found = headlines([pact_named(name) for name in names], world=world, set=settings, year=year)
    return headlines_document(found, format)


def compared(
    names: Sequence[str],
    model: str,
    world: str,
    settings: Mapping[str, Any],
    year: int | None,
    several: Several | None = None,
) -> Comparison:
    """Pacts side by side."""
    from deterrence.compare import BURDEN, compare

    asked, words = promised(model_named(model), several)
    known = dict.fromkeys([*asked.names, *model_named(BURDEN).names])
    for name in settings:
        if name not in known:
            raise ModelError(f"--set {name[:100]}: neither model has this name", advice=meant(name, known))
    return compare(
        [pact_named(name) for name in names],
        model=asked if is_file(model) or words else model,
        world=world,
        set=settings,
        year=year,
    )


def replicated(ids: Sequence[str]) -> tuple[Replicated, ...]:
    """The rows of some replications, or of all."""
    from deterrence.console import progress
    from deterrence.replicate import run
    from deterrence.replicate.rows import replications, shipped

    chosen = [shipped(id) for id in dict.fromkeys(ids or replications())]
    return tuple(row for one in progress(chosen, "replicating") for row in run(one))


def simulated(
    model: str,
    times: int,
    seed: int,
    over: str,
    crises: bool,
    pact: str | None,
    world: str | None,
    settings: Mapping[str, Any],
    several: Several | None = None,
) -> Document:
    """Crises played from an equilibrium of a model, as shares or one by one."""
    from deterrence.report.simulation import crises_document, simulation_document
    from deterrence.simulate import simulate

    asked = question(model, pact, world, settings, None, several)
    sets = ["refined", "all", *asked.model.regions]
    if over not in sets and asked.model.form not in ("cutoff", "network", "provision"):  # those have words of their own
        raise ModelError(f"--over {over[:100]}: not a set of equilibria", advice=meant(over, sets))
    played = simulate(
        asked.model, times, seed=seed, pact=asked.pact, world=asked.world or None, set=asked.set, over=over
    )
    title = f"{times} crises of {asked.model.title}"
    return crises_document(played, title) if crises else simulation_document(played, asked.entries(), title)
