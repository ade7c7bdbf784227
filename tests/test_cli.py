"""Every command in every format, every ending, and what hostile words and early readers do to it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import program
from deterrence.cli.options import replace
from deterrence.solvers import CONCEPTS

ROOT = Path(__file__).parent.parent
FORMATS = ("text", "markdown", "latex", "csv", "json")

# a small game with a claim that holds, to be broken in several ways
SMALL = """
format = 1
form = "extensive"
title = "A small game"
status = "in the spirit of"
players = ["Challenger", "Defender"]
[parameters]
v = { range = [0, 10], default = 1, meaning = "value of the prize", unit = "utility" }
c = { range = [0, 10], default = 2, meaning = "cost of war", unit = "utility" }
[moves]
"" = { player = "Challenger", actions = ["hold", "attack"] }
"attack" = { player = "Defender", actions = ["abandon", "defend"] }
[payoffs]
"hold" = { Challenger = "0", Defender = "0" }
"attack abandon" = { Challenger = "v", Defender = "-1" }
"attack defend" = { Challenger = "v - c", Defender = "-1/2" }
[events]
challenge = ["attack"]
[measures]
"P(challenge)" = "challenge"
[deters]
event = "challenge"
[[claims]]
says = "A war that costs more than the prize deters"
where = ["v < c"]
expect = { "P(challenge)" = "0" }
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.toml"
    file.write_text(SMALL, "utf-8")
    return file


# -- formats ---------------------------------------------------------------------------------------------------------

