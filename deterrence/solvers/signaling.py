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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations, product
from operator import or_

from deterrence.games.extensive import ExtensiveGame, InformationSet
from deterrence.games.profile import Assessment
from deterrence.result import Cell, Component, Equilibria
from deterrence.solvers.polyhedron import vertices
from deterrence.solvers.signaling_form import SignalingForm, assessment, signaling_form

Rows = list[list[Fraction]]
Responses = tuple[int, ...]  # one bit mask of responses for each receiver type


@dataclass(frozen=True)
class Ray:
    """An extreme belief after a signal, and for each receiver type the mask of responses best against it."""

    belief: tuple[Fraction, ...]
    best: Responses


@dataclass(frozen=True)
class Sending:
    """A vertex of P: x[t][s], the mask of signals each type sends, and the best responses after each signal."""

    x: tuple[tuple[Fraction, ...], ...]
    sent: tuple[int, ...]
    best: tuple[Responses, ...]


@dataclass(frozen=True)
class Responding:
    """A vertex of Q: rho[s][tau][r], the responses played, each type's payoff and the mask of its best signals."""

    rho: tuple[tuple[tuple[Fraction, ...], ...], ...]
    played: tuple[Responses, ...]
    w: tuple[Fraction, ...]
    best: tuple[int, ...]


