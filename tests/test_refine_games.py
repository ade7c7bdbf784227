"""Refinements in games with known answers, cells that split, and what measures and words make of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence import reading
from deterrence.measures import Range, measure, outcomes
from deterrence.refine import CRITERIA, Verdict, pieces, refine, surviving
from deterrence.refine.conditions import Row, above, against, every, need, some, unless
from deterrence.report.refinements import none_survives

Run = Callable[..., tuple[int, str, str]]


def spence(prior: Any, productivity: Any, cost: Any, levels: int, extra: tuple[F, ...] = ()) -> Any:
    """Spence (1973): a market pays the expected productivity; `cost` of a level of school, by type."""
    wages = sorted({*map(F, productivity), *extra})
    u = [[[w - c * level for w in wages] for level in range(levels)] for c in cost]
    v = [[[-((w - worth) ** 2) for w in wages]] * levels for worth in productivity]
    return dt.solve(dt.signaling(prior, u, v), "perfect-bayesian")


def words(found: Any, criterion: str, w: dict[str, F], unsent: tuple[str, ...]) -> set[str]:
    """The verdicts on the cells with these payoffs and unsent signals."""
    chosen = {
        verdict.word
        for cell, verdict in zip(found.cells, refine(found, criterion), strict=True)
        if cell.unsent == unsent and all(values == w for values in cell.values)
    }
    assert chosen
    return chosen


@pytest.mark.parametrize(
    ("prior", "productivity", "cost", "wages", "least", "intuitive"),
    [
        ([F(1, 2)] * 2, (2, 4), (3, F(3, 4)), (F(3),), [(F(2), F(13, 4))], []),
        (
            [F(65, 100), F(22, 100), F(13, 100)],
            (1, 3, 4),
            (F(5, 2), F(3, 2), F(1, 2)),
            (),
            [(F(1), F(3, 2), F(3))],
            [(F(1), F(1), F(3))],
        ),
    ],
    ids=["two types", "three types"],
)
def test_d1_selects_the_cheapest_separation(
    prior: Any, productivity: Any, cost: Any, wages: Any, least: Any, intuitive: Any
) -> None:
    """The Riley outcome (Cho and Sobel 1990); the intuitive criterion alone selects it among two types, not three."""
    found = spence(prior, productivity, cost, 3, wages)

    def left(criterion: str) -> set[tuple[F, ...]]:
        cells = surviving(found, refine(found, criterion))
        return {tuple(values.values()) for cell in cells for values in cell.values}

    assert left("d1") == {*least}
    assert left("intuitive") == {*least, *intuitive}


def test_pooling_that_everybody_likes_is_undefeated_though_not_intuitive() -> None:
    """The criticism of Mailath, Okuno-Fujiwara and Postlewaite (1993): the speech refutes itself.

    With three of four workers able, both types like pooling without school better than the only separating outcome.
    """
    prior, mean = [F(1, 4), F(3, 4)], F(7, 2)
    found = spence(prior, (2, 4), (F(5, 4), F(3, 8)), 3, (mean,))
    pooled = ({"t0": mean, "t1": mean}, ("s1", "s2"))
    assert words(found, "undefeated", *pooled) == {"survives"}
    for criterion in ("intuitive", "d1", "d2", "never-a-weak-best-response"):
        assert words(found, criterion, *pooled) == {"fails"}


def test_separation_is_defeated_by_pooling_at_a_signal_it_leaves_unsent() -> None:
    prior, mean = [F(1, 4), F(3, 4)], F(7, 2)
    found = spence(prior, (2, 4), (F(5, 4), F(3, 5)), 3, (mean,))
    apart = ({"t0": F(2), "t1": F(14, 5)}, ("s1",))
    assert words(found, "undefeated", *apart) == {"fails"}
    for criterion in ("intuitive", "d1", "d2", "never-a-weak-best-response"):
        assert words(found, criterion, *apart) == {"survives"}
    reasons = {
        reason
        for cell, verdict in zip(found.cells, refine(found, "undefeated"), strict=True)
        if cell.unsent == apart[1] and all(values == apart[0] for values in cell.values)
        for reason in verdict.reasons
    }
    told = "an equilibrium in which 's1' is sent by t0 Sender and t1 Sender is better for t0 Sender and t1 Sender"
    assert any(reason.startswith(told) for reason in reasons), reasons


OUT = [0, -9, -9]


def test_d2_deletes_what_d1_keeps() -> None:
    """Whenever t gains or breaks even, a or b gains, but neither of them always (after Cho and Kreps 1987, IV.4)."""
    u = [[OUT, [2, -1, -1]], [OUT, [-1, 2, -1]], [OUT, [F(1, 4), F(1, 4), -1]]]
    v = [[[1, 0, 0], [int(r == t) for r in range(3)]] for t in range(3)]
    game = dt.signaling([F(1, 3)] * 3, u, v, types=["a", "b", "t"], signals=["out", "in"])
    found = dt.solve(game, "perfect-bayesian")
    out = (dict.fromkeys("abt", F(0)), ("in",))
    assert words(found, "d1", *out) == {"survives"}
    assert words(found, "d2", *out) == {"fails"}
    assert words(found, "never-a-weak-best-response", *out) == {"fails"}


def test_never_a_weak_best_response_deletes_what_d2_keeps() -> None:
    """When t breaks even a gains, but t can gain where a does not."""
    u = [[OUT, [2, -1, -1]], [OUT, [-1, 2, -1]]]
    v = [[[1, 0, 0], [2, 3, 0]], [[1, 0, 0], [2, 0, 3]]]
    found = dt.solve(dt.signaling([F(1, 2)] * 2, u, v, types=["a", "t"], signals=["out", "in"]), "perfect-bayesian")
    out = (dict.fromkeys("at", F(0)), ("in",))
    assert words(found, "d2", *out) == {"survives"}
    assert words(found, "never-a-weak-best-response", *out) == {"fails"}
    reasons = [r for v in refine(found, "never-a-weak-best-response") for r in v.reasons if r.startswith("whenever t ")]
    assert reasons[0] == (
        "whenever t Sender would break even by 'in', some other type gains, so after 'in' Receiver believes in "
        "a Sender, and no best response (r1) deters t Sender"
    )


# -- cells that split ------------------------------------------------------------------------------------------------

# Both types stay; the receiver then chooses freely. The strong type would go if it were believed strong.
FREE: dict[str, Any] = {
    "prior": [F(1, 2)] * 2,
    "sender": [[[3, 0], [2, 0]], [[2, 2], [-1, -2]]],
    "receiver": [[[0, 0], [1, 0]], [[0, 0], [0, 1]]],
    "types": ["strong", "weak"],
    "signals": ["stay", "go"],
    "responses": ["yield", "resist"],
}


def parts(criterion: str) -> Any:
    found = dt.solve(dt.signaling(**FREE), "perfect-bayesian")
    verdict = next(verdict for verdict in refine(found, criterion) if verdict.word == "splits")
    assert verdict.survives is None
    return found, verdict


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_cell_splits_where_the_strong_type_is_indifferent(criterion: str) -> None:
    _, verdict = parts(criterion)
    assert [(part.survives, part.conditions) for part in verdict.parts] == [
        (True, "w[strong] >= 2"),
        (False, "w[strong] < 2"),
    ]
    assert verdict.reasons[0].startswith("survives where w[strong] >= 2: ")
    assert verdict.reasons[1].startswith("fails where w[strong] < 2: ")
    assert "strong Sender" in verdict.reasons[1]


def test_measures_know_which_ends_belong_to_a_part() -> None:
    found, verdict = parts("d1")
    kept, lost = outcomes(found.game, [part.cell for part in verdict.parts])
    yields = [("stay", "yield")]
    assert measure([kept], yields) == Range(F(2, 3), F(1), minimum_attained=True, maximum_attained=False)
    assert measure([lost], yields) == Range(F(0), F(2, 3), minimum_attained=False, maximum_attained=False)


def test_surviving_gives_parts_and_on_request_what_is_undecided() -> None:
    found, verdict = parts("d1")
    verdicts = refine(found, "d1")
    left = surviving(found, verdicts)
    assert verdict.parts[0].where == next(v for v in verdicts if v.parts).parts[0].where
    assert [cell for v in verdicts for cell in (part.cell for part in v.parts if part.survives)] == [
        cell for cell in left if cell not in found.cells
    ]
    unknown = [Verdict("d1", None, ("not worked out",))] * len(found.cells)
    assert surviving(found, unknown) == ()
    assert surviving(found, unknown, undecided=True) == found.cells


SEGMENT = pieces.Responding(  # two responses, both played; the only type gets 0 or 2
    ((F(0), F(1), F(0)), (F(0), F(0), F(1))), ((F(-1), F(1), F(1)),), (0, 1), ((F(0), F(2), F(0)),)
)
ONE: Row = (F(-1), F(1))  # w >= 1


@pytest.mark.parametrize(
    ("holds", "survive", "fail"),
    [
        (lambda p: every([p.at_least(ONE), p.at_least(against(ONE))]), ["w = 1"], ["w < 1", "w > 1"]),
        (lambda p: some([above(p, ONE), above(p, against(ONE))]), ["w < 1", "w > 1"], ["w = 1"]),
        (
            lambda p: some([above(p, ONE), unless(p.at_least((F(-1, 2), F(1))))]),
            ["w < 1/2", "w > 1"],
            ["w <= 1 and w >= 1/2"],
        ),
        (lambda p: some([p.at_least(ONE), p.at_least(against(ONE))]), [""], []),
        (lambda p: p.at_least((F(-2), F(1))), [], [""]),  # w is 2 only where the first response is sure
        (lambda p: above(p, (F(0), F(1))), [""], []),
    ],
)
def test_pieces(holds: Any, survive: list[str], fail: list[str]) -> None:
    found = pieces.partition(SEGMENT, lambda piece: need(holds(piece)))
    told = [(" and ".join(map(str, pieces.conditions(piece, ("",)))), good) for piece, good in found]
    assert sorted(told) == sorted([(text, True) for text in survive] + [(text, False) for text in fail])


def test_too_many_pieces_are_unknown_with_the_reason(model_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_PIECES", 1)
    model = dt.load_model(model_file)
    found = reading.read(model, model.values())
    unknown = [verdict for verdict in found.refinements if verdict.word == "unknown"]
    assert unknown
    assert unknown[0].reasons == ("the verdict changes too often over this cell: more than 1 pieces",)
    assert found.refined_deters == "unknown"


MODEL = """
format = 1
form = "extensive"
title = "A receiver who chooses freely"
source = ["schelling1966"]
status = "in the spirit of"
players = ["Challenger", "Defender"]
[parameters]
prize = { symbol = "v", range = [0, 10], default = 3, meaning = "value of the prize", unit = "utility" }
[types]
Challenger = { strong = "1/2", weak = "1/2" }
[moves]
"" = { player = "Challenger", actions = ["stay", "go"] }
"stay" = { player = "Defender", actions = ["yield", "resist"] }
"go" = { player = "Defender", actions = ["yield", "resist"] }
[payoffs]
"stay yield" = { Challenger = { strong = "prize", weak = "2" }, Defender = "0" }
"stay resist" = { Challenger = { strong = "0", weak = "2" }, Defender = "0" }
"go yield" = { Challenger = { strong = "2", weak = "-1" }, Defender = { strong = "1", weak = "0" } }
"go resist" = { Challenger = { strong = "0", weak = "-2" }, Defender = { strong = "0", weak = "1" } }
[events]
resisted = ["stay resist"]
[measures]
"P(resisted)" = "resisted"
[deters]
event = "resisted"
at_most = "1/2"
"""


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    file = tmp_path / "free.toml"
    file.write_text(MODEL, "utf-8")
    return file


def test_words_range_over_the_parts_that_survive(model_file: Path) -> None:
    """All stay and are resisted with up to 1; where that survives, with at most 1/3; where the strong go, with 1/2."""
    model = dt.load_model(model_file)
    found = reading.read(model, model.values())
    assert (found.deters, found.refined_deters) == (reading.SOME, reading.EVERY)
    assert found.measures["P(resisted)"].maximum == 1
    assert found.refined_measures["P(resisted)"].maximum == F(1, 2)
    assert reading.refined_word(model, model.values()) == reading.EVERY


def test_no_survivor_is_said_and_never_every(model_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = dt.load_model(model_file)

    def nothing(equilibria: Any) -> tuple[Verdict, ...]:
        return tuple(Verdict("d1", False, ("by decree",)) for _ in equilibria.cells)

    monkeypatch.setattr(reading, "refine", nothing)
    found = reading.read(model, model.values())
    assert (found.deters, found.refined_deters) == (reading.SOME, "none survives")
    assert found.refined_measures["P(resisted)"].minimum is None
    assert found.undefined["refined deters"] == "no equilibrium survives"
    assert none_survives({"d1": found.refinements}) == "D1"


def test_the_command_line_shows_parts(model_file: Path, run: Run) -> None:
    code, out, _ = run("solve", str(model_file))
    assert code == 0
    text = " ".join(out.split())
    assert "D1: splits: survives where w[strong] >= 2:" in text
    assert "fails where w[strong] < 2: whenever weak Challenger would gain or break even by 'go'" in text
    assert "of those surviving D1: in every equilibrium" in text
    data = json.loads(run("solve", str(model_file), "--format", "json")[1])
    found = [cell["d1"] for component in data["components"] for cell in component["cells"]]
    split = next(each for each in found if each["word"] == "splits")
    assert split["survives"] is None
    assert [(part["where"], part["survives"]) for part in split["parts"]] == [
        (["w[strong] >= 2"], True),
        (["w[strong] < 2"], False),
    ]
    assert split["parts"][0]["outcomes"]["stay yield"] == {
        "min": "2/3",
        "max": "1",
        "attained": False,
        "float": [2 / 3, 1.0],
    }
    assert split["parts"][0]["vertices"]
