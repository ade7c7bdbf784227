"""Broken command lines, one mistake each: the message is golden, and following its advice gives an answer.

`pytest --regenerate` rewrites the messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from deterrence.cli import program

Run = Callable[..., tuple[int, str, str]]
OVER = ("--over", "stake")
# what is wrong in each command line, and what its message advises to write instead
FIXES: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "regions-name": (("regions", "tripwire", "--over", "stakes"), ("stakes", "stake")),
    "regions-range": (("regions", "tripwire", *OVER, "--within", "stake=5..20"), ("stake=5..20", "stake=0..10")),
    "regions-empty": (
        ("regions", "tripwire", *OVER, "--where", "stake < 1", "--where", "stake > 2"),
        ("stake > 2", "stake > 0"),
    ),
    "prove-grammar": (
        ("prove", "tripwire", "P(challenge) increases in stake", *OVER, "--points", "2"),
        ("P(challenge) increases in stake", 'most "P(challenge)" rises in stake'),
    ),
    "prove-measure": (
        ("prove", "tripwire", 'most "P(chalenge)" = 0', *OVER, "--points", "2"),
        ("P(chalenge)", "P(challenge)"),
    ),
    "prove-varies": (
        ("prove", "tripwire", 'most "P(challenge)" never rises in tie_cost', *OVER, "--points", "2"),
        ("stake", "stake,tie_cost"),
    ),
    "why-name": (
        ("why", "usa-japan-1960", "--model", "tripwire", "--of", "basing_rights"),
        ("basing_rights", "basing_right"),
    ),
    "why-pact": (
        ("why", "usa-japan-1961", "--model", "tripwire", "--of", "basing_right"),
        ("usa-japan-1961", "usa-japan-1960"),
    ),
    "thresholds-name": (("thresholds", "tripwire", "--of", "basing", *OVER), ("basing", "basing_right")),
    "thresholds-verdict": (
        ("thresholds", "tripwire", "--of", "basing_right", *OVER, "--verdict", "deter"),
        ("deter", "deters"),
    ),
    "thresholds-twice": (
        ("thresholds", "tripwire", "--of", "basing_right", *OVER, "--at", "stake=1"),
        ("stake=1", "prize=1"),
    ),
    "statics-measure": (("statics", "tripwire", *OVER, "--measure", "P(war | atack)"), ("P(war | atack)", "P(war)")),
    "statics-among": (("statics", "tripwire", *OVER, "--among", "d1"), ("d1", "refined")),
    "claims-id": (("claims", "P21"), ("P21", "P2")),
}


def test_every_command_for_ranges_has_a_broken_line() -> None:
    asked = {words[0] for words, _ in FIXES.values()}
    assert asked == {"regions", "prove", "why", "thresholds", "statics", "claims"} <= set(program.commands)


@pytest.mark.parametrize("name", FIXES)
def test_message(name: str, run: Run, golden: Callable[[str, str], None]) -> None:
    code, out, said = run(*FIXES[name][0])
    assert (code, out) == (2, "")
    assert "Traceback" not in said
    golden(f"usage/{name}.expected", said)


@pytest.mark.parametrize("name", FIXES)
def test_following_the_advice_gives_an_answer(name: str, run: Run) -> None:
    words, (wrong, right) = FIXES[name]
    fixed = [right if word == wrong else word.replace(wrong, right) for word in words]
    assert fixed != list(words)
    code, out, said = run(*fixed)
    assert code in (0, 1, 3), said
    assert out
    message = run(*words)[2]
    suggested = re.search(r"did you mean '?(.*?)'?\?$", message, re.MULTILINE)
    assert suggested is None or suggested[1] in right
