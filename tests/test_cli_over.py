"""After --over several names may stand, in every command that speaks of ranges."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from deterrence.cli import program

COMMANDS = {
    "regions": ("tripwire",),
    "statics": ("tripwire",),
    "thresholds": ("tripwire", "--of", "basing_right"),
    "prove": ("tripwire", 'most "P(challenge)" <= 1', "--points", "5"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_names_may_follow_each_other_or_stand_apart(command: str) -> None:
    asked = [command, *COMMANDS[command], "--format", "json"]
    together, apart, commas = (
        CliRunner().invoke(program, [*asked, *names])
        for names in (
            ("--over", "basing_right", "tie_cost"),
            ("--over", "basing_right", "--over", "tie_cost"),
            ("--over", "basing_right,tie_cost"),
        )
    )
    assert together.output
    assert together.exit_code == apart.exit_code == commas.exit_code
    assert together.output == apart.output == commas.output


@pytest.mark.parametrize("command", COMMANDS)
def test_names_without_over_are_an_error(command: str) -> None:
    found = CliRunner().invoke(program, [command, *COMMANDS[command], "tie_cost"])
    assert found.exit_code == 2
    assert "names that vary come after --over" in found.output


def test_headlines_are_of_every_model() -> None:
    found = CliRunner().invoke(program, ["compare", "--headlines", "--model", "burden-sharing"])
    assert found.exit_code == 2
    assert "leave out --model" in found.output
