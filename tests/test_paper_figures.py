"""The figures of the paper and the docs are the ones the code makes."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PAPER = ROOT / "paper"


@pytest.fixture(scope="module")
def figures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("paper_figures", PAPER / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pinned() -> bool:
    """Whether matplotlib is the version that wrote the committed bytes."""
    import matplotlib as mpl

    (version,) = re.findall(r"^matplotlib==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    return bool(mpl.__version__ == version)


def test_every_figure_is_shown_and_everything_shown_exists(figures: ModuleType) -> None:
    shown = re.findall(r"\\includegraphics(?:\[[^]]*\])?\{([^}]+)\}", (PAPER / "main.tex").read_text("utf-8"))
    assert sorted(shown) == sorted(f"figures/{name}" for name in figures.FIGURES)
    assert {path.stem for path in (PAPER / "figures").iterdir()} == set(figures.FIGURES)
    assert {path.stem for path in (ROOT / "docs" / "pictures").glob("*.svg")} >= set(figures.SHOWN)


@pytest.mark.parametrize("name", ["unilateral", "terms", pytest.param("tripartite", marks=pytest.mark.nightly)])
def test_the_committed_figures_are_the_ones_the_code_makes(figures: ModuleType, name: str) -> None:
    if not pinned():
        pytest.skip("another version of matplotlib writes other bytes; constraints.txt has the one that wrote these")
    advice = f"run python paper/figures.py and look at {name}"
    assert (PAPER / "figures" / f"{name}.pdf").read_bytes() == figures.drawn(name).bytes("pdf"), advice
    if name in figures.SHOWN:
        assert (figures.DOCS / f"{name}.svg").read_bytes() == figures.drawn(name).bytes("svg"), advice


def test_check_tells_a_stale_figure_and_writes_nothing(
    figures: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "rendered", lambda: iter([(tmp_path / "made" / "one.pdf", b"one")]))
    assert figures.main(["--check"]) == 1
    assert "out of date: one.pdf" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert figures.main([]) == 0
    assert figures.main(["--check"]) == 0
    assert (tmp_path / "made" / "one.pdf").read_bytes() == b"one"
