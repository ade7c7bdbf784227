"""Why a verdict holds: the nearest change is where the exact solver's word changes, and nothing nearer is."""

from __future__ import annotations

import json
from fractions import Fraction as F
from typing import Any

import pytest

from deterrence import load, threshold, verdict, why
from deterrence.cli import main
from deterrence.errors import DeterrenceError, ModelError
from deterrence.reading import read
from deterrence.roots import Algebraic
from deterrence.why import Change, Why

CASES = [
    ("unilateral-deterrence", "usa-japan-1960", {}),
    ("unilateral-deterrence", "usa-japan-1951", {"p_D": "4/5"}),
    ("unilateral-deterrence", None, {"p_D": "2/3", "clarity_effect": "1/20"}),
    ("tripartite-crisis", "usa-rok-1953", {}),
    ("tripwire", "usa-rok-1953", {}),
    ("moral-hazard", None, {}),
]


def words(model: Any, found: Why, name: str, x: F) -> str | None:
    """The exact solver's word with one name moved, by `verdict`'s own way of setting values."""
    assert found.verdict.reading is not None
    values = {n: v for n, v in found.verdict.reading.values.items() if n in model.terms or n in model.parameters}
    try:
        return read(model, model.values(set={**values, name: x})).refined_deters
    except ModelError:
        return None


@pytest.mark.parametrize(("name", "pact", "given"), CASES)
def test_the_nearest_change_is_where_the_word_changes_and_nothing_nearer_is(
    name: str, pact: str | None, given: Any
) -> None:
    model = load(name)
    found = why(model, load(pact) if pact else None, set=given, parameters=not model.terms or name == "tripwire")
    assert found.word == found.verdict.refined_deters
    assert {c.name for c in found.changes} >= set(model.terms)
    for change in found.changes:
        if not change.proved:
            continue
        reach = max(change.now - change.low, change.high - change.now)
        if isinstance(change.value, F):
            reach = abs(change.value - change.now)
            if change.attained:
                assert words(model, found, change.name, change.value) == change.becomes != found.word
            else:
                assert words(model, found, change.name, change.value) in (None, found.word)
        elif isinstance(change.value, Algebraic):
            reach = min(abs(change.value.low - change.now), abs(change.value.high - change.now))
        for k in (1, 4, 7):  # nothing nearer
            for x in (change.now - reach * F(k, 8), change.now + reach * F(k, 8)):
                if change.low <= x <= change.high:
                    assert words(model, found, change.name, x) in (None, found.word)


def test_it_agrees_with_the_threshold_of_the_prior() -> None:
    model = load("unilateral-deterrence")
    found = why(model, None, set={"p_D": "1/2"}, of=["p_D"])
    change = next(c for c in found.changes if c.name == "p_D")
    known = threshold(model, of="p_D")
    assert (change.value, change.beyond) == (known.value, "in every equilibrium")
    assert (change.attained, change.becomes, known.attained) == (True, "in some", False)  # at c_t itself
    assert change.distance == known.value - F(1, 2)  # type: ignore[operator]


def test_a_verdict_on_its_edge_changes_at_no_distance() -> None:
    model = load("unilateral-deterrence")
    edge = threshold(model, of="p_D").value
    found = why(model, None, set={"p_D": edge}, of=["p_D"])
    change = next(c for c in found.changes if c.name == "p_D")
    assert found.word == "in some"
    assert (change.value, change.distance, change.attained, change.becomes) == (edge, 0, False, "in none")


def test_what_changes_nothing_is_proved_to() -> None:
    found = why(load("unilateral-deterrence"), load("usa-japan-1960"))
    none = [change for change in found.changes if change.value is None]
    assert none
    assert all(change.proved and change.status.startswith("none from") for change in none)
    assert [c.value is None for c in found.changes] == sorted(c.value is None for c in found.changes)


def test_free_riding_is_explained_too() -> None:
    model = load("benchmark-penalty")
    found = why(model, None, parameters=True, set={"penalty_share": 0} if "penalty_share" in model.names else {})
    assert found.word in ("free-riding pays", "free-riding does not pay", "unknown")
    for change in found.changes:
        if isinstance(change.value, F) and change.attained:
            assert change.becomes != found.word


def test_where_no_regions_are_derived_it_is_marked() -> None:
    found = why(load("pact-monitoring"), load("usa-rok-1953"))
    notice = next(c for c in found.changes if c.name == "notice_months")
    assert not notice.proved
    assert "not proved between" in notice.status
    assert isinstance(notice, Change)


def test_wrong_questions_are_advice() -> None:
    with pytest.raises(ModelError, match="promises no defence"):
        why(load("unilateral-deterrence"), load("aukus-2021"))
    with pytest.raises(ModelError, match="no event to deter"):
        why(load("investment"))
    with pytest.raises(ModelError, match="'p_E' is no term or parameter"):
        why(load("unilateral-deterrence"), of=["p_E"])
    with pytest.raises(DeterrenceError):
        why(load("unilateral-deterrence"), set={"p_E": 1})


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "usa-japan-1960", "--of", "obligation_strength", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["binding"] == "p_D < c_s"
    first = data["changes"][0]
    assert (first["name"], first["value"], first["attained"]) == ("obligation_strength", "20/27", True)
    assert main(["why", "usa-japan-1960", "--of", "p_D"]) == 0
    assert "Each parameter alone" in capsys.readouterr().out
    assert main(["why", "aukus-2021"]) == 3
    found = verdict(load("unilateral-deterrence"), load("usa-japan-1960"))
    assert data["verdict"] == str(found)
    shown = why(load("unilateral-deterrence"), load("usa-japan-1960"), of=["obligation_strength"])
    assert "20/27" in shown._repr_html_() or "0.741" in shown._repr_html_() or ".741" in shown._repr_html_()


def test_it_says_where_no_term_can_turn_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "usa-japan-1960", "--model", "burden-sharing"]) == 0
    assert "No term enters this model" in capsys.readouterr().out
    assert main(["why", "usa-japan-1960", "--model", "burden-sharing", "--parameters"]) == 0
    assert "No term enters this model" not in capsys.readouterr().out
