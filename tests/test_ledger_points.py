"""What the ledger says, against points: proved claims fail at none, and refuted ones at the counterexample shown.

The answers stand in tests/golden/ledger/answers.json; the nightly test decides the whole ledger anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from claim_points import draws, holds

from deterrence.claims import claims, shipped_ledger
from deterrence.proposition import parse_proposition

GOLDEN = Path(__file__).parent / "golden" / "ledger" / "answers.json"
STATED = {name: stated for name, (_, stated) in shipped_ledger().stated().items()}
KEPT: dict[str, Any] = json.loads(GOLDEN.read_bytes()) if GOLDEN.is_file() else {}
MOST_UNKNOWN = 4


def test_few_claims_are_unknown_each_with_its_reason() -> None:
    assert list(KEPT) == list(STATED)
    unknown = [name for name, answer in KEPT.items() if answer["status"] == "unknown"]
    assert len(unknown) <= MOST_UNKNOWN
    assert all(KEPT[name]["reason"] for name in unknown)
    assert all(KEPT[name]["statement"] == str(parse_proposition(STATED[name].proposition)) for name in KEPT)


@pytest.mark.parametrize("name", STATED)
def test_points_say_what_the_ledger_says(name: str) -> None:
    tried(name, 5)


def tried(name: str, points: int) -> None:
    found = [outcome for _, outcome in draws(STATED[name], points)]
    assert found, "no point of its domain was found"
    if name in KEPT and KEPT[name]["status"] == "proved":
        assert all(found)


@pytest.mark.nightly
@pytest.mark.parametrize("name", STATED)
def test_a_thousand_points_say_what_the_ledger_says(name: str) -> None:
    tried(name, 1000)


@pytest.mark.parametrize("name", [name for name, answer in KEPT.items() if answer["counterexample"]])
def test_a_claim_fails_at_its_counterexample(name: str) -> None:
    points = [
        {key: Fraction(value) for part in ("pact", "world") for key, value in point[part].items() if key in _free(name)}
        for point in KEPT[name]["counterexample"]
    ]
    assert len(points) in (1, 2)
    assert holds(STATED[name], points[0], points[1] if len(points) == 2 else None) is False


def _free(name: str) -> set[str]:
    return {*STATED[name].over}


@pytest.mark.nightly
def test_the_ledger_decided_anew(golden: Callable[[str, str], None]) -> None:
    answers = {one.id: asdict(one.answer) for one in claims(cache=False, processes=2)}
    golden("ledger/answers.json", json.dumps(answers, indent=1, ensure_ascii=False) + "\n")
