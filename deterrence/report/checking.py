"""What `deterrence check` prints: what a file is, whether it loads, and whether its claims are true."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence import __version__
from deterrence.catalogue import load, models
from deterrence.claimcheck import Outcome
from deterrence.model import Model
from deterrence.pact import Pact
from deterrence.report.document import Document, Entries, Heading, Part, number_column, word_column
from deterrence.table import Cell, Table
from deterrence.table.cells import exact
from deterrence.verdict import not_asked


def checked_model(model: Model, name: str, outcomes: Sequence[Outcome]) -> Document:
    """A model that loads, with its claims as they came out."""
    false = sum(outcome.holds is False for outcome in outcomes)
    unknown = sum(outcome.holds is None for outcome in outcomes)
    words = (
        "it makes no claims" if not outcomes else f"{len(outcomes) - false - unknown} of {len(outcomes)} claims hold"
    )
    entries = [("File", name), ("Kind", f"a model: {model.form} game"), ("Title", model.title), ("Result", words)]
    parts: list[Part] = [Entries(tuple(entries))]
    if outcomes:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                number,
                one.word,
                f"{one.points}" if one.points == one.wanted else f"{one.points} of {one.wanted}",
                one.says,
            )
            for number, one in enumerate(outcomes, 1)
        )
        columns = (number_column("claim"), word_column("result"), number_column("points"), word_column("says"))
        parts.append(Table(columns, rows, title="Claims"))
    for number, one in enumerate(outcomes, 1):
        if one.counterexample is not None:
            at = [f"{name} = {exact(value)}" for name, value in one.counterexample.values.items()]
            told = [("Found", one.counterexample.found), ("At", ", ".join(at) or "the defaults")]
            parts += [Heading(f"Claim {number} is false"), Entries((("Says", one.says), *told))]
        elif one.holds is None:
            advice = f"only {one.points} of {one.wanted} random points met its conditions; narrow the ranges"
            parts += [Heading(f"Claim {number} is unknown"), Entries((("Says", one.says), ("Why", advice)))]
    data = {
        "version": __version__,
        "file": name,
        "kind": "model",
        "form": model.form,
        "title": model.title,
        "claims": [
            {
                "says": one.says,
                "holds": one.holds,
                "points": one.points,
                "wanted": one.wanted,
                "counterexample": {
                    "found": one.counterexample.found,
                    "values": {name: exact(value) for name, value in one.counterexample.values.items()},
                }
                if one.counterexample
                else None,
            }
            for one in outcomes
        ],
    }
    return Document(f"{name} loads", tuple(parts), data)


def checked_pact(pact: Pact, name: str) -> Document:
    """A pact that loads: what it codes, what nobody has verified, and what each shipped model would make of it."""
    unverified = [key for group in (pact.terms, pact.facts) for key, one in group.items() if one.status == "unverified"]
    entries = [("File", name), ("Kind", f"a {pact.kind} pact"), ("Title", pact.title)]
    entries.append(("Result", f"{len(pact.terms)} codings and {len(pact.facts)} facts"))
    if unverified:
        entries.append(("Unverified", ", ".join(unverified)))
    rows = []
    for known in models():
        model = load(known)
        assert isinstance(model, Model)
        reason = not_asked(model, pact)
        scenario = ", ".join(model.scenario_terms(pact))
        coded = "every term is coded" if model.terms else "it uses no terms"
        rows.append((known, not reason, reason or (f"scenario terms: {scenario}" if scenario else coded)))
    columns = (word_column("model"), word_column("asked"), word_column("because", ""))
    data = {
        "version": __version__,
        "file": name,
        "kind": "pact",
        "name": pact.name,
        "title": pact.title,
        "unverified": unverified,
        "models": {known: {"asked": asked, "because": why} for known, asked, why in rows},
    }
    parts = (Entries(tuple(entries)), Table(columns, tuple(rows), title="Models that may be asked"))
    return Document(f"{name} loads", parts, data)
