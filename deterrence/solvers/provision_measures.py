"""Measures of a set of contributions: levels, burdens, shares, indices of free-riding and of exploitation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from deterrence.errors import GameError
from deterrence.games.provision import ProvisionGame
from deterrence.inequality import gini
from deterrence.ranges import Range, single, spanned
from deterrence.solvers.break_even import break_even_penalty
from deterrence.solvers.provision_sum import reply

Point = tuple[Fraction, ...]
Pieces = Sequence[tuple[Sequence[Point], Sequence[Point]]]  # the vertices of a polytope, and those not in the set


def ranges_of(game: ProvisionGame, pieces: Pieces) -> Mapping[str, Range]:
    """The range of every measure over a union of polytopes of contributions.

    Ratios of linear functions are extreme at vertices (those at which the denominator is 0 are passed over), so all
    ranges but that of `gini` are exact over polytopes too; `gini` is given over single points.
    """
    result = levels_and_burdens(game, pieces)
    suboptimality = result.pop("suboptimality")
    result |= at_the_most(game, pieces, result["G"])
    result["suboptimality"] = suboptimality
    result |= _break_even(game)
    result["neutrality"] = _neutrality(game, pieces)
    if all(len(vertices) == 1 for vertices, _ in pieces):
        burdens = [[g / w for g, w in zip(v[0], game.endowments, strict=True)] for v, _ in pieces]
        uneven = [gini(row) for row in burdens if any(row)]
        result["gini"] = (
            Range(min(uneven), max(uneven)) if uneven else Range(None, None, False, False, "nobody pays anything")
        )
    else:
        result["gini"] = Range(None, None, False, False, "equilibria form a continuum")
    return result


def levels_and_burdens(game: ProvisionGame, pieces: Pieces) -> dict[str, Range]:
    """The ranges of the level, of what each ally pays and how that compares, and of suboptimality."""
    # by identity: hashing a point of a thousand long fractions for each ally takes seconds
    paid = {id(point): sum(point, Fraction(0)) for vertices, _ in pieces for point in vertices}
    wealth, alone = sum(game.endowments, Fraction(0)), game.alone
    result = {"G": _range(pieces, lambda point: _level(game, point))}
    for k, player in enumerate(game.players):
        own = _of_ally(game, k, pieces, paid, wealth, alone[k])
        result |= {f"{name}[{player}]": found for name, found in own.items()}
    efficient, why = efficient_level(game)
    if efficient is None:
        result["suboptimality"] = Range(None, None, False, False, why)
    else:
        result["suboptimality"] = _range(pieces, lambda p: _level(game, p) / efficient)
    return result


def _of_ally(
    game: ProvisionGame,
    k: int,
    pieces: Pieces,
    paid: Mapping[int, Fraction],
    wealth: Fraction,
    alone: Fraction,
) -> dict[str, Range]:
    """What one ally pays and how that compares."""
    w, benchmark = game.endowments[k], game.benchmarks[k]

    def share(point: Point) -> Fraction | None:
        return point[k] / paid[id(point)] if paid[id(point)] else None

    def exploitation(point: Point) -> Fraction | None:
        own = share(point)
        return None if own is None else own * wealth / w

    result = {
        "g": _range(pieces, lambda point: point[k]),
        "burden": _range(pieces, lambda point: point[k] / w),
        "share": _range(pieces, share),
        "exploitation": _range(pieces, exploitation),
        "free_riding": _range(pieces, lambda point: 1 - point[k] / alone),
    }
    if benchmark is None:
        result["unpaid"] = Range(None, None, False, False, "no benchmark is declared")
    elif benchmark == 0:
        result["unpaid"] = Range(Fraction(0), Fraction(0))
    else:
        # convex in the contribution, with its least value at the largest contribution: extreme at vertices
        result["unpaid"] = _range(pieces, lambda p: max(Fraction(0), 1 - (p[k] + game.in_kind[k]) / benchmark))
    return result


def at_the_most(game: ProvisionGame, pieces: Pieces, level: Range) -> dict[str, Range]:
    """The infimum and the supremum of the level, and the burdens where it is largest."""
    low, high = (
        Range(end, end, reached, reached, level.undefined)
        for end, reached in ((level.minimum, level.minimum_attained), (level.maximum, level.maximum_attained))
    )
    result = {"G_least": low, "G_most": high}
    top = {point for vertices, _ in pieces for point in vertices if _level(game, point) == level.maximum}
    for k, player in enumerate(game.players):
        burdens = [point[k] / game.endowments[k] for point in top]
        none = Range(None, None, False, False, "there is no equilibrium")
        result[f"burden_most[{player}]"] = Range(min(burdens), max(burdens)) if burdens else none
    return result


def _break_even(game: ProvisionGame) -> dict[str, Range]:
    """The least penalties at which all pay their benchmarks, and the largest of them."""
    try:
        found = break_even_penalty(game)
    except GameError as error:
        return {name: Range(None, None, False, False, str(error)) for name in _break_even_names(game)}
    result, numbers = {}, []
    for player in game.players:
        value = found.get(player)
        if value is None:
            why = "it cannot pay its benchmark" if player in found else "it has no benchmark"
            result[f"break_even[{player}]"] = Range(None, None, False, False, why)
        else:
            result[f"break_even[{player}]"] = single(value)
            numbers.append(value)
    if len(numbers) < len(found):
        result["break_even"] = Range(None, None, False, False, "some ally cannot pay its benchmark")
    else:
        largest = spanned(numbers).maximum
        result["break_even"] = Range(largest, largest)
    return result


def _break_even_names(game: ProvisionGame) -> list[str]:
    return ["break_even", *(f"break_even[{player}]" for player in game.players)]


def _range(pieces: Pieces, of: Callable[[Point], Fraction | None]) -> Range:
    """The least and largest value at vertices, each with whether it is reached."""
    held: dict[Fraction, bool] = {}
    for vertices, left_out in pieces:
        values = [of(vertex) for vertex in vertices]
        constant = len({value for value in values if value is not None}) == 1
        for vertex, value in zip(vertices, values, strict=True):
            if value is not None:
                # a measure that is constant over a piece is reached inside it
                held[value] = held.get(value, False) or vertex not in left_out or (constant and len(vertices) > 1)
    if not held:
        return Range(None, None, False, False, "nothing is paid" if pieces else "there is no equilibrium")
    low, high = min(held), max(held)
    return Range(low, high, held[low], held[high])


def _level(game: ProvisionGame, point: Point) -> Fraction:
    """What the technology makes of all contributions."""
    provided = game.provided(point)
    if game.technology == "summation":
        return sum(provided, Fraction(0))
    level: Fraction = min(provided) if game.technology == "weakest-link" else max(provided)
    return level


def efficient_level(game: ProvisionGame) -> tuple[Fraction | None, str]:
    """The efficient sum of contributions G*, or None and why it is not defined.

    Equal tastes of the Cobb-Douglas kind and a pure public good: sum of marginal rates of substitution 1 gives
    G* = alpha W (Samuelson 1954). Without income effects the sum of utilities is largest at y_i = v_i (1 + (n - 1)
    phi), so that G* = V for every phi, while nobody would have to pay less than 0. Where limits keep the allies below
    that amount it is all they can pay: up to G* more is better.
    """
    if game.technology != "summation":
        return None, "defined where contributions add up"
    if any((*game.matching, *game.in_kind)):
        return None, "not defined with means from outside (matching, credit in kind)"
    weights, phi, n = game.weights, game.publicness, len(game.players)
    if game.utility == "cobb-douglas":
        if len(set(weights)) > 1 or phi != 1:
            return None, "what is efficient depends on who pays, unless tastes are equal and the good is purely public"
        return _within_limits(game, weights[0] * sum(game.endowments, Fraction(0))), ""
    values = sum(weights, Fraction(0))
    if any(v * (1 + (n - 1) * phi) < phi * values for v in weights) and phi < 1:
        return None, "at the efficient amount some ally would have to pay less than nothing"
    if phi == 1:
        return _within_limits(game, values), ""
    asked = [(v * (1 + (n - 1) * phi) - phi * values) / (1 - phi) for v in weights]
    if any(limit is not None and g > limit for g, limit in zip(asked, game.limits, strict=True)):
        return None, "at the efficient amount some ally would have to pay more than its limit"
    return values, ""


def _within_limits(game: ProvisionGame, efficient: Fraction) -> Fraction:
    """The efficient amount of a pure public good, or what all limits add up to where that is less."""
    if any(limit is None for limit in game.limits):
        return efficient  # one ally's money is as good as another's
    return min(efficient, sum(game.limits, Fraction(0)))


def _neutrality(game: ProvisionGame, pieces: Pieces) -> Range:
    """The largest |dG/d(transfer)| between two allies that pay: 0 where income moved among them does not matter.

    Warr (1983) and Bergstrom, Blume and Varian (1986, theorem 1): 0 for a pure public good. Defined where nobody
    stands just at the edge of another piece of its reply; benchmarks stay as they are when income moves.
    """
    point = pieces[0][0][0] if len(pieces) == 1 and len(pieces[0][0]) == 1 else None
    lump = game.penalty == "lump-sum" and any(game.penalties)
    if game.technology != "summation" or point is None or lump:
        return Range(None, None, False, False, "defined at a single equilibrium of a sum without lump-sum penalties")
    paying = [k for k, g in enumerate(point) if g > 0]
    if len(paying) < 2:
        return Range(None, None, False, False, "fewer than two allies pay")
    if game.utility == "quasilinear-log":
        return Range(Fraction(0), Fraction(0))
    total = sum(game.provided(point), Fraction(0))
    moves, falling = {}, Fraction(1)
    for k, g in enumerate(point):
        one = reply(game, k)
        slope = one.slope or Fraction(0)
        wanted = one.high - slope * total
        below = None if one.low is None else one.low - slope * total
        at = [end for end in (one.least, one.most, one.kink if one.low != one.high else None) if end is not None]
        if g in at and g in (wanted, below):
            return Range(None, None, False, False, f"{game.players[k]} stands just at the edge of paying more or less")
        moves[k] = Fraction(0)
        if g in (wanted, below):
            rate = game.weights[k] / (1 - (1 - game.weights[k]) * game.publicness)
            fine = game.penalties[k] if g == below and one.low != one.high else Fraction(0)
            moves[k] = one.price * rate / (1 - fine)
            falling += one.price * slope
    effects = [moves[k] / falling for k in paying]
    spread = max(effects) - min(effects)
    return Range(spread, spread)
