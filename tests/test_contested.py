"""Contested points: both sides of each come out right somewhere, and the claims that say so are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence.catalogue import load, models
from deterrence.cite import references_of
from deterrence.contested import contested, load_contested
from deterrence.errors import ModelError
from deterrence.model import Model
from deterrence.report.listing import listing_document

# A side that no shipped model can carry yet, and why.
NOT_CARRIED: dict[tuple[str, str], str] = {}


def _carried() -> set[tuple[str, str]]:
    found = set()
    for name in models():
        model = load(name)
        assert isinstance(model, Model)
        found |= {(c.contested.point, c.contested.side) for c in model.claims if c.contested is not None}
    return found


def test_every_side_of_every_point_comes_out_right_in_a_shipped_model() -> None:
    every = {(point.name, side) for point in contested().values() for side in point.sides}
    assert every - _carried() == set(NOT_CARRIED)


def test_a_point_is_listed_with_the_claims_of_both_sides() -> None:
    rows = listing_document("contested").data["contested"]
    assert {row["point"] for row in rows} == set(contested())
    assert {row["model"] for row in rows} - {""} <= set(models())


def test_sources_are_in_the_bibliography() -> None:
    known = references_of(None)
    assert all(key in known for point in contested().values() for key in point.source)


def test_a_claim_names_a_point_and_a_side_that_exist() -> None:
    model = load("tripwire")
    assert isinstance(model, Model)
    content = dict(model.content)
    first, *rest = content["claims"]
    for wrong, says in (
        ({"point": "tripwire", "side": "balance"}, "did you mean 'tripwires'"),
        ({"point": "tripwires", "side": "ballance"}, "did you mean 'balance'"),
    ):
        with pytest.raises(ModelError, match=says):
            Model(**{**content, "claims": [{**first, "contested": wrong}, *rest]})


def test_a_point_with_one_side_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contested.toml"
    path.write_text('format = 1\n[points.clarity]\nquestion = "?"\nsides = { clear = "yes" }\n', "utf-8")
    with pytest.raises(ModelError, match="two sides"):
        load_contested(path)