COMMANDS = {
    "list": ("list",),
    "list-worlds": ("list", "worlds"),
    "show-model": ("show", "unilateral-deterrence"),
    "show-provision": ("show", "joint-products"),
    "show-pact": ("show", "nato-1949"),
    "show-capability-pact": ("show", "aukus-2021"),
    "show-term": ("show", "trigger_clarity"),
    "show-term-in-words": ("show", "obligation_type"),
    "show-world": ("show", "low-stakes"),
    "check-model": ("check", "tripwire", "--points", "2"),
    "check-pact": ("check", "usa-rok-1953"),
    "solve-signaling": ("solve", "unilateral-deterrence", "--pact", "nato-1949", "--world", "low-stakes"),
    "solve-perfect-information": ("solve", "tripwire", "--set", "basing_right=1"),
    "solve-provision": ("solve", "burden-sharing", "--pact", "usa-japan-1960", "--year", "2019"),
    "solve-continuum": ("solve", "joint-products", "--set", "phi=1", "--set", "endowment[Middle]=80"),
    "compare": ("compare", "nato-1949", "aukus-2021"),
    "order": ("compare", "--order", "usa-japan-1951", "usa-japan-1960"),
    "threshold": ("threshold", "unilateral-deterrence", "--pact", "nato-1949"),
    "show-attrition": ("show", "audience-costs"),
    "show-bargaining": ("show", "moral-hazard"),
    "solve-attrition": ("solve", "audience-costs", "--pact", "nato-1949"),
    "solve-bargaining": ("solve", "moral-hazard", "--set", "aid=3/10"),
    "solve-bargaining-indifferent": ("solve", "moral-hazard", "--set", "aid=3/10", "--set", "status_quo_A=201/400"),
    "solve-bargaining-no-crisis": ("solve", "moral-hazard", "--set", "aid=1"),
    "threshold-provision": ("threshold", "burden-sharing"),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_command_in_every_format(words: tuple[str, ...], format: str, run: Run) -> None:
    code, out, err = run(*words, "--format", format)
    assert code == 0
    assert out.endswith("\n")
    assert "Traceback" not in err
    match format:
        case "json":
            assert isinstance(json.loads(out), dict)
        case "csv":
            rows = list(csv.reader(io.StringIO(out)))
            assert len(rows) > 1
            assert len({len(row) for row in rows}) == 1
        case "latex":
            assert out.count(r"\begin{") == out.count(r"\end{") > 0
            assert out.isascii() or not set(out) & set("<>|\u2013")
        case "markdown":
            assert out.startswith(("# ", "**"))
        case "text":
            assert max(map(len, out.splitlines())) <= 160


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_text_fits_the_terminal(width: int, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for words in (("compare", "nato-1949", "aukus-2021"), ("show", "usa-japan-1960"), ("list",)):
        code, out, _ = run(*words)
        assert code == 0
        assert max(map(len, out.splitlines())) <= width


def test_the_numbers_of_a_comparison_are_the_same_in_every_format(run: Run) -> None:
    words = ("compare", "nato-1949")
    row = json.loads(run(*words, "--format", "json")[1])["rows"][0]
    least = row["thresholds"]["p_D"]["mid"]
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv")[1])))
    assert [line["p_D"] for line in table if line["pact"] == "nato-1949"] == [least]
    for format in ("text", "markdown", "latex"):
        assert least in run(*words, "--format", format, "--exact")[1]
    text = run(*words)[1]
    assert text.index("nato-1949: In force") > text.index("What happened")


def test_exact_and_digits(run: Run) -> None:
    words = ("threshold", "unilateral-deterrence", "--pact", "nato-1949")
    assert "58/73" in run(*words, "--exact")[1]
    assert ".7945205479" in run(*words, "--digits", "10")[1]
    assert run(*words, "--digits", "-1")[0] == 2


# -- answers ---------------------------------------------------------------------------------------------------------

HANDBOOK = [
    "c_SQ=0", "c_DC=1", "c_DD_hard=-1/2", "c_CD=-1", "c_DD_soft=-2",
    "d_SQ=1", "d_CD=1/2", "d_DD_hard=-1/5", "d_DC=-1/2", "d_DD_soft=-3/2",
]  # fmt: skip


@pytest.mark.parametrize(
    ("priors", "region", "challenge", "war"),
    [
        (("3/10", "4/5"), "Certain Deterrence", "0", "0"),
        (("3/10", "3/5"), "Separating", "3/10", "9/50"),
        (("7/10", "3/10"), "Attack", "1", "21/100"),
        (("3/10", "3/10"), "Bluff", "3/5", "3/20"),
    ],
)
def test_the_handbooks_four_points(priors: tuple[str, str], region: str, challenge: str, war: str, run: Run) -> None:
    values = [*HANDBOOK, f"p_C={priors[0]}", f"p_D={priors[1]}"]
    options = [word for value in values for word in ("--set", value)]
    code, out, _ = run("solve", "unilateral-deterrence", *options, "--format", "json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["complete"], answer["exact"], answer["certificate"]["holds"]) == (True, True, True)
    assert answer["region"] == region
    refined = answer["refined"]["measures"]
    assert (refined["P(challenge)"]["max"], refined["P(war)"]["min"]) == (challenge, war)
    steadfast = [cell for one in answer["components"] for cell in one["cells"] if cell["d1"]["survives"] is False]
    assert bool(steadfast) == (region != "Certain Deterrence")
    assert all(cell["d1"]["reasons"] for cell in steadfast)
    assert all(cell["regions"] == ["Steadfast Deterrence"] for cell in steadfast)


def test_the_mixed_vertices_of_bluff_are_listed(run: Run) -> None:
    options = [word for value in (*HANDBOOK, "p_C=3/10", "p_D=3/10") for word in ("--set", value)]
    out = run("solve", "unilateral-deterrence", *options, "--exact")[1]
    assert "soft Challenger  start          initiate           3/7" in out
    assert "soft Defender    initiate       deny               2/7" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("threshold", "unilateral-deterrence", "--pact", "aukus-2021"), 3),  # not asked
        (("solve", "unilateral-deterrence", "--pact", "aukus-2021"), 3),
        (("threshold", "unilateral-deterrence", "--set", "breach_cost=0", "--world", "low-stakes"), 0),
        (("threshold", "tripwire", "--of", "tie_cost", "--set", "basing_right=1", "--set", "prize=10"), 0),  # never
        (("compare", "aukus-2021"), 0),  # whatever its rows say
    ],
)
def test_codes_of_answers(words: tuple[str, ...], code: int, run: Run) -> None:
    found, out, _ = run(*words, "--format", "json")
    assert found == code
    data = json.loads(out)
    if words[0] == "threshold":
        assert (data["value"] is None) is (code == 3 or "tie_cost" in words)


def test_every_concept_can_be_asked_for() -> None:
    choice = next(parameter.type for parameter in program.commands["solve"].params if parameter.name == "concept")
    assert list(choice.choices) == list(CONCEPTS)  # written out there, so that --help need not load the solvers


