"""Signaling games for people who have numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from deterrence.errors import GameError
from deterrence.games.arrays import exact_array, exact_distribution
from deterrence.games.extensive import Chance, ExtensiveGame, History, Move, TypeProfile


def signaling(
    prior: Any,
    sender: Any,
    receiver: Any,
    *,
    receiver_prior: Any = None,
    types: Sequence[str] | None = None,
    signals: Sequence[str] | None = None,
    responses: Sequence[str] | None = None,
    receiver_types: Sequence[str] | None = None,
) -> ExtensiveGame:
    """A signaling game: nature draws the sender's type, the sender signals, the receiver responds.

    Parameters
    ----------
    prior
        Probabilities of the sender's types.
    sender, receiver
        Payoffs, type x signal x response.
    receiver_prior
        Probabilities of the receiver's own types, independent of the sender's. With it, `sender` and `receiver` have
        a receiver-type axis after the type: type x receiver type x signal x response.
    types, signals, responses, receiver_types
        Names; ``t0, t1, ...``, ``s0, ...``, ``r0, ...`` and ``q0, ...`` unless given. They have no spaces.

    Returns
    -------
    ExtensiveGame
        With players Sender and Receiver.

    Raises
    ------
    GameError
        For NaN, infinities, ragged, empty or object arrays, priors that do not sum to one, shapes that do not fit.

    Examples
    --------
    >>> game = signaling(["1/2", "1/2"], [[[1, 0], [0, 1]], [[1, 0], [0, 1]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
    >>> game.players
    ('Sender', 'Receiver')
    """
    p = exact_distribution(prior, "prior", "type")
    axes: tuple[str, ...] = ("type", "signal", "response")
    if receiver_prior is None:
        if receiver_types is not None:
            raise GameError("receiver_types names types that have no probabilities; give receiver_prior too")
        q: tuple[Fraction, ...] = (Fraction(1),)
        u, v = (
            tuple((by_signal,) for by_signal in exact_array(given, name, axes))
            for given, name in ((sender, "sender"), (receiver, "receiver"))
        )
    else:
        q = exact_distribution(receiver_prior, "receiver_prior", "receiver type")
        axes = ("type", "receiver type", "signal", "response")
        u, v = exact_array(sender, "sender", axes), exact_array(receiver, "receiver", axes)
    shapes = [(len(a), len(a[0]), len(a[0][0]), len(a[0][0][0])) for a in (u, v)]
    if shapes[0] != shapes[1]:
        shown = [shape if len(axes) == 4 else (shape[0], *shape[2:]) for shape in shapes]
        sizes = [" x ".join(map(str, shape)) for shape in shown]
        raise GameError(f"sender is {sizes[0]} but receiver {sizes[1]}; both are {' x '.join(axes)}")
    n, k, n_signals, n_responses = shapes[0]
    if n != len(p):
        raise GameError(f"prior has {len(p)} types but the payoffs have {n}")
    if k != len(q):
        raise GameError(f"receiver_prior has {len(q)} types but the payoffs have {k}")
    t_names = _names(types, "types", "t", n)
    s_names = _names(signals, "signals", "s", n_signals)
    r_names = _names(responses, "responses", "r", n_responses)
    q_names = ("",) if receiver_prior is None else _names(receiver_types, "receiver_types", "q", k)
    moves: dict[History, Move | Chance] = {(): Move("Sender", s_names)}
    payoffs: dict[History, dict[TypeProfile, tuple[Fraction, ...]]] = {}
    for s, signal in enumerate(s_names):
        moves[signal,] = Move("Receiver", r_names)
        for r, response in enumerate(r_names):
            payoffs[signal, response] = {
                (t_names[t], q_names[j]): (u[t][j][s][r], v[t][j][s][r]) for t, j in product(range(n), range(k))
            }
    return ExtensiveGame(("Sender", "Receiver"), (t_names, q_names), (p, q), moves, payoffs)


def _names(given: Sequence[str] | None, what: str, letter: str, count: int) -> tuple[str, ...]:
    if given is None:
        return tuple(f"{letter}{k}" for k in range(count))
    if isinstance(given, str) or len(given) != count:
        raise GameError(f"{what} needs {count} names, one for each; got {given!r}")
    names = tuple(given)
    for name in names:
        if not isinstance(name, str) or not name or any(c.isspace() for c in name):
            raise GameError(f"{what} has the name {name!r}; a name is text without spaces")
    if len(set(names)) != count:
        raise GameError(f"{what} must have different names")
    return names
