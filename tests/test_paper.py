"""The paper: its tables are the ones the code makes, and nothing it refers to is missing."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import deterrence as dt

ROOT = Path(__file__).parent.parent
PAPER = ROOT / "paper"
MAIN = (PAPER / "main.tex").read_text("utf-8")


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("paper_tables", PAPER / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PAPER))  # as where it is run as a script
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(tables: ModuleType) -> dict[Path, str]:
    return dict(tables.rendered())


def test_the_committed_tables_are_the_ones_the_code_makes(made: dict[Path, str]) -> None:
    assert set(made) == set((PAPER / "tables").glob("*.tex"))
    assert len(made) >= 4
    for path, text in made.items():
        assert path.read_bytes() == text.encode(), f"run python paper/tables.py and read the diff of {path.name}"


def test_check_tells_a_stale_table_and_writes_nothing(
    tables: ModuleType,
    made: dict[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = {tmp_path / path.name: text for path, text in made.items()}
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    monkeypatch.setattr(tables, "rendered", here.items)
    assert tables.main(["--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert tables.main([]) == 0
    assert tables.main(["--check"]) == 0
    stale = tmp_path / "ranks.tex"
    stale.write_text("edited by hand", "utf-8")
    (tmp_path / "left.tex").write_text("", "utf-8")
    assert tables.main(["--check"]) == 1
    assert stale.read_text("utf-8") == "edited by hand"
    assert "left.tex (no table has this name), ranks.tex" in capsys.readouterr().err


def test_every_table_says_what_it_shows(made: dict[Path, str]) -> None:
    for path, text in made.items():
        assert re.search(r"\\caption\{[^}]+\}", text), path.name
        assert f"\\label{{tab:{path.stem}}}" in text
        note = text.partition(r"\bottomrule")[2]
        for word in ("orld", "election", "efinement", f"deterrence {dt.__version__}"):
            assert word in note, f"the note of {path.name} does not name its {word}"
        if path.stem == "ranks":
            header = text.partition(r"\midrule")[0]
            assert header.count("$p$, one-tailed") == header.count("$p$, two-sided") == 1


def test_labels_are_unique_and_everything_referred_to_exists(made: dict[Path, str]) -> None:
    inputs = re.findall(r"\\input\{([^}]+)\}", MAIN)
    files = [PAPER / f"{name}.tex" for name in inputs]
    assert len(set(inputs)) == len(inputs)
    assert set(files) == set(made)
    labels = re.findall(r"\\label\{([^}]+)\}", MAIN + "".join(path.read_text("utf-8") for path in files))
    assert len(set(labels)) == len(labels)
    assert set(re.findall(r"\\ref\{([^}]+)\}", MAIN)) == set(labels)


def test_every_citation_is_in_the_bibliography() -> None:
    (folder,) = re.findall(r"\\bibliography\{([^}]+)\}", MAIN)
    listed = (PAPER / f"{folder}.bib").resolve()
    assert listed == ROOT / "models" / "references.bib"
    known = set(re.findall(r"@\w+\{([^,\s]+),", listed.read_text("utf-8")))
    cited = {key for keys in re.findall(r"\\cite[tp]?\{([^}]+)\}", MAIN) for key in keys.split(",")}
    assert cited
    assert cited <= known


def test_prose_holds_no_numbers_of_its_own() -> None:
    body = MAIN.partition(r"\section{Question}")[2].partition(r"\bibliographystyle")[0]
    formal = r"\\(?:cite[tp]|ref|input)\{[^}]*\}|\$[^$]*\$|\\begin\{equation\}.*?\\end\{equation\}|D1"
    words = re.sub(formal, "", body, flags=re.DOTALL)
    assert not re.findall(r"\d+", words)
