"""Games of provision and their equilibria: what is played, what each ally pays, and how that compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from deterrence.games.provision import ProvisionGame
from deterrence.ranges import number_words
from deterrence.report.document import Equation, Paragraph, Part, number_column, units_note, word_column
from deterrence.report.equilibria import answer_dict, range_cell, span
from deterrence.solvers.provision import ProvisionEquilibria
from deterrence.table import Table
from deterrence.table.cells import Cell as Value
from deterrence.table.cells import exact

MOST_POINTS = 6  # equilibria in columns of their own; json lists them all

_KEPT = {
    "cobb-douglas": ("(1 - a_i)*ln(w_i - g_i) + a_i*ln({})", r"(1 - a_i)\ln(w_i - g_i) + a_i\ln{}", "a_i"),
    "quasilinear-log": ("w_i - g_i + v_i*ln({})", r"w_i - g_i + v_i\ln{}", "v_i"),
}
_ENJOYED = {
    "summation": (
        "g_i + phi*(G - g_i)",
        r"\left(g_i + \varphi\,(G - g_i)\right)",
        "G the total",
        ", phi the publicness",
    ),
    "weakest-link": ("G", "G", "G the least of all g_j", ""),
    "best-shot": ("G", "G", "G the largest of all g_j", ""),
}
_RULES = (
    ("limits", "limit", "can pay at most"),
    ("matching", "matching", "added to each unit"),
    ("in_kind", "in_kind", "in kind"),
    ("benchmarks", "benchmark", "benchmark"),
    ("penalties", "penalty", "penalty"),
)


def utility_equation(game: ProvisionGame) -> Equation:
    """The payoff of an ally; rules of the pact in words."""
    text, latex, weight = _KEPT[game.utility]
    enjoyed, enjoyed_latex, total, phi = _ENJOYED[game.technology]
    words = [
        f"w_i is what ally i can spend, g_i what it pays, {total}, {weight} the weight of defence{phi}",
    ]
    shown = {name for name, _, _ in _columns(game)}
    if shown & {"matching", "in_kind"}:
        words.append("for what is enjoyed, g_i counts with what is added to it and with what is given in kind")
    if "penalties" in shown:
        words.append(
            "missing the benchmark costs the penalty, in utility"
            if game.penalty == "lump-sum"
            else "a fine, the penalty times the shortfall, is taken from what is kept"
        )
    return Equation(f"U_i = {text.format(enjoyed)}", f"U_i = {latex.format(enjoyed_latex)}", tuple(words))


def _columns(game: ProvisionGame) -> list[tuple[str, str, str]]:
    """The rules that this game has; a benchmark only where missing it costs something."""

    def there(name: str) -> bool:
        return any(x is not None and x != 0 and getattr(x, "text", "") != "0" for x in getattr(game, name))

    penalised = there("penalties")
    return [row for row in _RULES if there(row[0]) and (row[0] != "benchmarks" or penalised)]


def allies(game: ProvisionGame, write: Callable[[Any], str] = str) -> Table:
    """The primitives of a game of provision."""
    rules = _columns(game)
    columns = [word_column("ally"), word_column("endowment"), word_column("weight", "weight of defence")]
    columns += [word_column(key, header) for _, key, header in rules]
    rows = []
    for k, player in enumerate(game.players):
        numbers = [game.endowments[k], game.weights[k], *(getattr(game, name)[k] for name, _, _ in rules)]
        rows.append((player, *("" if x is None else write(x) for x in numbers)))
    note = f"Publicness: {write(game.publicness)}." if game.technology == "summation" else f"{game.technology}."
    return Table(tuple(columns), tuple(rows), title="Allies", notes=(note[0].upper() + note[1:],))


def provision_parts(
    answer: ProvisionEquilibria,
    benchmarks: Mapping[str, Fraction] | None = None,
    unpaid: Mapping[str, Fraction] | None = None,
    unit: Callable[[str], str] = lambda name: "",
) -> Iterator[Part]:
    """What each ally pays, beside what it would pay alone or should pay; `unit` knows the units of measures."""
    game, said = answer.game, answer.measures
    if not answer.pieces:
        yield Paragraph("There is no equilibrium to show.")
        return
    points = answer.vertices
    several = 1 < len(points) <= MOST_POINTS and all(len(piece.vertices) == 1 for piece in answer.pieces)
    index = answer.unique and said["exploitation[" + game.players[0] + "]"].minimum is not None
    money = unit("g")
    columns = [word_column("ally"), number_column("endowment", unit=money)]
    columns += [number_column("weight", "weight of defence")]
    if several:
        columns += [number_column(f"g{n}", f"pays in {n}", money) for n in range(1, len(points) + 1)]
    else:
        columns += [number_column("g", "pays", money)]
    columns += [number_column("burden", "of its endowment", unit("burden"))]
    columns += [number_column("share", "of the total", unit("share"))]
    columns += [number_column("exploitation", unit=unit("exploitation"))] if index else []
    if unpaid:
        left = "left unpaid" if answer.unique else "left unpaid, at most"
        columns += [number_column("benchmark", unit=money), number_column("unpaid", left, unit("unpaid"))]
    rows: list[tuple[Value, ...]] = []
    for k, player in enumerate(game.players):
        paid = [vertex[k] for vertex in points]
        row: list[Value] = [player, game.endowments[k], game.weights[k]]
        row += paid if several else [span(paid)]
        row += [range_cell(said[f"{name}[{player}]"]) for name in ("burden", "share")]
        row += [range_cell(said[f"exploitation[{player}]"])] if index else []
        row += [(benchmarks or {}).get(player), unpaid.get(player)] if unpaid else []
        rows.append(tuple(row))
    yield Table(tuple(columns), tuple(rows), title="What each ally pays", notes=(*_notes(answer), *units_note(columns)))
    if game.technology == "summation" and len(answer.pieces) == 1 and not answer.unique:
        yield Paragraph("Every split of the total between the allies who value it most is an equilibrium.")


def _notes(answer: ProvisionEquilibria) -> Iterator[str]:
    game, level = answer.game, answer.measures["G"]
    if game.technology == "summation":
        if level.single and level.minimum is not None:
            same = number_words(level.minimum)
            yield f"The total is {same} at every equilibrium; publicness {exact(game.publicness)}."
        else:
            yield f"Publicness {exact(game.publicness)}."
    if any(len(piece.vertices) > 1 for piece in answer.pieces):
        if game.technology == "weakest-link" and level.maximum is not None:
            yield (
                f"A path of equilibria: all provide one level, at most {number_words(level.maximum)}, which all of "
                "them prefer to every lower one."
            )
        else:
            yield "A continuum: ranges over the polytope of all equilibria."


def compared(answer: ProvisionEquilibria, unit: Callable[[str], str] = lambda name: "") -> Iterator[Part]:
    """Measures of the whole, and the penalties at which free-riding stops paying; nothing that is not defined."""
    said, game = answer.measures, answer.game
    words = {
        "suboptimality": "Provided, of what is efficient",
        "gini": "Gini coefficient of burdens",
        "neutrality": "Change of the total for income moved among those who pay, at most",
    }
    rows = [(text, range_cell(said[name]), unit(name)) for name, text in words.items() if not said[name].undefined]
    kind = "in utility" if game.penalty == "lump-sum" else "as a fine for each unit"
    for player in game.players:
        found = said[f"break_even[{player}]"]
        if not found.undefined:
            said_of = f"Least penalty {kind} at which {player} pays its benchmark if all do"
            rows.append((said_of, range_cell(found), unit(f"break_even[{player}]")))
    if rows:
        columns = (word_column("what"), number_column("value"), word_column("unit"))
        yield Table(columns, tuple(rows), title="How that compares")


def provision_dict(answer: ProvisionEquilibria) -> dict[str, Any]:
    """The answer for JSON."""
    game = answer.game

    def point(vertex: tuple[Fraction, ...]) -> dict[str, str]:
        return {player: exact(g) for player, g in zip(game.players, vertex, strict=True)}

    totals = {sum(vertex, Fraction(0)) for vertex in answer.vertices}
    return {
        **answer_dict(answer),
        "technology": game.technology,
        "allies": list(game.players),
        "endowments": {player: exact(w) for player, w in zip(game.players, game.endowments, strict=True)},
        "weights": {player: exact(w) for player, w in zip(game.players, game.weights, strict=True)},
        "publicness": exact(game.publicness),
        "total": exact(totals.pop()) if len(totals) == 1 else None,
        "vertices": [point(vertex) for vertex in answer.vertices],
        "pieces": [
            {"vertices": [point(v) for v in piece.vertices], "left_out": [point(v) for v in piece.left_out]}
            for piece in answer.pieces
        ],
    }
