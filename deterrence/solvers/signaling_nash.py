"""All Nash equilibria of a signaling game in behaviour strategies, and which of them are perfect Bayesian.

A Nash equilibrium asks nothing of responses to signals that nobody sends, so partners alone make a product
(docs/signaling.md, section 4): every vertex of Q counts, not only those that beliefs support. An exact support (C, A)
is perfect Bayesian if and only if after each signal nobody sends one belief makes all of A_s best. Elsewhere the
equilibrium rests on an *empty threat* (Selten 1965).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property, reduce
from operator import or_

from deterrence.certificate import Certificate, certify_all
from deterrence.errors import GameError, SolverError
from deterrence.games.extensive import ExtensiveGame
from deterrence.games.profile import Assessment, Profile
from deterrence.result import Cell
from deterrence.solvers.signaling_cells import Drawing
from deterrence.solvers.signaling_form import signaling_form
from deterrence.solvers.signaling_membership import read_point
from deterrence.solvers.signaling_polytopes import Ray, Responses, find_respondings, find_sendings, rays_after
from deterrence.solvers.signaling_products import Factors, bits, find_products, in_use, subset
from deterrence.solvers.signaling_set import SignalingSet, components_of
from deterrence.solvers.signaling_supports import Vertices


@dataclass(frozen=True, eq=False)
class NashCell(Cell):
    """A cell of Nash equilibria; it has no beliefs, so `assessments` is empty.

    Further attributes
    ------------------
    perfect
        Whether these are the strategies of perfect Bayesian equilibria: all are, or none.
    threats
        Otherwise a sentence for each signal after which no belief makes the responses best.
    """

    perfect: bool = True
    threats: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class NashSignalingEquilibria(SignalingSet):
    """All Nash equilibria of a signaling game. Its cells are `NashCell`, and its products say how much is perfect."""

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """Certificates that prove every product: kinds 1 and 2 of docs/signaling.md, section 5, without beliefs."""
        assert self.drawing is not None
        factors = [one for component in self.components for one in component.factors]
        claims = {id(claim): claim for claim in self.drawing.proofs(factors)}
        return certify_all(self.game, list(claims.values()), "nash")

    def contains(self, claimed: Assessment | Profile) -> bool:
        """Whether strategies lie in this set; beliefs, and what types of prior 0 do, do not matter.

        Raises
        ------
        GameError
            Where an information set is missing, or an action is unknown.
        """
        profile = claimed.profile if isinstance(claimed, Assessment) else claimed
        for place in self.game.information_sets:
            if place not in profile:
                raise GameError(f"no strategy is given for {place}")
            unknown = set(profile[place]) - set(self.game.actions(place))
            if unknown:
                raise GameError(f"{place} has no action '{min(unknown)}'; it has {', '.join(self.game.actions(place))}")
            weights = [Fraction(w) for w in profile[place].values()]
            if sum(weights) != 1 or min(weights) < 0:
                return False
        return read_point(self.form, profile).inside([f for one in self.components for f in one.factors])


@dataclass(frozen=True, eq=False)
class _NashDrawing(Drawing):
    """Builds cells without beliefs, each marked."""

    after: Sequence[Sequence[Ray]] = ()

    def credible(self, s: int, responses: Responses) -> bool:
        """Whether one belief makes the responses best."""
        return any(subset(responses, ray.best) for ray in self.after[s])

    def cell(self, factors: Factors) -> NashCell:
        """The cell of an exact support."""
        plain = super().cell(factors)
        known = {field.name: getattr(plain, field.name) for field in fields(plain)}
        used = reduce(or_, factors.sent)
        threats = tuple(
            self._threat(s, factors.responses[s])
            for s in range(len(self.form.signals))
            if not used >> s & 1 and not self.credible(s, factors.responses[s])
        )
        return NashCell(**{**known, "assessments": ()}, perfect=not threats, threats=threats)

    def perfect(self, factors: Factors) -> str:
        """How much of a product is perfect: where a vertex sends a signal its Bayes belief supports all responses."""
        used = reduce(or_, factors.sent)
        unsent = [s for s in range(len(self.form.signals)) if not used >> s & 1]
        if all(self.credible(s, factors.responses[s]) for s in unsent):
            return "all"
        answers = (self.vertices.respondings[b].played for b in factors.respondings)
        return "part" if any(all(self.credible(s, played[s]) for s in unsent) for played in answers) else "none"

    def _threat(self, s: int, responses: Responses) -> str:
        form, game = self.form, self.form.game
        names = game.types[game.player_index(form.receiver)]
        told, count = [], 0
        for k, mask in enumerate(responses):
            actions = [form.responses[s][r] for r in bits(mask)]
            count += len(actions)
            who = f"{names[form.receiver_types[k]]} {form.receiver}".strip()
            told.append(f"{who} answers {' or '.join(actions)}")
        why = "that is best at no belief" if count == 1 else "there is no belief at which all of that is best"
        return f"after '{form.signals[s]}' {' and '.join(told)}: {why}"


def solve_signaling_nash(game: ExtensiveGame) -> NashSignalingEquilibria:
    """All Nash equilibria of a signaling game, each cell marked: perfect Bayesian, or an empty threat.

    Parameters
    ----------
    game
        A signaling game in which nobody but chance moves after the answer.

    Returns
    -------
    NashSignalingEquilibria
        ``complete`` and ``exact`` are true.

    Raises
    ------
    SolverError
        Where the game is not of this form, or has too many vertices.
    """
    form = signaling_form(game)
    if form.folded.answers:
        place = next(iter(form.folded.answers))
        raise SolverError(
            f"Nash equilibria are listed for signaling games in which nobody moves after the answer, but {place} does: "
            "off the path a Nash equilibrium asks nothing of that move; ask for 'perfect-bayesian'"
        )
    after = tuple(rays_after(form, s) for s in range(len(form.signals)))
    respondings = find_respondings(form, None)
    sendings = find_sendings(form, [y.best for y in respondings])
    products, vertices = in_use(find_products(form, None, sendings, respondings), sendings, respondings)
    drawing = _NashDrawing(form, None, Vertices(*vertices), after=after)
    components = components_of(drawing, products, [drawing.perfect(one) for one in products])
    return NashSignalingEquilibria(
        game,
        "nash",
        "faces of the sending and responding polytopes (double description)",
        components,
        complete=True,
        exact=True,
        status="all Nash equilibria in behaviour strategies, those that rest on empty threats marked",
        form=form,
        proved="nash",
        drawing=drawing,
    )
