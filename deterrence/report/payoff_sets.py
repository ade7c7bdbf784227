"""How repeated stage games and the sets of their equilibrium payoffs are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deterrence.algebra.polygon import Polygon
from deterrence.games.stage_game import MonitoredStageGame, RepeatedStageGame
from deterrence.games.strategic import StrategicGame
from deterrence.report import drawing
from deterrence.report.document import Entries, Part, number_column, word_column
from deterrence.report.equilibria import range_cell
from deterrence.report.refinements import range_dict
from deterrence.table import Table
from deterrence.table.cells import Cell, exact


def stage_game(game: RepeatedStageGame, write: Callable[[Any], str]) -> Iterator[Part]:
    """The game of a period, the discount factor, and what is seen."""
    stage = game.stage
    shown = tuple(tuple(map(write, flat)) for flat in stage.payoffs)
    yield drawing.matrix(StrategicGame(stage.players, stage.actions, shown, stage.title) if write is not str else stage)
    yield Entries((("Discount factor, delta", write(game.discount)),))
    if isinstance(game, MonitoredStageGame):
        columns = (word_column("actions"), *(word_column(f"signal{k}", y) for k, y in enumerate(game.signals)))
        rows = tuple((game.named(a), *map(write, game.chances[a])) for a in game.profiles)
        yield Table(columns, rows, title="Probabilities of signals")


def payoff_parts(answer: Any) -> Iterator[Part]:
    """The corners of the set and how each is supported; where it is only bounded, those of the bound too."""
    players = answer.game.players
    numbers = tuple(number_column(f"payoff{k}", f"payoff of {player}") for k, player in enumerate(players))
    corners = {one.payoff: one for one in answer.bounds.inner}
    monitored = isinstance(answer.game, MonitoredStageGame)
    after = [f" after {y}" for y in answer.game.signals] if monitored else [""]
    then = (number_column(f"then{k}{i}", f"then {p}{y}") for k, y in enumerate(after) for i, p in enumerate(players))
    rows: list[tuple[Cell, ...]] = []
    for payoff in answer.inner:
        one = corners[payoff]
        rows.append((*payoff, answer.game.named(one.actions), *(x for later in one.continuations for x in later)))
    if rows:
        title = "Corners of the set of equilibrium payoffs" if answer.complete else "Corners of a set of such payoffs"
        note = "A player who deviates is sent to its worst point of the set. Between corners a public draw decides."
        columns = (*numbers, word_column("first", "first period"), *then)
        yield Table(columns, tuple(rows), title=title, notes=(note[note.index("Between") :] if monitored else note,))
    if not answer.complete and answer.outer:
        yield Table(numbers, tuple(answer.outer), title="Corners of a set that holds all equilibrium payoffs")
    found = tuple((name, range_cell(one)) for name, one in answer.measures.items())
    yield Table((word_column("measure"), number_column("value")), found, title="Measures")


def payoff_data(answer: Any) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "inner": _corners(answer.inner),
        "outer": _corners(answer.outer),
        "gap": None if answer.gap is None else exact(answer.gap),
        "corners": [
            {
                "payoff": [exact(x) for x in one.payoff],
                "first": answer.game.named(one.actions),
                "then": _corners(one.continuations),
            }
            for one in answer.bounds.inner
        ],
        "measures": {name: range_dict(found) for name, found in answer.measures.items()},
    }


def _corners(polygon: Polygon) -> list[list[str]]:
    return [[exact(x), exact(y)] for x, y in polygon]
