"""Private types from a tree in which nature moves first: the way back from Harsanyi's (1967) form.

Files have no types, so a signaling game in a file begins with a chance move whose outcome the sender sees and the
receiver does not. The solvers look for types.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from deterrence.errors import GameError
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move, TypeProfile

Block = tuple[int, ...]  # branches of nature's move, by position, that a player cannot tell apart
ADVICE = "it stays as it is: a game in which nature moves first"


def private_types(game: ExtensiveGame) -> ExtensiveGame:
    """The same game with what nature draws first as the players' private types.

    Parameters
    ----------
    game
        Without types, with a chance move at the start. The same moves follow each of its outcomes; each player knows
        from her first move on which of several sets the outcome lies in, and learns no more of it; and what one
        player knows says nothing about what another knows.

    Returns
    -------
    ExtensiveGame
        An equivalent game: a history is as before without its first action, and a player's types are those sets. A set
        with one outcome is called as that outcome. After ``hard,weak`` the first player with types is ``hard`` and the
        second ``weak``. If two types of a player see ``hard attack`` and ``soft attack``, what they see is ``attack``.

    Raises
    ------
    GameError
        For any other game, with the reason.

    References
    ----------
    Harsanyi (1967), Games with incomplete information played by "Bayesian" players, part I.
    """
    root = game.moves.get(())
    if len(game.type_profiles) > 1 or not isinstance(root, Chance):
        raise GameError(f"nature does not move first, or the players have types already; {ADVICE}")
    tree = _common_tree(game, root)
    size = len(root.actions)
    blocks = [_blocks(game, player, tree, root.actions) for player in game.players]
    known = _known(blocks, size)
    idle = next((k for k, of in enumerate(blocks) if not of), None)
    if len(set(known)) < size and idle is not None:
        # what no mover knows is the type of a player who never moves
        blocks[idle] = _untold(known)
        known = _known(blocks, size)
    sizes = [max(1, len(of)) for of in blocks]
    if len(set(known)) < size or prod(sizes) != size:
        raise GameError(f"what the players know of nature's draw is not one type for each of them; {ADVICE}")
    chances = [p for _, p in root.probabilities]
    priors = [
        tuple(sum((chances[b] for b in block), Fraction(0)) for block in of) if of else (Fraction(1),) for of in blocks
    ]
    if any(
        chances[b] != prod((priors[k][t] for k, t in enumerate(each)), start=Fraction(1))
        for b, each in enumerate(known)
    ):
        raise GameError(f"the types of different players are not independent; {ADVICE}")
    types = _type_names(blocks, root.actions)
    sees = {k: _labels(game, player, tree, root.actions, blocks[k], types[k]) for k, player in enumerate(game.players)}
    moves: dict[History, Move | Chance] = {}
    for history, move in tree.items():
        if isinstance(move, Chance):
            moves[history] = move
        else:
            moves[history] = Move(move.player, move.actions, sees[game.player_index(move.player)][history])
    first = root.actions[0]
    nobody = game.type_profiles[0]
    branch_of: dict[TypeProfile, str] = {}
    for each, action in zip(known, root.actions, strict=True):
        branch_of[tuple(types[k][t] for k, t in enumerate(each))] = action
    payoffs = {
        end[1:]: {
            profile: game.payoffs[branch_of[profile], *end[1:]][nobody] for profile in product(*types)
        }
        for end in game.payoffs
        if end[0] == first
    }  # fmt: skip
    return ExtensiveGame(game.players, tuple(types), tuple(priors), moves, payoffs, game.title)


def _common_tree(game: ExtensiveGame, root: Chance) -> Mapping[History, Move | Chance]:
    """What follows every outcome of nature's move, if that is always the same but for what players see."""
    trees: dict[str, dict[History, Move | Chance]] = {action: {} for action in root.actions}
    for history, move in game.moves.items():
        if history:
            trees[history[0]][history[1:]] = move
    result = trees[root.actions[0]]
    if not result:
        raise GameError(f"nobody moves after nature; {ADVICE}")
    for tree in trees.values():
        same = tree.keys() == result.keys() and all(
            move == result[history]
            if isinstance(move, Chance)
            else isinstance(other := result[history], Move)
            and (move.player, move.actions) == (other.player, other.actions)
            for history, move in tree.items()
        )
        if not same:
            raise GameError(f"different moves follow what nature draws; {ADVICE}")
    return result


