"""Broken files, one mistake each: the message has line and column and is golden, and its advice is what was broken.

`pytest --regenerate` rewrites the messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from deterrence.errors import GameError
from deterrence.exchange import GameFileError, read_efg, read_game, read_nfg

GAMES = Path(__file__).parent / "games"
GOLDEN = Path(__file__).parent.parent / "golden" / "exchange"

# what is broken -> a file, a text that stands in it once, and what stands there in the broken file
BROKEN = {
    "nfg-first-word": ("prisoners-dilemma.nfg", "NFG 1 R", "NGF 1 R"),
    "nfg-version": ("prisoners-dilemma.nfg", "NFG 1 R", "NFG 2 R"),
    "nfg-letter": ("prisoners-dilemma.nfg", "NFG 1 R", "NFG 1 X"),
    "nfg-is-efg": ("prisoners-dilemma.nfg", "NFG 1 R", "EFG 2 R"),
    "nfg-title-without-quotes": ("prisoners-dilemma.nfg", '"Prisoner\'s dilemma"', "Dilemma"),
    "nfg-quote-never-closed": ("prisoners-dilemma.nfg", '"Beta"', '"Beta'),
    "nfg-comma-between-players": ("prisoners-dilemma.nfg", '"Alpha" "Beta"', '"Alpha", "Beta"'),
    "nfg-no-players": ("prisoners-dilemma.nfg", '{ "Alpha" "Beta" }', "{ }"),
    "nfg-players-without-braces": ("prisoners-dilemma.nfg", '{ "Alpha" "Beta" }', '"Alpha" "Beta"'),
    "nfg-strategies-of-one": ("prisoners-dilemma.nfg", "{ 2 2 }", "{ 2 }"),
    "nfg-strategies-of-three": ("prisoners-dilemma.nfg", "{ 2 2 }", "{ 2 2 2 }"),
    "nfg-no-strategies": ("prisoners-dilemma.nfg", "{ 2 2 }", "{ 2 0 }"),
    "nfg-strategies-in-words": ("prisoners-dilemma.nfg", "{ 2 2 }", "{ two 2 }"),
    "nfg-strategies-too-many": ("prisoners-dilemma.nfg", "{ 2 2 }", "{ 2 2000000 }"),
    "nfg-strategies-without-quotes": ("battle-of-the-allies.nfg", '  { "drill at sea" "d', '  { drill_at_sea "d'),
    "nfg-payoff-missing": ("prisoners-dilemma.nfg", "5 1 1", "5 1"),
    "nfg-payoff-too-many": ("prisoners-dilemma.nfg", "5 1 1", "5 1 1 7"),
    "nfg-comma-between-payoffs": ("prisoners-dilemma.nfg", "3 3 5", "3, 3, 5"),
    "nfg-payoff-in-words": ("prisoners-dilemma.nfg", "3 3 5", "3 three 5"),
    "nfg-payoff-divides-by-zero": ("prisoners-dilemma.nfg", "3 3 5", "3 3/0 5"),
    "nfg-payoff-infinite": ("prisoners-dilemma.nfg", "3 3 5", "3 inf 5"),
    "nfg-payoff-percent": ("prisoners-dilemma.nfg", "3 3 5", "3 300% 5"),
    "nfg-exponent": ("prisoners-dilemma.nfg", "3 3 5", "3 3e999999999 5"),
    "nfg-digits": ("prisoners-dilemma.nfg", "3 3 5", f"3 {'3' * 5000} 5"),
    "nfg-minus-alone": ("prisoners-dilemma.nfg", "3 3 5", "3 - 3 5"),
    "nfg-quoted-payoff": ("prisoners-dilemma.nfg", "3 3 5", '3 "3" 5'),
    "nfg-outcome-unknown": ("three-allies.nfg", "2 6 5 0", "2 6 8 0"),
    "nfg-outcome-negative": ("three-allies.nfg", "2 6 5 0", "2 6 -5 0"),
    "nfg-outcome-missing": ("three-allies.nfg", "2 6 5 0", "2 6 5"),
    "nfg-outcome-too-few-payoffs": ("three-allies.nfg", "1, 1, 1 }", "1, 1 }"),
    "nfg-outcome-too-many-payoffs": ("three-allies.nfg", "1, 1, 1 }", "1, 1, 1, 1 }"),
    "nfg-outcome-two-commas": ("three-allies.nfg", "1, 1, 1 }", "1,, 1, 1 }"),
    "nfg-outcomes-never-closed": ("three-allies.nfg", "2 2 1 }\n}", "2 2 1 }\n"),
    "efg-is-nfg": ("entry.efg", "EFG 2 R", "NFG 1 R"),
    "efg-version": ("entry.efg", "EFG 2 R", "EFG 1 R"),
    "efg-node-letter": ("entry.efg", 't "" 2 "war"', 'x "" 2 "war"'),
    "efg-node-missing": ("entry.efg", '    t "" 3 "duopoly" { 1, 1 }\n', ""),
    "efg-node-too-many": ("entry.efg", '{ "fight" "share" }', '{ "fight" }'),
    "efg-node-without-name": ("entry.efg", 't "" 2 "war"', 't 2 "war"'),
    "efg-ends-at-once": ("card.efg", 'c "" 1 "card" {', 't "" 0 c "" 1 "card" {'),
    "efg-player-unknown": ("entry.efg", 'p "" 2 1', 'p "" 3 1'),
    "efg-set-zero": ("entry.efg", 'p "" 2 1', 'p "" 2 0'),
    "efg-actions-missing": ("entry.efg", '"after entry" { "fight" "share" } 0', "0"),
    "efg-actions-none": ("entry.efg", '{ "fight" "share" }', "{ }"),
    "efg-actions-with-comma": ("entry.efg", '"fight" "share"', '"fight", "share"'),
    "efg-actions-without-quotes": ("entry.efg", '"fight" "share"', "fight share"),
    "efg-outcome-missing": ("entry.efg", '{ "fight" "share" } 0', '{ "fight" "share" }'),
    "efg-outcome-undescribed": ("entry.efg", 't "" 2 "war" { -1, -1 }', 't "" 2'),
    "efg-outcome-without-payoffs": ("entry.efg", 't "" 2 "war" { -1, -1 }', 't "" 2 "war"'),
    "efg-outcome-otherwise": ("card.efg", '4 "caught" { -1, 1 }', '2 "caught" { -1, 1 }'),
    "efg-outcome-zero-described": ("entry.efg", 't "" 2 "war" { -1, -1 }', 't "" 0 "war" { -1, -1 }'),
    "efg-payoff-missing": ("entry.efg", "{ -1, -1 }", "{ -1 }"),
    "efg-payoff-too-many": ("entry.efg", "{ -1, -1 }", "{ -1, -1, -1 }"),
    "efg-payoffs-never-closed": ("entry.efg", "{ 1, 1 }", "{ 1, 1"),
    "efg-set-otherwise": ("pennies.efg", '{ "heads" "tails" } 0\nt "" 2 "mismatch" { -1, 1 }\nt', '{ "heads" } 0\nt'),
    "efg-set-renamed": ("card.efg", '"was raised" { "meet" "pass" } 0\nt "" 4', '"raised" { "meet" "pass" } 0\nt "" 4'),
    "efg-chance-without-numbers": ("card.efg", '"red" 1/2', '"red"'),
    "efg-chance-sum": ("beer-quiche.efg", "1e-1", "0.01"),
    "efg-chance-negative": ("beer-quiche.efg", '0.9 "weak" 1e-1', '1.1 "weak" -0.1'),
    "efg-chance-none": ("card.efg", '{ "red" 1/2 "black" .5 }', "{ }"),
    "efg-chance-undescribed": ("card.efg", '"card" { "red" 1/2 "black" .5 } 0', "0"),
    "efg-chance-otherwise": ("bagwell.efg", 'c "" 2 "" {', 'c "" 1 "" {'),
    "efg-forgets-what-she-did": ("centipede.efg", 'p "" 1 2 ""', 'p "" 1 1'),
    "efg-forgets-what-she-knew": ("beer-quiche.efg", 'p "" 1 2 "weak" { "beer" "quiche" } 0\n    p "" 2 1\n      0',
                                  'p "" 1 2 "weak" { "beer" "quiche" } 0\n    p "" 1 1\n      0'),
}  # fmt: skip


def broken(name: str, folder: Path) -> Path:
    """The broken file, with the ending of the sound one."""
    file, right, wrong = BROKEN[name]
    text = (GAMES / file).read_bytes().decode()
    assert text.count(right) == 1
    path = folder / f"{name}{Path(file).suffix}"
    path.write_bytes(text.replace(right, wrong).encode())
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_message(name: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    path = broken(name, tmp_path)
    with pytest.raises(GameFileError) as caught:
        read_game(path)
    problem = caught.value
    said = str(problem).replace(str(path), path.name)
    assert f"\n  --> {path.name}: line {problem.line}, column {problem.column}" in said
    assert "\n   = " in said  # advice
    assert max(map(len, said.splitlines())) < 200
    golden(f"exchange/{name}.expected", said + "\n")


def test_every_message_is_there_and_says_something_of_its_own() -> None:
    assert {path.stem for path in GOLDEN.glob("*.expected")} == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_the_caret_stands_where_the_file_was_broken(name: str, tmp_path: Path) -> None:
    path = broken(name, tmp_path)
    with pytest.raises(GameFileError) as caught:
        read_game(path)
    lines = path.read_bytes().decode().split("\n")
    assert 1 <= caught.value.line <= len(lines)
    assert 1 <= caught.value.column <= len(lines[caught.value.line - 1]) + 1
    _, right, wrong = BROKEN[name]
    sound = path.read_bytes().decode().replace(wrong, right).split("\n")
    first = next((k for k, pair in enumerate(zip(lines, sound, strict=False)) if pair[0] != pair[1]), len(lines) - 1)
    assert caught.value.line >= first + 1  # at the mistake or after it, never before


def test_an_error_in_text_has_no_file() -> None:
    with pytest.raises(GameFileError) as caught:
        read_efg('EFG 2 R "" { "A" }\nq')
    assert (caught.value.file, caught.value.line, caught.value.column) == (None, 2, 1)
    assert isinstance(caught.value, GameError)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GameError, match=r"cannot read this file: No such file or directory\n  --> .*none\.efg"):
        read_game(tmp_path / "none.efg")
    with pytest.raises(GameError, match="cannot read this file"):
        read_nfg("no game at all")
    with pytest.raises(GameError, match="not a path"):
        read_nfg("null\0byte")
    with pytest.raises(GameError, match="Is a directory"):
        read_nfg(tmp_path)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.nfg"
    path.write_bytes('NFG 1 R\n"Café" { "A" } { 1 } 0'.encode("latin-1"))
    with pytest.raises(GameFileError, match="this file is not UTF-8 text") as caught:
        read_game(path)
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_imperfect_recall_says_so() -> None:
    text = """EFG 2 R "The absent-minded driver (Piccione and Rubinstein 1997)" { "Driver" }
    p "" 1 1 "exit" { "leave" "go on" } 0
    t "" 1 "" { 0 }
    p "" 1 1 0 t "" 2 "" { 4 } t "" 3 "" { 1 }"""
    with pytest.raises(
        GameFileError, match=re.escape("imperfect recall: player Driver moves in her information set 1")
    ) as caught:
        read_efg(text)
    assert (caught.value.line, caught.value.column) == (4, 5)
