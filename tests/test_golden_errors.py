"""Broken files, one mistake each: the message is golden, and following its advice makes the file load.

`pytest --regenerate` rewrites the messages.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from deterrence.catalogue import load_file
from deterrence.errors import ModelError

FOLDER = Path(__file__).parent / "golden" / "errors"

# what is wrong in each file, and what its message advises to write instead
FIXES = {
    "misspelt-section": ("[paramters]", "[parameters]"),
    "misspelt-key": ("defualt = 1, meaning = \"challenger's value", "default = 1, meaning = \"challenger's value"),
    "missing-key": ('default = "3/5"', 'default = "3/5", meaning = "cost of war to either side"'),
    "missing-form": ("title =", 'form = "extensive"\ntitle ='),
    "unknown-form": ('form = "extensiv"', 'form = "extensive"'),
    "unknown-format": ("format = 2", "format = 1"),
    "unknown-status": ('status = "inspired by"', 'status = "in the spirit of"'),
    "list-as-text": ('players = "Challenger, Defender"', 'players = ["Challenger", "Defender"]'),
    "undeclared-name": ('"prize*win - warcost"', '"prize*win - war_cost"'),
    "unused-parameter": (
        'peace_cost = { range = [0, 1], default = 0, meaning = "cost of peace", unit = "utility" }\n\n[define]\n',
        "[define]\n",
    ),
    "unused-definition": (
        'upkeep = { formula = "stake/10", meaning = "cost of the base", because = "forces cost money" }\n\n[types]\n',
        "[types]\n",
    ),
    "name-of-a-term": (
        'basing_right = { range = [0, 1], default = 0, meaning = "forces in place", unit = "share" }\n\n[define]\n',
        "[define]\n",
    ),
    "circle": ('formula = "(1 - basing_right)/2 - breach/10"', 'formula = "(1 - basing_right)/2"'),
    "default-outside-range": ('default = "3/2", meaning = "prior', 'default = "1/2", meaning = "prior'),
    "range-reversed": ('range = [1, 0], default = "1/2"', 'range = [0, 1], default = "1/2"'),
    "not-a-number": ('default = "three fifths"', 'default = "3/5"'),
    "priors-not-one": ('soft = "p_D/2"', 'soft = "1 - p_D"'),
    "prior-moved-by-a-term": (
        'hard = "p_D*basing_right", soft = "1 - p_D*basing_right"',
        'hard = "p_D", soft = "1 - p_D"',
    ),
    "negative-prior": ('hard = "p_D - 1", soft = "2 - p_D"', 'hard = "p_D", soft = "1 - p_D"'),
    "unreachable-history": ('"atack" = { player', '"attack" = { player'),
    "missing-payoff": ("[payoffs]\n", '[payoffs]\n"hold" = { Challenger = "0", Defender = "0" }\n'),
    "missing-player": ('"attack abandon" = { Defender', '"attack abandon" = { Challenger = "prize", Defender'),
    "unknown-player": ('player = "Patron"', 'player = "Defender"'),
    "unknown-type": ('weak = "-stake*win - 2*war_cost"', 'soft = "-stake*win - 2*war_cost"'),
    "move-without-actions": ('player = "Defender"', 'player = "Defender", actions = ["abandon", "defend"]'),
    "action-with-space": ('"hold", "attack now"]', '"hold", "attack"]'),
    "payoff-before-the-end": ('"attack" = { Ch', '"attack abandon" = { Ch'),
    "power-with-caret": ('"-stake^2*win"', '"-stake*win"'),
    "no-comparison": ('prize = "prize"', 'prize = "prize > 0"'),
    "single-equals": ('"prize = 1"', '"prize > 0"'),
    "division-by-zero": ('"(1 - basing_right)/(2*basing_right)"', '"(1 - basing_right)/2"'),
    "degree": (
        'formula = "stake*obligation_strength*win**12*win**12*win**12*win**12*win**12*win**3"',
        'formula = "stake*obligation_strength"',
    ),
    "empty-event": ('["attack defen"]', '["attack defend"]'),
    "unknown-event": ('"honor / challenge"', '"honour / challenge"'),
    "event-not-inside": ('"challenge / honour"', '"honour / challenge"'),
    "measure-unknown-type": ("with Defender sof /", "with Defender soft /"),
    "measure-unknown-player": ('"E[Defendr]"', '"E[Defender]"'),
    "measure-type-not-inside": (
        '"challenge / challenge with Defender soft"',
        '"challenge with Defender soft / challenge with Defender soft"',
    ),
    "deters-unknown-event": ('event = "attack"', 'event = "challenge"'),
    "region-unknown-action": ('"Challenger" = "wait"', '"Challenger" = "hold"'),
    "region-unknown-type": ('"Defender hrd"', '"Defender hard"'),
    "claim-unknown-measure": ('{ "P(chalenge)" = "0" }', '{ "P(challenge)" = "0" }'),
    "claim-unknown-region": ('region = "Deterrence"', 'region = "Deterred"'),
    "claim-outside-range": ("at = { p_D = 2 }", "at = { p_D = 1 }"),
    "claim-unknown-name": ("at = { pD = 1 }", "at = { p_D = 1 }"),
    "unknown-source": ('source = ["shelling1966"]', 'source = ["schelling1966"]'),
    "unknown-sign": ("basing_rights = { threshold", "basing_right = { threshold"),
    "foreign-section": ('[actions]\nChallenger = ["hold"]\n\n[assume]\n', "[assume]\n"),
    "endowment-zero": ("Small = 0", "Small = 2"),
    "weight-undeclared": ('weight = "alfa"', 'weight = "alpha"'),
    "weight-too-large": ('weight = "2*alpha"', 'weight = "alpha"'),
    "utility-unknown": ('"cobb-douglass"', '"cobb-douglas"'),
    "technology-unknown": ('"weakest-links"', '"weakest-link"'),
    "technology-not-public": ('"phi/2"', '"phi"'),
    "penalty-not-summed": ('technology = "best-shot"', 'technology = "summation"'),
    "penalty-kind": ('"proportionate"', '"proportional"'),
    "in-kind-without-others": ('{ largest = "0" }', '{ largest = "0", others = "alpha/10" }'),
    "benchmark-negative": ('"alpha - 1"', '"alpha"'),
    "claim-unknown-ally": ('"g[Tiny]"', '"g[Small]"'),
    "degree-written-out": ('obligation_strength*eighth**8"', 'obligation_strength*eighth"'),
    "network-unknown-state": ('"Patron Sout"]', '"Patron South"]'),
    "network-link-twice": ('["East West", "West East"]', '["East West"]'),
    "network-negative": ('East = "1 - patron_strength"', 'East = 1'),
    "combine-without-members": (
        'member = "obligation_strength",',
        'member = "obligation_strength", members = "n_parties - 1",',
    ),
    "attrition-one-side": (
        '{ Challenger = "1 + trigger_clarity + audience" }',
        '{ Challenger = "1 + trigger_clarity + audience", Patron = "1" }',
    ),
    "attrition-third-player": ('"Patron", "Protege"]', '"Patron"]'),
    "audience-cost-zero": ('default = 0, meaning = "patron', 'default = "1/1000", meaning = "patron'),
    "bargaining-not-linear": ('"1 - demand*type"', '"1 - demand"'),
    "bargaining-insures-itself": ('payer = "Target"', 'payer = "Ally"'),
    "bargaining-no-type": ('Target = "1 - balance"', 'Target = "1 - balance - type"'),
    "bargaining-types-reversed": ("types = [1, 0]", "types = [0, 1]"),
    "deters-unknown-measure": ('"P(crises)"', '"P(crisis)"'),
    "pact-misspelt-term": ("basing_rights = {", "basing_right = {"),
    "pact-misspelt-key": ("hapened_source", "happened_source"),
    "pact-interval-order": ("[0.8, 0.7, 0.6]", "[0.6, 0.7, 0.8]"),
    "pact-out-of-range": ("[0.6, 0.7, 1.8]", "[0.6, 0.7, 0.8]"),
    "pact-fact-with-interval": ("[0, 0, 0.5]", "[0, 0, 0]"),
    "pact-without-source": (
        ', status = "verified" }\nbasing',
        ', source = "a book that was read", status = "verified" }\nbasing',
    ),
    "pact-party-code": ('["UK", "PRT"]', '["GBR", "PRT"]'),
    "pact-status": ('happened_status = "verifed"', 'happened_status = "verified"'),
    "pact-date": ('signed = "1900-01-01"', "signed = 1900-01-01"),
    "two-kinds-of-play": (
        'shares = { cost = "6", benefits = { Host = "6", Guest = "3" }, losses = { Host = "0", Guest = "0" } }\n',
        "",
    ),
    "benefit-of-a-stranger": ("Gest =", "Guest ="),
    "signals-exchanged": ('bad_kept = "1/2"\nbad_broken = "1/10"', 'bad_kept = "1/10"\nbad_broken = "1/2"'),
    "unknown-measure-deters": ("P(breech)", "P(breach)"),
    "response-unknown-chance": ('"p_E"', '"p_D"'),
    "claim-of-several": ('response = { members = 2, rule = "one-enough" }\n', ""),
    "units-unknown-measure": ('"P(wars)"', '"P(war)"'),
    "play-unknown-measure": ('"P(wars)"', '"P(war)"'),
    "play-unknown-distribution": ("gaussian(breach, stake)", "normal(breach, stake)"),
    "play-unused-draw": ('luck = "uniform(0, 1)"\n', ""),
    "cutoff-unknown-name": ('prize - resolv"', 'prize - resolve"'),
    "cutoff-range-reversed": ('range = ["10", "-10"]', 'range = ["-10", "10"]'),
    "cutoff-arguments": ('"Phi(breach - resolve, stake)"', '"Phi((breach - resolve)/stake)"'),
    "cutoff-without-gain": (
        'meaning = "resolve above',
        'gain = "fight*war_cost - (1 - fight)*prize - resolve", meaning = "resolve above',
    ),
    "cutoff-assumed": ('prize = "prize > resolve"', 'prize = "prize > 0"'),
    "cutoff-assumed-function": ('prize = "exp(prize) > 0"', 'prize = "prize > 0"'),
    "cutoff-open-left": ('open = ["left"]', 'open = ["low"]'),
    "cutoff-measured-twice": ('equilibria = "fight"', '"P(war)" = "fight"'),
    "cutoff-is-a-parameter": ('stake = { range = ["-10"', 'resolve = { range = ["-10"'),
    "cutoff-is-the-type": ('type = { range', 'resolve = { range'),
    "function-outside-cutoffs": ('"Phi(-basing_right)"', '"(1 - basing_right)/2"'),
}


def message(path: Path) -> str:
    """What the error says, with the file's name alone."""
    with pytest.raises(ModelError) as caught:
        load_file(path)
    return str(caught.value).replace(str(path), path.name) + "\n"


def test_every_broken_file_has_a_message_and_a_fix() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(FIXES)
    assert {path.stem for path in FOLDER.glob("*.expected")} == set(FIXES)
    assert len(FIXES) >= 20


@pytest.mark.parametrize("name", FIXES)
def test_message(name: str, golden: Callable[[str, str], None]) -> None:
    said = message(FOLDER / f"{name}.toml")
    assert f"--> {name}.toml: " in said
    assert "\n   = " in said  # advice
    golden(f"errors/{name}.expected", said)


@pytest.mark.parametrize("name", FIXES)
def test_following_the_advice_makes_the_file_load(name: str, tmp_path: Path) -> None:
    wrong, right = FIXES[name]
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert text.count(wrong) == 1
    shutil.copy(FOLDER / "references.bib", tmp_path)
    (tmp_path / f"{name}.toml").write_text(text.replace(wrong, right), "utf-8")
    load_file(tmp_path / f"{name}.toml")
    suggested = re.search(r"did you mean '?(.*?)'?\?$", (FOLDER / f"{name}.expected").read_text("utf-8"), re.MULTILINE)
    assert suggested is None or suggested[1] in right
