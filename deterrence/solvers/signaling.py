"""All perfect Bayesian equilibria of a signaling game, exactly.

Write x[t, s] = p[t] sigma(s | t). Choose the signals C_t of each type and the responses A_s after each signal (for each
type of the receiver). With the receiver's cones

    K_s(A) = {z >= 0 : sum_t z[t] (v(t,s,r) - v(t,s,r')) >= 0 for all r in A and all r'}

the equilibrium strategies are the union, over (C, A) with every A_s rationalizable (K_s(A_s) holds a nonzero z), of

    X(C, A) = {x : x[., s] in K_s(A_s), sum_s x[t, s] = p[t], x[t, s] = 0 off C_t}   times
    R(C, A) = {rho : rho(. | s) lives on A_s, signals in C_t are best for t}.

X(C, A) is a face of one polyhedron P and R(C, A) of another, Q. Their vertices are found once; faces are sets of
vertices, told apart by the rows that are tight. Beliefs after a signal nobody sends are any point of K_s(A_s).

Sources: Kreps and Wilson (1982) on assessments; Fudenberg and Tirole (1991, section 8.2.3) on perfect Bayesian
equilibria of these games; the geometry is ours and is proved in docs/signaling.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from deterrence.certificate import Certificate, certify, certify_all
from deterrence.errors import GameError
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.profile import Assessment
from deterrence.games.stages import observed_actions
from deterrence.solvers.signaling_cells import Drawing
from deterrence.solvers.signaling_form import SignalingForm, signaling_form
from deterrence.solvers.signaling_membership import (
    beliefs_fit,
    folded_answers_given,
    impossible_types_are_best,
    read_point,
)
from deterrence.solvers.signaling_polytopes import Ray, find_respondings, find_sendings, rays_after
from deterrence.solvers.signaling_products import find_products, in_use
from deterrence.solvers.signaling_set import SignalingSet, components_of
from deterrence.solvers.signaling_supports import Vertices


@dataclass(frozen=True, eq=False)
class SignalingEquilibria(SignalingSet):
    """All perfect Bayesian equilibria of a signaling game.

    Further attributes
    ------------------
    form
        The `SignalingForm`.
    rays
        For each signal the extreme beliefs of the receiver's cones.
    """

    rays: tuple[tuple[Ray, ...], ...] = ()

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """Certificates that prove every equilibrium in every product, with every belief (docs/signaling.md, 5)."""
        assert self.drawing is not None
        factors = [one for component in self.components for one in component.factors]
        claims = {id(claim): claim for claim in self.drawing.proofs(factors)}
        return certify_all(self.game, list(claims.values()), self._definition)

    @property
    def _definition(self) -> str | None:
        """Where strict last moves are folded in, beliefs after them too must be those of definition 8.2."""
        if not self.form.folded.answers:
            return None
        try:
            observed_actions(self.game)
        except GameError:
            return None
        return "perfect-bayesian"

    def contains(self, claimed: Assessment) -> bool:
        """Whether an assessment lies in this set.

        Parameters
        ----------
        claimed
            Strategies and beliefs at every information set.

        Returns
        -------
        bool
            True for a perfect Bayesian equilibrium in the sense of docs/signaling.md, section 1: strategies in one of
            the products, one belief of all the receiver's types after each signal at which what they play is best,
            Bayes' where the signal is sent, no weight on types of prior 0, and independent of what others are; types of
            prior 0 play a best action, and strict last moves are made.

        Raises
        ------
        GameError
            Where the assessment does not fit the game.
        """
        form: SignalingForm = self.form
        if certify(self.game, claimed).largest_residual:
            return False  # not distributions, or not Bayes'
        point = read_point(form, claimed.profile)
        return (
            folded_answers_given(form, claimed.profile)
            and point.inside([one for component in self.components for one in component.factors])
            and beliefs_fit(form, claimed, point)
            and impossible_types_are_best(form, claimed.profile)
        )


def solve_signaling(game: ExtensiveGame, form: SignalingForm | None = None) -> SignalingEquilibria:
    """All perfect Bayesian equilibria of a signaling game.

    Parameters
    ----------
    game
        An extensive game that is a signaling game once its strict last moves are folded in
        (`deterrence.solvers.signaling_form`). One type and one signal for each first move makes it a two-stage game
        with perfect information, ties included.
    form
        The game as a signaling game, where that is known already.

    Returns
    -------
    SignalingEquilibria
        ``complete`` and ``exact`` are true. With positive priors these are the sequential equilibria.

    Raises
    ------
    SolverError
        Where the game is not of this form, or has too many vertices.
    """
    form = signaling_form(game) if form is None else form
    rays = tuple(rays_after(form, s) for s in range(len(form.signals)))
    respondings = find_respondings(form, rays)
    sendings = find_sendings(form, [y.best for y in respondings])
    products, vertices = in_use(find_products(form, rays, sendings, respondings), sendings, respondings)
    drawing = Drawing(form, rays, Vertices(*vertices))
    return SignalingEquilibria(
        game,
        "perfect-bayesian",
        "faces of the sending and responding polytopes (double description)",
        components_of(drawing, products),
        complete=True,
        exact=True,
        status="all perfect Bayesian equilibria, with every belief that supports them",
        form=form,
        drawing=drawing,
        rays=rays,
    )
