"""What a model said is asked once in a run, and only there."""

from __future__ import annotations

from typing import Any

import pytest

import deterrence as dt
from deterrence import recall
from deterrence.errors import ModelError
from deterrence.reading import read
from deterrence.recall import recalling, said


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def counted(model: Any, values: Any) -> Any:
        calls.append(values)
        return read(model, values)

    monkeypatch.setattr(recall, "read", counted)
    return calls


def test_a_point_is_asked_once_in_a_run(asked: list[Any]) -> None:
    model: Any = dt.load("tripwire")
    values, other = model.values(), model.values(set={"prize": 2})
    with recalling():
        first = said(model, values)
        with recalling():
            assert said(model, dict(values)) is first
        assert said(model, other) is not first
        assert len(asked) == 2
    assert said(model, values) is not first  # the run is over
    assert len(asked) == 3
    whole = read(model, values)
    assert (first.refined_deters, first.refined_measures) == (whole.refined_deters, whole.refined_measures)


def test_models_are_told_apart_and_errors_are_not_remembered(asked: list[Any]) -> None:
    model: Any = dt.load("rudimentary-deterrence")
    several = dt.with_members(model, 2, "all-act")
    with recalling():
        said(model, model.values())
        said(several, several.values())
        assert len(asked) == 2
        outside = model.values(set={"war_cost_hard": 0})
        for _ in range(2):
            with pytest.raises(ModelError, match="does not hold here"):
                said(model, outside)


def test_a_table_and_its_headlines_ask_no_point_twice(asked: list[Any]) -> None:
    with recalling():
        dt.compare(["usa-rok-1953"])
        table = len(asked)
        found = dt.headlines(["usa-rok-1953"], families=["unilateral-deterrence"])
        both = len(asked)
        dt.headlines(["usa-rok-1953"], families=["unilateral-deterrence"])
        assert len(asked) == both
    assert table
    assert len({repr(sorted(values.items())) for values in asked}) == both  # the middle of the box is in both
    assert found.rows == dt.headlines(["usa-rok-1953"], families=["unilateral-deterrence"]).rows
