"""Fixtures of every test: golden files, and the outside programs we check ourselves against."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write golden files anew; read the diff before a commit")


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Answers that are kept are kept here: tests neither read nor write the user's."""
    os.environ["DETERRENCE_CACHE"] = str(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with a file under tests/golden/, letter by letter; ``--regenerate`` writes it instead."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--regenerate"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"there is no golden file {name}: run pytest with --regenerate and read it"
        assert text == path.read_bytes().decode()

    return check


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """The command line: words in, the exit code and what is on stdout and stderr out."""
    from deterrence.cli import main

    monkeypatch.delenv("COLUMNS", raising=False)  # a test that runs in parallel is told a width

    def call(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture(scope="session")
def lrsnash() -> str:
    """The path of lrsnash; where it is missing a user's test is skipped, and a test in CI fails."""
    path = shutil.which("lrsnash")
    if path is None and os.environ.get("CI"):
        pytest.fail("lrsnash is missing in CI: .ci/run installs it (Debian package lrslib)")
    if path is None:
        pytest.skip("lrsnash is not installed (Debian package lrslib): nothing to compare with")
    return path
