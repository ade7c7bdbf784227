"""What a solver returns: sets of equilibria, how sure they are, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, overload

from deterrence.certificate import Certificate, Certified, certify_all
from deterrence.games.extensive import ExtensiveGame, History, InformationSet
from deterrence.games.profile import Assessment, Profile
from deterrence.shown import Shown

Support = Mapping[InformationSet, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Cell:
    """All equilibria with one exact support: a convex product of polytopes, less the faces with smaller supports.

    Attributes
    ----------
    support
        At each information set the actions played with positive probability.
    profiles
        The vertices of its closure.
    assessments
        Every vertex of its closure, with every extreme belief at each information set once: gains are linear in each
        belief and depend on no other, so these prove the whole cell.
    interior
        For each profile, whether it has the cell's own support (otherwise it belongs to a neighbouring cell).
    unsent
        Names of the first actions nobody takes (signaling games).
    values
        For each profile, the equilibrium payoff of each type that moves first, by name.
    grid
        How the profiles are laid out: the number of vertices of each factor; the last factor varies fastest.
    label
        The cell in the solver's own terms.
    conditions
        Where the cell is curved, or parts of it are: the equations and inequalities that describe it. `profiles` and
        `assessments` are then examples of it (vertices in its other factors), and these alone are certified.
    unknowns
        What each name in the conditions means.
    dimension
        The dimension of strategies and beliefs together, where it is known.
    unranged
        The endings whose probability may be more extreme inside the cell than at its vertices.
    strict
        Where the cell is a part of one, cut by strict inequalities: for each of them, at which profiles it holds. A
        mixture of the profiles lies in the part if and only if it has the support and each holds at one of them.
    curved
        Whether its strategies are curved. Otherwise they are a polytope, and conditions speak of beliefs alone.
    """

    support: Support
    profiles: tuple[Profile, ...]
    assessments: tuple[Assessment, ...]
    interior: tuple[bool, ...]
    unsent: tuple[str, ...] = ()
    values: tuple[Mapping[str, Fraction], ...] = ()
    grid: tuple[int, ...] = (1, 1)
    label: Any = None
    conditions: tuple[str, ...] = ()
    unknowns: Mapping[str, str] = field(default_factory=dict)
    dimension: int | None = None
    unranged: frozenset[History] = frozenset()
    strict: tuple[tuple[bool, ...], ...] = ()
    curved: bool = False

    @property
    def isolated(self) -> bool:
        """Whether it is a single profile."""
        return len(self.profiles) == 1 and not self.curved


class Listed(Sequence[Cell]):
    """Cells that are worked out when somebody first looks at them, and kept."""

    def __init__(self, work_out: Callable[[], tuple[Cell, ...]]) -> None:
        self._work_out = work_out

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        return self._work_out()

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, index: int | slice) -> Cell | tuple[Cell, ...]:
        return self._cells[index]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


@dataclass(frozen=True, eq=False)
class Component:
    """A connected set of equilibria: cells whose closures touch."""

    cells: Sequence[Cell]

    @property
    def isolated(self) -> bool:
        """Whether it is a single profile."""
        return len(self.cells) == 1 and self.cells[0].isolated


@dataclass(frozen=True, eq=False)
class Equilibria(Certified, Shown):
    """The equilibria of an extensive game.

    Attributes
    ----------
    game, concept, method
        What was solved, under which concept, how.
    components
        Connected sets, in a fixed order.
    complete
        Whether these are all.
    exact
        Whether every number is exact: a rational, or a real algebraic number.
    status
        A sentence of advice where something is missing, otherwise what was done.
    proved
        The concept its certificates are asked for; empty for the one that `certify` takes by itself.
    """

    game: ExtensiveGame
    concept: str
    method: str
    components: tuple[Component, ...]
    complete: bool
    exact: bool
    status: str
    form: Any = field(default=None, repr=False)
    proved: str = field(default="", repr=False)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, component by component. They partition the set."""
        return tuple(cell for component in self.components for cell in component.cells)

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every vertex of every cell with every vertex of its beliefs.

        Gains are linear in each player's strategy and in each belief, so vertices prove the whole cell.
        """
        return certify_all(self.game, [a for cell in self.cells for a in cell.assessments], self.proved or None)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates: it holds if every equilibrium returned is one."""
        if not self.certificates:
            return Certificate(Fraction(0), Fraction(0), deviations="nothing was returned")
        return Certificate(
            max(c.largest_gain for c in self.certificates),
            max(c.largest_residual for c in self.certificates),
            next((c.arithmetic for c in self.certificates if c.arithmetic != "exact"), "exact"),
            f"{self.certificates[0].deviations}; {len(self.certificates)} {self._proving} assessments",
        )

    @property
    def _proving(self) -> str:
        """What is certified."""
        return "vertex and example" if any(cell.conditions for cell in self.cells) else "vertex"

    def __len__(self) -> int:
        return len(self.components)
