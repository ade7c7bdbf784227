"""What stands under a comparison is what was compared: values set by hand, models named, undefined worlds left out."""

from __future__ import annotations

import json
from fractions import Fraction as F
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

import deterrence as dt
from deterrence.modelfile import load_model
from deterrence.order import Incomparable
from deterrence.table.cells import Interval

SHIPPED = Path(__file__).parent.parent / "models" / "games" / "unilateral-deterrence.toml"
PACT = """
format = 1
name = "{name}"
title = "{name}"
kind = "defence"
parties = ["GBR", "PRT"]
signed = 1900-01-01
happened = "Nothing was asked of it."
happened_status = "unverified"
[terms]
"""
CODED = '{term} = {{ value = [{low}, {mid}, {high}], kind = "judgement", basis = "made up", article = "1", '
CODED += 'source = "this test", status = "verified" }}\n'


def made_up(folder: Path, name: str, **terms: tuple[str, str, str]) -> dt.Pact:
    lines = [CODED.format(term=term, low=lo, mid=mid, high=hi) for term, (lo, mid, hi) in terms.items()]
    path = folder / f"{name}.toml"
    path.write_text(PACT.format(name=name) + "".join(lines))
    return dt.load_pact(path)


def pair(folder: Path) -> tuple[dt.Pact, dt.Pact]:
    same = {"trigger_clarity": ("0.5",) * 3, "consultation_duty": ("1",) * 3}
    common = {"automaticity": ("0.5",) * 3, "basing_right": ("0",) * 3, "joint_organ": ("0",) * 3}
    strong = made_up(folder, "strong", obligation_strength=("0.9",) * 3, **same, **common)
    weak = made_up(folder, "weak", obligation_strength=("0.6",) * 3, **same, **common)
    return strong, weak


def test_what_was_set_stands_in_the_notes_and_in_the_data() -> None:
    found = dt.compare("nato-1949", set={"p_D": "0.99"})
    notes = " ".join(found.table().notes)
    assert "p_D 99/100" in notes
    assert "p_D 1/2" not in notes
    assert "Set by hand, in every world: p_D = 99/100" in notes
    assert found.to_dict()["set"] == {"p_D": "99/100"}


def test_terms_that_are_set_are_the_pacts() -> None:
    plain = dt.compare("nato-1949").without.reading
    given = dt.compare("nato-1949", set={"basing_right": 1, "automaticity": 1}).without.reading
    assert plain is not None
    assert given is not None
    assert plain.values == given.values
    model, pact = dt.load("unilateral-deterrence"), dt.load("nato-1949")
    beside = dt.verdict(model, pact, set={"basing_right": 1}).without_pact
    assert beside is not None
    assert beside.values["basing_right"] == 0


def test_values_that_no_model_takes_are_refused() -> None:
    with pytest.raises(dt.ModelError, match="outside its range"):
        dt.compare("nato-1949", set={"phi": 2})
    with pytest.raises(dt.ModelError, match="is not a name"):
        dt.compare("nato-1949", set={"fi": 1})


@pytest.mark.parametrize("model", ["joint-products", "burden-sharing", "hub-share", "best-shot", "tripwire"])
def test_other_models_fit_the_schema_and_name_themselves(model: str) -> None:
    found = dt.compare(["nato-1949", "usa-rok-1953"], model=model)
    data = json.loads(json.dumps(found.to_dict()))
    schema = json.loads((files("deterrence") / "schemas" / "compare.json").read_text())
    jsonschema.validate(data, schema)
    notes = " ".join(found.table().notes)
    assert f"in the model '{model if model != 'tripwire' else 'burden-sharing'}'" in notes
    if model == "tripwire":
        assert "subgame-perfect" in data["selection"]
    else:
        assert all(row["deters"] is None and row["undefined"]["deters"] for row in data["rows"])
        assert all(row["worlds"]["share"] is None for row in data["rows"])
        paid = [row["measures"]["exploitation index"] for row in data["rows"]]
        assert all(one["min"] == one["max"] and one["float"][0] > 1 for one in paid)  # more than its share
        assert all(("phi" in row["thresholds"]) is (model != "best-shot") for row in data["rows"])


def test_a_table_has_the_columns_of_its_model_and_says_what_deters_means() -> None:
    table = dt.compare("nato-1949", model="pact-monitoring").table()
    names = [column.name for column in table.columns]
    assert names[1:7] == ["phi", "deters", "box", "worlds", "critical discount factor", "effective discount factor"]
    assert all(len(row) == len(names) for row in table.rows)
    (selection,) = [note for note in table.notes if note.startswith("Selection")]
    assert "strongly symmetric public perfect" in selection
    assert "'deters': P(breach) is 0" in selection
    network = dt.compare("nato-1949", model="hub-and-spoke").table()
    assert not any(note.startswith("worlds") for note in network.notes)  # it deters nothing: no such column
    assert "world 'baseline'" in network.caption
    paid = dt.compare("nato-1949", model="benchmark-penalty").table()
    named = ["pact", "phi", "break_even", "free-riding", "free-riding box", "exploitation", "happened"]
    assert [column.name for column in paid.columns] == named
    assert paid.rows[1][named.index("free-riding box")] == "unknown"  # payoffs with logarithms have no regions
    assert paid.rows[0][2] is None  # without a pact there is nobody to share with
    assert isinstance(paid.rows[1][2], float | F | Interval)


def test_a_stronger_word_ranks_and_what_is_set_counts(tmp_path: Path) -> None:
    strong, weak = pair(tmp_path)
    (ranking,) = dt.partial_order(dt.compare([strong, weak])).rankings
    assert (ranking.better, ranking.worse) == ("strong", "weak")
    assert all(a is not None and b is not None and a <= b for a, b in ranking.worlds.values())
    set_ = {"norm_cost": 0, "breach_cost": 0}  # then the words change nothing
    assert dt.partial_order(dt.compare([strong, weak], set=set_)).rankings == ()


def test_a_world_in_which_the_model_does_not_hold_ranks_nobody(tmp_path: Path) -> None:
    text = SHIPPED.read_text().replace("[assume]\n", '[assume]\nextra = "stake + obligation_strength > 3/2"\n')
    path = tmp_path / "narrow.toml"
    path.write_text(text.replace('source = [', 'source = [', 1))
    (tmp_path / "references.bib").write_text((SHIPPED.parent.parent / "references.bib").read_text())
    model = load_model(path)
    strong, weak = pair(tmp_path)
    found = dt.compare([strong, weak], model=model)
    order = dt.partial_order(found)
    assert order.rankings == ()
    (pair_,) = order.incomparable
    assert isinstance(pair_, Incomparable)
    assert "does not hold for weak in the world low-stakes" in pair_.because
    row = found.rows[1]
    assert row.by_world["low-stakes"] == "not asked"
    assert row.share_of_worlds == F(sum(word == "in every equilibrium" for word in row.by_world.values()), 7)
