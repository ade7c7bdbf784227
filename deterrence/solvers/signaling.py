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
from fractions import Fraction
from functools import reduce
from operator import or_

from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.games.profile import Assessment
from deterrence.result import Cell, Component, Equilibria
from deterrence.solvers.signaling_form import SignalingForm, assessment, signaling_form
from deterrence.solvers.signaling_polytopes import (
    Ray,
    Responding,
    Sending,
    find_respondings,
    find_sendings,
    rays_after,
)
from deterrence.solvers.signaling_supports import Support, bits, connected, find_supports, subset


@dataclass(frozen=True, eq=False)
class SignalingEquilibria(Equilibria):
    """All perfect Bayesian equilibria of a signaling game.

    Further attributes
    ------------------
    form
        The `SignalingForm`.
    rays
        For each signal the extreme beliefs of the receiver's cones.
    """

    rays: tuple[tuple[Ray, ...], ...] = ()

    def supports(self) -> tuple[tuple[tuple[tuple[int, ...], ...], tuple[object, ...]], ...]:
        """The exact supports of equilibria.

        Returns
        -------
        Pairs (signals sent by each type, responses played after each signal), tuples of ascending index tuples; a
        type of prior 0 has ``()``. Where the receiver has several types, the responses after a signal are one such
        tuple for each of her types. A signal that ends the game has ``(0,)``.
        """
        form: SignalingForm = self.form
        n_types = len(form.game.types[form.game.player_index(form.sender)])
        n_receivers = len(form.game.types[form.game.player_index(form.receiver)])
        result = []
        for cell in self.cells:
            support: Support = cell.label
            sent = [()] * n_types  # type: list[tuple[int, ...]]
            for k, t in enumerate(form.types):
                sent[t] = bits(support.sent[k])
            answers: list[object] = []
            for masks in support.responses:
                by_type: list[tuple[int, ...]] = [()] * n_receivers
                for k, tau in enumerate(form.receiver_types):
                    by_type[tau] = bits(masks[k])
                answers.append(by_type[0] if n_receivers == 1 else tuple(by_type))
            result.append((tuple(sent), tuple(answers)))
        return tuple(sorted(result))


def solve_signaling(game: ExtensiveGame) -> SignalingEquilibria:
    """All perfect Bayesian equilibria of a signaling game.

    Parameters
    ----------
    game
        An extensive game that is a signaling game once its strict last moves are folded in
        (`deterrence.solvers.signaling_form`). One type and one signal for each first move makes it a two-stage game
        with perfect information, ties included.

    Returns
    -------
    SignalingEquilibria
        ``complete`` and ``exact`` are true. With positive priors these are the sequential equilibria.

    Raises
    ------
    SolverError
        Where the game is not of this form.
    """
    form = signaling_form(game)
    rays = tuple(rays_after(form, s) for s in range(len(form.signals)))
    sendings = find_sendings(form)
    respondings = find_respondings(form)
    supports = tuple(find_supports(form, rays, sendings, respondings))
    components = tuple(
        Component(tuple(_cell(form, rays, sendings, respondings, supports[k]) for k in group))
        for group in connected(supports)
    )
    return SignalingEquilibria(
        game,
        "perfect-bayesian",
        "faces of the sending and responding polytopes (double description)",
        components,
        complete=True,
        exact=True,
        status="all perfect Bayesian equilibria, with every belief that supports them",
        form=form,
        rays=rays,
    )


# -- cells ---------------------------------------------------------------------------------------------------------


def _cell(
    form: SignalingForm,
    rays: tuple[tuple[Ray, ...], ...],
    sendings: tuple[Sending, ...],
    respondings: tuple[Responding, ...],
    support: Support,
) -> Cell:
    first = form.game.player_index(form.sender)
    assessments: list[Assessment] = []
    profiles, interior, values = [], [], []
    for a in support.sendings:
        x = sendings[a].x
        choices = [_beliefs_after(form, rays, support, x, s) for s in range(len(form.signals))]
        for b in support.respondings:
            rho = respondings[b].rho
            shared = None
            # a gain after one signal depends on the belief there alone: every extreme belief need appear once
            for k in range(max(map(len, choices))):
                beliefs = [choice[k % len(choice)] for choice in choices]
                assessments.append(assessment(form, x, rho, beliefs, shared))
                shared = assessments[-1].profile if form.all_types_possible else None
            profiles.append(assessments[-1].profile)
            interior.append(sendings[a].sent == support.sent and respondings[b].played == support.responses)
            values.append({form.game.types[first][t]: w for t, w in zip(form.types, respondings[b].w, strict=True)})
    total = reduce(or_, support.sent)
    unsent = tuple(signal for s, signal in enumerate(form.signals) if not total >> s & 1)
    return Cell(
        _support_by_name(form, support, profiles[0].keys()),
        tuple(profiles),
        tuple(assessments),
        tuple(interior),
        unsent,
        tuple(values),
        (len(support.sendings), len(support.respondings)),
        support,
    )


def _beliefs_after(
    form: SignalingForm,
    rays: tuple[tuple[Ray, ...], ...],
    support: Support,
    x: tuple[tuple[Fraction, ...], ...],
    s: int,
) -> list[tuple[Fraction, ...]]:
    """Bayes' belief where the signal is sent; otherwise every extreme belief that makes the chosen responses best."""
    total = sum((row[s] for row in x), Fraction(0))
    if total:
        return [tuple(row[s] / total for row in x)]
    if form.ends(s):
        return [form.p]
    return [ray.belief for ray in rays[s] if subset(support.responses[s], ray.best)]


def _support_by_name(
    form: SignalingForm, support: Support, places: object
) -> dict[InformationSet, tuple[str, ...]]:
    game = form.game
    first, second = game.player_index(form.sender), game.player_index(form.receiver)
    result: dict[InformationSet, tuple[str, ...]] = {}
    for place in game.information_sets:
        if place in form.folded.answers:
            result[place] = (form.folded.answers[place],)
            continue
        kinds = form.types if place.player == form.sender else form.receiver_types
        position = game.types[first if place.player == form.sender else second].index(place.type)
        if position not in kinds:
            continue
        k = kinds.index(position)
        if place.player == form.sender:
            result[place] = tuple(form.signals[s] for s in bits(support.sent[k]))
        else:
            s = form.signals.index(game.information_sets[place][0][0])
            result[place] = tuple(form.responses[s][r] for r in bits(support.responses[s][k]))
    return result
