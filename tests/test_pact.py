"""Terms, pacts and worlds: no evidence is lost, every number has a range and a source, mistakes get advice."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import pickle
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.evidence import table
from deterrence.pact import Pact, load_pact, load_vocabulary, load_worlds, pacts, vocabulary, worlds

FIELDS = """
obligation_type obligation_strength reciprocity trigger_clarity trigger_threshold scope adversary_named conditions
automaticity consultation_duty decision_delay joint_organ basing_right forward_troops prepositioning|access
interoperability intelligence_sharing cost_share effort_benchmark benchmark_penalty technology_access instrument
constitutional_clause veto_players initial_term_years|notice_months review_clause domains nonmilitary_aims
n_parties|aggregation
"""
# agreements whose facts are kept in the file of the pact they belong to
PART_OF = {
    "usa-philippines-vfa-1998": ("usa-philippines-1951", "vfa_1998_"),
    "usa-philippines-edca-2014": ("usa-philippines-1951", "edca_2014_"),
}


# -- the vocabulary --------------------------------------------------------------------------------------------------


def test_the_vocabulary_holds_its_29_fields() -> None:
    fields = FIELDS.split()
    assert len(fields) == 29
    assert list(vocabulary()) == [name for one in fields for name in one.split("|")]
    symbols = [term.symbol for term in vocabulary().values()]
    assert len(set(symbols)) == len(symbols)


@pytest.mark.parametrize("name", list(vocabulary()))
def test_a_term_is_declared_in_full(name: str) -> None:
    term = vocabulary()[name]
    assert term.name == name
    assert term.meaning
    assert term.unit
    assert term.rubric
    assert term.group
    if term.kind == "text":
        assert term.values
        assert term.unit == "text"
    else:
        assert term.low <= term.no_pact <= term.high
        assert term.low < term.high
        assert not term.values


def test_no_pact_promises_nothing() -> None:
    for name in ("obligation_strength", "trigger_clarity", "automaticity", "basing_right", "consultation_duty"):
        assert vocabulary()[name].no_pact == 0


# -- the pacts -------------------------------------------------------------------------------------------------------


def test_the_shipped_pacts() -> None:
    assert len(pacts()) == 23
    assert [name for name, pact in pacts().items() if pact.kind == "capability"] == [
        "aukus-2021",
        "japan-australia-raa-2022",
        "usa-uk-nuclear",
    ]
    assert list(pacts()) == sorted(pacts())
    assert not set(pacts()) & set(vocabulary())


def test_no_row_of_the_treaty_facts_is_lost() -> None:
    for row in table("treaty_facts").rows:
        name, prefix = PART_OF.get(str(row["pact"]), (str(row["pact"]), ""))
        fact = pacts()[name].facts[f"{prefix}{row['field']}"]
        found = (fact.value, fact.article, fact.source, fact.status, fact.note)
        assert found == tuple(row[key] for key in ("value", "article", "source", "status", "note")), row


def test_no_row_of_the_codings_is_lost() -> None:
    for row in table("pact_coding").rows:
        pact, term = pacts()[str(row["pact"])], str(row["term"])
        words = tuple(row[key] for key in ("basis", "article", "source", "status"))
        if row["mid"] is None:  # a fact that no number states
            fact = pact.facts[term]
            assert (fact.value, fact.article, fact.source, fact.status) == words
            assert term not in pact.terms
            continue
        coding = pact.terms[term]
        assert (coding.lo, coding.mid, coding.hi) == (row["lo"], row["mid"], row["hi"]), row
        assert coding.kind == row["kind"]
        assert (coding.basis, coding.article, coding.source, coding.status) == words


@pytest.mark.parametrize("name", list(pacts()))
def test_a_pact_says_where_everything_comes_from(name: str) -> None:
    pact = pacts()[name]
    for fact in pact.facts.values():
        assert fact.source
        assert not fact.source.startswith("memory") or fact.status == "unverified"
    for coding in pact.terms.values():
        assert coding.basis
        assert coding.source
        if coding.source == "memory":
            assert coding.status == "unverified"
    assert pact.happened.endswith(".")
    if "memory" in pact.happened_source or not pact.happened_source:
        assert pact.happened_status == "unverified"
    said = " ".join(f"{fact.value} {fact.article}" for fact in pact.facts.values())
    for date in (pact.signed, pact.in_force, pact.ended):
        assert date is None or date.isoformat() in said, f"no fact says {date}"


def test_clarity_is_the_sum_that_the_rubric_says() -> None:
    weights = {"event": 30, "scope": 25, "objects": 15, "decider": 15, "uncontested": 15}
    seen = 0
    for pact in pacts().values():
        if "trigger_clarity" not in pact.terms:
            continue
        coding = pact.terms["trigger_clarity"]
        parts = dict(re.findall(r"(\w+) ([\d.]+)", coding.basis.partition(":")[0]))
        assert set(parts) == set(weights)
        total = sum(Fraction(weights[part], 100) * Fraction(value) for part, value in parts.items())
        assert abs(total - coding.mid) <= Fraction(1, 100), pact.name
        seen += 1
    assert seen == 20


def test_automaticity_is_what_the_deductions_leave() -> None:
    for pact in pacts().values():
        coding = pact.terms.get("automaticity")
        if coding is None or coding.basis.startswith("the coding sheet"):
            continue
        words = coding.basis.partition(";")[0]
        assert coding.mid == 1 - sum(map(Fraction, re.findall(r"0\.\d+", words))), pact.name


def test_words_are_kept_where_a_number_would_be_a_guess() -> None:
    pact = pacts()["prc-dprk-1961"]
    assert pact.facts["notice_months"].value == "none: ends only by mutual consent"
    assert pact.interval("notice_months") == (0, 60, False)


def test_the_slip_about_anzus_is_noted() -> None:
    pact = pacts()["anzus-1951"]
    assert pact.parties == ("USA", "AUS", "NZL")
    assert any("trilateral from 1951" in note and "1986" in note for note in pact.notes)


def test_intervals_and_ends() -> None:
    pact = pacts()["nato-1949"]
    assert pact.interval("automaticity") == (Fraction(7, 20), Fraction(17, 20), True)
    assert [pact.value("automaticity", end) for end in ("lo", "mid", "hi")] == [
        Fraction(7, 20),
        Fraction(1, 2),
        Fraction(17, 20),
    ]
    assert pact.value("automaticity") == Fraction(1, 2)
    assert pact.interval("scope") == (0, 1, False)  # scenario: the whole range
    assert [pact.value("scope", end) for end in ("lo", "mid", "hi")] == [0, Fraction(1, 2), 1]


@pytest.mark.parametrize(
    ("ask", "advice"),
    [
        (lambda pact: pact.value("automatcity"), "did you mean 'automaticity'?"),
        (lambda pact: pact.value("automaticity", "low"), "did you mean 'lo'?"),
        (lambda pact: pact.interval("domains"), "look it up in the facts"),
    ],
)
def test_asking_for_what_is_not_there(ask: Callable[[Pact], object], advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        ask(pacts()["nato-1949"])
    assert caught.value.advice == advice


def test_pacts_and_worlds_are_values() -> None:
    pact, world = pacts()["usa-japan-1960"], worlds()["low-stakes"]
    assert load_pact(data_folder() / "pacts" / "usa-japan-1960.toml") == pact
    for one in (pact, world, vocabulary()["scope"]):
        assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
        assert hash(one) == hash(copy.deepcopy(one))
    with pytest.raises(dataclasses.FrozenInstanceError):
        pact.name = "x"  # type: ignore[misc]
    assert pact.signed == datetime.date(1960, 1, 19)


# -- the worlds ------------------------------------------------------------------------------------------------------


def test_worlds_are_named_justified_and_complete() -> None:
    assert 6 <= len(worlds()) <= 9
    names = list(worlds()["baseline"].values)
    for name, world in worlds().items():
        assert world.name == name
        assert world.meaning
        assert world.because
        assert world.source
        assert list(world.values) == names
        assert bool(world.differs) == (name != "baseline")
    assert worlds()["no-audience-cost"].values["breach_cost"] == 0


@pytest.mark.parametrize("name", list(worlds()))
def test_a_world_keeps_the_standing_conditions(name: str) -> None:
    v = worlds()[name].values
    for share in (Fraction(3, 5), Fraction(4, 5), Fraction(1)):  # linear in w, so its ends decide
        war = v["prize"] * v["balance"] * share - v["war_cost_hard"]
        assert -v["backdown_cost"] < war < 0
    assert v["prize"] * v["balance"] - v["war_cost_soft"] < -v["backdown_cost"]
    assert -v["stake"] * v["balance"] - v["fight_cost_hard"] > -v["stake"]
    assert v["fight_cost_hard"] < v["fight_cost_soft"]
    assert v["crisis_cost"] < v["fight_cost_hard"]
    assert 0 < v["p_C"] < 1
    assert 0 < v["p_D"] < 1
    assert 0 < v["balance"] < 1


# -- mistakes --------------------------------------------------------------------------------------------------------

GOOD = """format = 1
name = "mine"
title = "A pact"
kind = "defence"
parties = ["USA", "JPN"]
signed = 2001-02-03
happened = "Still in force."
happened_status = "unverified"

