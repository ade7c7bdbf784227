"""Ultimatum bargaining and its equilibria, as parts of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deterrence.games.bargaining import BargainingGame
from deterrence.report.document import Entries, Heading, Part, number_column, word_column
from deterrence.report.equilibria import span
from deterrence.report.refinements import exact_number, range_dict
from deterrence.solvers.bargaining import BargainingEquilibria
from deterrence.table import Table

NAMES = ("", "demand", "type")


def bargaining_parts(game: BargainingGame, write: Callable[[Any], str] = str) -> Iterator[Part]:
    """Who demands of whom, and what everybody gets."""
    proposer, responder = game.players[:2]
    yield Heading("An ultimatum")
    low, high = map(write, game.demands)
    first, last = map(write, game.types)
    entries = [
        (proposer, f"makes a demand from {low} to {high}" + (", or stays out" if game.outside is not None else "")),
        (responder, f"accepts or rejects; its type, known to it alone, is uniform from {first} to {last}"),
    ]
    if game.insurer is not None or write(game.insurance) != "0":
        payer = game.insurer or "An ally outside the game"
        entries.append((payer, f"pays {responder} after a rejection: {write(game.insurance)}"))
    yield Entries(tuple(entries))
    columns = [word_column("player"), word_column("agreement"), word_column("rejection")]
    columns += [word_column("outside", "no demand")] if game.outside is not None else []
    rows = []
    for player in game.players:
        row = [player, _linear(game.agreement.get(player, ()), NAMES, write)]
        row.append(_linear(game.rejection.get(player, ()), ("", "type"), write))
        if game.outside is not None:
            row.append(write(game.outside[player]) if player in game.outside else "0")
        rows.append(tuple(row))
    notes = ("What is insured comes on top of the payoffs from rejection.",) if len(entries) > 2 else ()
    yield Table(tuple(columns), tuple(rows), title="Payoffs", notes=notes)


def _linear(row: tuple[Any, ...], names: tuple[str, ...], write: Callable[[Any], str]) -> str:
    """A constant and multiples of names; a formula that is shown stands alone in its row."""
    terms = []
    for number, name in zip(row, names, strict=False):
        text = write(number)
        if name and text in ("1", "-1"):
            terms.append(text[:-1] + name)
        elif text != "0":
            terms.append(f"{text}*{name}" if name else text)
    return " + ".join(terms).replace("+ -", "- ") or "0"


def equilibria_parts(answer: BargainingEquilibria) -> Iterator[Part]:
    """The optimal demands, and who accepts them."""
    game = answer.game
    proposer, responder = game.players[:2]
    columns = (
        number_column("demand", "optimal demand"),
        number_column("accepting", f"types of {responder} that accept"),
        number_column("rejected", "P(rejection)"),
    )
    rows = []
    for low, high in answer.demands:
        for y in dict.fromkeys((low, high)):
            first, last = game.accepting(y)
            rows.append((y, span([first, last]) if first < last else "none", game.rejected(y)))
    between = any(low < high for low, high in answer.demands)
    notes = ("Every demand between two that follow each other in an interval is optimal too.",) if between else ()
    yield Table(columns, tuple(rows), title="Demands", notes=notes)
    if game.outside is not None:
        words = {(1,): "always", (0,): "never", (0, 1): "indifferent: with any probability"}
        yield Entries(((f"{proposer} makes a demand", words[tuple(map(int, answer.proposes))]),))


def equilibria_data(answer: BargainingEquilibria) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "demands": [[exact_number(low), exact_number(high)] for low, high in answer.demands],
        "proposes": [exact_number(p) for p in answer.proposes],
        "value": exact_number(answer.value),
        "measures": {name: range_dict(found) for name, found in answer.measures.items()},
    }
