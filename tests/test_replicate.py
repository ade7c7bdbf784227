"""`replicate`: every row agrees, a wrong literal fails, and literals mean what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.measures import Range
from deterrence.replicate import Replicated, load_replication, replications, run
from deterrence.replicate.literal import agrees, difference, ends, read_literal, written
from deterrence.replicate.rows import shipped
from deterrence.roots import Algebraic

F = Fraction


@cache
def found(id: str) -> tuple[Replicated, ...]:
    return run(shipped(id))


ROWS = [(id, k) for id in replications() for k in range(len(shipped(id).rows))]


@pytest.mark.parametrize(("id", "k"), ROWS, ids=[f"{id}-{k}" for id, k in ROWS])
def test_every_number_agrees(id: str, k: int) -> None:
    row = found(id)[k]
    assert row.agrees, f"{row.quantity}: {row.expected} expected, {written(row.found)} found. {row.problem}"


def test_ids_are_in_the_order_of_their_numbers() -> None:
    known = [id for id in replications() if id.startswith("T")]
    assert known == sorted(known, key=lambda id: (int("".join(filter(str.isdigit, id))), id))
    assert "T2" in known


def test_at_least_eighty_quantities_are_replicated() -> None:
    assert len(ROWS) >= 80
    ids = {f"T{k}" for k in range(1, 17)} | {"T4b", "T5b", "T5c", "T7b", "selection", "consultation"}
    assert ids <= set(replications())


def test_no_row_is_there_twice() -> None:
    asked = [(id, row.quantity) for id in replications() for row in shipped(id).rows]
    assert len(set(asked)) == len(asked)


# -- literals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("literal", "value", "right"),
    [
        ("3/20", F(3, 20), True),
        ("3/20", F(3, 20) + F(1, 10**30), False),
        ("6", F(6), True),
        ("-1", F(-1), True),
        (".15", F(3, 20), True),
        (".428571", F(3, 7), True),
        (".428572", F(3, 7), False),
        (".5", F(11, 20), True),  # half a unit of its last digit
        (".5", F(11, 20) + F(1, 10**30), False),
        ("-0.25", F(-1, 4), True),
        ("0.0", F(1, 20), True),
        ("0", F(1, 20), False),
    ],
)
def test_a_number_agrees_to_its_last_printed_digit(literal: str, value: Fraction, right: bool) -> None:
    assert agrees(read_literal(literal), Range(value, value)) is right


def test_a_range_agrees_with_a_range_only() -> None:
    whole = Range(F(0), F(3, 5))
    assert agrees(read_literal("[0, .60]"), whole)
    assert agrees(read_literal("[ 0 , 3/5 ]"), whole)
    assert not agrees(read_literal("[0, .61]"), whole)
    assert not agrees(read_literal(".3"), whole)
    assert not agrees(read_literal("0"), Range(None, None, undefined="no equilibrium is left"))
    assert difference(read_literal("[0, 1/2]"), whole) == F(1, 10)


def test_a_number_that_is_only_enclosed_agrees_where_all_of_its_enclosure_does() -> None:
    narrow = Algebraic(None, F(29645175, 10**8), F(29645185, 10**8))
    wide = Algebraic(None, F(2964, 10**4), F(2966, 10**4))
    exact = Algebraic((F(-2), F(0), F(1)), F(1414213562373, 10**12), F(1414213562374, 10**12))
    assert agrees(read_literal(".2964518"), Range(narrow, narrow))  # type: ignore[arg-type]
    assert not agrees(read_literal(".2964518"), Range(wide, wide))  # type: ignore[arg-type]
    assert not agrees(read_literal("1414213562373/1000000000000"), Range(exact, exact))  # type: ignore[arg-type]
    assert written(Range(exact, exact), 6) == "1.414214"  # type: ignore[arg-type]
    assert ends(exact) == (exact.low, exact.high)


def test_words_agree_letter_by_letter() -> None:
    assert agrees(read_literal("Bluff"), "Bluff")
    assert not agrees(read_literal("Bluff"), "Attack")
    assert not agrees(read_literal("3/5"), "3/5 of them")
    assert not agrees(read_literal("none"), Range(F(0), F(0)))


# -- rows that fail --------------------------------------------------------------------------------------------------

FILE = """format = 1
id = "T99"
title = "one number"
source = ["zagarekilgour2000"]
status = "canonical form"
model = "unilateral-deterrence"
set = { p_C = "3/10" }
points = { even = { p_D = "1/2" } }