def test_concepts(run: Run) -> None:
    assert json.loads(run("solve", "tripwire", "--format", "json")[1])["concept"] == "subgame-perfect"
    code, out, _ = run("solve", "tripwire", "--concept", "perfect-bayesian", "--format", "json")
    assert (code, json.loads(out)["concept"]) == (0, "perfect-bayesian")
    code, out, err = run("solve", "tripwire", "--concept", "nash")
    assert (code, err) == (0, "")
    assert "rests on an empty threat: after '" in out.replace("\n", " ")
    code, out, err = run("solve", "unilateral-deterrence", "--concept", "nash")
    assert (code, out) == (2, "")
    assert "nobody moves after the answer" in err


def test_a_strategic_model(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "chicken.toml"
    file.write_text(
        """
format = 1
form = "strategic"
title = "Chicken"
status = "canonical form"
players = ["Row", "Column"]
[parameters]
c = { range = [2, 10], default = 4, meaning = "cost of a crash", unit = "utility" }
[actions]
Row = ["swerve", "drive"]
Column = ["swerve", "drive"]
[payoffs]
"swerve swerve" = { Row = "0", Column = "0" }
"swerve drive" = { Row = "-1", Column = "1" }
"drive swerve" = { Row = "1", Column = "-1" }
"drive drive" = { Row = "-c", Column = "-c" }
[events]
crash = ["drive drive"]
[measures]
"P(crash)" = "crash"
""",
        "utf-8",
    )
    code, out, _ = run("solve", str(file), "--exact")
    assert code == 0
    assert "Component 2 of 3: one equilibrium" in out
    assert re.search(r"P\(crash\) +\[0, 1/16\]", out)
    answer = json.loads(run("solve", str(file), "--format", "json")[1])
    assert answer["measures"]["P(crash)"]["max"] == "1/16"
    assert answer["extreme"][1]["strategies"] == [{"swerve": "3/4", "drive": "1/4"}] * 2
    assert re.search("swerve +0, 0 +-1, 1", run("show", str(file))[1])
    assert run("compare", "nato-1949", "--model", str(file))[0] == 0


def test_order_leads_to_both_kinds_of_rows(run: Run) -> None:
    data = json.loads(run("compare", "--order", "usa-japan-1951", "usa-japan-1960", "--format", "json")[1])
    assert len(data["rankings"]) + len(data["not_comparable"]) == 1


# -- a user's own files ----------------------------------------------------------------------------------------------


def test_check_says_what_a_file_is(run: Run, small: Path, tmp_path: Path) -> None:
    code, out, err = run("check", str(small))
    assert (code, err) == (0, "")
    assert "a model: extensive game" in out
    assert "1 of 1 claims hold" in out
    pact = ROOT / "models" / "pacts" / "uk-portugal-1899.toml"
    code, out, _ = run("check", str(pact))
    assert code == 0
    assert "a defence pact" in out


def test_a_false_claim_is_code_1_with_its_counterexample(run: Run, small: Path) -> None:
    small.write_text(SMALL.replace('where = ["v < c"]', 'where = ["v < 2*c"]'), "utf-8")
    code, out, _ = run("check", str(small), "--format", "json")
    claim = json.loads(out)["claims"][0]
    assert (code, claim["holds"]) == (1, False)
    assert claim["counterexample"]["found"] == "P(challenge) is 1, and = 0 was expected"
    values = claim["counterexample"]["values"]
    options = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
    answer = json.loads(run("solve", str(small), *options, "--format", "json")[1])
    assert answer["measures"]["P(challenge)"]["min"] == "1"  # the counterexample can be solved again


def test_too_few_points_is_code_3_and_loud(run: Run, small: Path) -> None:
    small.write_text(SMALL.replace('where = ["v < c"]', 'where = ["v < 0"]'), "utf-8")
    code, out, _ = run("check", str(small))
    assert code == 3
    assert "only 0 of 20 random points" in out


def test_a_bad_file_is_code_2_on_stderr(run: Run, small: Path) -> None:
    small.write_text(SMALL.replace('"v - c"', '"v - cc"'), "utf-8")
    for words in (("check",), ("solve",), ("show",), ("threshold",)):
        code, out, err = run(*words, str(small))
        assert (code, out) == (2, "")
        assert str(small) in err
        assert "did you mean c?" in err


def test_own_models_and_pacts_go_everywhere(run: Run, small: Path, tmp_path: Path) -> None:
    pact = tmp_path / "my-pact.toml"
    pact.write_text(
        'format = 1\nname = "my-pact"\ntitle = "Mine"\nkind = "defence"\nparties = ["USA", "JPN"]\n'
        'signed = 2030-01-01\nhappened = "Nothing yet."\nhappened_status = "unverified"\n',
        "utf-8",
    )
    code, out, _ = run("compare", str(pact), "nato-1949", "--model", str(small), "--format", "json")
    assert code == 0
    assert [row["pact"] for row in json.loads(out)["rows"]] == ["my-pact", "nato-1949"]
    assert "UNVERIFIED" in run("show", str(pact))[1]
    assert run("solve", "unilateral-deterrence", "--pact", str(pact))[0] == 0
    code, _, err = run("solve", str(pact))
    assert code == 2
    assert "--pact" in err
    code, _, err = run("solve", str(small), "--pact", str(small))
    assert code == 2
    assert "a pact was expected" in err


# -- usage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("solv", "tripwire"), "did you mean 'solve'?"),
        (("solve",), "Missing argument 'MODEL'"),
        (("solve", "unilateral-deterence"), "did you mean 'unilateral-deterrence'?"),
        (("solve", "tripwire.toml"), "No such file or directory\n  --> tripwire.toml"),
        (("solve", "tripwire", "--world", "base-line"), "did you mean 'baseline'?"),
        (("solve", "tripwire", "--pact", "nato"), "did you mean 'nato-1949'?"),
        (("solve", "tripwire", "--set", "prize"), "write NAME=VALUE"),
        (("solve", "tripwire", "--set", "prize=ten"), "--set 'prize=ten'"),
        (("solve", "tripwire", "--set", "prize=1", "--set", "prize=2"), "set twice"),
        (("solve", "tripwire", "--set", "price=1"), "did you mean 'prize'?"),
        (("solve", "tripwire", "--set", "prize=11"), "outside its range"),
        (("solve", "tripwire", "--set", "prize=0"), "assumption"),
        (("solve", "tripwire", "--format", "yaml"), "'yaml' is not one of"),
        (("compare", "natto-1949"), "did you mean 'nato-1949'?"),
        (("compare", "--set", "prise=1"), "did you mean 'prize'?"),
        (("compare", "--world", "x"), "the declared worlds are"),
        (("threshold", "tripwire", "--of", "tie_costs"), "did you mean 'tie_cost'?"),
        (("threshold", "tripwire"), "'p_D' is not a parameter"),
        (("show", "nato-1948"), "did you mean 'nato-1949'?"),
        (("check", "nothing.toml"), "No such file or directory\n  --> nothing.toml"),
        (("list", "pact"), "'pact' is not one of"),
    ],
)
def test_usage(words: tuple[str, ...], says: str, run: Run) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) < 12


