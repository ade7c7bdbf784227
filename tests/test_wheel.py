"""The package as others install it: from a wheel and in place, far from the checkout and with stray data about."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.nightly

ROOT = Path(__file__).parent.parent
TITLE = 'title = "North Atlantic Treaty (1949)"'


@dataclass(frozen=True)
class Machine:
    """A fresh environment, a copy of the checkout, and a folder that is neither."""

    folder: Path
    checkout: Path
    away: Path
    packages: Path

    def run(self, *words: str) -> str:
        """What a program of the environment prints, run away from the checkout."""
        program, *arguments = words
        done = subprocess.run(
            [str(self.folder / "bin" / program), *arguments],
            capture_output=True, text=True, check=False, cwd=self.away, timeout=900,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def data_folder(self) -> Path:
        return Path(self.run("python", "-c", "from deterrence.data import data_folder as f; print(f())").strip())

    def edit(self, models: Path, title: str) -> None:
        """Write another title into a copy of a pact."""
        file = models / "pacts" / "nato-1949.toml"
        text = file.read_text("utf-8")
        assert TITLE in text
        file.write_text(text.replace(TITLE, f'title = "{title}"'), "utf-8")

    def titles(self) -> Sequence[str]:
        return self.run("deterrence", "list", "pacts").splitlines()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("machine")
    checkout, away = folder / "checkout", folder / "away"
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "dist", "build")
    shutil.copytree(ROOT, checkout, ignore=ignored)
    venv.create(folder / "venv", with_pip=True)
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # data where the package must not look: in the working folder, and beside other packages
    for place in (away, packages):
        shutil.copytree(ROOT / "models", place / "models")
        (place / "models" / "pacts" / "nato-1949.toml").write_text("stray", "utf-8")
    return Machine(folder / "venv", checkout, away, packages)


def test_a_wheel_brings_its_data_and_nothing_else_is_read(machine: Machine) -> None:
    wheels = machine.folder.parent / "wheels"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(wheels), str(machine.checkout)], check=True
    )
    (wheel,) = wheels.glob("deterrence-*.whl")
    machine.run("python", "-m", "pip", "install", "-q", str(wheel))
    inside = machine.packages / "deterrence" / "models"
    assert machine.data_folder() == inside
    assert any("North Atlantic Treaty (1949)" in line for line in machine.titles())
    document = json.loads(machine.run("deterrence", "compare", "nato-1949", "--format", "json"))
    assert [row["pact"] for row in document["rows"]] == ["nato-1949"]
    where = "from importlib.resources import files; print(files('deterrence').joinpath('schemas/compare.json'))"
    schema = json.loads(Path(machine.run("python", "-c", where).strip()).read_text("utf-8"))
    assert schema == json.loads((ROOT / "deterrence" / "schemas" / "compare.json").read_text("utf-8"))
    from jsonschema import Draft202012Validator

    Draft202012Validator(schema).validate(document)
    machine.edit(inside, "Edited in the wheel")
    assert any("Edited in the wheel" in line for line in machine.titles())


def test_an_install_in_place_reads_the_checkout_though_a_stale_copy_lies_about(machine: Machine) -> None:
    machine.run("python", "-m", "pip", "install", "-q", "-e", str(machine.checkout))
    stale = machine.packages / "deterrence" / "models"
    if not stale.is_dir():
        shutil.copytree(ROOT / "models", stale)
    (stale / "pacts" / "nato-1949.toml").write_text("stale", "utf-8")
    assert machine.data_folder() == machine.checkout / "models"
    machine.edit(machine.checkout / "models", "Edited in the checkout")
    assert any("Edited in the checkout" in line for line in machine.titles())
    document = json.loads(machine.run("deterrence", "compare", "nato-1949", "--format", "json"))
    assert document["rows"][0]["title"] == "Edited in the checkout"
