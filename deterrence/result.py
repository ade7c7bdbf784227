"""What a solver returns: sets of equilibria, how sure they are, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from deterrence.certificate import Certificate, Certified, certify_all
from deterrence.games.extensive import ExtensiveGame, InformationSet
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
        How the profiles are laid out: (vertices of the first factor, vertices of the second), row by row.
    label
        The cell in the solver's own terms.
    """

    support: Support
    profiles: tuple[Profile, ...]
    assessments: tuple[Assessment, ...]
    interior: tuple[bool, ...]
    unsent: tuple[str, ...] = ()
    values: tuple[Mapping[str, Fraction], ...] = ()
    grid: tuple[int, int] = (1, 1)
    label: Any = None

    @property
    def isolated(self) -> bool:
        """Whether it is a single profile."""
        return len(self.profiles) == 1


@dataclass(frozen=True, eq=False)
class Component:
    """A connected set of equilibria: cells whose closures touch."""

    cells: tuple[Cell, ...]

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
        Whether every number is a rational.
    status
        A sentence of advice where something is missing, otherwise what was done.
    """

    game: ExtensiveGame
    concept: str
    method: str
    components: tuple[Component, ...]
    complete: bool
    exact: bool
    status: str
    form: Any = field(default=None, repr=False)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, component by component. They partition the set."""
        return tuple(cell for component in self.components for cell in component.cells)

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every vertex of every cell with every vertex of its beliefs.

        Gains are linear in each player's strategy and in each belief, so vertices prove the whole cell.
        """
        return certify_all(self.game, [a for cell in self.cells for a in cell.assessments])

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates: it holds if every equilibrium returned is one."""
        if not self.certificates:
            return Certificate(Fraction(0), Fraction(0), deviations="nothing was returned")
        return Certificate(
            max(c.largest_gain for c in self.certificates),
            max(c.largest_residual for c in self.certificates),
            deviations=f"{self.certificates[0].deviations}; {len(self.certificates)} vertex assessments",
        )

    def __len__(self) -> int:
        return len(self.components)
