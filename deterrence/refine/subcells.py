"""The responses of a cell as a polytope, and the part of a cell where payoffs meet some conditions as a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from deterrence.games.extensive import InformationSet, Move
from deterrence.games.profile import Assessment
from deterrence.refine.conditions import Row
from deterrence.refine.pieces import Piece, Responding
from deterrence.result import Cell
from deterrence.solvers.signaling_form import SignalingForm, assessment


def type_names(form: SignalingForm) -> tuple[str, ...]:
    """The names of the sender's types that have positive prior."""
    first = form.game.types[form.game.player_index(form.sender)]
    return tuple(first[t] for t in form.types)


def sent(form: SignalingForm, cell: Cell) -> tuple[tuple[int, ...], ...]:
    """The signals each type sends with positive probability."""
    return tuple(tuple(form.signals.index(signal) for signal in cell.support[place]) for place in _senders(form))


def _sees(form: SignalingForm, history: tuple[str, ...]) -> str:
    move = form.game.moves[history]
    assert isinstance(move, Move)
    return move.sees


def _senders(form: SignalingForm) -> list[InformationSet]:
    """Where the sender moves, type by type."""
    sees = _sees(form, ())
    return [InformationSet(form.sender, name, sees) for name in type_names(form)]


def _receivers(form: SignalingForm, s: int) -> list[InformationSet]:
    """Where the receiver answers a signal, type by type."""
    second = form.game.types[form.game.player_index(form.receiver)]
    sees = _sees(form, (form.signals[s],))
    return [InformationSet(form.receiver, second[tau], sees) for tau in form.receiver_types]


def _columns(form: SignalingForm, cell: Cell) -> list[tuple[int, int, int]]:
    """(signal, receiver type, response) for every response of the cell's support."""
    return [
        (s, tau, form.responses[s].index(action))
        for s in range(len(form.signals))
        if not form.ends(s)
        for tau, place in enumerate(_receivers(form, s))
        for action in cell.support[place]
    ]


def responding(form: SignalingForm, cell: Cell) -> Responding:
    """The responses of a cell: those with its support after which the signals of its support are best."""
    columns = _columns(form, cell)
    zero, one = Fraction(0), Fraction(1)

    def worth(t: int, s: int) -> Row:
        """What signal s brings type t, in the responses."""
        if form.ends(s):
            return (sum((q * x for q, x in zip(form.q, form.u[t][s][0], strict=True)), zero), *(zero for _ in columns))
        return (zero, *(form.q[tau] * form.u[t][at][r][tau] if at == s else zero for at, tau, r in columns))

    def less(first: Row, second: Row) -> Row:
        return tuple(x - y for x, y in zip(first, second, strict=True))

    rows: list[Row] = [(zero, *(one if j == k else zero for j in range(len(columns)))) for k in range(len(columns))]
    equal: list[Row] = [
        (-one, *(one if column[:2] == at else zero for column in columns))
        for at in dict.fromkeys(column[:2] for column in columns)
    ]
    payoffs = []
    for t, signals in enumerate(sent(form, cell)):
        best = worth(t, signals[0])
        payoffs.append(best)
        for s in range(len(form.signals)):
            if s != signals[0]:
                (equal if s in signals else rows).append(less(best, worth(t, s)))
    return Responding(tuple(rows), tuple(equal), tuple(range(len(columns))), tuple(payoffs))


def part_of(form: SignalingForm, cell: Cell, piece: Piece) -> Cell:
    """The equilibria of a cell whose payoffs lie in a piece: a cell with the vertices of that polytope.

    Strategies of the sender and beliefs stay; the responses are those of the piece.
    """
    columns = _columns(form, cell)
    rhos = [_by_signal(form, columns, point) for point in piece.points]
    names = type_names(form)
    places = _senders(form)
    profiles, assessments = [], []
    first, second = cell.grid
    for a in range(first):
        sigma = cell.profiles[a * second]
        x = [
            [p * Fraction(sigma[place].get(signal, 0)) for signal in form.signals]
            for p, place in zip(form.p, places, strict=True)
        ]
        held = _beliefs(form, cell, a)
        for rho in rhos:
            made = [assessment(form, x, rho, beliefs) for beliefs in held]
            assessments += made
            profiles.append(made[0].profile)
    values = [dict(zip(names, w, strict=True)) for w in piece.w]
    # a vertex belongs to the part if it has the cell's support and meets every strict condition
    inside = [all(condition[k] for condition in piece.strict) for k in range(len(piece.points))]
    whole = [any(cell.interior[a * second : (a + 1) * second]) for a in range(first)]
    extra = piece.strict[len(piece.whole.played) :]
    return replace(
        cell,
        profiles=tuple(profiles),
        assessments=tuple(assessments),
        interior=tuple(sends and answers for sends in whole for answers in inside),
        values=tuple(values * first),
        grid=(first, len(rhos)),
        strict=tuple(tuple(x > 0 for x in condition) * first for condition in extra),
    )


def _by_signal(form: SignalingForm, columns: Sequence[tuple[int, int, int]], point: Row) -> list[list[list[Fraction]]]:
    """rho[s][tau][r]."""
    rho = [
        [[Fraction(form.ends(s)) for _ in form.responses[s]] for _ in form.receiver_types]
        for s in range(len(form.signals))
    ]
    for (s, tau, r), weight in zip(columns, point, strict=True):
        rho[s][tau][r] = weight
    return rho


def _beliefs(form: SignalingForm, cell: Cell, row: int) -> list[list[tuple[Fraction, ...]]]:
    """The beliefs after each signal that go with a row of the cell's profiles, each extreme one at least once."""
    names = type_names(form)
    first = form.game.player_index(form.sender)
    places = _senders(form)
    sigma = cell.profiles[row * cell.grid[1]]
    found: dict[tuple[tuple[Fraction, ...], ...], None] = {}
    for held in cell.assessments:
        if all(held.profile[place] == sigma[place] for place in places):
            found[tuple(_after(form, held, s, first, names) for s in range(len(form.signals)))] = None
    return [list(beliefs) for beliefs in found]


def _after(form: SignalingForm, held: Assessment, s: int, first: int, names: Sequence[str]) -> tuple[Fraction, ...]:
    if form.ends(s):
        return form.p
    weights = dict.fromkeys(names, Fraction(0))
    for (_, types), weight in held.beliefs[_receivers(form, s)[0]].items():
        if types[first] in weights:
            weights[types[first]] += Fraction(weight)
    return tuple(weights[name] for name in names)
