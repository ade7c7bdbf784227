"""What a proof says: how far a claim is from an equilibrium, and what was ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from deterrence.errors import SolverError


@dataclass(frozen=True)
class Certificate:
    """What was checked and how far from an equilibrium it is.

    Attributes
    ----------
    largest_gain
        The most any player can gain by any deviation, over all information sets (exactly 0 at an equilibrium).
    largest_residual
        The largest departure of a belief from Bayes' rule, of one type's belief from another's about the same
        opponent, or of a distribution from summing to one (exactly 0 at an equilibrium).
    arithmetic
        ``"exact"``: rationals throughout. ``"exact, in a real number field"``: some probabilities are irrational
        algebraic numbers, and the computation is exact all the same. An irrational gain or residual, which only a
        wrong claim has, is given by a rational that is not smaller.
    deviations
        Which deviations were ruled out.
    """

    largest_gain: Fraction
    largest_residual: Fraction
    arithmetic: str = "exact"
    deviations: str = "all continuation strategies at every information set"

    @property
    def holds(self) -> bool:
        """Whether this proves an equilibrium."""
        return self.largest_gain == 0 and self.largest_residual == 0

    def __str__(self) -> str:
        return (
            f"largest gain {self.largest_gain}, largest residual {self.largest_residual} "
            f"({self.arithmetic}; {self.deviations})"
        )


class Certified:
    """An answer that carries its proof; one whose proof fails never leaves the package."""

    if TYPE_CHECKING:  # every answer says how its certificate is found

        @property
        def certificate(self) -> Certificate:
            """The worst of all certificates."""

    def require_certificate(self) -> Self:
        """This answer, if every equilibrium in it is proved.

        Raises
        ------
        SolverError
            Otherwise.
        """
        if not self.certificate.holds:
            raise SolverError(f"internal: an equilibrium failed its certificate ({self.certificate}); please report it")
        return self
