"""A game in a file of Gambit's, and a concept that applies to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from deterrence.errors import GameError, SolverError
from deterrence.exchange import ENDINGS, private_types, read_game
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.report.document import Document
from deterrence.report.gamefile import game_document
from deterrence.solvers import CONCEPTS, solve

Game = StrategicGame | ExtensiveGame


def is_game_file(name: str) -> bool:
    """Whether a word means a game file: it ends in .efg or .nfg."""
    return name.lower().endswith(ENDINGS)


def solved_game(name: str, concept: str | None) -> tuple[Document, bool]:
    """Every equilibrium of the game in a file, and whether these are all.

    Raises
    ------
    SolverError
        Where no concept applies, or the one asked for does not; the message says which apply, and why others do not.
    """
    readings = [*_readings(read_game(name))]
    refusals: list[str] = []
    for game in readings:
        try:
            answer = solve(game, concept)
        except SolverError as problem:
            refusals.append(str(problem))
            continue
        return game_document(name, game, answer, game is not readings[-1]), answer.complete
    applies: list[str] = []
    reasons: dict[str, str] = {}
    for other in (each for each in CONCEPTS if each != concept):
        for game in readings:
            if type(game) in CONCEPTS[other]:
                found = _try(game, other)
                if not isinstance(found, SolverError):
                    applies.append(other)
                    if concept is None:
                        return game_document(name, game, found, game is not readings[-1]), found.complete
                    break
                reasons.setdefault(other, str(found))
    if concept is not None:
        kinds = CONCEPTS[concept]
        solved = " or ".join(kind.__name__ for kind in kinds)
        reason = refusals[0] if type(readings[0]) in kinds else f"it is found for a {solved}"
        which = f"what applies: {', '.join(applies)}" if applies else "no other concept applies either"
        raise SolverError(f"'{concept}' does not apply to {name}: {reason}; {which}")
    listed = "".join(f"\n  {each}: {reason}" for each, reason in reasons.items())
    raise SolverError(f"no concept applies to {name}{listed}")


def _readings(game: Game) -> Iterator[Game]:
    """The game with what nature draws first as private types, where it can be so read, and as it stands."""
    if isinstance(game, ExtensiveGame):
        with suppress(GameError):
            yield private_types(game)
    yield game


def _try(game: Game, concept: str) -> Any:
    try:
        return solve(game, concept)
    except SolverError as problem:
        return problem
