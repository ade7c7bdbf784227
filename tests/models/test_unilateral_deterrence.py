"""Unilateral deterrence (handbook T2) through the model file and the general solver, against formulas, exactly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction as F
from typing import Any

import pytest
from unilateral import CONCEDE, DENY, HOLD, INITIATE, Piece, Point, Vertex, deters, draw, is_equilibrium, predict

import deterrence as dt
from deterrence.games.extensive import InformationSet
from deterrence.measures import Range, outcome
from deterrence.rationality import reach
from deterrence.reading import EVERY, NONE, SOME, Reading, read
from deterrence.result import Cell

MODEL = dt.load("unilateral-deterrence")
HARD, SOFT = InformationSet("Challenger", "hard", ""), InformationSet("Challenger", "soft", "")
ANSWER, SURE_ANSWER = InformationSet("Defender", "soft", "initiate"), InformationSet("Defender", "hard", "initiate")
LAST = {kind: InformationSet("Challenger", kind, "initiate deny") for kind in ("hard", "soft")}
HANDBOOK = Point(F(0), F(1), F(-1, 2), F(-1), F(-2), F(1), F(1, 2), F(-1, 5), F(-1, 2), F(-3, 2), F(3, 10), F(3, 10))


def at(point: Point) -> Reading:
    return read(MODEL, MODEL.values(set=point.set()))


# -- what the solver found, in the words of the oracle -----------------------------------------------------------------


def vertices(point: Point, cell: Cell) -> frozenset[Vertex]:
    found = set()
    for one in cell.assessments:
        belief = one.beliefs[ANSWER]
        r = sum((w for (_, types), w in belief.items() if types[0] == "hard"), F(0))
        # both types of the defender hold one belief
        assert r == sum((w for (_, types), w in one.beliefs[SURE_ANSWER].items() if types[0] == "hard"), F(0))
        found.add(
            (
                one.profile[HARD].get(INITIATE, F(0)) if point.p_C else None,
                one.profile[SOFT].get(INITIATE, F(0)) if point.p_C < 1 else None,
                one.profile[ANSWER].get(DENY, F(0)) if point.p_D < 1 else None,
                r,
            )
        )
    return frozenset(found)


def check(point: Point) -> tuple[Reading, list[Piece]]:
    """The solver's set is the predicted one: supports, vertices, beliefs, names, refinement, words, ranges."""
    reading, pieces = at(point), predict(point)
    cells = reading.equilibria.cells
    assert reading.equilibria.complete
    assert reading.equilibria.exact
    assert reading.equilibria.certificate.holds
    found = {(c.support.get(HARD), c.support.get(SOFT), c.support.get(ANSWER)): c for c in cells}
    expected = {piece.supports: piece for piece in pieces}
    assert len(found) == len(cells)
    assert len(expected) == len(pieces)
    assert found.keys() == expected.keys(), point
    for supports, cell in found.items():
        assert vertices(point, cell) == expected[supports].vertices(point), (point, supports)
        assert cell.support.get(SURE_ANSWER, (DENY,)) == (DENY,)
        assert cell.support[LAST["hard"]] == ("press",)
        assert cell.support[LAST["soft"]] == ("back-down",)
    # Steadfast Deterrence fails D1: it puts a challenge down to the Hard, so the Soft concede; all else survives
    inside = 0 < point.p_C < 1
    for cell, verdict in zip(cells, reading.refinements, strict=True):
        nobody = INITIATE not in (cell.support.get(HARD, ()) + cell.support.get(SOFT, ()))
        fails = nobody and inside and point.d_n < 1 and point.p_D < point.c_t
        assert verdict.survives is not fails, (point, cell.support)
    if inside and point.p_D < 1:
        assert set(reading.regions) == {piece.name for piece in pieces if piece.name}, point
    quiet = [all(does in ((HOLD,), None) for does in piece.supports[:2]) for piece in pieces]
    assert reading.deters == (EVERY if all(quiet) else SOME if any(quiet) else NONE)
    assert (reading.refined_deters == EVERY) is deters(point), point
    if inside:
        check_ranges(point, reading)
    return reading, pieces