@pytest.mark.parametrize("name", ["\x1b[2J", "../" * 40, "a" * 5000, "nato-1949\n", "$(id)", "'; --", "\u202eabc", "-"])
def test_hostile_names(name: str, run: Run) -> None:
    for words in (
        ("show", name),
        ("solve", name),
        ("compare", name),
        ("check", name),
        ("solve", "tripwire", "--set", name),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
        assert "\x1b" not in err
        assert "\u202e" not in err
        assert len(err) < 2000


# -- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_its_suffix_says_how(run: Run, tmp_path: Path) -> None:
    for suffix, start in (
        (".json", "{"),
        (".csv", "name,"),
        (".md", "**Models**"),
        (".tex", r"\begin{table}"),
        (".txt", "What"),
    ):
        file = tmp_path / f"models{suffix}"
        code, out, err = run("list", "models", "-o", str(file))
        assert (code, out, err) == (0, "", "")
        assert file.read_text("utf-8").startswith(start)
    code, _, _ = run("list", "models", "-o", str(tmp_path / "x.json"), "--format", "csv")
    assert (tmp_path / "x.json").read_text("utf-8").startswith("name,")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_dash_is_stdout(run: Run) -> None:
    code, out, _ = run("list", "models", "-o", "-")
    assert code == 0
    assert out.startswith("What ships")


def test_an_old_file_survives_a_failure_and_keeps_its_mode(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "old.txt"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    run("solve", "nothing", "-o", str(file))
    assert file.read_text("utf-8") == "old"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            replace(file, "new")
    assert file.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]
    link = tmp_path / "link.txt"
    link.symlink_to(file)
    assert run("list", "models", "-o", str(link))[0] == 0
    assert link.is_symlink()
    assert file.read_text("utf-8").startswith("What ships")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_what_was_read_is_not_written_over(run: Run, small: Path, tmp_path: Path) -> None:
    for words in (("show", str(small)), ("solve", str(small)), ("check", str(small))):
        code, _, err = run(*words, "-o", str(small))
        assert code == 2
        assert "write over" in err
        assert small.read_text("utf-8") == SMALL
    code, _, err = run("list", "-o", str(tmp_path))
    assert code == 2
    assert "is a folder" in err
    code, _, err = run("list", "-o", str(tmp_path / "no" / "x.txt"))
    assert code == 2
    assert "there is no folder" in err


# -- the whole process -----------------------------------------------------------------------------------------------


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deterrence", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("words", [(), *((name,) for name in program.commands)], ids=lambda words: " ".join(words))
def test_help_is_on_stdout(words: tuple[str, ...]) -> None:
    """How soon is measured by benchmarks/start_up.py."""
    done = process(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: deterrence")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from deterrence.cli import main; main(['--help']); main(['solve', '--help']); "
        "print(sorted({'numpy', 'sympy', 'z3', 'flint', 'pydantic', 'scipy', 'pandas', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.endswith("[]\n")


def test_version_and_codes_of_the_process() -> None:
    assert process("--version").stdout == "deterrence 0.1.0\n"
    assert process("threshold", "unilateral-deterrence", "--pact", "aukus-2021").returncode == 3
    done = process("show", "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: nothing is called 'nothing'")


def test_click_itself_finds_the_commands() -> None:
    done = CliRunner().invoke(program, ["list", "models"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "unilateral-deterrence" in done.stdout
    assert CliRunner().invoke(program, ["nothing"]).exit_code == 2


def test_no_colour_and_one_document_on_stdout() -> None:
    done = process("compare", "nato-1949", "--format", "json", NO_COLOR="1")
    assert "\x1b" not in done.stdout + done.stderr
    assert json.loads(done.stdout)["rows"][0]["pact"] == "nato-1949"


@pytest.mark.parametrize("words", [("show", "unilateral-deterrence"), ("list",)])
def test_a_reader_that_leaves_early(words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "deterrence", *words], stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


# -- golden ----------------------------------------------------------------------------------------------------------

GOLDEN = {
    "show-unilateral-deterrence.txt": ("show", "unilateral-deterrence"),
    "show-tripwire.txt": ("show", "tripwire"),
    "show-tripwire.tex": ("show", "tripwire", "--format", "latex"),
    "show-tripwire.md": ("show", "tripwire", "--format", "markdown"),
    "show-burden-sharing.txt": ("show", "burden-sharing"),
    "show-joint-products.txt": ("show", "joint-products"),
    "show-usa-japan-1960.txt": ("show", "usa-japan-1960"),
    "solve-unilateral-deterrence.txt": ("solve", "unilateral-deterrence", "--pact", "nato-1949"),
    "solve-tripwire.txt": ("solve", "tripwire", "--set", "basing_right=1"),
    "solve-tripwire.json": ("solve", "tripwire", "--set", "basing_right=1", "--format", "json"),
    "solve-burden-sharing.txt": ("solve", "burden-sharing"),
    "solve-joint-products.txt": ("solve", "joint-products"),
    "solve-weakest-link.txt": ("solve", "weakest-link", "--set", "basing_right=1"),
    "solve-best-shot.txt": ("solve", "best-shot"),
    "show-benchmark-penalty.txt": ("show", "benchmark-penalty"),
    "solve-hub-and-spoke.txt": ("solve", "hub-and-spoke"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str, run: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, err = run(*GOLDEN[name])
    assert (code, err) == (0, "")
    golden(f"cli/{name}", out)
