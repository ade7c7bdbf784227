"""Voluntary provision: every pure equilibrium of contributions to a common defence, exactly.

One file a technology: `provision_sum` (sums, with limits, matching, credit in kind and fines), `provision_penalty`
(sums where missing a benchmark costs utility), `provision_levels` (the least or the largest contribution).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from deterrence.certificate import Certificate, Certified, certify
from deterrence.errors import SolverError
from deterrence.games.provision import ProvisionGame
from deterrence.ranges import Range
from deterrence.shown import Shown
from deterrence.solvers.provision_levels import best_shot, weakest_link
from deterrence.solvers.provision_measures import ranges_of
from deterrence.solvers.provision_penalty import solve_lump_sum
from deterrence.solvers.provision_sum import reply, solutions
from deterrence.utility import benchmark_money

Point = tuple[Fraction, ...]


@dataclass(frozen=True)
class Piece:
    """A polytope of equilibria.

    Attributes
    ----------
    vertices
        Contributions, one number an ally: every mixture of the vertices is an equilibrium.
    left_out
        Vertices that are not equilibria themselves, only approached.
    """

    vertices: tuple[Point, ...]
    left_out: tuple[Point, ...] = ()

    @property
    def witnesses(self) -> tuple[Point, ...]:
        """What is certified: the vertices in the set, and the middle."""
        held = tuple(vertex for vertex in self.vertices if vertex not in self.left_out)
        if len(self.vertices) == 1:
            return held
        count = len(self.vertices)
        middle = tuple(sum(part, Fraction(0)) / count for part in zip(*self.vertices, strict=True))
        return (*held, middle)


@dataclass(frozen=True, eq=False)
class ProvisionEquilibria(Certified, Shown):
    """Nash equilibria of a provision game, in contributions without mixing.

    Attributes
    ----------
    pieces
        Polytopes whose union is the set: points, the splits of one total, or the segments of a path.
    complete
        Whether these are all there are; `status` says of what, and why not where it is not.
    exact
        Always true here.
    """

    game: ProvisionGame
    pieces: tuple[Piece, ...]
    method: str
    status: str
    concept: str = "nash"
    complete: bool = True
    exact: bool = True

    def __len__(self) -> int:
        """How many components: points, or one polytope or path."""
        return len(self.pieces) if all(len(piece.vertices) == 1 for piece in self.pieces) else 1

    @cached_property
    def vertices(self) -> tuple[Point, ...]:
        """The vertices of all pieces, each once; one that is only approached is among them."""
        return tuple(dict.fromkeys(vertex for piece in self.pieces for vertex in piece.vertices))

    @cached_property
    def left_out(self) -> tuple[Point, ...]:
        """Vertices that are approached and not reached."""
        return tuple(point for piece in self.pieces for point in piece.left_out)

    @property
    def unique(self) -> bool:
        """Whether there is exactly one equilibrium in `pieces`."""
        return len(self.vertices) == 1

    @property
    def contributions(self) -> Point:
        """The contributions at the unique equilibrium.

        Raises
        ------
        SolverError
            Where there are several, or none.
        """
        if not self.pieces:
            raise SolverError(f"there is no equilibrium to show: {self.status}")
        if not self.unique:
            continuum = any(len(piece.vertices) > 1 for piece in self.pieces)
            kind = "a continuum of equilibria" if continuum else "no single equilibrium"
            raise SolverError(f"there is {kind}; `vertices` spans what there is")
        return self.vertices[0]

    @property
    def total(self) -> Fraction:
        """The sum of what is paid.

        Raises
        ------
        SolverError
            Where equilibria differ in it.
        """
        totals = {sum(vertex, Fraction(0)) for vertex in self.vertices}
        if len(totals) != 1:
            raise SolverError("equilibria differ in the total; `vertices` spans what there is")
        return totals.pop()

    @property
    def best(self) -> Point:
        """The equilibrium that all prefer under ``weakest-link``: the largest common level.

        Raises
        ------
        SolverError
            Under another technology: allies disagree.
        """
        if self.game.technology != "weakest-link":
            raise SolverError(f"under {self.game.technology} no equilibrium is best for all allies")
        return self.pieces[-1].vertices[-1]

    @cached_property
    def measures(self) -> Mapping[str, Range]:
        """The level G, what each ally pays and how that compares: see ``docs/provision.md``."""
        return ranges_of(self.game, [(piece.vertices, piece.left_out) for piece in self.pieces])

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every vertex that is reached, and for the middle of every larger piece."""
        points = dict.fromkeys(point for piece in self.pieces for point in piece.witnesses)
        return tuple(certify(self.game, point) for point in points)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        nothing = Certificate(Fraction(0), Fraction(0), deviations="no equilibrium is claimed")
        return max(self.certificates, key=lambda c: (c.largest_gain, c.largest_residual), default=nothing)


