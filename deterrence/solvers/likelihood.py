"""Orders of likelihood that prove beliefs consistent (Kreps and Wilson 1982, Lemma A1), by linear programming."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from math import lcm

from deterrence.consistency import possible_nodes, steps
from deterrence.games.extensive import ExtensiveGame, InformationSet, Node
from deterrence.games.profile import Assessment, Exponents
from deterrence.solvers.linear import maximise


def likelihood_orders(game: ExtensiveGame, assessment: Assessment) -> Exponents | None:
    """Exponents of trembles under which exactly the nodes of positive belief are the likeliest of each information set.

    Parameters
    ----------
    game, assessment
        An extensive game, and strategies with beliefs.

    Returns
    -------
    At each information set the exponent of each action that is not played, a positive integer. None where there are
    none: then the assessment is not sequential, whatever the numbers of its beliefs.

    Raises
    ------
    GameError
        Where nature excludes all nodes of an information set.

    Notes
    -----
    Kreps and Wilson (1982), Lemma A1, with the proof of Streufert (2006). `certify(game, assessment, "sequential")`
    checks these exponents, as the `witness` of the assessment, and that the numbers of the beliefs agree.
    """
    played = {place: tuple(a for a, p in mixed.items() if p) for place, mixed in assessment.profile.items()}
    believed = {place: [node for node, p in held.items() if p] for place, held in assessment.beliefs.items()}
    return orders(game, played, believed)


def orders(
    game: ExtensiveGame,
    played: Mapping[InformationSet, Collection[str]],
    believed: Mapping[InformationSet, Collection[Node]],
) -> Exponents | None:
    """The same from supports alone; information sets without a belief ask for nothing."""
    unplayed = {
        (place, action): k
        for k, (place, action) in enumerate(
            (place, action)
            for place in game.information_sets
            for action in game.actions(place)
            if action not in played[place]
        )
    }
    rows: set[tuple[int, ...]] = set()
    equal: set[tuple[int, ...]] = set()
    for place, chosen in believed.items():
        counts = {}
        for node, _ in possible_nodes(game, place):
            count = [0] * len(unplayed)
            for step in steps(game, node):
                if step in unplayed:
                    count[unplayed[step]] += 1
            counts[node] = count
        if not chosen or any(node not in counts for node in chosen):
            return None
        first = counts[next(node for node in counts if node in chosen)]
        for node, count in counts.items():
            difference = [x - y for x, y in zip(count, first, strict=True)]
            # exponents are 1 + x with x >= 0; they scale, so a strict order is a distance of at least 1
            if node in chosen:
                equal.add((sum(difference), *difference))
            else:
                rows.add((sum(difference) - 1, *difference))
    if any(row[0] < 0 and not any(row[1:]) for row in rows) or any(row[0] and not any(row[1:]) for row in equal):
        return None
    lines, ties = [row for row in sorted(rows) if any(row[1:])], [row for row in sorted(equal) if any(row)]
    point: tuple[Fraction, ...] = (Fraction(0),) * len(unplayed)
    if lines or ties:
        found = maximise([-1] * len(unplayed), lines, ties)
        if found is None:
            return None
        point = found.point
    scale = lcm(*(x.denominator for x in point)) if point else 1
    result: dict[InformationSet, dict[str, int]] = {}
    for (place, action), k in unplayed.items():
        result.setdefault(place, {})[action] = int((1 + point[k]) * scale)
    return result
