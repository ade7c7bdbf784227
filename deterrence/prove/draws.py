"""Random exact points of a domain: a walk from known points, in random directions, that never leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from deterrence.regions.domain import Domain

SEED = 20_260_101
GRID = 2**20  # coordinates are multiples of 1/GRID, unless the domain is too narrow for them
HALVINGS = 12

Values = Mapping[str, Fraction]


def walk(
    domain: Domain, names: Sequence[str], starts: Sequence[Values], wanted: int, inside: Callable[[Values], bool]
) -> Iterator[dict[str, Fraction]]:
    """Points of a domain, in turn from each start (hit and run: Smith 1984, with steps halved until one stays inside).

    Parameters
    ----------
    domain
        Its ranges bound the steps.
    names
        The names that vary.
    starts
        Points inside. Without one there is nothing to walk from.
    wanted
        How many points.
    inside
        Whether a point belongs to it.
    """
    chance = Random(SEED)
    places = [dict(start) for start in starts]
    if not places or not names:
        return
    made = failed = 0
    while made < wanted and failed < 20 * wanted:
        k = made % len(places)
        found = _step(domain, names, places[k], chance, inside)
        if found is None:
            failed += 1
            k = chance.randrange(len(places))
            places[k] = dict(chance.choice(list(starts)))
            continue
        places[k] = found
        made += 1
        yield dict(found)


def _step(
    domain: Domain, names: Sequence[str], at: Values, chance: Random, inside: Callable[[Values], bool]
) -> dict[str, Fraction] | None:
    one = chance.random() < 0.5
    chosen = [chance.choice(list(names))] if one else list(names)
    way = {}
    for name in chosen:
        low, high = domain.ranges[name]
        span = high - low if low is not None and high is not None else 2 + 2 * abs(at[name])
        way[name] = span * Fraction(chance.randint(-1024, 1024), 1024)
    length = Fraction(1)
    for _ in range(HALVINGS):
        new = dict(at)
        for name, step in way.items():
            low, high = domain.ranges[name]
            value = Fraction(round((at[name] + length * step) * GRID), GRID)
            value = max(value, low) if low is not None else value
            new[name] = min(value, high) if high is not None else value
        if new != at and inside(new):
            return new
        length /= 2
    return None