# -- ranges, from the handbook's identities ----------------------------------------------------------------------------

Ends = tuple[F, F] | None


def expected_ranges(point: Point) -> dict[str, tuple[Ends, Ends]]:
    """P(challenge), P(honour | challenge) and P(war), over all equilibria and over those surviving D1; 0 < p_C < 1."""
    c_s, c_t, d_n, p, q = point.c_s, point.c_t, point.d_n, point.p_C, point.p_D
    if d_n > 1 or q > c_t:
        return dict.fromkeys(("P(challenge)", "P(war)"), ((F(0), F(0)),) * 2) | {"P(honour | challenge)": (None, None)}
    if d_n == 1:
        challenge, honour, war = (F(0), p), (max(q, c_s), c_t), (F(0), p * c_t)
        return {"P(challenge)": (challenge,) * 2, "P(honour | challenge)": (honour,) * 2, "P(war)": (war,) * 2}
    if q == c_t:
        challenge, honour, war = (F(0), p), (q, q), (F(0), p * q)
        return {"P(challenge)": (challenge,) * 2, "P(honour | challenge)": (honour,) * 2, "P(war)": (war,) * 2}
    if q > c_s:
        challenge, honour = (p, p), (q, q)
    elif q == c_s:
        challenge, honour = (p, min(F(1), p / d_n)), (q, q)
    elif p > d_n:
        challenge, honour = (F(1), F(1)), (q, q)
    elif p == d_n:
        challenge, honour = (F(1), F(1)), (q, c_s)
    else:
        challenge, honour = (p / d_n, p / d_n), (c_s, c_s)
    war = (p * honour[0], p * honour[1])
    return {
        "P(challenge)": ((F(0), challenge[1]), challenge),
        "P(honour | challenge)": (honour, honour),
        "P(war)": ((F(0), war[1]), war),
    }


def check_ranges(point: Point, reading: Reading) -> None:
    for name, both in expected_ranges(point).items():
        for expected, found in zip(both, (reading.measures[name], reading.refined_measures[name]), strict=True):
            if expected is None:
                assert (found.minimum, found.maximum) == (None, None)
                assert "probability 0" in found.undefined
            else:  # each end is some equilibrium's own value, on every knife-edge too
                assert found == Range(*expected), (point, name)


# -- draws -------------------------------------------------------------------------------------------------------------


def from_terms(rng: random.Random) -> Point | None:
    """Payoffs that the model file makes of terms and parameters drawn from their ranges; None outside assumptions."""
    part = F(1, 10)
    values = MODEL.values(
        set={name: rng.randrange(11) * part for name in MODEL.terms}
        | {
            "prize": rng.randrange(1, 21) * part, "balance": rng.randrange(11) * part,
            "war_cost_hard": rng.randrange(1, 21) * part, "war_cost_soft": rng.randrange(5, 41) * part,
            "backdown_cost": rng.randrange(1, 21) * part, "stake": rng.randrange(5, 31) * part,
            "crisis_cost": rng.randrange(1, 6) * part, "fight_cost_hard": rng.randrange(1, 16) * part,
            "fight_cost_soft": rng.randrange(1, 41) * part, "breach_cost": rng.randrange(21) * part,
            "norm_cost": rng.choice([F(0), F(1, 8), F(1, 4)]), "clarity_effect": rng.choice([-part, F(0), part]),
            "consultation_effect": rng.choice([-part / 2, F(0), part / 2]),
            "p_C": F(rng.randrange(1, 60), 60), "p_D": F(rng.randrange(1, 60), 60),
        }
    )  # fmt: skip
    if MODEL.violated(values):
        return None
    point = Point(**{name: values[name] for name in HANDBOOK.set()})
    if rng.random() < 0.05:  # setting what the formulas make is the same game as leaving it to them
        assert MODEL.game(MODEL.values(set=point.set())) == MODEL.game(values)
    return point


