"""Comparative statics: the signs of the handbook, and every proved sign against differences at exact points."""

from __future__ import annotations

import json
from fractions import Fraction as F
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from deterrence import load
from deterrence.cli import program
from deterrence.errors import ModelError, SolverError
from deterrence.statics import Statics, statics

CASES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "perfect deterrence": ("unilateral-deterrence", ["p_C", "p_D"], {}),
    "burdens": ("burden-sharing", ["alpha", "phi"], {}),
    "ratification": ("ratification", ["benefit", "total_cost"], {}),
    "salami": ("salami-tactics", ["vagueness", "response"], {}),
}


def asked(case: str, **more: Any) -> Statics:
    name, over, fixed = CASES[case]
    return statics(load(name), over=over, at=fixed, **more)


@pytest.mark.parametrize("case", CASES)
def test_proved_signs_are_those_of_differences(case: str) -> None:
    found = asked(case)
    assert found.complete
    domain = found.regions.domain
    rng = Random(6)
    tried = 0
    for effect in found.effects:
        extent = effect.piece.measures[effect.measure]
        assert extent is not None
        assert effect.piece.witness is not None
        base = dict(effect.piece.witness)
        for _ in range(12):
            point = {name: value + F(rng.randrange(-40, 41), 1000) for name, value in base.items()}
            step = {**point, effect.name: point[effect.name] + F(rng.randrange(1, 30), 1000)}
            if not all(domain.contains(p) and effect.piece.holds(p) for p in (point, step)):
                continue
            tried += 1
            before, after = extent.at(point), extent.at(step)
            for direction, change in ((effect.least, after[0] - before[0]), (effect.most, after[1] - before[1])):
                if direction.sign in "+-0":
                    assert {"+": change >= 0, "-": change <= 0, "0": change == 0}[direction.sign], effect
        for direction in (effect.least, effect.most):
            assert len(direction.witnesses) <= (2 if direction.sign == "mixed" else 0)
            assert direction.status == {"mixed": "refuted", "unknown": "unknown"}.get(direction.sign, "proved")
    assert tried >= 100


def test_perfect_deterrence() -> None:
    """T2: in Bluff nothing depends on p_D; P(war) rises in p_C there and falls where it enters Attack."""
    found = asked("perfect deterrence")
    signs = {(e.piece.region, e.measure, e.name): e.most.sign for e in found.effects}
    measures = {e.measure for e in found.effects}
    assert {signs["Bluff", measure, "p_D"] for measure in measures} == {"0"}
    assert signs["Bluff", "P(war)", "p_C"] == "+"
    assert signs["Attack", "P(war)", "p_D"] == "+"
    assert signs["Attack", "P(challenge)", "p_C"] == "0"
    jumps = {(j.below[1].region, j.above[1].region, j.measure, j.name): j.most.sign for j in found.jumps}
    assert jumps["Bluff", "Attack", "P(war)", "p_C"] == "-"
    assert jumps["Separating", "Certain Deterrence", "P(challenge)", "p_D"] == "-"
    assert jumps["Attack", "Separating", "P(war | challenge)", "p_D"] == "+"


def test_jumps_are_differences_on_the_boundary() -> None:
    for case in ("perfect deterrence", "salami"):
        found = asked(case)
        for jump in found.jumps:
            below, above = (side[1].measures[jump.measure] for side in (jump.below, jump.above))
            assert below is not None
            assert above is not None
            meeting = [*jump.below[1].conditions, *jump.above[1].conditions]
            rest = [c for c in meeting if c.polynomial != jump.boundary.polynomial]
            point = found.regions.domain.possible([*rest, jump.boundary])
            values = getattr(point, "values", None)
            if values is not None:
                change = above.at(values)[1] - below.at(values)[1]
                assert {"+": change >= 0, "-": change <= 0, "0": change == 0}.get(jump.most.sign, True)


def test_a_sign_that_changes_is_refuted_by_two_points() -> None:
    """T12: the expected loss rises in vagueness where war costs more than the slice, and falls where it costs less."""
    found = statics(
        load("salami-tactics"), over=["vagueness", "war_harm"], measures=["expected loss"], names=["vagueness"]
    )
    mixed = [e.most for e in found.effects if e.most.sign == "mixed"]
    assert mixed
    for direction in mixed:
        up, down = direction.witnesses
        assert up["war_harm"] > 1 > down["war_harm"]


def test_roots_move_with_the_parameters() -> None:
    """T4: more resolve of the audience that is stronger already makes war less likely."""
    over = ["audience_C", "audience_patron"]
    found = statics(load("audience-costs"), over=over, measures=["P(war)"], names=["audience_patron"])
    signs = {effect.piece.region: effect.most.sign for effect in found.effects}
    assert signs["Patron stronger"] == "-"
    assert signs["Challenger stronger"] == "+"


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(ModelError, match="'P' is not a measure here"):
        asked("ratification", measures=["P"])
    with pytest.raises(ModelError, match="'x' is not a name that varies here"):
        asked("ratification", names=["x"])
    with pytest.raises(SolverError, match="write 'all' or 'refined'"):
        asked("ratification", among="best")


def test_the_commands_print_and_give_data() -> None:
    run = CliRunner().invoke
    words = ["thresholds", "technology-transfer", "--of", "delta", "--over", "leak_gain", "--at", "technology_access=1"]
    found = run(program, [*words, "--verdict", "deters in some", "--format", "json"])
    assert found.exit_code == 0, found.output
    (case,) = json.loads(found.output)["cases"]
    assert (case["threshold"], case["attained"]) == ("leak_gain/(leak_gain + 1)", True)
    found = run(program, ["statics", "ratification", "--over", "benefit", "--measure", "P(ratify)"])
    assert found.exit_code == 0, found.output
    assert "share inside" in found.output
    assert "P(ratify)" in found.output
