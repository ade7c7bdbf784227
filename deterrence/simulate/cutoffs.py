"""Crises between continuous types that play by cutoffs: types are drawn, and what follows is counted.

The measures of such a model are formulas in its cutoffs. The draws know nothing of those formulas: they take the
distributions and the events that the section `play` of the file writes down, so the two ways check each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.formula import ARRAY, evaluate
from deterrence.simulate.draws import Draws
from deterrence.simulate.private import Played, PrivateSimulation
from deterrence.simulate.share import Share
from deterrence.solvers.cutoff import CutoffEquilibria, numbers

if TYPE_CHECKING:
    from deterrence.model import Model

NOTHING_DRAWN = (
    "nothing is drawn in this game of cutoffs: its file does not say from which distributions types come, and when an "
    "event happens; add a section [play] (docs/model-files.md)"
)


def play_cutoffs(
    model: Model,
    values: Mapping[str, Fraction],
    answer: CutoffEquilibria,
    over: str,
    region: tuple[str, ...],
    times: int,
    seed: int,
) -> PrivateSimulation:
    """Draw types and count what happens at one equilibrium.

    Parameters
    ----------
    model, values, answer
        A model of cutoffs, a point, and the solver's answer there.
    over
        ``"refined"`` or ``"all"``: the first equilibrium in the order of cutoffs; ``"2"``: the second, and so on.
    region
        Names of the regions in which the point lies.
    times, seed
        Checked numbers.

    Raises
    ------
    SolverError
        Where the model does not say what is drawn, where there is no equilibrium, and where a distribution or a measure
        is not defined at it.
    ModelError
        For an equilibrium that is not there.
    """
    form = model._compiled.form
    play = getattr(form, "play", None)
    if play is None:
        raise SolverError(NOTHING_DRAWN)
    place = _chosen(answer, over)
    point = answer.points[place]
    known: dict[str, Any] = {name: float(x) for name, x in values.items()}
    known |= {name: float(x) for name, x in zip(answer.game.names, numbers(point), strict=True)}
    for name, formula in answer.game.definitions:
        known[name] = evaluate(formula, known, ARRAY)
    draws, columns = Draws(seed), dict[str, Any]()
    for name, (kind, arguments) in play.draws.items():
        given = [float(evaluate(formula, values)) for formula in arguments]
        columns[name] = _drawn(name, kind, given, draws.uniform(times))
    expected = form.at(answer.game, point)  # type: ignore[attr-defined]
    shares = []
    for name, ways in play.events.items():
        chance = expected[name]
        if chance is None:
            raise SolverError(f"'{name}' is not defined at this equilibrium; choose values at which it is")
        seen = _happens(ways, {**known, **columns}, times)
        p = float(chance)
        shares.append(Share(name, chance, Fraction(int(seen.sum()), times), (max(p * (1 - p), 0) / times) ** 0.5))
        columns[_event(name)] = seen
    many = len(answer.points)
    rule = "the only one" if many == 1 else f"number {place + 1} of {many}, by their cutoffs"
    if not answer.complete:
        rule += f", of those that were found ({answer.status})"
    at = ", ".join(f"{name} = {float(x):.6g}" for name, x in zip(answer.game.names, numbers(point), strict=True))
    chosen = Played(f"{rule}: {at}", answer.certificate)
    return PrivateSimulation(answer.game, chosen, region, times, seed, tuple(shares), columns)


def equilibria_of(answer: CutoffEquilibria) -> tuple[str, ...]:
    """The words by which single equilibria are asked for."""
    return tuple(str(k) for k in range(1, len(answer.points) + 1))


def _chosen(answer: CutoffEquilibria, over: str) -> int:
    if not answer.points:
        raise SolverError(f"there is no equilibrium to play ({answer.status})")
    if over in ("refined", "all"):
        return 0
    known = equilibria_of(answer)
    if over not in known:
        advice = meant(over, ["all", *known])
        raise ModelError(f"'{over}' is not an equilibrium here, by its number", advice=advice)
    return known.index(over)


def _event(measure: str) -> str:
    """The column of an event: what its probability is the probability of."""
    inner = measure.removeprefix("P(").removesuffix(")")
    return inner if measure == f"P({inner})" else measure


def _drawn(name: str, kind: str, given: Sequence[float], uniform: Any) -> Any:
    """Draws of a distribution by its quantiles."""
    import numpy as np

    if kind == "uniform":
        low, high = given
        _require(low <= high, f"'{name}' is uniform from {low:g} to {high:g}")
        return low + uniform * (high - low)
    if kind == "normal":
        from scipy.special import ndtri

        mean, deviation = given
        _require(deviation >= 0, f"'{name}' has the standard deviation {deviation:g}")
        return mean + deviation * ndtri(uniform)
    (rate,) = given
    _require(rate > 0, f"'{name}' comes at the rate {rate:g}")
    return -np.log1p(-uniform) / rate


def _require(right: bool, wrong: str) -> None:
    if not right:
        raise SolverError(f"{wrong}: there is no such distribution; choose other values")


def _happens(ways: Any, known: Mapping[str, Any], times: int) -> Any:
    import numpy as np

    every: Callable[..., Any] = np.logical_and.reduce
    held = [every([np.broadcast_to(evaluate(c, known, ARRAY), times) for c in way]) for way in ways]
    return np.logical_or.reduce(held)