def points(rng: random.Random) -> Iterator[Point]:
    """Half set payoff by payoff, half made of terms and parameters."""
    while True:
        yield draw(rng)
        made = from_terms(rng)
        while made is None:
            made = from_terms(rng)
        yield made


def regions(point: Point) -> tuple[str, ...]:
    """The handbook's regions at a point off every boundary."""
    c_s, c_t, d_n, p, q = point.c_s, point.c_t, point.d_n, point.p_C, point.p_D
    if d_n > 1:
        return ("Sure Resistance",)
    if q > c_t:
        return ("Certain Deterrence",)
    if q > c_s:
        return ("Separating", "Steadfast Deterrence")
    return ("Attack" if p > d_n else "Bluff", "Steadfast Deterrence")


def off_every_boundary(point: Point) -> bool:
    return point.p_D not in (point.c_s, point.c_t) and point.d_n not in (1, point.p_C)


def inside_every_region(count: int, seed: int) -> Counter[str]:
    rng, hits, tries = random.Random(seed), Counter[str](), 0
    for point in points(rng):
        tries += 1
        assert tries < 40 * count
        if not off_every_boundary(point) or all(hits[name] >= count for name in regions(point)):
            continue
        reading, _ = check(point)
        assert set(reading.regions) == set(regions(point))
        assert reading.region == regions(point)[0]
        hits.update(regions(point))
        if len(hits) == 6 and min(hits.values()) >= count:
            return hits
    raise AssertionError


def between(rng: random.Random, low: F, high: F) -> F:
    return low + (high - low) * F(rng.randrange(1, 12), 12)


def below_one(rng: random.Random) -> Point:
    """A point with 0 < d_n < 1."""
    while True:
        point = next(p for p in points(rng) if p.d_n != 1)
        if point.d_n < 1:
            return point


def tied(rng: random.Random) -> Point:
    """A point with d_DC = d_DD_soft: half drawn so, half moved onto it by the Soft defender's payoff from war."""
    point = draw(rng, "=") if rng.random() < 0.5 else below_one(rng)
    return point.at(d_DD_soft=point.d_DC)


