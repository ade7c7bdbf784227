"""What `deterrence compare --format json` prints has the shape that ships, and means what it says."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib import resources
from math import isclose
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import deterrence as dt
from deterrence.catalogue import pacts
from deterrence.pact import worlds
from deterrence.report.comparison_data import number, threshold_dict

Json = dict[str, Any]

SCHEMA: Json = json.loads(resources.files("deterrence").joinpath("schemas/compare.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
WORDS = {"in every equilibrium", "in some", "in none", "unknown"}


def printed(*arguments: str) -> Json:
    done = subprocess.run(
        [sys.executable, "-m", "deterrence", "compare", *arguments, "--format", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: Json = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def document() -> Json:
    """Everything that ships, as the command line prints it."""
    return printed()


def test_the_schema_is_one_and_says_which() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_whose_keys_are_ours_is_closed() -> None:
    def objects(part: Any) -> Iterator[Json]:
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for inner in part.values():
                yield from objects(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from objects(inner)

    for found in objects(SCHEMA):
        if "properties" in found:
            assert found["additionalProperties"] is False
            assert set(found["required"]) <= set(found["properties"])
        else:
            assert isinstance(found["additionalProperties"], dict)


def test_what_is_printed_fits(document: Json) -> None:
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)] == []


def test_other_questions_fit_too() -> None:
    other = printed("usa-japan-1960", "aukus-2021", "--world", "low-stakes", "--set", "p_D=9/10")
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(other)] == []
    assert [row["pact"] for row in other["rows"]] == ["usa-japan-1960", "aukus-2021"]
    assert other["world"] == "low-stakes"


def _with(path: str, value: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        *steps, last = path.split("/")
        place: Any = document
        for step in steps:
            place = place[int(step) if isinstance(place, list) else step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _with("extra", 1),
        _with("rows/0/extra", 1),
        _with("rows/0/deters", "yes"),
        _with("rows/0/slack", 0.5),
        _with("rows/0/slack", "2/04"),
        _with("rows/0/slack", "0.5"),
        _with("rows/0/box/holds", "yes"),
        _with("rows/0/refined/measures", []),
        _with("rows/0/thresholds/p_D/mid", {"polynomial": ["1"], "lo": "0", "hi": "1"}),
        _with("rows/0/thresholds/p_D/attained", "no"),
        _with("rows/0/worlds/deters/baseline", "sometimes"),
        _with("worlds", []),
        _with("rows", []),
    ],
)
def test_the_schema_refuses(document: Json, change: Callable[[Json], None]) -> None:
    wrong = copy.deepcopy(document)
    change(wrong)
    assert not VALIDATOR.is_valid(wrong)


# -- what the issue asks ---------------------------------------------------------------------------------------------


def test_the_rows_have_the_keys_promised(document: Json) -> None:
    promised = {
        "pact", "model", "measures", "undefined", "refined", "thresholds", "without_pact", "deters",
        "free_riding_pays", "regions", "region", "binding", "slack", "box",
    }  # fmt: skip
    assert [row["pact"] for row in document["rows"]] == list(pacts())
    for row in document["rows"]:
        assert promised <= set(row)
        for found in (*row["measures"].values(), *row["refined"]["measures"].values()):
            assert set(found) == {"min", "max", "attained", "float"}
        for found in row["thresholds"].values():
            assert (
                {"mid", "min", "max", "attained"} <= set(found) <= {"mid", "min", "max", "attained", "status", "proved"}
            )


def test_at_least_three_worlds_are_declared_and_all_are_printed(document: Json) -> None:
    assert len(document["worlds"]) >= 3
    assert [world["name"] for world in document["worlds"]] == list(worlds())
    for row in document["rows"]:
        assert set(row["worlds"]["deters"]) in (set(), set(worlds()))


def _exact(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key in ("min", "max", "mid", "lo", "hi", "slack", "share") and isinstance(value, str):
                yield value
            else:
                yield from _exact(value)
    elif isinstance(document, list):
        for value in document:
            yield from _exact(value)


def test_exact_numbers_are_in_lowest_terms(document: Json) -> None:
    found = list(_exact(document["rows"]))
    assert len(found) > 100
    for text in found:
        value = Fraction(text)
        assert text == (str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}")


def test_floats_stand_beside_exact_measures(document: Json) -> None:
    for row in document["rows"]:
        for found in (*row["measures"].values(), *row["refined"]["measures"].values()):
            for exact, close in zip((found["min"], found["max"]), found["float"], strict=True):
                assert (exact is None) == (close is None)
                assert exact is None or isclose(Fraction(exact), close, rel_tol=1e-12)


def test_a_refined_set_lies_inside_the_whole(document: Json) -> None:
    for row in document["rows"]:
        for name, inner in row["refined"]["measures"].items():
            outer = row["measures"][name]
            if inner["min"] is not None:
                assert Fraction(outer["min"]) <= Fraction(inner["min"])
                assert Fraction(inner["max"]) <= Fraction(outer["max"])


def test_words_that_do_not_apply_are_null_with_the_reason(document: Json) -> None:
    for row in document["rows"]:
        for name, word in (("deters", row["deters"]), ("deters", row["refined"]["deters"])):
            assert word in WORDS or row["undefined"][name]
        if row["free_riding_pays"] is None:
            assert row["undefined"]["free_riding_pays"]
            assert row["undefined"]["phi"]
        for name, found in row["measures"].items():
            assert found["min"] is not None or row["undefined"][name]
        for name, found in row["thresholds"].items():
            assert found["mid"] is not None or row["undefined"][name]
        assert "not asked" not in json.dumps(row["worlds"])


def test_a_capability_pact_is_not_asked(document: Json) -> None:
    for row in document["rows"]:
        found = dt.load(row["pact"])
        assert isinstance(found, dt.Pact)
        assert (row["deters"] is None) == (found.kind == "capability")
        if found.kind == "capability":
            assert row["region"] is row["binding"] is row["slack"] is None
            assert "p_D" not in row["thresholds"]


def test_few_rows_are_unknown_without_scenario_terms(document: Json) -> None:
    unknown = [
        row["pact"]
        for row in document["rows"]
        if not row["box"]["scenario"] and "unknown" in (row["deters"], row["refined"]["deters"])
    ]
    assert len(unknown) <= 3


def test_the_share_of_worlds_is_the_count_of_words(document: Json) -> None:
    for row in document["rows"]:
        words = list(row["worlds"]["deters"].values())
        if words:
            assert Fraction(row["worlds"]["share"]) == Fraction(words.count("in every equilibrium"), len(words))
            assert words[0] == row["refined"]["deters"]  # the first world is the one that is read


def test_a_threshold_lies_in_its_interval_over_the_box(document: Json) -> None:
    for row in document["rows"]:
        for found in row["thresholds"].values():
            if isinstance(found["mid"], str) and isinstance(found["min"], str) and isinstance(found["max"], str):
                assert Fraction(found["min"]) <= Fraction(found["mid"]) <= Fraction(found["max"])


def test_numbers_that_are_not_rational_are_enclosed() -> None:
    from deterrence.compare import Span
    from deterrence.roots import Algebraic
    from deterrence.threshold import Threshold

    root = Algebraic((Fraction(-2), Fraction(0), Fraction(1)), Fraction(7, 5), Fraction(3, 2))
    assert number(root) == {"polynomial": ["-2", "0", "1"], "lo": "7/5", "hi": "3/2"}
    found = threshold_dict(Span(Threshold("p_D", "deters", root, None, (), "why"), root, root))
    here = VALIDATOR.evolve(schema={"$ref": "#/$defs/threshold", "$defs": SCHEMA["$defs"]})
    assert here.is_valid(found)
    assert set(found["mid"]) == {"polynomial", "lo", "hi"}


def test_the_note_says_what_is_and_is_not_compared(document: Json) -> None:
    assert re.search("not alliances", document["note"])
    assert "D1" in document["selection"]
    assert document["version"] == dt.__version__