[facts]
domains = { value = "nuclear, cyber", article = "", source = "text", status = "verified" }

[terms.obligation_strength]
value = [0.4, "1/2", 0.6]
kind = "judgement"
basis = "anchor"
article = "V"
source = "text"
status = "verified"

[terms.n_parties]
value = [2, 2, 2]
kind = "fact"
basis = "two"
article = ""
source = "text"
status = "coded"
"""


def _load(folder: Path, text: str) -> Pact:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return load_pact(path)


def test_a_users_own_pact_loads(tmp_path: Path) -> None:
    pact = _load(tmp_path, GOOD)
    assert pact.value("obligation_strength") == Fraction(1, 2)
    assert pact.in_force is None
    assert pact.notes == ()


MISTAKES = [
    ("title =", "titel =", "titel", "a pact has no key 'titel'", "did you mean 'title'?"),
    ('title = "A pact"\n', "", "title", "a pact lacks the key 'title'", "add a line: title = ..."),
    ("format = 1", "format = 2", "format", "the format of this file is not known", "write format = 1"),
    ("format = 1", "format = true", "format", "the format of this file is not known", "write format = 1"),
    ('"mine"', '"yours"', "name", "this pact is named 'yours' and its file 'mine'", 'write name = "mine"'),
    ('"defence"', '"defense"', "kind", "'defense' is no kind", "did you mean 'defence'?"),
    (
        '"JPN"',
        '"Japan"',
        "parties",
        "'Japan' is no code of a state",
        'write ISO codes of three capitals: ["USA", "JPN"]',
    ),
    ('"JPN"', '"USA"', "parties", "a pact has two parties or more, each once", 'write ["USA", "JPN"]'),
    ('["USA", "JPN"]', '"USA"', "parties", "parties is a list of texts", 'write ["...", "..."]'),
    ("2001-02-03", '"2001-02-03"', "signed", "signed is a date", "write year-month-day without quotes: 1960-01-19"),
    ("2001-02-03", "2001-02-03\nended = 1999-01-01", "ended", "ended lies before signed", "check both dates"),
    ('"Still in force."', '""', "happened", "happened is empty", "say what it is"),
    ('"Still in force."', "3", "happened", "happened is text", 'write it in quotes: "..."'),
    (
        '_status = "unverified"',
        '_status = "verifed"',
        "happened_status",
        "'verifed' is no happened_status",
        "did you mean 'verified'?",
    ),
    (
        '_status = "unverified"',
        '_status = "verified"',
        "happened_source",
        "'verified' needs a source",
        "name it, or write unverified",
    ),
    (
        "nuclear, cyber",
        "nuclear, ciber",
        "facts.domains.value",
        "'ciber' is no word of the term domains",
        "did you mean 'cyber'?",
    ),
    (
        'value = "nuclear',
        'valeu = "nuclear',
        "facts.domains.valeu",
        "a fact has no key 'valeu'",
        "did you mean 'value'?",
    ),
    (
        "obligation_strength",
        "obligation_strenght",
        "terms.obligation_strenght",
        "'obligation_strenght' is not a term",
        "did you mean 'obligation_strength'?",
    ),
    (
        "obligation_strength",
        "obligation_type",
        "terms.obligation_type",
        "'obligation_type' is a term in words",
        "move it to facts: obligation_type = { value = ... }",
    ),
    ("[0.4,", "[0.55,", "terms.obligation_strength.value", "lo, mid and hi are not in order", "write the lowest first"),
    (
        "0.6]",
        "1.6]",
        "terms.obligation_strength.value",
        "this is outside the range of obligation_strength",
        "write numbers from 0 to 1 (share)",
    ),
    (
        '[0.4, "1/2", 0.6]',
        "0.5",
        "terms.obligation_strength.value",
        "a coding is three numbers: lo, mid, hi",
        "write value = [0.4, 0.5, 0.6]",
    ),
    ('"1/2"', "true", "terms.obligation_strength.value", "True is not a number", "write 1"),
    (
        '"judgement"',
        '"judgment"',
        "terms.obligation_strength.kind",
        "'judgment' is no kind",
        "did you mean 'judgement'?",
    ),
    (
        '"judgement"',
        '"fact"',
        "terms.obligation_strength.kind",
        "a fact is one number",
        'write it three times, or kind = "judgement"',
    ),
    ('basis = "anchor"', 'basis = ""', "terms.obligation_strength.basis", "basis is empty", "say what it is"),
    (
        'article = "V"\n',
        "",
        "terms.obligation_strength.article",
        "a coding lacks the key 'article'",
        "add a line: article = ...",
    ),
    ('status = "coded"', 'status = "code"', "terms.n_parties.status", "'code' is no status", "did you mean 'coded'?"),
]


@pytest.mark.parametrize(("old", "new", "key", "message", "advice"), MISTAKES, ids=[m[3][:60] for m in MISTAKES])
def test_a_mistake_in_a_pact_names_file_key_and_fix(
    tmp_path: Path, old: str, new: str, key: str, message: str, advice: str
) -> None:
    assert old in GOOD
    with pytest.raises(ModelError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))
    error = caught.value
    assert (error.message, error.key, error.advice) == (message, key, advice)
    assert error.file == str(tmp_path / "mine.toml")


@pytest.mark.parametrize("section", ["facts = 3", 'facts = ""', "terms = []", "terms = { n_parties = 2 }"])
def test_a_section_that_is_no_table(tmp_path: Path, section: str) -> None:
    with pytest.raises(ModelError, match="is a table"):
        _load(tmp_path, f"{section}\n{GOOD.partition('[facts]')[0]}")


TERM = """format = 1
[terms.mine]
group = "g"
symbol = "x"
meaning = "m"
unit = "share"
kind = "fact"
rubric = "r"
range = [0, 1]
no_pact = 0
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("range = [0, 1]", "range = [1, 0]", "this range is empty"),
        ("range = [0, 1]", "range = [0]", "a range is two numbers"),
        ("range = [0, 1]\n", "", "a term lacks the key 'range'"),
        ("no_pact = 0", "no_pact = 2", "the value for no pact lies outside the range"),
        ("no_pact", "nopact", "a term has no key 'nopact'"),
        ('"fact"', '"facts"', "'facts' is no kind"),
        ('"fact"', '"text"', "a term has no key 'range'"),
        ("terms.mine", "terms.Mine", "'Mine' is no name for a term"),
        ("format = 1", "", "a vocabulary lacks the key 'format'"),
    ],
)
def test_a_mistake_in_the_vocabulary(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(TERM)
    assert list(load_vocabulary(path)) == ["mine"]
    path.write_text(TERM.replace(old, new, 1))
    with pytest.raises(ModelError, match=re.escape(message)):
        load_vocabulary(path)


WORLDS = """format = 1
[worlds.baseline]
meaning = "m"
because = "b"
values = { stake = 1, prize = "1/2" }
[worlds.other]
meaning = "m"
because = "b"
values = { stake = 2 }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stake = 2", "stakes = 2", "the baseline has no 'stakes'"),
        ("stake = 2", "stake = inf", "inf is not a number"),
        ("stake = 2", 'stake = "two"', "'two' is not a number"),
        ("worlds.baseline", "worlds.first", "the first world is not the baseline"),
        ('because = "b"\n', "", "a world lacks the key 'because'"),
        ("values = { stake = 2 }", "values = 2", "the values of a world is a table"),
    ],
)
def test_a_mistake_in_the_worlds(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "worlds.toml"
    path.write_text(WORLDS)
    assert load_worlds(path)["other"].values == {"stake": 2, "prize": Fraction(1, 2)}
    path.write_text(WORLDS.replace(old, new, 1))
    with pytest.raises(ModelError, match=re.escape(message)):
        load_worlds(path)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_pact_gives_our_error_or_a_pact(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any stretch of a pact file replaced by any text."""
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    piece = data.draw(
        st.one_of(st.text(max_size=12), st.sampled_from(["{", "[", '"', "=", "1e9999", "\n[terms]\n", "nan", "-1"]))
    )
    try:
        _load(tmp_path_factory.getbasetemp(), GOOD[:start] + piece + GOOD[end:])
    except ModelError as error:
        complete = bool(error.message and error.file)
        assert complete, repr(error)  # noqa: PT017