BOUNDARIES = {
    "p_D = c_t": lambda rng, p: p.at(p_D=p.c_t),
    "p_D = c_t, p_C = d_n": lambda rng, p: p.at(p_D=p.c_t, p_C=p.d_n),
    "p_D = c_s, p_C < d_n": lambda rng, p: p.at(p_D=p.c_s, p_C=between(rng, F(0), p.d_n)),
    "p_D = c_s, p_C > d_n": lambda rng, p: p.at(p_D=p.c_s, p_C=between(rng, p.d_n, F(1))),
    "p_D = c_s, p_C = d_n": lambda rng, p: p.at(p_D=p.c_s, p_C=p.d_n),
    "p_C = d_n, p_D < c_s": lambda rng, p: p.at(p_C=p.d_n, p_D=between(rng, F(0), p.c_s)),
    "p_C = d_n, c_s < p_D < c_t": lambda rng, p: p.at(p_C=p.d_n, p_D=between(rng, p.c_s, p.c_t)),
    "p_C = d_n, p_D > c_t": lambda rng, p: p.at(p_C=p.d_n, p_D=between(rng, p.c_t, F(1))),
    "p_C = 0": lambda rng, p: p.at(p_C=F(0)),
    "p_C = 1": lambda rng, p: p.at(p_C=F(1)),
    "p_C = 1, p_D = c_t": lambda rng, p: p.at(p_C=F(1), p_D=p.c_t),
    "p_D = 0, p_C < d_n": lambda rng, p: p.at(p_D=F(0), p_C=between(rng, F(0), p.d_n)),
    "p_D = 0, p_C > d_n": lambda rng, p: p.at(p_D=F(0), p_C=between(rng, p.d_n, F(1))),
    "p_D = 0, p_C = d_n": lambda rng, p: p.at(p_D=F(0), p_C=p.d_n),
    "p_D = 1": lambda rng, p: p.at(p_D=F(1)),
    "p_C and p_D 0 or 1": lambda rng, p: p.at(p_C=F(rng.randrange(2)), p_D=F(rng.randrange(2))),
    "tie, p_D < c_s": lambda rng, p: (t := tied(rng)).at(p_D=between(rng, F(0), t.c_s)),
    "tie, p_D = c_s": lambda rng, p: (t := tied(rng)).at(p_D=t.c_s),
    "tie, c_s < p_D < c_t": lambda rng, p: (t := tied(rng)).at(p_D=between(rng, t.c_s, t.c_t)),
    "tie, p_D = c_t": lambda rng, p: (t := tied(rng)).at(p_D=t.c_t),
    "tie, p_D > c_t": lambda rng, p: (t := tied(rng)).at(p_D=between(rng, t.c_t, F(1))),
    "tie, p_C = 1": lambda rng, p: (t := tied(rng)).at(p_C=F(1), p_D=between(rng, F(0), t.c_t)),
    "tie, p_C = 1, p_D = c_t": lambda rng, p: (t := tied(rng)).at(p_C=F(1), p_D=t.c_t),
}


def on_the_boundary(name: str, count: int, seed: int) -> None:
    rng = random.Random(f"{name} {seed}")
    for _ in range(count):
        check(BOUNDARIES[name](rng, below_one(rng)))


def test_every_region_is_found_where_the_formulas_say() -> None:
    hits = inside_every_region(100, 1)
    assert hits.keys() == MODEL.regions.keys()


@pytest.mark.parametrize("name", BOUNDARIES)
def test_every_boundary_has_the_predicted_continua(name: str) -> None:
    on_the_boundary(name, 100, 2)


@pytest.mark.nightly
def test_every_region_and_boundary_two_thousand_times() -> None:
    inside_every_region(2000, 3)
    for name in BOUNDARIES:
        on_the_boundary(name, 2000, 4)


def test_the_formulas_describe_exactly_what_the_definition_allows() -> None:
    """No equilibrium beside the pieces: on a grid of assessments that has all their ends, and on random ones."""
    rng = random.Random(5)
    for name, make in BOUNDARIES.items():
        for _ in range(8):
            point = make(rng, below_one(rng)) if rng.random() < 0.7 else draw(rng)
            pieces = predict(point)
            ends: list[set[F]] = [{F(0), F(1), F(1, 3)} for _ in range(4)]
            for piece in pieces:
                for vertex in piece.vertices(point):
                    for axis, value in zip(ends, vertex, strict=True):
                        axis |= {value} if value is not None else set()
            if not point.p_C or point.p_C == 1:  # only one belief is open
                ends[3] = {point.p_C}
            keep = [F(1)] if point.p_D == 1 else sorted(ends[2])
            xs = [F(0)] if not point.p_C else sorted(ends[0])
            zs = [F(0)] if point.p_C == 1 else sorted(ends[1])
            for x_hard in xs:
                for x_soft in zs:
                    for y in keep:
                        for r in sorted(ends[3]):
                            told = is_equilibrium(point, x_hard, x_soft, y, r)
                            assert told == any(within(point, p, x_hard, x_soft, y, r) for p in pieces), (name, point)


