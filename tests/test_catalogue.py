"""What ships, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence import catalogue
from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.model import Model
from deterrence.pact import Pact, Term


def test_names_are_unique_and_every_one_loads() -> None:
    names = [*catalogue.models(), *catalogue.pacts(), *catalogue.terms()]
    assert len(set(names)) == len(names)
    kinds = {name: type(catalogue.load(name)) for name in names}
    assert {kinds[name] for name in catalogue.models()} == {Model}
    assert {kinds[name] for name in catalogue.pacts()} == {Pact}
    assert {kinds[name] for name in catalogue.terms()} == {Term}
    assert {"unilateral-deterrence", "tripwire", "burden-sharing", "joint-products"} <= set(catalogue.models())
    assert len(catalogue.pacts()) == 23


def test_a_thing_is_loaded_once() -> None:
    assert catalogue.load("tripwire") is catalogue.load("tripwire")
    assert catalogue.load("nato-1949") is catalogue.load("nato-1949")


@pytest.mark.parametrize(
    ("name", "advice"),
    [("trip-wire", "'tripwire'"), ("nato1949", "'nato-1949'"), ("triger_clarity", "trigger_clarity")],
)
def test_a_misspelt_name_gets_the_one_that_was_meant(name: str, advice: str) -> None:
    with pytest.raises(ModelError, match=f"did you mean '?{advice}"):
        catalogue.load(name)


@pytest.mark.parametrize("name", ["", "../games/tripwire", "games/tripwire", "tripwire.toml", "x" * 10_000])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(ModelError, match="nothing shipped"):
        catalogue.load(name)


def test_two_things_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "pacts", lambda: ("tripwire",))
    catalogue._check_unique.cache_clear()
    with pytest.raises(ModelError, match="'tripwire' is the name of two"):
        catalogue.load("tripwire")
    catalogue._check_unique.cache_clear()


def test_a_users_file_is_a_model_or_a_pact(tmp_path: Path) -> None:
    for folder, name, kind in (("games", "tripwire", Model), ("pacts", "nato-1949", Pact)):
        file = tmp_path / f"{name}.toml"
        file.write_text((data_folder() / folder / f"{name}.toml").read_text("utf-8"), "utf-8")
        assert isinstance(catalogue.load_file(file), kind)