@dataclass(frozen=True)
class Support:
    """One exact support (C, A) with the vertices of X(C, A) and of R(C, A), by position."""

    sent: tuple[int, ...]
    responses: tuple[Responses, ...]
    sendings: tuple[int, ...]
    respondings: tuple[int, ...]


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
                sent[t] = _bits(support.sent[k])
            answers: list[object] = []
            for masks in support.responses:
                by_type: list[tuple[int, ...]] = [()] * n_receivers
                for k, tau in enumerate(form.receiver_types):
                    by_type[tau] = _bits(masks[k])
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
    rays = tuple(_rays(form, s) for s in range(len(form.signals)))
    sendings = _sendings(form)
    respondings = _respondings(form)
    supports = tuple(_supports(form, rays, sendings, respondings))
    components = tuple(
        Component(tuple(_cell(form, rays, sendings, respondings, supports[k]) for k in group))
        for group in _connected(supports)
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


# -- the two polytopes ---------------------------------------------------------------------------------------------


def _rays(form: SignalingForm, s: int) -> tuple[Ray, ...]:
    """Extreme rays of {(z, b) : z >= 0, b[tau] >= sum_t z[t] v(t, s, r, tau)}, scaled to beliefs."""
    n, m, k = len(form.types), len(form.responses[s]), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    if form.ends(s):
        return tuple(Ray(tuple(one if j == t else zero for j in range(n)), (1,) * k) for t in range(n))
    rows: Rows = [[zero] + [one if j == t else zero for j in range(n)] + [zero] * k for t in range(n)]
    for tau in range(k):
        for r in range(m):
            values = [-form.v[t][s][r][tau] for t in range(n)]
            rows.append([zero, *values, *(one if j == tau else zero for j in range(k))])
    simplex = [-one] + [one] * n + [zero] * k
    found, _ = vertices(rows, [simplex])
    result = []
    for vertex in found:
        best = tuple(
            sum(1 << r for r in range(m) if vertex.tight >> (n + tau * m + r) & 1) for tau in range(k)
        )
        result.append(Ray(vertex.point[:n], best))
    return tuple(result)


def _sendings(form: SignalingForm) -> tuple[Sending, ...]:
    n, signals, k = len(form.types), len(form.signals), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    answered = [s for s in range(signals) if not form.ends(s)]
    width = n * signals + len(answered) * k

    def unit(column: int) -> list[Fraction]:
        return [zero] + [one if j == column else zero for j in range(width)]

    rows: Rows = [unit(t * signals + s) for t in range(n) for s in range(signals)]
    places: dict[tuple[int, int, int], int] = {}
    for position, s in enumerate(answered):
        for tau in range(k):
            for r in range(len(form.responses[s])):
                row = unit(n * signals + position * k + tau)
                for t in range(n):
                    row[1 + t * signals + s] = -form.v[t][s][r][tau]
                places[s, tau, r] = len(rows)
                rows.append(row)
    equal = [
        [-form.p[t]] + [one if j // signals == t and j < n * signals else zero for j in range(width)] for t in range(n)
    ]
    found, _ = vertices(rows, equal)
    result = []
    for vertex in found:
        x = tuple(tuple(vertex.point[t * signals : (t + 1) * signals]) for t in range(n))
        sent = tuple(sum(1 << s for s in range(signals) if x[t][s]) for t in range(n))
        best = tuple(
            tuple(
                sum(1 << r for r in range(len(form.responses[s])) if vertex.tight >> places[s, tau, r] & 1)
                for tau in range(k)
            )
            if not form.ends(s)
            else (1,) * k
            for s in range(signals)
        )
        result.append(Sending(x, sent, best))
    return tuple(result)


def _respondings(form: SignalingForm) -> tuple[Responding, ...]:
    n, signals, k = len(form.types), len(form.signals), len(form.receiver_types)
    zero, one = Fraction(0), Fraction(1)
    columns: dict[tuple[int, int, int], int] = {}
    for s in range(signals):
        if not form.ends(s):
            for tau in range(k):
                for r in range(len(form.responses[s])):
                    columns[s, tau, r] = len(columns)
    width = len(columns) + n
    rows: Rows = [[zero] + [one if j == c else zero for j in range(width)] for c in columns.values()]
    places: dict[tuple[int, int], int] = {}
    for t in range(n):
        for s in range(signals):
            row = [zero] * (width + 1)
            row[1 + len(columns) + t] = one
            for tau in range(k):
                for r in range(len(form.responses[s])):
                    weight = form.q[tau] * form.u[t][s][r][tau]
                    if form.ends(s):
                        row[0] -= weight
                    else:
                        row[1 + columns[s, tau, r]] -= weight
            places[t, s] = len(rows)
            rows.append(row)
    equal = []
    for s in range(signals):
        if not form.ends(s):
            for tau in range(k):
                row = [-one] + [zero] * width
                for r in range(len(form.responses[s])):
                    row[1 + columns[s, tau, r]] = one
                equal.append(row)
    found, _ = vertices(rows, equal)
    result = []
    for vertex in found:
        rho = tuple(
            tuple(
                (one,)
                if form.ends(s)
                else tuple(vertex.point[columns[s, tau, r]] for r in range(len(form.responses[s])))
                for tau in range(k)
            )
            for s in range(signals)
        )
        played = tuple(tuple(sum(1 << r for r, w in enumerate(row) if w) for row in by_type) for by_type in rho)
        best = tuple(sum(1 << s for s in range(signals) if vertex.tight >> places[t, s] & 1) for t in range(n))
        if all(best):
            result.append(Responding(rho, played, tuple(vertex.point[len(columns) :]), best))
    return tuple(result)


# -- supports ------------------------------------------------------------------------------------------------------


def _subset(small: Responses, large: Responses) -> bool:
    return all(a & ~b == 0 for a, b in zip(small, large, strict=True))


def _union(masks: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(reduce(or_, column) for column in zip(*masks, strict=True))


def _faces(rays: tuple[Ray, ...]) -> tuple[Responses, ...]:
    """Every choice of responses (a nonempty set for each receiver type) that some one belief makes all best."""
    found: set[Responses] = set()
    for best in {ray.best for ray in rays}:
        found.update(product(*([m for m in range(1, mask + 1) if m & ~mask == 0] for mask in best)))
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Marks:
    """Sets of vertices as bit masks, so that a face is an intersection.

    ``sends[t][s]``: vertices of P at which t sends s; ``only[t][C]``: at which t sends inside C;
    ``likes[s][A]``: at which every response in A is best. ``tight[t][s]``: vertices of Q at which s is best for t;
    ``plays[s][A]``: at which the responses lie inside A; ``uses[s][tau][r]``: at which r is played.
    """

    sends: list[list[int]]
    only: list[list[int]]
    likes: list[dict[Responses, int]]
    tight: list[list[int]]
    plays: list[dict[Responses, int]]
    uses: list[list[list[int]]]

    @staticmethod
    def of(
        form: SignalingForm,
        faces: list[tuple[Responses, ...]],
        sendings: tuple[Sending, ...],
        respondings: tuple[Responding, ...],
    ) -> _Marks:
        types, signals, kinds = range(len(form.types)), range(len(form.signals)), range(len(form.q))
        return _Marks(
            [[_marked(bool(x.sent[t] >> s & 1) for x in sendings) for s in signals] for t in types],
            [[_marked(not x.sent[t] & ~c for x in sendings) for c in range(1 << len(signals))] for t in types],
            [{face: _marked(_subset(face, x.best[s]) for x in sendings) for face in faces[s]} for s in signals],
            [[_marked(bool(y.best[t] >> s & 1) for y in respondings) for s in signals] for t in types],
            [{face: _marked(_subset(y.played[s], face) for y in respondings) for face in faces[s]} for s in signals],
            [
                [
                    [_marked(bool(y.played[s][k] >> r & 1) for y in respondings) for r in range(len(form.responses[s]))]
                    for k in kinds
                ]
                for s in signals
            ],
        )


def _marked(flags: Iterable[bool]) -> int:
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def _supports(
    form: SignalingForm,
    rays: tuple[tuple[Ray, ...], ...],
    sendings: tuple[Sending, ...],
    respondings: tuple[Responding, ...],
) -> Iterator[Support]:
    """Every exact support: what each type sends is chosen first, then the responses, signal by signal.

    At every step the vertices still compatible must together use exactly what was chosen so far. Faces only shrink, so
    a choice that cannot be met is dropped at once.
    """
    faces = [_faces(rays[s]) for s in range(len(form.signals))]
    marks = _Marks.of(form, faces, sendings, respondings)

    def sent_exactly(sent: tuple[int, ...], x: int) -> bool:
        return all(x & marks.sends[t][s] for t, c in enumerate(sent) for s in _bits(c))

    def types(sent: tuple[int, ...], x: int, y: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
        t = len(sent)
        if t == len(form.types):
            yield sent, x, y
            return
        for c in range(1, 1 << len(form.signals)):
            left = x & marks.only[t][c]
            right = y
            for s in _bits(c):
                right &= marks.tight[t][s]
            if right and left and sent_exactly((*sent, c), left):
                yield from types((*sent, c), left, right)

    def responses(
        sent: tuple[int, ...], chosen: dict[int, Responses], order: list[int], x: int, y: int
    ) -> Iterator[tuple[dict[int, Responses], int, int]]:
        if len(chosen) == len(order):
            yield chosen, x, y
            return
        s = order[len(chosen)]
        for face in faces[s]:
            left, right = x & marks.likes[s][face], y & marks.plays[s][face]
            now = {**chosen, s: face}
            if (
                left
                and right
                and sent_exactly(sent, left)
                and all(
                    right & marks.uses[z][k][r]
                    for z, masks in now.items()
                    for k, mask in enumerate(masks)
                    for r in _bits(mask)
                )
            ):
                yield from responses(sent, now, order, left, right)

    for sent, x, y in types((), (1 << len(sendings)) - 1, (1 << len(respondings)) - 1):
        used = reduce(or_, sent)
        order = sorted(range(len(form.signals)), key=lambda s, used=used: (not used >> s & 1, s))  # type: ignore[misc]
        for chosen, left, right in responses(sent, {}, order, x, y):
            ordered = tuple(chosen[s] for s in range(len(form.signals)))
            yield Support(sent, ordered, _bits(left), _bits(right))


def _connected(supports: tuple[Support, ...]) -> list[list[int]]:
    """Groups of supports whose closed cells touch: cells that share a vertex of P and a vertex of Q."""
    parent = list(range(len(supports)))

    def find(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    sets = [(set(s.sendings), set(s.respondings)) for s in supports]
    for a, b in combinations(range(len(supports)), 2):
        if find(a) != find(b) and sets[a][0] & sets[b][0] and sets[a][1] & sets[b][1]:
            parent[find(b)] = find(a)
    groups: dict[int, list[int]] = {}
    for k in range(len(supports)):
        groups.setdefault(find(k), []).append(k)
    return list(groups.values())


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
    total = _union([(mask,) for mask in support.sent])[0]
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
    return [ray.belief for ray in rays[s] if _subset(support.responses[s], ray.best)]


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
            result[place] = tuple(form.signals[s] for s in _bits(support.sent[k]))
        else:
            s = form.signals.index(game.information_sets[place][0][0])
            result[place] = tuple(form.responses[s][r] for r in _bits(support.responses[s][k]))
    return result


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(k for k in range(mask.bit_length()) if mask >> k & 1)
