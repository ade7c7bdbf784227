"""The ledger of claims: its file names what exists, nothing that is decided gets lost, and a cache never lies."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from deterrence.catalogue import load
from deterrence.claims import STATUSES, Decided, chosen, claims, decide, decided_together, load_ledger, shipped_ledger
from deterrence.claims import cache as kept
from deterrence.claims.answer import Answer, Point, points_of, read_answer
from deterrence.claims.entries import SEED
from deterrence.errors import ModelError, SolverError
from deterrence.evidence import table
from deterrence.model import Model
from deterrence.prove.second import PRODUCTS, Second
from deterrence.report.document import write
from deterrence.report.ledger import ledger_document, ledger_table, point_words

SEEDS = {"S0": 70, "S1": 66}  # sentences of the two seed documents


CONFIRMED = Second(3, 2, PRODUCTS)


@dataclass(frozen=True)
class Witness:
    """A stand-in for the witness of a proof."""

    values: dict[str, Fraction]
    left: str = ""
    right: str = ""
    other: Any = None
    holds: bool = False

    @property
    def everything(self) -> Mapping[str, Fraction]:
        return defaultdict(Fraction, self.values)


@dataclass(frozen=True)
class Proof:
    """A stand-in for a proof."""

    status: str
    statement: str = "a statement"
    region: str = ""
    counterexample: Witness | None = None
    witnesses: tuple[Witness, ...] = ()
    reason: str = "because"
    tested: int = 1000
    second: Second = CONFIRMED


@dataclass
class Prover:
    """Answers in order, and remembers what it was asked."""

    answers: list[Any]
    asked: list[tuple[str, list[str], dict[str, Any]]] = field(default_factory=list)

    def __call__(self, model: Model, proposition: str, where: list[str], **options: Any) -> Any:
        self.asked.append((proposition, where, options))
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


HERE = Witness({"technology_access": Fraction(1, 2), "cross": Fraction(-1)}, "0", "1")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.FOLDER, str(tmp_path / "kept"))


def one(name: str, prover: Prover, **options: Any) -> Decided:
    ((id, topic, stated),) = [entry for entry in chosen([name]) if entry[0] == name]
    return decide(id, topic, stated, prove=prover, **options)


# -- the file that ships ---------------------------------------------------------------------------------------------


def test_every_proposition_of_the_seeds_stands_beside_its_rival() -> None:
    ledger = shipped_ledger()
    assert list(ledger.claims) == [f"P{k}" for k in range(1, 21)]
    assert list(ledger.stated()) == [f"{side}{k}" for k in range(1, 21) for side in "PR"]
    for name, (_, stated) in ledger.stated().items():
        assert stated.seeds, name
        for seed in stated.seeds:
            assert SEED.fullmatch(seed)
            assert 1 <= int(seed[3:]) <= SEEDS[seed[:2]], seed
        model = load(stated.model)
        assert isinstance(model, Model)
        known = {*model.parameters, *model.terms, *model.define}
        assert {*stated.over, *stated.at, *stated.within} <= known, name
        assert not {*stated.over} & {*stated.at}, name
    assert all(claim.proposition != claim.rival.proposition or claim.at != claim.rival.at
               for claim in ledger.claims.values())  # fmt: skip


def test_a_claim_brings_its_rival_and_a_rival_comes_alone() -> None:
    assert [name for name, _, _ in chosen(["P8"])] == ["P8", "R8"]
    assert [name for name, _, _ in chosen(["R8", "P2"])] == ["P2", "R2", "R8"]
    assert len(chosen()) == 40
    with pytest.raises(ModelError, match="no claim is called 'P88'") as problem:
        chosen(["P88"])
    assert problem.value.advice == "did you mean 'P8'?"


BROKEN = {
    "no model is called 'tripwires'": ('model = "tripwire"', 'model = "tripwires"', "did you mean 'tripwire'?"),
    "'S0/30' is no id of a seed sentence": ('"S0-30"', '"S0/30"', "write S0-61 or S1-07"),
    "'E99' is no row of the evidence": ("E21 =", "E99 =", "did you mean 'E"),
    "'Q7' is no id of a claim": ("claims.P7", "claims.Q7", "write P and a number"),
    "the format of this file is not known": ("format = 1", "format = 2", "write format = 1"),
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_mistake_in_the_file_is_named_with_what_would_be_right(message: str, tmp_path: Path) -> None:
    whole = """format = 1
