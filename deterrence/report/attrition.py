"""Wars of attrition and their equilibrium, as parts of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deterrence.games.attrition import AttritionGame
from deterrence.report.document import Equation, Equations, Heading, Part, number_column, word_column
from deterrence.report.equilibria import span
from deterrence.report.refinements import exact_number, range_dict
from deterrence.solvers.attrition import AttritionEquilibrium
from deterrence.table import Table
from deterrence.table.cells import shown

PAYOFFS = (
    Equation(
        "i backs down at t: U_i = -a_i*t, U_j = v_j",
        r"i\ \text{backs down at}\ t:\quad U_i = -a_i t,\quad U_j = v_j",
        ("v_i is the prize of i, a_i its audience cost for a unit of time",),
    ),
    Equation(
        "either attacks: U_i = w_i, uniform on [-W_i, 0], known to i alone",
        r"\text{either attacks}:\quad U_i = w_i \sim \mathcal{U}[-W_i, 0]",
        ("W_i is the most that war may cost i",),
    ),
)


def attrition_parts(game: AttritionGame, write: Callable[[Any], str] = str) -> Iterator[Part]:
    """The payoffs, and the numbers or formulas in them."""
    yield Heading("A war of attrition")
    yield Equations(PAYOFFS)
    columns = (
        word_column("side"),
        word_column("prize", "prize v"),
        word_column("audience_cost", "audience cost a"),
        word_column("war_cost", "largest cost of war W"),
    )
    numbers = zip(game.prizes, game.audience_costs, game.war_costs, strict=True)
    rows = tuple((player, *map(write, row)) for player, row in zip(game.players, numbers, strict=True))
    yield Table(columns, rows, title="The two sides")


def equilibrium_parts(answer: AttritionEquilibrium) -> Iterator[Part]:
    """How each side backs down, and until when."""
    profile = answer.profile
    columns = (
        word_column("side"),
        number_column("at_once", "backs down at time 0"),
        number_column("hazard", "hazard at time 0"),
        number_column("fights", "still there at the horizon"),
    )
    rows = tuple(
        (player, span([profile.at_once[i]]), span([profile.rates[i]]), span([profile.remaining(i, profile.horizon)]))
        for i, player in enumerate(answer.game.players)
    )
    notes = (
        f"Nobody backs down after the horizon, {shown(span([profile.horizon]))}; who is still there then attacks.",
        "A side with hazard r at time 0 is still there at t with probability (1 - k)/(1 + r*t), k the first column.",
    )
    yield Table(columns, rows, title="Strategies", notes=notes)


def equilibrium_data(answer: AttritionEquilibrium) -> dict[str, Any]:
    """The same for JSON."""
    profile = answer.profile
    return {
        "profile": {
            "horizon": exact_number(profile.horizon),
            "at_once": {p: exact_number(k) for p, k in zip(answer.game.players, profile.at_once, strict=True)},
            "rates": {p: exact_number(r) for p, r in zip(answer.game.players, profile.rates, strict=True)},
        },
        "measures": {name: range_dict(found) for name, found in answer.measures.items()},
    }