def within(point: Point, piece: Piece, x_hard: F, x_soft: F, y: F, r: F) -> bool:
    """Whether an assessment is in the piece itself (its exact support, not its closure)."""

    def does(x: F, actions: tuple[str, ...] | None) -> bool:
        always = actions in ((INITIATE,), (DENY,))
        return actions is None or ((0 < x < 1) == (len(actions) == 2) and (x == 1) == always)

    initiated = point.p_C * x_hard + (1 - point.p_C) * x_soft
    beliefs = piece.belief if not initiated else (point.p_C * x_hard / initiated,)
    shares = zip((x_hard, x_soft, y), piece.supports, strict=True)
    pairs = zip((x_hard, x_soft, y, r), (piece.x_hard, piece.x_soft, piece.y, beliefs), strict=True)
    return all(does(x, actions) for x, actions in shares) and all(
        min(ends, default=F(2)) <= x <= max(ends, default=F(2)) or (actions is None)
        for (x, ends), actions in zip(pairs, (*piece.supports, ()), strict=True)
    )


def test_the_certificate_agrees_with_the_definition() -> None:
    """Assessments on and off the equilibrium set, written by hand: it holds for equilibria and for nothing else."""
    rng, seen = random.Random(6), Counter[bool]()
    for _ in range(60):
        name = rng.choice([*BOUNDARIES])
        point = BOUNDARIES[name](rng, below_one(rng))
        if point.p_C in (0, 1) or point.p_D in (0, 1):
            continue
        game = MODEL.game(MODEL.values(set=point.set()))
        corners = [vertex for piece in predict(point) for vertex in piece.vertices(point)]
        for _ in range(6):
            vertex = list(rng.choice(corners))
            if rng.random() < 0.6:
                vertex[rng.randrange(4)] = rng.choice([F(0), F(1), F(1, 2), point.d_n, F(rng.randrange(13), 12)])
            x_hard, x_soft, y, r = (F(0) if v is None else v for v in vertex)
            if r > 1:
                continue
            told = is_equilibrium(point, x_hard, x_soft, y, r)
            seen[told] += 1
            assert dt.certify(game, by_hand(point, x_hard, x_soft, y, r)).holds is told, (point, vertex)
    assert min(seen[True], seen[False]) > 50


def by_hand(point: Point, x_hard: F, x_soft: F, y: F, r: F) -> dt.Assessment:
    profile = {
        HARD: {HOLD: 1 - x_hard, INITIATE: x_hard},
        SOFT: {HOLD: 1 - x_soft, INITIATE: x_soft},
        SURE_ANSWER: {DENY: F(1)},
        ANSWER: {CONCEDE: 1 - y, DENY: y},
        LAST["hard"]: {"press": F(1)},
        LAST["soft"]: {"back-down": F(1)},
    }
    q = point.p_D + (1 - point.p_D) * y
    denied = {"hard": point.p_D / q, "soft": (1 - point.p_D) * y / q}
    beliefs: dict[InformationSet, dict[Any, F]] = {}
    for kind in ("hard", "soft"):
        start = InformationSet("Challenger", kind, "")
        beliefs[start] = {((), (kind, other)): p for other, p in (("hard", point.p_D), ("soft", 1 - point.p_D))}
        beliefs[LAST[kind]] = {((INITIATE, DENY), (kind, other)): p for other, p in denied.items()}
        beliefs[InformationSet("Defender", kind, "initiate")] = {
            ((INITIATE,), ("hard", kind)): r,
            ((INITIATE,), ("soft", kind)): 1 - r,
        }
    return dt.Assessment(profile, beliefs)


# -- the handbook's numbers --------------------------------------------------------------------------------------------

ROWS = {
    "Certain Deterrence": (F(3, 10), F(4, 5), F(0), F(0), (F(1), F(0), F(0), F(0))),
    "Separating": (F(3, 10), F(3, 5), F(0), F(0), (F(7, 10), F(12, 100), F(0), F(18, 100))),
    "Attack": (F(7, 10), F(3, 10), F(1), F(0), (F(0), F(7, 10), F(9, 100), F(21, 100))),
    "Bluff": (F(3, 10), F(3, 10), F(3, 7), F(2, 7), (F(2, 5), F(3, 10), F(15, 100), F(15, 100))),
}
ENDS = ((HOLD,), (INITIATE, CONCEDE), (INITIATE, DENY, "back-down"), (INITIATE, DENY, "press"))


