"""All equilibria of finite extensive games: supports enumerated, each one's polynomial system solved exactly.

For every choice of the actions played at each information set (and, where Bayes' rule or consistency turns on it, of
the types or nodes believed in off the path) the equilibria are the solutions of polynomial equations and inequalities:
actions played are equally good, no other is better, beliefs follow Bayes' rule. `docs/extensive.md` proves it.

References
----------
Selten (1965), Spieltheoretische Behandlung eines Oligopolmodells mit Nachfragetraegheit.
Kreps and Wilson (1982), Sequential equilibria.
Fudenberg and Tirole (1991), Game Theory, section 8.2.3.
Hendon, Jacobsen and Sloth (1996), The one-shot-deviation principle for sequential rationality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from deterrence.errors import GameError, SolverError
from deterrence.games.extensive import Chance, ExtensiveGame, History, InformationSet
from deterrence.games.profile import Assessment
from deterrence.games.stages import observed_actions, subgames
from deterrence.result import Cell, Component, Equilibria
from deterrence.solvers.absent_types import with_absent_types, without_absent_types
from deterrence.solvers.blocks import Blocks
from deterrence.solvers.likelihood import likelihood_orders
from deterrence.solvers.touching import is_irrational, touching
from deterrence.solvers.tree_beliefs import Case, perfect_bayesian_cases, sequential_cases, weak_cases
from deterrence.solvers.tree_cells import cells, normalised
from deterrence.solvers.tree_supports import Support, Supports
from deterrence.solvers.tree_system import (
    TreeSystem,
    one_shot_system,
    perfect_bayesian_system,
    sequential_system,
    subgame_system,
    weak_system,
)

MOST_CELLS = 5000
MOST_ASSESSMENTS = 20_000  # of all cells: about half a minute
MOST_SYSTEMS = 50_000
NAMES = {
    "subgame-perfect": "subgame-perfect equilibria",
    "weak-perfect-bayesian": "weak perfect Bayesian equilibria",
    "perfect-bayesian": "perfect Bayesian equilibria",
    "sequential": "sequential equilibria",
}

Expand = Callable[[Any], list[Any]]
Cases = Callable[[ExtensiveGame, Support], Iterator[Case]]
Build = Callable[[ExtensiveGame, Support, Case], TreeSystem]
Witness = Callable[[Assessment, TreeSystem, Expand], Any]


def solve_subgame_perfect(game: ExtensiveGame) -> Equilibria:
    """All subgame-perfect equilibria (Selten 1965), ties and mixtures included.

    Parameters
    ----------
    game
        Exact, without private types.

    Returns
    -------
    Equilibria
        The beliefs shown are those at nodes that a subgame reaches; elsewhere this concept asks for none.

    Raises
    ------
    SolverError
        With private types, and for games that are too large.
    """
    if any(len(names) > 1 for names in game.types):
        raise SolverError(
            "with private types the whole game is the only subgame, so subgame perfection rules out no threat: ask for "
            "'perfect-bayesian', 'sequential' or 'weak-perfect-bayesian'"
        )
    roots = subgames(game)
    certain = frozenset(
        place for place, histories in game.information_sets.items() if _surely_reached(game, roots, histories)
    )

    def none(game: ExtensiveGame, support: Support) -> Iterator[Case]:
        yield {}

    def build(game: ExtensiveGame, support: Support, case: Case) -> TreeSystem:
        return subgame_system(game, roots, support, case)

    return _solve(game, "subgame-perfect", certain, none, build, _no_witness)


def solve_weak(game: ExtensiveGame) -> Equilibria:
    """All weak perfect Bayesian equilibria: optimal continuation strategies everywhere, Bayes' rule on the path.

    Raises
    ------
    SolverError
        For games that are too large, and with types of probability 0.
    """
    _need_positive(game, types=True, chance=False)
    every = frozenset(game.information_sets)
    return _solve(game, "weak-perfect-bayesian", every, weak_cases, weak_system, _no_witness)


def solve_sequential(game: ExtensiveGame) -> Equilibria:
    """All sequential equilibria (Kreps and Wilson 1982).

    Raises
    ------
    SolverError
        For games that are too large, and where chance has moves of probability 0.
    """
    _need_positive(game, types=False, chance=True)
    whole, game = game, without_absent_types(game)
    every = frozenset(game.information_sets)

    def witness(found: Assessment, system: TreeSystem, limit: Expand) -> Any:
        orders = likelihood_orders(game, found)
        if orders is None:
            raise SolverError("internal: beliefs without orders of likelihood; please report it")
        return orders

    def cases(game: ExtensiveGame, support: Support) -> Iterator[Case]:
        """Beliefs are enumerated only where some beliefs, consistent or not, make the actions best."""
        (loose,) = weak_cases(game, support)
        relaxed = one_shot_system(game, support, loose)
        if blocks.solve(tuple(relaxed.unknowns), relaxed.equal, relaxed.positive, relaxed.nonnegative) is not None:
            yield from sequential_cases(game, support)

    blocks = Blocks()
    found = _solve(game, "sequential", every, cases, sequential_system, witness)
    return with_absent_types(whole, found, lambda one: likelihood_orders(whole, one))


def solve_perfect_bayesian(game: ExtensiveGame) -> Equilibria:
    """All perfect Bayesian equilibria of a multi-stage game with observed actions and independent types.

    In the sense of Fudenberg and Tirole (1991, definition 8.2).

    Raises
    ------
    SolverError
        For other games, and for games that are too large.
    """
    try:
        stages = observed_actions(game)
    except GameError as problem:
        raise SolverError(f"{problem}; ask for 'sequential' or 'weak-perfect-bayesian'") from None
    whole, game = game, without_absent_types(game)

    def cases(game: ExtensiveGame, support: Support) -> Iterator[Case]:
        return perfect_bayesian_cases(game, stages, support)

    def build(game: ExtensiveGame, support: Support, case: Case) -> TreeSystem:
        return perfect_bayesian_system(game, stages, support, case)

    def witness(found: Assessment, system: TreeSystem, limit: Expand) -> Any:
        result: dict[Any, dict[str, Any]] = {}
        for stage, by_player in system.posteriors.items():
            result[stage] = {}
            for player, weights in by_player.items():
                germs = {name: limit(weight) for name, weight in weights.items()}
                if any(map(any, germs.values())):  # none where nobody who is left to move needs a posterior
                    result[stage][player] = normalised(germs)
        return result

    every = frozenset(game.information_sets)
    found = _solve(game, "perfect-bayesian", every, cases, build, witness)
    return with_absent_types(whole, found, None)


def _surely_reached(game: ExtensiveGame, roots: Sequence[History], histories: Sequence[History]) -> bool:
    """Whether every play of the smallest subgame around an information set passes through it."""
    root = max((root for root in roots if histories[0][: len(root)] == root), key=len)
    return all(any(end[: len(history)] == history for history in histories) for end in game.terminals(root))


def _no_witness(found: Assessment, system: TreeSystem, limit: Expand) -> None:
    return None


def _need_positive(game: ExtensiveGame, *, types: bool, chance: bool) -> None:
    for player, names, prior in zip(game.players, game.types, game.priors, strict=True):
        for name, p in zip(names, prior, strict=True):
            if types and not p:
                raise SolverError(f"type {name} of {player} has probability 0: leave it out of the game")
    for history, move in game.moves.items():
        if chance and isinstance(move, Chance) and not all(p for _, p in move.probabilities):
            raise SolverError(
                f"chance gives a branch at '{' '.join(history)}' probability 0, and sequential equilibrium is defined "
                "where it gives every branch some: leave that branch out of the game"
            )


def _solve(
    game: ExtensiveGame, concept: str, rational: frozenset[InformationSet], cases: Cases, build: Build, witness: Witness
) -> Equilibria:
    fast = game.with_numbers(_flint)
    blocks = Blocks()
    found: list[Cell] = []
    undecided: list[str] = []
    systems = listed = 0
    for support in Supports(fast, rational):
        for case in cases(fast, support):
            systems += 1
            if systems > MOST_SYSTEMS:
                raise SolverError(
                    f"more than {MOST_SYSTEMS:,} choices of actions pass the first test: leave out moves or types, or "
                    "break ties between payoffs that are equal for no reason"
                )
            system = build(fast, support, case)
            solved = blocks.solve(tuple(system.unknowns), system.equal, system.positive, system.nonnegative)
            if solved is None:
                continue
            reasons = [block.undecided for block in solved if block.undecided]
            if reasons:
                undecided.append(f"where {_played(game, support)}: {reasons[0]}")
            before = len(found)
            found.extend(cells(game, fast, system, solved, witness))
            if len(found) > MOST_CELLS:
                raise SolverError(
                    f"there are more than {MOST_CELLS:,} cells of equilibria: break ties between payoffs that are "
                    "equal for no reason"
                )
            if (listed := listed + sum(len(cell.assessments) for cell in found[before:])) > MOST_ASSESSMENTS:
                raise SolverError(
                    f"the cells of equilibria have more than {MOST_ASSESSMENTS:,} vertices: break ties between payoffs "
                    "that are equal for no reason"
                )
    found.sort(key=lambda cell: _order(game, cell))
    status = f"all {NAMES[concept]}, with every mixture at ties"
    if any(cell.curved or is_irrational(game, cell) for cell in found):
        status += "; curved and irrational cells stand alone: which others they touch is not worked out"
    if undecided:
        more = f" and {len(undecided) - 1} more" if len(undecided) > 1 else ""
        status = f"some supports stay undecided, {undecided[0]}{more}; all others are solved"
    return Equilibria(
        game,
        concept,
        "supports, one polynomial system each",
        tuple(Component(tuple(found[k] for k in group)) for group in touching(game, found)),
        complete=not undecided,
        exact=True,
        status=status,
        proved=concept,
    )


def _flint(x: Any) -> Any:
    from flint import fmpq

    return fmpq(x.numerator, x.denominator)


def _order(game: ExtensiveGame, cell: Cell) -> tuple[Any, ...]:
    """Information sets in the order of the game; earlier actions first, and pure before mixed."""
    return tuple(
        (positions, len(positions))
        for place in game.information_sets
        for positions in [tuple(game.actions(place).index(action) for action in cell.support[place])]
    )


def _played(game: ExtensiveGame, support: Support) -> str:
    mixing: Sequence[str] = [
        f"{place} plays {' or '.join(chosen)}" for place, chosen in support.items() if len(game.actions(place)) > 1
    ]
    return ", ".join(mixing) or "nobody chooses"


__all__ = ["solve_perfect_bayesian", "solve_sequential", "solve_subgame_perfect", "solve_weak"]