[claims.P7]
topic = "Bases"
says = "They deter"
seeds = ["S0-30"]
model = "tripwire"
proposition = 'most "P(challenge)" = 0'
evidence = { E21 = "for" }
[claims.P7.rival]
says = "They do not"
seeds = ["S1-15"]
model = "theatres"
proposition = 'most "P(challenge)" = 1'
"""
    path = tmp_path / "own.toml"
    path.write_text(whole, "utf-8")
    assert list(load_ledger(path).stated()) == ["P7", "R7"]
    right, wrong, advice = BROKEN[message]
    assert right in whole
    path.write_text(whole.replace(right, wrong), "utf-8")
    with pytest.raises(ModelError) as problem:
        load_ledger(path)
    assert problem.value.message == message
    assert problem.value.file == str(path)
    assert advice in (problem.value.advice or "")


def test_a_side_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('format = 1\n[claims.P1]\ntopic = "t"\nsays = "s"\nevidence = { E01 = "pro" }\n', "utf-8")
    with pytest.raises(ModelError):
        load_ledger(path)


# -- what is decided -------------------------------------------------------------------------------------------------


def test_the_prover_is_asked_what_the_file_says() -> None:
    prover = Prover([Proof("proved")])
    found = one("R19", prover)
    assert found.status == "proved"
    assert found.evidence == ()
    ((proposition, where, options),) = prover.asked
    stated = shipped_ledger().claims["P19"].rival
    assert (proposition, where) == (stated.proposition, ["value_weight > 0"])
    assert options["over"] == list(stated.over)
    assert (options["world"], options["pact"], options["at"]) == (None, None, None)


def test_a_counterexample_is_a_concrete_pact_in_a_world() -> None:
    found = one("P16", Prover([Proof("refuted", counterexample=Witness(
        {"basing_right": Fraction(1), "window": Fraction(1, 2), "threat": Fraction(1, 4)}, "0", "1/2"))]))  # fmt: skip
    (point,) = found.answer.counterexample
    assert point.pact == {"obligation_strength": "0", "automaticity": "0", "basing_right": "1"}
    assert point.world == {"window": "1/2", "threat": "1/4"}
    assert (point.shows, point.holds) == ("0 against 1/2", False)
    words = point_words(Point({"basing_right": "1"}, {"window": "1/2"}, "0 against 1/2", holds=False))
    assert words == "a pact with basing_right = 1, in a world with window = 1/2: 0 against 1/2"


def test_two_points_of_a_monotone_statement_stay_two() -> None:
    after = {"technology_access": Fraction(1), "cross": Fraction(-1)}
    model = load("capability-transfer")
    assert isinstance(model, Model)
    witness: Any = Witness(HERE.values, "1", "0", after)
    pair = points_of(witness, model)
    assert [point.pact["technology_access"] for point in pair] == ["1/2", "1"]
    assert [point.shows for point in pair] == ["1", "0"]


def test_what_fails_somewhere_and_is_proved_under_its_condition_is_conditional() -> None:
    prover = Prover([Proof("refuted", counterexample=HERE), Proof("proved", tested=500)])
    found = one("P20", prover)
    assert [where for _, where, _ in prover.asked] == [[], ["cross >= 0"]]
    assert found.status == "conditional"
    assert "cross >= 0" in found.answer.region
    assert found.answer.counterexample[0].world == {"cross": "-1"}
    assert found.answer.tested == 500


@pytest.mark.parametrize("inside", [Proof("unknown"), Proof("refuted"), SolverError("too large")])
def test_a_condition_that_is_not_proved_changes_nothing(inside: Any) -> None:
    found = one("P20", Prover([Proof("refuted", counterexample=HERE), inside]))
    assert found.status == "refuted"
    assert found.answer.region == ""


def test_what_the_solver_refuses_is_unknown_with_the_reason() -> None:
    found = one("R8", Prover([SolverError("too many names vary")]))
    assert (found.status, found.answer.reason) == ("unknown", "too many names vary")


def test_a_proposition_that_cannot_be_read_is_a_mistake_of_the_file() -> None:
    with pytest.raises(ModelError) as problem:
        one("R8", Prover([ModelError("'mst' is not known", key="proposition")]))
    assert problem.value.file == "claim R8"


# -- the cache -------------------------------------------------------------------------------------------------------


def test_a_second_run_asks_nothing_and_says_the_same() -> None:
    first, second = Prover([Proof("refuted", counterexample=HERE)]), Prover([AssertionError("asked again")])
    assert one("R20", first) == one("R20", second)
    assert len(first.asked) == 2
    assert not second.asked


def test_without_the_cache_nothing_is_taken_or_kept() -> None:
    one("R1", Prover([Proof("proved")]), cache=False)
    assert not kept.folder().exists()
    one("R1", Prover([Proof("proved")]))
    assert one("R1", Prover([Proof("refuted")]), cache=False).status == "refuted"
    assert one("R1", Prover([Proof("unknown")])).status == "proved"


@pytest.mark.parametrize("broken", ["", "{", "[]", "null", '{"status": "proved"}', '{"a": ' * 50_000])
def test_a_broken_file_is_ignored_and_written_anew(broken: str) -> None:
    one("R1", Prover([Proof("proved")]))
    (path,) = kept.folder().iterdir()
    path.write_text(broken, "utf-8")
    assert one("R1", Prover([Proof("refuted")])).status == "refuted"
    assert read_answer(json.loads(path.read_bytes())) is not None
    assert one("R1", Prover([AssertionError()])).status == "refuted"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "sure"}, {"tested": "many"}, {"tested": True}, {"witnesses": None}, {"region": 3}, {"more": 1},
        {"counterexample": [{"pact": {"a": 1}, "world": {}, "shows": "", "holds": True}]},
        {"counterexample": [{"pact": {}, "world": {}, "shows": "", "holds": 1}]}, {"counterexample": [{"pact": {}}]},
    ],
)  # fmt: skip
def test_data_of_another_shape_is_no_answer(change: dict[str, Any]) -> None:
    one("R1", Prover([Proof("conditional", counterexample=HERE, witnesses=(HERE,))]))
    (path,) = kept.folder().iterdir()
    whole = json.loads(path.read_bytes())
    assert read_answer(whole) is not None
    assert read_answer({**whole, **change}) is None


def test_the_key_is_the_content() -> None:
    same = kept.key({"a": Fraction(1, 2)})
    assert same == kept.key({"a": Fraction(2, 4)})
    assert same != kept.key({"a": Fraction(1, 3)})
    ((_, _, first), (_, _, second)) = chosen(["P1"])
    both = [decide("P1", "", stated, prove=Prover([Proof("proved")])) for stated in (first, second)]
    assert len(list(kept.folder().iterdir())) == 2
    assert [one.stated.says for one in both] == [first.says, second.says]
    # what is said about a claim is no part of the question
    retold = first.model_copy(update={"says": "other words"})
    assert decide("P1", "", retold, prove=Prover([AssertionError()])).stated.says == "other words"


def test_a_changed_pact_is_another_question(tmp_path: Path) -> None:
    path = tmp_path / "pact.toml"
    path.write_text("a", "utf-8")
    before = kept.key({}, [path])
    path.write_text("b", "utf-8")
    assert kept.key({}, [path]) != before


def test_a_folder_that_cannot_be_written_to_is_no_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv(kept.FOLDER, str(tmp_path / "file" / "below"))
    assert one("R1", Prover([Proof("proved")])).status == "proved"


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(kept.FOLDER)
    monkeypatch.setattr(kept.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept.folder() == tmp_path / "deterrence" / "claims"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert kept.folder() == Path.home() / ".cache" / "deterrence" / "claims"
    monkeypatch.setattr(kept.sys, "platform", "darwin")
    assert kept.folder() == Path.home() / "Library" / "Caches" / "deterrence" / "claims"


# -- what is printed -------------------------------------------------------------------------------------------------


@pytest.fixture
def rows() -> list[Decided]:
    proofs = [Proof("proved"), Proof("refuted", counterexample=HERE), Proof("unknown", reason="too <large>")]
    return [one(name, Prover([proof])) for name, proof in zip(("R12", "R7", "R14"), proofs, strict=True)]


def test_the_data_has_these_keys_and_no_others(rows: list[Decided]) -> None:
    data = json.loads(write(ledger_document(rows), "json"))
    keys = ["id", "seeds", "statement", "status", "region", "counterexample", "witnesses", "evidence"]
    assert [list(entry) for entry in data] == [keys] * len(rows)
    assert (data[0]["id"], data[0]["status"]) == ("R12", "proved")
    assert data[0]["counterexample"] is None
    assert data[1]["counterexample"][0]["pact"] == {"basing_right": "0"}
    assert data[1]["counterexample"][0]["world"] == {"technology_access": "1/2", "cross": "-1"}
    assert [entry["id"] for entry in data[1]["evidence"]] == ["E21", "E22"]
    anchors = {row["id"]: row for row in table("anchors").rows}
    assert all(e["finding"] == anchors[e["id"]]["finding"] for entry in data for e in entry["evidence"])
    assert {entry["status"] for entry in data} <= set(STATUSES)


def test_text_says_all_of_a_claim(rows: list[Decided]) -> None:
    text = write(ledger_document(rows), "text", width=120)
    for part in ("1 proved", "R7. Bases", "Claim: ", "Seeds: S1-15", "Statement: a statement", "Status: refuted",
                 "technology_access = 1/2", "E21, for", "too <large>"):  # fmt: skip
        assert part in text, part


def test_latex_is_the_central_table_alone(rows: list[Decided]) -> None:
    latex = write(ledger_document(rows, "latex"), "latex")
    assert latex.count(r"\begin{table}") == 1
    assert r"\subsection" not in latex
    assert "tab:claims" in latex
    assert r"too \textless{}large\textgreater{}" in latex
    assert ledger_table(rows).rows[0][0] == "R12"


def test_the_command_exits_with_0_whatever_the_answers(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[decide.__module__], "_prover", lambda: Prover([Proof("unknown"), Proof("refuted")]))
    code, out, _ = run("claims", "P8", "--format", "json")
    assert code == 0
    assert [entry["id"] for entry in json.loads(out)] == ["P8", "R8"]
    code, _, err = run("claims", "P0")
    assert code == 2
    assert "no claim is called 'P0'" in err
    assert isinstance(claims(["R8"])[0].answer, Answer)


# -- several processes -----------------------------------------------------------------------------------------------

QUICK = """format = 1
[claims.P1]
topic = "Consultation"
says = "Nobody waits"
seeds = ["S0-29"]
model = "consult-first"
proposition = 'most "P(wait)" = 0'
over = ["no_such_name"]
[claims.P1.rival]
says = "Values decide"
seeds = ["S0-63"]
model = "signing-a-pact"
proposition = 'most "P(pact)" = 2'
over = ["dividend"]
"""


def test_two_processes_say_what_one_says_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(QUICK.replace("no_such_name", "opening").replace("P(wait)", "P(mistaken war)"), "utf-8")
    two = claims([str(path)], cache=False, processes=2)
    assert two == claims([str(path)], cache=False)
    assert [(one.id, one.status) for one in two] == [("P1", two[0].status), ("R1", "refuted")]


def test_what_is_kept_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = chosen(["R1", "R20"])
    first = [decide(*one, prove=Prover([Proof("proved")])) for one in asked]
    monkeypatch.setattr(sys.modules[decided_together.__module__], "_spread", None)
    assert list(decided_together(asked, 2)) == list(enumerate(first))


def test_a_mistake_that_another_process_finds_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(QUICK, "utf-8")
    with pytest.raises(ModelError) as problem:
        claims([str(path)], cache=False, processes=2)
    assert problem.value.file == "claim P1"
    assert not multiprocessing.active_children()
