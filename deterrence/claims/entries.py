"""The propositions of the ledger as data: each claim in words and as a formal statement, with its rival beside it.

``models/claims.toml`` holds them. A claim names a shipped model and a proposition in the grammar of
`deterrence.proposition`, the ids of the seed sentences that it decides, and the published evidence that bears on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from typing import Literal

from pydantic import Field, StrictInt, StrictStr, ValidationError

from deterrence.catalogue import models
from deterrence.data import data_folder, meant
from deterrence.errors import ModelError
from deterrence.evidence import table
from deterrence.formula import read_toml
from deterrence.model.schema import Exact, Section, Table, Text, empty, model_error

ANCHORS = "anchors"  # the table of evidence that claims cite
SEED = re.compile(r"S[01]-[0-9]{2}")

Side = Literal["for", "against", "bears on"]
"""What a finding says of a claim. It speaks of the world, the claim of a model: neither decides the other."""


class Stated(Section):
    """A sentence of the debate, and the proposition that it is taken to mean.

    Attributes
    ----------
    says
        The sentence.
    seeds
        The ids of the sentences of the two seed documents that it decides.
    model, proposition
        The formal statement, said of a shipped model.
    where, within, over, at, world, pact
        Its domain: see `deterrence.prove.prove`.
    holds_when
        Conditions under which it is said to hold if it does not hold everywhere; they are proved, or not shown.
    means
        How the words became the statement, where that is not plain.
    evidence
        Rows of the table of anchors, each with its side.
    """

    says: Text
    seeds: tuple[Text, ...]
    model: Text
    proposition: Text
    where: tuple[Text, ...] = ()
    within: Table[Text, tuple[Exact, Exact]] = empty()
    over: tuple[Text, ...] = ()
    at: Table[Text, Exact] = empty()
    world: StrictStr = ""
    pact: StrictStr = ""
    holds_when: tuple[Text, ...] = ()
    means: StrictStr = ""
    evidence: Table[Text, Side] = empty()


class Claim(Stated):
    """A claim of the seeds with its rival."""

    topic: Text = Field(description="what the two disagree about")
    rival: Stated = Field(description="what the other side says")


class Ledger(Section):
    """A file of claims."""

    format: StrictInt = Field(description="1, the version of this grammar")
    claims: Table[Text, Claim] = Field(description="the claims by id, such as P1")

    def stated(self) -> Mapping[str, tuple[str, Stated]]:
        """Every sentence by its id, with its topic: P1 and its rival R1, P2 and R2, in the order of the file."""
        found: dict[str, tuple[str, Stated]] = {}
        for name, claim in self.claims.items():
            found[name] = (claim.topic, claim)
            found[rival_of(name)] = (claim.topic, claim.rival)
        return found


def rival_of(name: str) -> str:
    """The id of a claim's rival: R1 of P1."""
    return f"R{name[1:]}"


def shipped_ledger() -> Ledger:
    """The ledger that ships."""
    return load_ledger(data_folder() / "claims.toml")


def load_ledger(path: str | PathLike[str]) -> Ledger:
    """The claims in a file, checked: every model, seed and finding that they name exists.

    Raises
    ------
    ModelError
        With file and key of the first mistake, and what would be right. Propositions are read when they are decided.
    """
    sections = read_toml(path)
    try:
        try:
            found = Ledger(**sections)
        except ValidationError as error:
            raise model_error(error) from None
        _check(found)
    except ModelError as error:
        raise error.located(str(path)) from None
    return found


def _check(ledger: Ledger) -> None:
    if ledger.format != 1:
        raise ModelError("the format of this file is not known", key="format", advice="write format = 1")
    anchors = [row["id"] for row in table(ANCHORS).rows]
    for name, claim in ledger.claims.items():
        if not re.fullmatch(r"P[1-9][0-9]*", name):
            raise ModelError(f"'{name[:20]}' is no id of a claim", key=f"claims.{name}", advice="write P and a number")
        for key, one in ((f"claims.{name}", claim), (f"claims.{name}.rival", claim.rival)):
            if one.model not in models():
                raise ModelError(
                    f"no model is called '{one.model[:100]}'", key=f"{key}.model", advice=meant(one.model, models())
                )
            for seed in one.seeds:
                if not SEED.fullmatch(seed):
                    raise ModelError(
                        f"'{seed[:20]}' is no id of a seed sentence", key=f"{key}.seeds", advice="write S0-61 or S1-07"
                    )
            for anchor in one.evidence:
                if anchor not in anchors:
                    raise ModelError(
                        f"'{anchor[:20]}' is no row of the evidence", key=f"{key}.evidence",
                        advice=meant(anchor, [str(row) for row in anchors]),
                    )  # fmt: skip
