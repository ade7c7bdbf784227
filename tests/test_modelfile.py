"""Model files: every mistake names the file, and sources are looked up where there is a bibliography."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.modelfile import load_model

SHIPPED = sorted((data_folder() / "games").glob("*.toml"))
TRIPWIRE = data_folder() / "games" / "tripwire.toml"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_loads_and_says_what_it_is(path: Path) -> None:
    model = load_model(path)
    assert model.title
    assert model.source
    assert model.about
    assert model.claims
    for parameter in model.parameters.values():
        assert parameter.symbol
        assert parameter.unit


def test_a_file_may_lie_anywhere_and_then_cites_what_it_likes(tmp_path: Path) -> None:
    text = TRIPWIRE.read_text("utf-8").replace('"reiterpoast2021"', '"mine2026"')
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    assert load_model(file).source == ("schelling1966", "mine2026")
    (tmp_path / "references.bib").write_text("@book{schelling1966, title = {Arms}}\n@book{fearon1997,}\n", "utf-8")
    with pytest.raises(ModelError, match="'mine2026' is not a key in references") as caught:
        load_model(file)
    assert caught.value.key == "source[1]"


def test_a_mistake_names_the_file_also_when_it_shows_later(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = TRIPWIRE.read_text("utf-8")
    file.write_text(text.replace('"prize*win - war_cost_hard"', '"prize*win/stake - war_cost_hard"'), "utf-8")
    model = load_model(file)
    for one in (model, pickle.loads(pickle.dumps(model))):
        with pytest.raises(ModelError, match="divides by zero") as caught:
            one.values(set={"stake": 0})
        assert (caught.value.file, caught.value.key) == (str(file), "define.c_war.formula")
        assert caught.value.column == len("prize*win/")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read") as caught:
        load_model(tmp_path / "absent.toml")
    assert caught.value.file == str(tmp_path / "absent.toml")


def test_keys_with_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('format = 1\n"\\u001b[31m" = 1\n', "utf-8")
    with pytest.raises(ModelError) as caught:
        load_model(file)
    assert "\x1b" not in str(caught.value)
