"""`deterrence solve` with a game in a file: the concept is chosen or asked for, and a refusal says which ones apply."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from extensive_games import horse

import deterrence as dt

GAMES = Path(__file__).parent / "games"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(GAMES)
    return run


CHOSEN = {
    "entry.efg": ("subgame-perfect", False, 1),
    "centipede.efg": ("subgame-perfect", False, 1),
    "beer-quiche.efg": ("perfect-bayesian", True, 2),
    "card.efg": ("perfect-bayesian", True, 1),
    "prisoners-dilemma.nfg": ("nash", False, 1),
    "battle-of-the-allies.nfg": ("nash", False, 3),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_the_concept_is_chosen(run: Run, name: str) -> None:
    concept, types_read, components = CHOSEN[name]
    code, out, err = run("solve", name, "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["concept"], found["private_types"], found["file"]) == (concept, types_read, name)
    assert len(found["components"]) == components
    assert found["complete"]
    assert found["certificate"]["holds"]
    assert run("solve", name, "--concept", concept, "--format", "json")[1] == out


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv"])
@pytest.mark.parametrize("name", ["beer-quiche.efg", "entry.efg", "battle-of-the-allies.nfg"])
def test_every_format(run: Run, name: str, format: str) -> None:
    code, out, err = run("solve", name, "--format", format)
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    if name == "beer-quiche.efg" and format == "text":
        assert "Types of Sender: strong with probability 9/10, weak with probability 1/10" in out


def test_a_concept_that_does_not_apply_names_those_that_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "horse.efg"
    dt.write_game(horse(), path)
    code, out, err = run("solve", str(path), "--concept", "perfect-bayesian")
    assert (code, out) == (3, "")
    assert "this is not a multi-stage game with observed actions: at '" in err
    assert err.endswith("; what applies: subgame-perfect, weak-perfect-bayesian, sequential\n")
    code, out, err = run("solve", str(path))
    assert (code, err) == (0, "")
    assert out.startswith("Sequential equilibria")
    code, out, err = run("solve", str(path), "--concept", "nash")
    assert (code, out) == (3, "")
    assert "accepts signaling games" in err
    code, out, err = run("solve", "entry.efg", "--concept", "nash")
    assert (code, err) == (0, "")
    assert out.startswith("Nash equilibria")


def test_where_none_applies_every_reason_is_given(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wide.nfg"
    path.write_text(f'NFG 1 R "Wide" {{ "A" "B" }} {{ 21 1 }} {" 0" * 42}')
    code, out, err = run("solve", str(path))
    assert (code, out) == (3, "")
    assert err.startswith(f"unknown: no concept applies to {path}\n  nash: ")
    assert "up to 20 actions a side; this one is 21 x 1" in err


def test_a_decision_of_one_is_a_game(run: Run) -> None:
    code, out, _ = run("solve", "lonely.nfg", "--format", "json")
    assert code == 0
    assert [point["payoffs"] for point in json.loads(out)["points"]] == [["1/3"]]


def test_a_game_has_no_pact_and_no_world(run: Run) -> None:
    code, _, err = run("solve", "entry.efg", "--set", "v=1")
    assert code == 2
    assert "--set goes with a model; entry.efg is a game" in err


def test_broken_and_missing_files_are_usage(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.efg"
    broken.write_text('EFG 2 R "" { "A" }\nq', "utf-8")
    code, _, err = run("solve", str(broken))
    assert code == 2
    assert "broken.efg: line 2, column 1\n" in err
    code, _, err = run("solve", "none.nfg")
    assert code == 2
    assert "cannot read this file: No such file or directory" in err


def test_the_answer_does_not_overwrite_the_game(run: Run, tmp_path: Path) -> None:
    game = tmp_path / "game.efg"
    game.write_bytes((GAMES / "entry.efg").read_bytes())
    code, _, err = run("solve", str(game), "-o", str(game), "--format", "text")
    assert code == 2
    assert "would write over the file that was read" in err
    assert game.read_bytes() == (GAMES / "entry.efg").read_bytes()


THREE = """NFG 1 R "Volunteers" { "A" "B" "C" } { { "go" "wait" } { "go" "wait" } { "go" "wait" } }
1 1 1  2 1 1  1 2 1  2 2 1  1 1 2  2 1 2  1 2 2  0 0 0
"""
CONTINUUM = """NFG 1 R "Idle" { "A" "B" "C" } { { "a" "b" } { "l" "r" } { "x" "y" } }
1 1 1  0 1 1  1 1 1  0 1 1  1 1 1  2 1 1  1 1 1  2 1 1
"""


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv", "json"])
@pytest.mark.parametrize("body", [THREE, CONTINUUM])
def test_three_players_in_every_format(run: Run, tmp_path: Path, format: str, body: str) -> None:
    (tmp_path / "three.nfg").write_text(body)
    code, out, _ = run("solve", str(tmp_path / "three.nfg"), "--format", format)
    assert code == 0
    assert out


def test_an_irrational_equilibrium_is_shown_by_its_polynomial(run: Run, tmp_path: Path) -> None:
    (tmp_path / "three.nfg").write_text(THREE)
    _, out, _ = run("solve", str(tmp_path / "three.nfg"))
    assert "7 is irrational, in a number field of degree 2: A go 0.2929 (root of 2*x^2 - 4*x + 1)" in out
    assert "complete: nothing is missing; exact numbers, some irrational" in out
    _, out, _ = run("solve", str(tmp_path / "three.nfg"), "--format", "json")
    data = json.loads(out)
    assert len(data["points"]) == 7
    assert data["points"][6]["isolated"] is True
    number = data["points"][6]["strategies"][0]["wait"]
    assert (number["polynomial"], number["root"]) == (["-1", "0", "2"], 2)
    low, high = map(Fraction, number["enclosure"])
    assert low**2 < Fraction(1, 2) < high**2


def test_families_are_shown_with_their_conditions(run: Run, tmp_path: Path) -> None:
    (tmp_path / "three.nfg").write_text(CONTINUUM)
    _, out, _ = run("solve", str(tmp_path / "three.nfg"))
    assert "Family 3 of 3" in out
    assert "where: C(x) = 1/2" in out
    assert "8 more, with smaller supports, are faces of these; json lists them." in out
    assert "no: at the edge of a family" in out
    _, out, _ = run("solve", str(tmp_path / "three.nfg"), "--format", "json")
    families = json.loads(out)["families"]
    assert [family["maximal"] for family in families].count(True) == 3
    assert families[-1]["conditions"] == ["C(x) = 1/2"]
    assert len(families[-1]["vertices"]) == 4


def test_three_players_show_themselves_in_a_notebook(tmp_path: Path) -> None:
    (tmp_path / "three.nfg").write_text(THREE)
    found = dt.solve(dt.read_game(tmp_path / "three.nfg"))
    assert "irrational" in found._repr_html_()
    assert "irrational" in found._repr_latex_()
