"""What happens in the equilibria of a shape of a signaling game: strategies, beliefs, outcomes and measures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from deterrence.games.extensive import InformationSet
from deterrence.regions.cases import Cases
from deterrence.regions.extents import Grid, extent
from deterrence.regions.naming import belief_label, label
from deterrence.regions.result import Extent
from deterrence.regions.signaling_shapes import Found, Support
from deterrence.solvers.signaling_form import SignalingForm, sees


def sender_at(form: SignalingForm, t: int) -> InformationSet:
    """Where a type of the sender moves."""
    first = form.game.types[form.game.player_index(form.sender)]
    return InformationSet(form.sender, first[form.types[t]], sees(form.game, ()))


def receiver_at(form: SignalingForm, s: int, tau: int) -> InformationSet:
    """Where a type of the receiver answers a signal."""
    second = form.game.types[form.game.player_index(form.receiver)]
    return InformationSet(form.receiver, second[form.receiver_types[tau]], sees(form.game, (form.signals[s],)))


def supports_by_place(form: SignalingForm, support: Support) -> dict[InformationSet, tuple[str, ...]]:
    """The actions taken at each information set, without the strict last moves."""
    found = {sender_at(form, t): tuple(form.signals[s] for s in signals) for t, signals in enumerate(support.sent)}
    for s, by_type in enumerate(support.played):
        if not form.ends(s):
            for tau, chosen in enumerate(by_type):
                found[receiver_at(form, s, tau)] = tuple(form.responses[s][r] for r in chosen)
    return found


def grid_of(form: SignalingForm, found: Found, cases: Cases) -> Grid:
    """The profiles at all pairs of vertices; types of prior 0 do not move."""
    one = cases.domain.ring.number(1)
    last = {place: {action: one} for place, action in form.folded.answers.items()}
    senders: list[dict[InformationSet, dict[str, Any]]] = [
        {
            sender_at(form, t): {signal: row[s] / form.p[t] for s, signal in enumerate(form.signals) if row[s] != 0}
            for t, row in enumerate(x)
        }
        for x in found.x
    ]
    receivers: list[dict[InformationSet, dict[str, Any]]] = [
        {
            receiver_at(form, s, tau): {form.responses[s][r]: p for r, p in enumerate(row) if p != 0}
            for s, by_type in enumerate(rho)
            if not form.ends(s)
            for tau, row in enumerate(by_type)
        }
        for rho in found.rho
    ]
    return Grid((len(senders), len(receivers)), tuple({**a, **b, **last} for a, b in product(senders, receivers)))


def strategies(form: SignalingForm, support: Support, grid: Grid, cases: Cases) -> dict[str, Extent]:
    """For every action taken its probability; for strict last moves too."""
    result = {}
    taken: Mapping[InformationSet, tuple[str, ...]] = supports_by_place(form, support)
    for place in [*taken, *form.folded.answers]:
        for action in form.game.actions(place):
            found = extent(grid, [profile[place].get(action, 0) for profile in grid.profiles], cases)
            assert found is not None
            result[f"{label(form.game, place)}: {action}"] = found
    return result


def beliefs(form: SignalingForm, support: Support, found: Found, cases: Cases) -> dict[str, Extent]:
    """For every type of the sender the probability that the receiver gives it after each signal she answers."""
    result = {}
    for s in range(len(form.signals)):
        if form.ends(s):
            continue
        values: list[list[Any]]
        if s in found.beliefs:  # any belief at which the answer is best
            held = found.beliefs[s]
            grid = Grid((len(held),), tuple({} for _ in held))
            values = [[belief[t] for belief in held] for t in range(len(form.types))]
        else:  # Bayes' rule; where nobody sends the signal it says nothing
            mixtures = grid_of(form, Found(found.x, found.rho[:1], {}), cases)
            grid = Grid(mixtures.sizes[:1], mixtures.profiles)
            totals = [_sum(row[s] for row in x) for x in found.x]
            values = [
                [x[t][s] / total if total != 0 else None for x, total in zip(found.x, totals, strict=True)]
                for t in range(len(form.types))
            ]
        for t, by_vertex in enumerate(values):
            range_ = extent(grid, by_vertex, cases)
            assert range_ is not None
            place = receiver_at(form, s, 0)
            result[belief_label(place, f"{form.sender} {sender_at(form, t).type}".strip())] = range_
    return result


def _sum(values: Any) -> Any:
    total: Any = 0
    for value in values:
        total = total + value
    return total