[[rows]]
quantity = "P(challenge)"
expected = "1/7"
from = "nobody"
at = "even"
measure = "P(challenge)"
"""


def written_file(folder: Path, text: str = FILE) -> Path:
    path = folder / "T99.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_wrong_literal_is_seen(tmp_path: Path) -> None:
    (row,) = run(load_replication(written_file(tmp_path)))
    assert not row.agrees
    right = FILE.replace("1/7", written(row.found))
    assert [one.agrees for one in run(load_replication(written_file(tmp_path, right)))] == [True]


def test_every_literal_matters(tmp_path: Path) -> None:
    text = (data_folder() / "replications" / "T2.toml").read_text("utf-8").replace('id = "T2"', 'id = "T99"')
    rows = run(load_replication(written_file(tmp_path, re.sub(r'(?m)^expected = ".*"$', 'expected = "17/23"', text))))
    assert rows
    assert not any(row.agrees for row in rows)


def test_a_row_that_cannot_be_computed_disagrees_with_its_reason(tmp_path: Path) -> None:
    text = FILE.replace('measure = "P(challenge)"', 'measure = "P(war)"\nover = "Sure Resistance"')
    (row,) = run(load_replication(written_file(tmp_path, text)))
    assert not row.agrees
    assert row.problem == "no equilibrium is left"


@pytest.mark.parametrize(
    ("wrong", "instead", "key", "advice"),
    [
        ('at = "even"', 'at = "evn"', "rows[0].at", "did you mean 'even'?"),
        ('measure = "P(challenge)"', "", "rows[0]", "write one of"),
        ('measure = "P(challenge)"', 'measure = "P(challenge)"\nword = "region"', "rows[0]", "write one of"),
        ('"unilateral-deterrence"', '"unilateral"', "model", "unilateral-deterrence"),
        ('expected = "1/7"', "expected = 1", "rows[0].expected", "in quotes"),
        ('from = "nobody"', "", "rows[0].from", "where the literal stands"),
        ('"zagarekilgour2000"', '"zagarekilgour2001"', "source[0]", "did you mean"),
        ('set = { p_C = "3/10" }', 'set = { pC = "3/10" }', "rows[0].set", "did you mean"),
        ('id = "T99"', 'id = "T98"', "id", "T99"),
        ('measure = "P(challenge)"', 'compute = "evidence rank corelation"', "rows[0].compute", "correlation"),
        ('measure = "P(challenge)"', 'measure = "P(challenge)"\narguments = { a = 1 }', "rows[0].arguments", "set"),
        ('measure = "P(challenge)"', 'measure = "P(chalenge)"', "rows[0].measure", "P(challenge)"),
        ('measure = "P(challenge)"', 'measure = "wr with Defender soft / war"', "rows[0].measures", "war"),
        ('measure = "P(challenge)"', 'measure = "P(challenge)"\nover = "refind"', "rows[0].over", "refined"),
        ('measure = "P(challenge)"', 'threshold = "p_E"', "rows[0].threshold", "did you mean"),
        ("[[rows]]", "[[row]]", "row", "rows"),
    ],
)
def test_a_mistake_in_a_file_is_an_error_that_says_where(
    tmp_path: Path, wrong: str, instead: str, key: str, advice: str
) -> None:
    assert FILE.count(wrong) == 1
    path = written_file(tmp_path, FILE.replace(wrong, instead))
    with pytest.raises(ModelError) as caught:
        load_replication(path)
    assert caught.value.key == key
    assert caught.value.file == str(path)
    assert advice in (caught.value.advice or "")


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_json_is_a_list_of_six_keys(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("replicate", "T2", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) == len(shipped("T2").rows)
    assert all(list(row) == ["id", "quantity", "expected", "computed", "status", "agrees"] for row in rows)
    assert all(row["agrees"] is True and row["id"] == "T2" for row in rows)


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv"])
def test_every_format_shows_every_row(run: Callable[..., tuple[int, str, str]], format: str) -> None:
    code, out, _ = run("replicate", "T2", "--format", format)
    assert code == 0
    assert out.count("canonical form") >= len(shipped("T2").rows)


def test_an_unknown_id_is_an_error_with_the_nearest(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, error = run("replicate", "T22")
    assert (code, out) == (2, "")
    assert "did you mean 'T2" in error


def test_a_number_that_disagrees_ends_with_code_1(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = written_file(tmp_path)
    code, out, _ = run("replicate", str(path))
    assert code == 1
    assert "0 of 1 numbers agree" in out
    assert "1/7 expected" in out
    before = path.read_text("utf-8")
    assert run("replicate", str(path), "-o", str(path))[0] == 2  # it would write over what it read
    assert path.read_text("utf-8") == before


def test_a_broken_file_is_an_error_that_names_it(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    path = written_file(tmp_path, FILE.replace('at = "even"', 'at = "evn"'))
    code, out, error = run("replicate", str(path))
    assert (code, out) == (2, "")
    assert f"--> {path}: rows[0].at" in error
    assert run("replicate", str(tmp_path / "none.toml"))[0] == 2
