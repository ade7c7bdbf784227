"""What `deterrence solve game.efg` prints."""

from __future__ import annotations

from typing import Any

from deterrence import __version__
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.strategic import StrategicGame
from deterrence.report.answers import bimatrix_dict, bimatrix_parts
from deterrence.report.document import Document, Entries, Part
from deterrence.report.equilibria import equilibria_dict, equilibria_parts, sureness
from deterrence.report.many import many_players_dict, many_players_parts
from deterrence.solvers import plural
from deterrence.solvers.bimatrix import BimatrixEquilibria
from deterrence.solvers.many_players import ManyPlayerEquilibria


def game_document(name: str, game: StrategicGame | ExtensiveGame, answer: Any, types_read: bool) -> Document:
    """Every equilibrium of a game in a file.

    Parameters
    ----------
    name
        The file.
    game, answer
        What was solved, and what was found.
    types_read
        Whether the file's first chance move was read as private types.
    """
    entries = [("File", name), ("Players", ", ".join(game.players))]
    if isinstance(game, ExtensiveGame):
        for player, types, prior in zip(game.players, game.types, game.priors, strict=True):
            if len(types) > 1:
                words = ", ".join(f"{each} with probability {p}" for each, p in zip(types, prior, strict=True))
                entries.append((f"Types of {player}", f"{words} (nature's first draw in the file)"))
    parts: list[Part] = [Entries(tuple(entries))]
    data: dict[str, Any] = {"version": __version__, "file": name, "title": game.title, "private_types": types_read}
    if isinstance(answer, BimatrixEquilibria):
        parts += bimatrix_parts(answer)
        data |= bimatrix_dict(answer)
    elif isinstance(answer, ManyPlayerEquilibria):
        parts += many_players_parts(answer)
        data |= many_players_dict(answer)
    else:
        parts += equilibria_parts(answer)
        data |= equilibria_dict(answer)
    parts.append(Entries(sureness(answer)))
    title = f"{plural(answer)} of {game.title or name}"
    return Document(title, tuple(parts), data)
