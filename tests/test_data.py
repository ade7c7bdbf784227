"""Where the data is found, in both kinds of install, and how records are read."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import deterrence
from deterrence import data
from deterrence.data import Frozen, Record, data_folder, meant
from deterrence.errors import ModelError

CHECKOUT = Path(deterrence.__file__).parent.parent


def _package(root: Path, *, inside: bool = False, beside: bool = False, pyproject: str | None = None) -> Path:
    package = root / "deterrence"
    package.mkdir(parents=True)
    if inside:
        (package / "models").mkdir()
    if beside:
        (root / "models").mkdir()
    if pyproject is not None:
        (root / "pyproject.toml").write_text(pyproject)
    return package


OURS = '[project]\nname = "deterrence"\n'


def test_the_running_package_finds_its_data() -> None:
    for name in ("terms.toml", "worlds.toml", "references.bib", "pacts/nato-1949.toml", "evidence/tables.toml"):
        assert (data_folder() / name).is_file()


def test_a_wheel_holds_its_data_inside(tmp_path: Path) -> None:
    package = _package(tmp_path, inside=True, beside=True, pyproject=OURS)
    assert data._find(package) == package / "models"


def test_a_checkout_holds_its_data_beside(tmp_path: Path) -> None:
    assert data._find(_package(tmp_path, beside=True, pyproject=OURS)) == tmp_path / "models"


def test_the_stale_copy_of_an_editable_install_is_not_read(tmp_path: Path) -> None:
    _package(tmp_path / "site-packages", inside=True)  # what force-include leaves there
    package = _package(tmp_path / "checkout", beside=True, pyproject=OURS)
    assert data._find(package) == tmp_path / "checkout" / "models"


@pytest.mark.parametrize(
    "pyproject",
    [None, "", "[project]\nname = 'other'", "project = 1", "not toml", '[tool]\nname = "deterrence"'],
)
def test_a_stray_folder_is_never_taken(tmp_path: Path, pyproject: str | None) -> None:
    package = _package(tmp_path, beside=True, pyproject=pyproject)
    with pytest.raises(ModelError, match="is missing") as caught:
        data._find(package)
    assert "install the package again" in str(caught.value)


def test_no_machine_path_and_no_tool_is_named_in_the_data() -> None:
    for path in data_folder().rglob("*"):
        if path.is_file():
            assert not re.search(r"/work/|/home/|/tmp/|file id \d|\.library", path.read_text("utf-8")), path


def test_the_import_is_light() -> None:
    code = "import sys, deterrence.pact, deterrence.evidence; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    heavy = {"numpy", "scipy", "sympy", "z3", "flint", "pydantic", "pandas"}
    assert not heavy & set(done.stdout.split())


def test_a_frozen_mapping_is_a_value() -> None:
    one = Frozen({"b": 1, "a": 2})
    assert list(one) == ["b", "a"]
    assert one == Frozen([("a", 2), ("b", 1)]) == {"a": 2, "b": 1}
    assert hash(one) == hash(Frozen({"a": 2, "b": 1}))
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one
    assert repr(one) == "Frozen({'b': 1, 'a': 2})"
    with pytest.raises(TypeError):
        one["a"] = 3  # type: ignore[index]


@pytest.mark.parametrize(
    ("word", "known", "advice"),
    [
        ("stkae", ["stake", "prize"], "did you mean 'stake'?"),
        ("xyz", ["stake", "prize"], "there is stake, prize"),
        ("xyz", [f"name{i}" for i in range(50)], "leave it out"),
        ("xyz", [], "leave it out"),
        ("stake" * 10**5, ["prize"], "there is prize"),
    ],
)
def test_advice_for_a_misspelt_name(word: str, known: list[str], advice: str) -> None:
    assert meant(word, known) == advice


def test_a_misspelt_key_is_named_before_the_missing_one() -> None:
    with pytest.raises(ModelError) as caught:
        Record({"naem": 1}, "f.toml", "x", what="a thing", required=("name",))
    assert str(caught.value).splitlines() == [
        "a thing has no key 'naem'",
        "  --> f.toml: x.naem",
        "   = did you mean 'name'?",
    ]


def test_messages_hold_no_control_characters() -> None:
    with pytest.raises(ModelError) as caught:
        Record({"na\x1b[2Jme\n": 1}, "f.toml", what="a thing", required=("name",))
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", str(caught.value))
    assert len(str(caught.value).splitlines()) == 3