def solve_provision(game: ProvisionGame) -> ProvisionEquilibria:
    """All Nash equilibria of a provision game without mixing, exactly.

    Under a sum without a lump-sum penalty, and under the weakest link, payoffs are strictly concave in what one pays
    whatever the others mix, so these are all equilibria, mixed ones included; elsewhere `status` says that mixed ones
    are not looked for.

    Parameters
    ----------
    game
        A `ProvisionGame` with exact numbers.

    Returns
    -------
    ProvisionEquilibria

    Raises
    ------
    SolverError
        Where the set has too many vertices to list, or no method solves the game.
    """
    if game.technology == "weakest-link":
        return _path(game)
    if game.technology == "best-shot":
        points = best_shot(game)
        status = f"all {len(points)} pure Nash equilibria" if len(points) > 1 else "the only pure Nash equilibrium"
        status += "; equilibria in mixed strategies may exist and are not looked for"
        return ProvisionEquilibria(game, _points(points), "stand-alone amounts compared", status)
    penalised = any(benchmark_money(game, k) is not None for k in range(len(game.players)))
    if penalised and game.penalty == "lump-sum":
        points, reason = solve_lump_sum(game)
        words = {0: "no pure Nash equilibrium", 1: "the only pure Nash equilibrium"}
        status = words.get(len(points), f"all {len(points)} pure Nash equilibria")
        if reason:
            status = f"{len(points)} pure Nash equilibria found; {reason}: set benchmarks for fewer allies"
        status += "; payoffs jump at the benchmark, so mixed ones may exist, and they are not looked for"
        return ProvisionEquilibria(game, _points(points), "who complies, by bounds", status, complete=not reason)
    replies = [reply(game, k) for k in range(len(game.players))]
    points = solutions(replies)
    if replies[0].slope is not None:
        return ProvisionEquilibria(game, _points(points), "sorted best replies", "the unique Nash equilibrium")
    ties = "; every split between the allies who value it most is an equilibrium" if len(points) > 1 else ""
    return ProvisionEquilibria(game, (Piece(points),), "largest value", f"all Nash equilibria{ties}")


def _points(points: Sequence[Point]) -> tuple[Piece, ...]:
    return tuple(Piece((point,)) for point in points)


def _path(game: ProvisionGame) -> ProvisionEquilibria:
    corners, open_end = weakest_link(game)
    if len(corners) == 1:
        pieces = _points(corners)
    else:
        pieces = tuple(
            Piece(pair, pair[:1] if open_end and pair[0] == corners[0] else ()) for pair in pairwise(corners)
        )
    status = "the unique Nash equilibrium" if len(corners) == 1 else "all Nash equilibria: a path of common levels"
    if open_end:
        status += " above 0; at 0 every payoff is minus infinity, and that point is left out"
    return ProvisionEquilibria(game, pieces, "least of the stand-alone amounts", status)


def coefficients(game: ProvisionGame) -> list[tuple[Fraction, Fraction, Fraction]]:
    """The numbers (a_i, b_i, c_i) of the best replies g_i = max(0, (c_i - b_i G) / a_i), by a sum without rules."""
    phi = game.publicness
    result = []
    for endowment, weight in zip(game.endowments, game.weights, strict=True):
        if game.utility == "cobb-douglas":
            gamma = (1 - weight) / weight
            result.append((1 + gamma * (1 - phi), gamma * phi, endowment))
        else:
            result.append((1 - phi, phi, weight))
    return result