def test_the_thresholds_of_the_handbook() -> None:
    values = MODEL.values(set=HANDBOOK.set())
    assert (values["c_s"], values["c_t"], values["d_n"]) == (F(1, 2), F(2, 3), F(1, 2))
    assert (HANDBOOK.c_s, HANDBOOK.c_t, HANDBOOK.d_n) == (F(1, 2), F(2, 3), F(1, 2))


@pytest.mark.parametrize("name", ROWS)
def test_the_rows_of_the_handbook(name: str) -> None:
    p_C, p_D, x_soft, y, expected = ROWS[name]
    point = HANDBOOK.at(p_C=p_C, p_D=p_D)
    reading, _ = check(point)
    assert reading.region == name
    steadfast = "Steadfast Deterrence" in reading.regions
    assert steadfast == (p_D < point.c_t)
    cell = next(
        c for c, v in zip(reading.equilibria.cells, reading.refinements, strict=True)
        if v.survives and (name != "Certain Deterrence" or c.support[ANSWER] == (CONCEDE,))
    )  # fmt: skip
    assert cell.isolated
    profile = cell.profiles[0]
    assert profile[SOFT].get(INITIATE, 0) == x_soft
    assert profile[ANSWER].get(DENY, 0) == y
    game = MODEL.game(reading.values)
    found = outcome(game, profile)
    assert tuple(found[end] for end in ENDS) == expected
    if name == "Bluff":
        weights = reach(game, profile)
        fought = {kind: sum(weights[ENDS[3], (c, kind)] for c in ("hard", "soft")) for kind in ("hard", "soft")}
        assert fought["soft"] / (fought["hard"] + fought["soft"]) == F(2, 5)  # the share of wars fought reluctantly


def test_bluff_does_not_depend_on_the_credibility_of_the_defender() -> None:
    rng = random.Random(7)
    for _ in range(30):
        point = below_one(rng)
        point = point.at(p_C=between(rng, F(0), point.d_n))
        rows = []
        for p_D in (F(0), point.c_s / 3, point.c_s * F(99, 100)):
            reading = at(point.at(p_D=p_D))
            rows.append([reading.refined_measures[name] for name in MODEL.measures])
        assert rows[0] == rows[1] == rows[2]
        assert [r.minimum for r in rows[0][:4]] == [
            point.p_C / point.d_n, point.c_s, point.p_C * point.c_s, point.c_s * point.d_n,
        ]  # fmt: skip


def test_why_steadfast_deterrence_fails_is_said_in_words() -> None:
    reading = at(HANDBOOK)
    failing = [v for v in reading.refinements if v.survives is False]
    assert len(failing) == 2
    for verdict in failing:
        assert verdict.word == "fails"
        assert "soft Challenger" in verdict.reasons[0]
        assert "believes in hard Challenger" in verdict.reasons[0]


def test_words_beside_the_numbers() -> None:
    words = {name: at(HANDBOOK.at(p_C=row[0], p_D=row[1])) for name, row in ROWS.items()}
    assert words["Certain Deterrence"].deters == words["Certain Deterrence"].refined_deters == EVERY
    for name in ("Separating", "Attack", "Bluff"):
        assert (words[name].deters, words[name].refined_deters) == (SOME, NONE)
    edge = at(HANDBOOK.at(p_D=HANDBOOK.c_t))
    assert (edge.deters, edge.refined_deters) == (SOME, SOME)  # the Hard may initiate
    tie = at(HANDBOOK.at(d_DC=HANDBOOK.d_DD_soft))
    assert (tie.deters, tie.refined_deters) == (SOME, SOME)
