"""Backward induction in games with perfect information (Zermelo 1913; Kuhn 1953; Selten 1965), every tie kept."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from deterrence.errors import SolverError
from deterrence.games.extensive import ExtensiveGame, History, Move
from deterrence.games.profile import Assessment, Profile
from deterrence.result import Cell, Component, Equilibria
from deterrence.solvers.extensive import solve_subgame_perfect
from deterrence.solvers.signaling import solve_signaling
from deterrence.solvers.signaling_form import signaling_form

MOST_LISTED = 1000


def has_perfect_information(game: ExtensiveGame) -> bool:
    """Whether nobody has a private type and every mover knows all past moves."""
    return all(len(names) == 1 for names in game.types) and all(
        len(histories) == 1 for histories in game.information_sets.values()
    )


def solve_backward(game: ExtensiveGame) -> Equilibria:
    """The subgame-perfect equilibria of a game, every tie and every mixture at ties kept.

    Parameters
    ----------
    game
        With exact payoffs and without private types; chance may move, and moves may be hidden.

    Returns
    -------
    Equilibria
        Without ties and hidden moves the unique equilibrium. Otherwise all of them as cells
        (`deterrence.solvers.extensive`). Where a game with perfect information has too many, the pure ones, with
        ``complete=False`` and the reason.

    Raises
    ------
    SolverError
        With private types, and for hidden moves in games that are too large.
    """
    if not has_perfect_information(game):
        return solve_subgame_perfect(game)
    pure = list(islice(_pure(game), MOST_LISTED + 1))
    if len(pure) == 1:
        return _listed(game, pure, True, "the unique subgame-perfect equilibrium")
    try:
        signaling_form(game)
    except SolverError:
        pass
    else:
        found = solve_signaling(game)
        return Equilibria(
            game, "subgame-perfect", f"backward induction with ties: {found.method}", found.components, True, True,
            "all subgame-perfect equilibria, mixtures at ties included", found.form,
        )  # fmt: skip
    try:
        return solve_subgame_perfect(game)
    except SolverError as problem:
        more = f" (the first {MOST_LISTED})" if len(pure) > MOST_LISTED else ""
        status = f"ties: only the pure subgame-perfect equilibria are listed{more}; {problem}"
        return _listed(game, pure[:MOST_LISTED], False, status)


def _pure(game: ExtensiveGame) -> Iterator[dict[History, str]]:
    """Pure subgame-perfect equilibria, each as history -> action."""
    everyone = tuple("" if names == ("",) else names[0] for names in game.types)

    def solve(history: History) -> list[tuple[dict[History, str], tuple[Fraction, ...]]]:
        move = game.moves.get(history)
        if move is None:
            return [({}, game.payoffs[history][everyone])]
        below = [solve((*history, action)) for action in move.actions]
        result = []
        for combination in product(*below):
            plan = {h: action for choices, _ in combination for h, action in choices.items()}
            if isinstance(move, Move):
                player = game.player_index(move.player)
                best = max(payoffs[player] for _, payoffs in combination)
                for action, (_, payoffs) in zip(move.actions, combination, strict=True):
                    if payoffs[player] == best:
                        result.append(({**plan, history: action}, payoffs))
            else:
                chances = [Fraction(p) for _, p in move.probabilities]
                mean = tuple(
                    sum((p * payoffs[k] for p, (_, payoffs) in zip(chances, combination, strict=True)), Fraction(0))
                    for k in range(len(game.players))
                )
                result.append((plan, mean))
            if len(result) > MOST_LISTED:
                break
        return result

    for plan, _ in solve(()):
        yield plan


def _listed(game: ExtensiveGame, plans: list[dict[History, str]], complete: bool, status: str) -> Equilibria:
    components = []
    for plan in plans:
        profile: Profile = {
            place: {plan[histories[0]]: Fraction(1)} for place, histories in game.information_sets.items()
        }
        beliefs = {place: {game.nodes(place)[0]: Fraction(1)} for place in game.information_sets}
        support = {place: tuple(chosen) for place, chosen in profile.items()}
        root = game.moves[()]
        taken = plan.get(())
        unsent = tuple(a for a in root.actions if a != taken) if isinstance(root, Move) else ()
        cell = Cell(support, (profile,), (Assessment(profile, beliefs),), (True,), unsent)
        components.append(Component((cell,)))
    return Equilibria(game, "subgame-perfect", "backward induction", tuple(components), complete, True, status)
