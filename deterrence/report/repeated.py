"""How games of repeated play and their equilibria are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deterrence.games.agreements import ExitGame, LinkedIssues, ShareAgreement
from deterrence.games.repeated import RepeatedGame
from deterrence.report.document import (
    Entries,
    Equation,
    Equations,
    Heading,
    Part,
    number_column,
    word_column,
)
from deterrence.solvers.agreements import IssueEquilibria, PeaceEquilibria, ShareEquilibria
from deterrence.solvers.repeated import RepeatedEquilibria
from deterrence.table import Table
from deterrence.table.cells import Cell, exact

Write = Callable[[Any], str]

PACT = (
    ("cooperation", "c", "a period in which all keep the pact pays each"),
    ("temptation", "d", "breaking it alone brings besides"),
    ("punishment", "p", "a period in which nobody keeps it pays each"),
    ("discount", "delta", "weight of the next period"),
    ("bad_kept", "pi0", "probability of a bad signal if all keep the pact"),
    ("bad_broken", "pi1", "probability of a bad signal if one breaks it"),
    ("review", "k", "periods between reviews, over which signals are pooled"),
    ("hazard", "h", "probability that a side wants to leave in a period"),
    ("notice", "n", "whole periods of notice"),
    ("turnover", "q", "probability that a government that honours the pact gives way to one that does not"),
    ("recovery", "r", "probability that one that does not gives way to one that does"),
)
EXIT = (
    ("peace", "pi", "a period of peace pays each"),
    ("attack", "F", "attacking alone pays"),
    ("war", "W", "an attack by both pays each"),
    ("victim", "S", "being attacked pays"),
    ("discount", "delta", "weight of the next period"),
)


def _primitives(game: Any, rows: tuple[tuple[str, str, str], ...], write: Write, title: str) -> Table:
    columns = (word_column("primitive"), word_column("letter"), word_column("formula", "value"), word_column("meaning"))
    cells = tuple((name, letter, write(getattr(game, name)), words) for name, letter, words in rows)
    return Table(columns, cells, title=title)


def _equations(*lines: tuple[str, str, str]) -> Equations:
    return Equations(tuple(Equation(text, latex, (words,)) for text, latex, words in lines))


def pact_game(game: RepeatedGame, write: Write) -> Iterator[Part]:
    """The primitives of a repeated pact, and when it is kept."""
    yield _primitives(game, PACT, write, "A period")
    yield Heading("When it is kept, with a review after every period")
    yield _equations(
        (
            "(1 - x) d <= x (pi1 - pi0)(v - w)",
            r"(1 - x)\, d \le x\, (\pi_1 - \pi_0)(v - w)",
            "x the effective discount factor; a bad signal lowers what follows from v to w on average",
        ),
        (
            "v = c - d/(L - 1), L = pi1/pi0",
            r"v = c - \frac{d}{L - 1}, \quad L = \pi_1 / \pi_0",
            "the best payoff, where v > p",
        ),
        (
            "x >= d/(d + (pi1 - pi0)(v - p))",
            r"x \ge \frac{d}{d + (\pi_1 - \pi_0)(v - p)}",
            "the critical discount factor",
        ),
    )


def shares_game(game: ShareAgreement, write: Write) -> Iterator[Part]:
    """What each ally pays and has, and the largest share it can carry."""
    columns = [word_column("ally"), word_column("benefit"), word_column("loss")]
    rows: list[tuple[Cell, ...]] = []
    for k, player in enumerate(game.players):
        agreed = (write(game.shares[k]),) if game.shares else ()
        rows.append((player, write(game.benefits[k]), write(game.losses[k]), *agreed))
    columns += [word_column("share", "agreed share")] if game.shares else []
    yield Table(tuple(columns), tuple(rows), title="The allies")
    yield Entries(
        (
            ("Cost of the common defence in a period, C", write(game.cost)),
            ("Discount factor, delta", write(game.discount)),
            ("Termination hazard, h", write(game.hazard)),
        )
    )
    yield _equations(
        (
            "s_i C <= b_i (1 - (1 - x)(1 - lam_i)), x = delta (1 - h)",
            r"s_i C \le b_i \left(1 - (1 - x)(1 - \lambda_i)\right), \quad x = \delta (1 - h)",
            "what ally i can be asked to pay",
        )
    )


def issues_game(game: LinkedIssues, write: Write) -> Iterator[Part]:
    """The issues, and when they are kept together."""
    columns = (word_column("issue"), word_column("surplus"), word_column("temptation"))
    rows = zip(game.issues, map(write, game.surpluses), map(write, game.temptations), strict=True)
    yield Table(columns, tuple(rows), title="The issues")
    yield Entries((("Discount factor, delta", write(game.discount)), ("Termination hazard, h", write(game.hazard))))
    yield _equations(
        (
            "(1 - x) sum t_k <= x sum s_k, x = delta (1 - h)",
            r"(1 - x) \sum_k t_k \le x \sum_k s_k, \quad x = \delta (1 - h)",
            "linked issues are kept",
        )
    )


def exit_game(game: ExitGame, write: Write) -> Iterator[Part]:
    """The payoffs of an exit game, and when there is peace."""
    yield _primitives(game, EXIT, write, "A period")
    yield _equations(
        ("pi/(1 - delta) >= F", r"\frac{\pi}{1 - \delta} \ge F", "peace is an equilibrium"),
        ("pi/(1 - delta) >= F + W - S", r"\frac{\pi}{1 - \delta} \ge F + W - S", "peace is risk dominant"),
    )


# -- answers -----------------------------------------------------------------------------------------------------------


def pact_parts(answer: RepeatedEquilibria) -> Iterator[Part]:
    """A best strategy, state by state, and the lengths of suspension."""
    strategy, names = answer.play.strategy, answer.game.environment.states
    bad = range(1, answer.game.review + 1)
    columns = (
        word_column("state"),
        word_column("pact"),
        number_column("value", "value above p"),
        *(number_column(f"end{j}", "end after a bad signal" if len(bad) == 1 else f"after {j} bad") for j in bad),
    )
    rows: list[tuple[Cell, ...]] = []
    for s, name in enumerate(names):
        keeps = strategy.keeps[s]
        word = "kept" if keeps else "not kept" if answer.game.environment.in_force[s] else "suspended"
        chances = [strategy.reversion[s][j] if keeps else None for j in bad]
        rows.append((name, word, strategy.values[s], *chances))
    notes = ("value: discounted sum above that without a pact. end: least probability of ending the pact for good.",)
    yield Table(columns, tuple(rows), title="A best equilibrium", notes=notes)
    lengths = answer.play.lengths
    if lengths is not None:
        yield Entries((("Suspension after a bad signal keeps the pact if it lasts", _lengths(answer)),))


def _lengths(answer: RepeatedEquilibria) -> str:
    lengths = answer.play.lengths
    if lengths is None or not lengths.forever:
        return "no length is enough"
    if lengths.shortest is None:
        return "for ever, and no less"
    return f"{lengths.shortest} periods or more" if lengths.shortest else "any number of periods, for nothing tempts"


def pact_data(answer: RepeatedEquilibria) -> dict[str, Any]:
    """The same for JSON."""
    strategy, lengths = answer.play.strategy, answer.play.lengths
    return {
        "kept": answer.kept,
        "states": [
            {
                "state": name,
                "in_force": open_,
                "kept": keep,
                "value": exact(value),
                "end": [exact(rho) for rho in chances],
            }
            for name, open_, keep, value, chances in zip(
                answer.game.environment.states,
                answer.game.environment.in_force,
                strategy.keeps,
                strategy.values,
                strategy.reversion,
                strict=True,
            )
        ],
        "suspension": None
        if lengths is None
        else {"shortest": lengths.shortest, "forever": lengths.forever, "words": _lengths(answer)},
    }


def shares_parts(answer: ShareEquilibria) -> Iterator[Part]:
    """The window of shares and the agreed ones."""
    game = answer.game
    columns = (word_column("ally"), number_column("least"), number_column("most"), number_column("agreed"))
    rows = []
    for k, player in enumerate(game.players):
        has = bool(answer.window.most)
        ends = (answer.window.least[k][k], answer.window.most[k][k]) if has else (None, None)
        rows.append((player, *ends, game.shares[k] if game.shares else None))
    yield Table(columns, tuple(rows), title="Self-enforcing shares")


def shares_data(answer: ShareEquilibria) -> dict[str, Any]:
    """The same for JSON."""
    window = [
        {"ally": player, "least": exact(low[k]), "most": exact(high[k])}
        for k, (player, low, high) in enumerate(
            zip(answer.game.players, answer.window.least, answer.window.most, strict=False)
        )
    ]
    agreed = dict(zip(answer.game.players, map(exact, answer.game.shares), strict=False))
    return {"kept": answer.kept, "window": window, "agreed": agreed}


def issues_parts(answer: IssueEquilibria) -> Iterator[Part]:
    """Which issues are kept, linked and alone."""
    columns = (word_column("issue"), word_column("linked"), word_column("alone"))
    rows = tuple(
        (issue, *("kept" if issue in kept else "not kept" for kept in (answer.sets.linked, answer.sets.alone)))
        for issue in answer.game.issues
    )
    yield Table(columns, rows, title="Issues")


def issues_data(answer: IssueEquilibria) -> dict[str, Any]:
    """The same for JSON."""
    sets = {
        name: [k for k in answer.game.issues if k in kept]
        for name, kept in (("linked", answer.sets.linked), ("alone", answer.sets.alone))
    }
    return sets


def exit_parts(answer: PeaceEquilibria) -> Iterator[Part]:
    """Whether there is peace."""
    words = (("an equilibrium", answer.peace.equilibrium), ("risk dominant", answer.peace.risk_dominant))
    yield Entries((("Peace is", ", ".join(f"{'' if holds else 'not '}{word}" for word, holds in words)),))


def exit_data(answer: PeaceEquilibria) -> dict[str, Any]:
    """The same for JSON."""
    return {"peace": answer.peace.equilibrium, "risk_dominant": answer.peace.risk_dominant}
