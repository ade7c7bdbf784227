"""A sentence of the ledger decided: what the prover says of it, kept by content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from deterrence.catalogue import load, models
from deterrence.claims.answer import Answer, answer_of, read_answer
from deterrence.claims.cache import keep, key, recall
from deterrence.claims.entries import ANCHORS, Stated
from deterrence.data import data_folder
from deterrence.errors import ModelError, SolverError
from deterrence.evidence import table
from deterrence.model import Model
from deterrence.pact import Pact

QUESTION = ("proposition", "where", "within", "over", "at", "world", "pact", "holds_when")
"""What of a sentence an answer rests on."""


@dataclass(frozen=True)
class Finding:
    """A published finding: its row in the table of anchors, and what it says of the claim."""

    id: str
    side: str
    finding: str
    number: str
    source: str
    status: str


@dataclass(frozen=True)
class Decided:
    """A sentence of the debate with what was decided of it.

    Attributes
    ----------
    id, topic, stated
        As its file says.
    answer
        What the prover says.
    evidence
        Published findings.
    """

    id: str
    topic: str
    stated: Stated
    answer: Answer
    evidence: tuple[Finding, ...] = ()

    @property
    def status(self) -> str:
        """proved, refuted, conditional or unknown."""
        return self.answer.status


def decide(
    name: str, topic: str, stated: Stated, *, cache: bool = True, prove: Callable[..., Any] | None = None
) -> Decided:
    """Decide one sentence; see `claims`."""
    found = kept(name, topic, stated) if cache else None
    if found is not None:
        return found
    model = _model(stated)
    answer = _ask(name, stated, model, prove or _prover())
    if cache:
        keep(_key(stated, model), asdict(answer))
    return Decided(name, topic, stated, answer, _findings(stated))


def kept(name: str, topic: str, stated: Stated) -> Decided | None:
    """A sentence with the answer that was kept; None where none was."""
    answer = read_answer(recall(_key(stated, _model(stated))))
    return None if answer is None else Decided(name, topic, stated, answer, _findings(stated))


def _model(stated: Stated) -> Model:
    model = load(stated.model)
    assert isinstance(model, Model)
    return model


def _key(stated: Stated, model: Model) -> str:
    return key(_content(stated, model), _files(stated))


def _prover() -> Callable[..., Any]:
    from deterrence.prove import prove

    return prove


def _ask(name: str, stated: Stated, model: Model, prove: Callable[..., Any]) -> Answer:
    """What the prover says; where it refutes, whether the claim holds under the conditions that its file names."""
    options: dict[str, Any] = {
        "over": list(stated.over) or None,
        "at": dict(stated.at) or None,
        "within": dict(stated.within) or None,
        "world": stated.world or None,
        "pact": _pact(stated.pact),
    }
    try:
        proof = prove(model, stated.proposition, list(stated.where), **options)
    except SolverError as error:
        return Answer(stated.proposition, "unknown", reason=str(error))
    except ModelError as error:
        raise error.located(f"claim {name}") from None
    answer = answer_of(proof, model)
    if answer.status != "refuted" or not stated.holds_when:
        return answer
    try:
        inside = prove(model, stated.proposition, [*stated.where, *stated.holds_when], **options)
    except SolverError:
        return answer
    if inside.status != "proved":
        return answer
    proved = answer_of(inside, model)
    return replace(
        answer,
        status="conditional",
        region=f"holds wherever {' and '.join(stated.holds_when)} (proved), and elsewhere not everywhere",
        witnesses=(*proved.witnesses, *answer.counterexample),
        reason=proved.reason,
        tested=proved.tested,
        second=proved.second,
    )


def _pact(name: str) -> Pact | None:
    if not name:
        return None
    found = load(name)
    assert isinstance(found, Pact)
    return found


def _findings(stated: Stated) -> tuple[Finding, ...]:
    rows = {str(row["id"]): row for row in table(ANCHORS).rows}
    columns = ("finding", "number", "source", "status")
    return tuple(
        Finding(name, side, *(str(rows[name][column] or "") for column in columns))
        for name, side in stated.evidence.items()
    )


# -- what an answer rests on, beside the code -------------------------------------------------------------------------


def _content(stated: Stated, model: Model) -> dict[str, Any]:
    asked = {name: _plain(getattr(stated, name)) for name in QUESTION}
    return {"question": asked, "model": _plain(model.content)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _files(stated: Stated) -> Sequence[Path]:
    """Data that a proposition may use by name: the vocabulary, worlds and pacts; other models if it speaks of one."""
    folder = data_folder()
    found = [folder / "terms.toml", folder / "worlds.toml", *sorted((folder / "pacts").glob("*.toml"))]
    if any(f"of {mark}{name}" in stated.proposition for name in models() for mark in ("", '"')):
        found += sorted((folder / "games").glob("*.toml"))
    return found
