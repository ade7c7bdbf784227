"""Voluntary provision: the unique equilibrium, or the exact set, from sorted best replies.

Every ally's best reply has the form g_i = max(0, (c_i - b_i G) / a_i) with G the sum of contributions:

- Cobb-Douglas: a_i = 1 + gamma_i (1 - phi), b_i = gamma_i phi, c_i = w_i, with gamma_i = (1 - alpha_i) / alpha_i;
- quasilinear-log: a_i = 1 - phi, b_i = phi, c_i = v_i.

This is a linear complementarity problem whose matrix is a P-matrix while every a_i > 0 (Cottle, Pang and Stone 1992,
theorem 3.3.7), so there is one solution, and it is rational. Contributors are the allies with the largest c_i / b_i:
for a set K of them G = sum_K c_i/a_i / (1 + sum_K b_i/a_i). With phi = 1 and no income effects every a_i is 0: only
allies with the largest v_i pay, and any split between them is an equilibrium (Bergstrom, Blume and Varian 1986, for
the case with income effects; Cornes and Sandler 1984 for joint products).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from deterrence.certificate import Certificate, Certified, certify
from deterrence.errors import SolverError
from deterrence.games.provision import ProvisionGame
from deterrence.shown import Shown


@dataclass(frozen=True, eq=False)
class ProvisionEquilibria(Certified, Shown):
    """All Nash equilibria of a provision game.

    Attributes
    ----------
    vertices
        Contributions, one number an ally: the equilibrium, or the vertices of the polytope of all equilibria.
    complete, exact
        Always true here.
    """

    game: ProvisionGame
    vertices: tuple[tuple[Fraction, ...], ...]
    method: str
    status: str
    concept: str = "nash"
    complete: bool = True
    exact: bool = True

    @property
    def unique(self) -> bool:
        """Whether there is exactly one equilibrium."""
        return len(self.vertices) == 1

    @property
    def contributions(self) -> tuple[Fraction, ...]:
        """The contributions at the unique equilibrium.

        Raises
        ------
        SolverError
            Where there are several: use `vertices`.
        """
        if not self.unique:
            raise SolverError("there is a continuum of equilibria; `vertices` spans it")
        return self.vertices[0]

    @property
    def total(self) -> Fraction:
        """G, the sum of contributions (the same at every equilibrium)."""
        return sum(self.vertices[0], Fraction(0))

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """A certificate for every vertex."""
        return tuple(certify(self.game, vertex) for vertex in self.vertices)

    @property
    def certificate(self) -> Certificate:
        """The worst of all certificates."""
        return max(self.certificates, key=lambda c: (c.largest_gain, c.largest_residual))


def coefficients(game: ProvisionGame) -> list[tuple[Fraction, Fraction, Fraction]]:
    """The numbers (a_i, b_i, c_i) of the best replies g_i = max(0, (c_i - b_i G) / a_i)."""
    phi = game.publicness
    result = []
    for endowment, weight in zip(game.endowments, game.weights, strict=True):
        if game.utility == "cobb-douglas":
            gamma = (1 - weight) / weight
            result.append((1 + gamma * (1 - phi), gamma * phi, endowment))
        else:
            result.append((1 - phi, phi, weight))
    return result


def solve_provision(game: ProvisionGame) -> ProvisionEquilibria:
    """All Nash equilibria of a provision game, exactly, in O(n log n).

    Parameters
    ----------
    game
        A `ProvisionGame` with exact numbers.

    Returns
    -------
    ProvisionEquilibria
    """
    found = coefficients(game)
    if all(a == 0 for a, _, _ in found):
        most = max(c for _, _, c in found)
        payers = [k for k, (_, _, c) in enumerate(found) if c == most]
        points = tuple(tuple(most if k == payer else Fraction(0) for k in range(len(found))) for payer in payers)
        ties = "; every split between the allies who value it most is an equilibrium" if len(payers) > 1 else ""
        return ProvisionEquilibria(game, points, "largest value", f"all Nash equilibria{ties}")
    # c/b is infinite where b = 0 (nothing spills in): such an ally always pays
    order = sorted(range(len(found)), key=lambda k: -found[k][2] / found[k][1] if found[k][1] else Fraction(0))
    order.sort(key=lambda k: found[k][1] != 0)
    top, bottom = Fraction(0), Fraction(1)
    for k in order:
        a, b, c = found[k]
        if b and c * bottom <= b * top:
            break
        top += c / a
        bottom += b / a
    total = top / bottom
    contributions = tuple(max(Fraction(0), (c - b * total) / a) for a, b, c in found)
    return ProvisionEquilibria(game, (contributions,), "sorted best replies", "the unique Nash equilibrium")
