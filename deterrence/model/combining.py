"""How a definition combines the promises of several members: from its keys to a formula with `formula.members`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from deterrence.data import meant

COMBINING = ("combine", "member", "members", "effort", "against")
"""The keys that may stand in place of ``formula``."""

RULES = ("all-act", "one-enough", "sum")

_ADVICE = {
    "combine": "write { combine = 'one-enough', member = 'q', members = 'n', ... }",
    "member": "write the chance that a member acts, such as member = 'q'",
    "members": "write how many have promised, such as members = 'n_parties - 1'",
    "effort": "write what a member that acts brings, such as effort = '1'",
    "against": "write the strength that it is measured against, such as against = 'strength'",
}


class Uncombined(Exception):
    """A definition whose members cannot be combined: what is wrong, at which key, and what would be right."""

    def __init__(self, message: str, advice: str, key: str) -> None:
        self.message, self.advice, self.key = message, advice, key
        super().__init__(message)


def combination(written: Mapping[str, str], has_formula: bool) -> str:
    """The formula of a definition that combines members.

    Parameters
    ----------
    written
        The keys of `COMBINING` that are there; all but ``combine`` are formulas.
    has_formula
        Whether the definition has a formula of its own as well.

    Raises
    ------
    Uncombined
        For a missing key, one that is not needed, and a rule that is none.
    """
    if has_formula:
        raise Uncombined("a definition has a formula or combines members, not both", "leave out one", "formula")
    rule = written.get("combine", "")
    summed = rule not in ("all-act", "one-enough")
    for key in COMBINING if summed else COMBINING[:3]:
        if key not in written:
            raise Uncombined(f"the key '{key}' is missing", _ADVICE[key], key)
    for key in () if summed else COMBINING[3:]:
        if key in written:
            raise Uncombined(f"'{key}' does not enter where the rule is '{rule}'", f"leave out '{key}'", key)
    pair = f"{written['member']}, {written['members']}"
    texts = {"all-act": f"all_act({pair})", "one-enough": f"one_enough({pair})"}
    if summed:
        texts["sum"] = f"added_up({pair}, {written['effort']}, {written['against']})"
    if rule in texts:
        return texts[rule]
    if rule == "aggregation":  # a term in words: no pact's text says it, and no formula can use it
        choices = "'all-act', 'one-enough' or 'sum', or the name of a parameter from 0 to 2 that chooses"
        raise Uncombined("'aggregation' is a term in words", f"write {choices}", "combine")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", rule):
        raise Uncombined(f"'{rule}' is no rule", f"{meant(rule, RULES)}; or the name of a parameter", "combine")
    # the rule is a number: 0, 1, 2 in the order of RULES, and a lottery in between
    first, last = f"max(0, 1 - {rule})", f"max(0, {rule} - 1)"
    return f"{first}*{texts['all-act']} + (1 - {first} - {last})*{texts['one-enough']} + {last}*{texts['sum']}"