def _blocks(
    game: ExtensiveGame, player: str, tree: Mapping[History, Move | Chance], branches: Sequence[str]
) -> list[Block]:
    """What a player knows of nature's draw; nothing for one who never moves."""
    by_history: set[tuple[Block, ...]] = set()
    by_branch: set[tuple[tuple[History, ...], ...]] = set()
    nodes: dict[str, list[tuple[int, History]]] = {}
    mine = [history for history, move in tree.items() if isinstance(move, Move) and move.player == player]
    label = {(k, h): _sees(game, (action, *h)) for k, action in enumerate(branches) for h in mine}
    for (k, history), seen in label.items():
        nodes.setdefault(seen, []).append((k, history))
    for history in mine:
        groups: dict[str, list[int]] = {}
        for k, _ in enumerate(branches):
            groups.setdefault(label[k, history], []).append(k)
        by_history.add(tuple(map(tuple, groups.values())))
    for k, _ in enumerate(branches):
        alike: dict[str, list[History]] = {}
        for history in mine:
            alike.setdefault(label[k, history], []).append(history)
        by_branch.add(tuple(map(tuple, alike.values())))
    products = all(len(each) == len({k for k, _ in each}) * len({h for _, h in each}) for each in nodes.values())
    if len(by_history) > 1 or len(by_branch) > 1 or not products:
        raise GameError(f"{player} learns of nature's draw in the course of the game; {ADVICE}")
    return [*by_history.pop()] if by_history else []


def _sees(game: ExtensiveGame, history: History) -> str:
    move = game.moves[history]
    assert isinstance(move, Move)
    return move.sees


def _known(blocks: Sequence[Sequence[Block]], size: int) -> list[tuple[int, ...]]:
    """For every branch, the position of everyone's block that holds it; 0 for who has none."""
    places = [{branch: k for k, block in enumerate(of) for branch in block} for of in blocks]
    return [tuple(place.get(branch, 0) for place in places) for branch in range(size)]


def _untold(known: Sequence[tuple[int, ...]]) -> list[Block]:
    """Branches grouped by how many with the same knowledge stand before them."""
    times: Counter[tuple[int, ...]] = Counter()
    groups: dict[int, list[int]] = {}
    for branch, each in enumerate(known):
        groups.setdefault(times[each], []).append(branch)
        times[each] += 1
    return [*map(tuple, groups.values())]


def _type_names(blocks: Sequence[Sequence[Block]], branches: Sequence[str]) -> list[tuple[str, ...]]:
    """Names of the types: parts of the branches' names where these have a part for each player with types."""
    several = [k for k, of in enumerate(blocks) if len(of) > 1]
    parts = [branch.split(",") for branch in branches]
    split = len(several) > 1 and all(len(each) == len(several) for each in parts)
    result: list[tuple[str, ...]] = []
    for k, of in enumerate(blocks):
        if len(of) < 2:
            result.append(("",))
            continue
        names = ["|".join(branches[b] for b in block) for block in of]
        if split:
            mine = [{parts[b][several.index(k)] for b in block} for block in of]
            if all(len(each) == 1 for each in mine) and len(set.union(*mine)) == len(of):
                names = [each.pop() for each in mine]
        result.append(tuple(names))
    return result


def _labels(
    game: ExtensiveGame,
    player: str,
    tree: Mapping[History, Move | Chance],
    branches: Sequence[str],
    blocks: Sequence[Block],
    types: Sequence[str],
) -> dict[History, str]:
    """What the player sees, whatever her type: her label without her type, or (without one) the history or a number."""
    mine: dict[tuple[str, ...], list[History]] = {}
    for history, move in tree.items():
        if isinstance(move, Move) and move.player == player:
            seen = tuple(_sees(game, (branches[block[0]], *history)) for block in blocks)
            mine.setdefault(seen, []).append(history)
    result: dict[tuple[str, ...], str] = {}
    for number, (seen, histories) in enumerate(mine.items(), 1):
        bare = {
            label.removeprefix(name).removeprefix(" ") if f"{label} ".startswith(f"{name} ") else label
            for label, name in zip(seen, types, strict=True)
        }
        otherwise = " ".join(histories[0]) if len(histories) == 1 else f"#{number}"
        result[seen] = otherwise if len(bare) > 1 or re.fullmatch(r"#\d+", min(bare)) else bare.pop()
    if len(set(result.values())) < len(result):
        result = {seen: f"{label}#{number}" for number, (seen, label) in enumerate(result.items(), 1)}
    return {history: result[seen] for seen, histories in mine.items() for history in histories}
