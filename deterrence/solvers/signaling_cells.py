"""Equilibria of a signaling game as cells of assessments of the extensive game, and the assessments that prove them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any

from deterrence.errors import SolverError
from deterrence.games.extensive import InformationSet
from deterrence.games.profile import Assessment, Profile
from deterrence.result import Cell
from deterrence.solvers.signaling_form import SignalingForm, assessment, strategies
from deterrence.solvers.signaling_polytopes import Ray, Responses
from deterrence.solvers.signaling_products import Factors, bits, subset
from deterrence.solvers.signaling_supports import Exact, Vertices

MOST_CELLS, MOST_PAIRS = 10_000, 200_000

Sent = tuple[tuple[Fraction, ...], ...]  # x[t][s]
Answers = tuple[tuple[tuple[Fraction, ...], ...], ...]  # rho[s][tau][r]
Belief = tuple[Fraction, ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Builds assessments from vertices, each one once.

    Attributes
    ----------
    rays
        For each signal the extreme beliefs with the responses best there. None where beliefs do not matter (Nash).
    """

    form: SignalingForm
    rays: Sequence[Sequence[Ray]] | None
    vertices: Vertices
    profiles: dict[tuple[Sent, Answers], Profile] = field(default_factory=dict, repr=False)
    made: dict[tuple[Sent, Answers, tuple[Belief, ...]], Assessment] = field(default_factory=dict, repr=False)

    def assessment(self, x: Sent, rho: Answers, beliefs: Sequence[Belief]) -> Assessment:
        """The assessment of the extensive game; strategies with several beliefs are shared."""
        key = (x, rho, tuple(beliefs))
        if key not in self.made:
            shared = self.profiles.get((x, rho)) if self.form.all_types_possible else None
            self.made[key] = assessment(self.form, x, rho, beliefs, shared)
            self.profiles.setdefault((x, rho), self.made[key].profile)
        return self.made[key]

    def profile(self, x: Sent, rho: Answers) -> Profile:
        """The strategies of everybody, with some beliefs."""
        if (x, rho) not in self.profiles:
            played = [tuple(sum(1 << r for r, w in enumerate(row) if w) for row in at) for at in rho]
            self._first(x, rho, played)
        return self.profiles[x, rho]

    def strategies(self, x: Sent, rho: Answers) -> tuple[Profile, Profile]:
        """The strategies of the sender's and of the receiver's types with positive prior, apart."""
        made = strategies(self.form, x, rho)
        return (
            {place: mixed for place, mixed in made.items() if place.player == self.form.sender},
            {place: mixed for place, mixed in made.items() if place.player == self.form.receiver},
        )

    def beliefs(self, x: Sent, responses: Sequence[Responses], s: int) -> list[Belief]:
        """Bayes' belief where the signal is sent; otherwise every extreme belief that makes the responses best."""
        total = sum((row[s] for row in x), Fraction(0))
        if total:
            return [tuple(row[s] / total for row in x)]
        if self.rays is None or self.form.ends(s):
            return [self.form.p]
        return [ray.belief for ray in self.rays[s] if subset(responses[s], ray.best)]

    def cell(self, factors: Factors) -> Cell:
        """The cell of an exact support."""
        form = self.form
        first = form.game.player_index(form.sender)
        assessments: list[Assessment] = []
        profiles, interior, values = [], [], []
        for a in factors.sendings:
            sending = self.vertices.sendings[a]
            choices = [self.beliefs(sending.x, factors.responses, s) for s in range(len(form.signals))]
            for b in factors.respondings:
                responding = self.vertices.respondings[b]
                # a gain after one signal depends on the belief there alone: every extreme belief need appear once
                for beliefs in _each_once(choices):
                    assessments.append(self.assessment(sending.x, responding.rho, beliefs))
                profiles.append(assessments[-1].profile)
                interior.append(sending.sent == factors.sent and responding.played == factors.responses)
                values.append({form.game.types[first][t]: w for t, w in zip(form.types, responding.w, strict=True)})
        total = reduce(or_, factors.sent)
        unsent = tuple(signal for s, signal in enumerate(form.signals) if not total >> s & 1)
        return Cell(
            self._by_name(factors, profiles[0]),
            tuple(profiles),
            tuple(assessments),
            tuple(interior),
            unsent,
            tuple(values),
            (len(factors.sendings), len(factors.respondings)),
            factors,
        )

    def cells(self, supports: Iterable[Exact]) -> tuple[Cell, ...]:
        """The cells of exact supports.

        Raises
        ------
        SolverError
            Where they or their vertices are too many to be held at once.
        """
        closures: list[Factors] = []
        pairs = 0
        for exact in supports:  # counted first: what is too much is refused before it is built
            closures.append(self.vertices.closure(exact))
            pairs += len(closures[-1].sendings) * len(closures[-1].respondings)
            if len(closures) > MOST_CELLS or pairs > MOST_PAIRS:
                raise SolverError(
                    f"a component has more than {MOST_CELLS:,} cells, or {MOST_PAIRS:,} vertices of cells, because "
                    "many payoffs are tied: read its `products`, whose union it is, or iterate over `supports()`"
                )
        return tuple(map(self.cell, closures))

    def _by_name(self, factors: Factors, places: Iterable[InformationSet]) -> dict[InformationSet, tuple[str, ...]]:
        form, game = self.form, self.form.game
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
                result[place] = tuple(form.signals[s] for s in bits(factors.sent[k]))
            else:
                s = form.signals.index(game.information_sets[place][0][0])
                result[place] = tuple(form.responses[s][r] for r in bits(factors.responses[s][k]))
        return result

    def proofs(self, products: Sequence[Factors]) -> Iterator[Assessment]:
        """Assessments whose certificates prove every equilibrium in some products (docs/signaling.md, section 5).

        For each product: each vertex of one factor with the middle of the other; and for each extreme belief after a
        signal that some vertex does not send, that vertex with each answer the belief supports.
        """
        signals = range(len(self.form.signals))
        proved = {(s, (1,) * len(self.form.q)) for s in signals if self.form.ends(s)}
        for product in products:
            senders = [self.vertices.sendings[a] for a in product.sendings]
            receivers = [self.vertices.respondings[b] for b in product.respondings]
            middle, answer = _mean([x.x for x in senders]), _mean([y.rho for y in receivers])
            for y in receivers:
                yield self._first(middle, y.rho, y.played)
            for x in senders if len(senders) > 1 else ():
                yield self._first(x.x, answer, product.responses)
            if self.rays is None:
                continue
            silent = [(x, [s for s in signals if not reduce(or_, x.sent) >> s & 1]) for x in senders]
            for y in receivers:
                for x, unsent in silent:
                    fresh = [s for s in unsent if (s, y.played[s]) not in proved]
                    if fresh:
                        choices = [self.beliefs(x.x, y.played, s) for s in signals]
                        for beliefs in _each_once([c if s in fresh else c[:1] for s, c in enumerate(choices)]):
                            yield self.assessment(x.x, y.rho, beliefs)
                        proved |= {(s, y.played[s]) for s in fresh}

    def _first(self, x: Sent, rho: Answers, played: Sequence[Responses]) -> Assessment:
        return self.assessment(x, rho, [self.beliefs(x, played, s)[0] for s in range(len(self.form.signals))])


def _each_once(choices: Sequence[Sequence[Belief]]) -> Iterator[list[Belief]]:
    """Lists with one belief a signal, in which every belief appears."""
    for k in range(max(map(len, choices))):
        yield [choice[k % len(choice)] for choice in choices]


def _mean(points: Sequence[Any]) -> Any:
    """The average of nested tuples of numbers."""
    if len(points) == 1:
        return points[0]
    if isinstance(points[0], tuple):
        return tuple(map(_mean, zip(*points, strict=True)))
    return sum(points, Fraction(0)) / len(points)
