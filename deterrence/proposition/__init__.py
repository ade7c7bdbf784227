"""Propositions about parametric games: a small grammar, read word by word. Text is never run.

An error shows the grammar and the valid proposition nearest to what was written.
"""

from __future__ import annotations

from deterrence.errors import ModelError
from deterrence.proposition.reader import Reader, Vocabulary
from deterrence.proposition.repair import nearest
from deterrence.proposition.statement import Proposition

__all__ = ["GRAMMAR", "Vocabulary", "parse_proposition"]

LENGTH = 2000  # characters
GRAMMAR = """statement {and statement} [[exactly] when CONDITION {and CONDITION}], where a statement is
     a comparison of two formulas in which a quantity may stand where a name may
     quantity rises in | falls in | never falls in | never rises in | does not change in NAME
     exists|no|only "REGION" PLACE; some|no equilibrium PLACE; unique outcome PLACE; deters in every|some|none PLACE
   and a quantity is most|least "MEASURE" PLACE, PLACE being
     [over all|refined|"REGION"] [at (NAME = FORMULA, ...)] [under PACT] [of MODEL]"""


def parse_proposition(text: object, vocabulary: Vocabulary | None = None) -> Proposition:
    """The checked proposition that a text means.

    Parameters
    ----------
    text
        Such as ``'most "P(war)" over "Bluff" = p_C*c_s when p_D > 0'``.
    vocabulary
        The names that may be used; any unless given. What is said ``of`` another model is not checked here.

    Raises
    ------
    ModelError
        For everything else, with the column, the grammar, and the nearest valid proposition.

    Examples
    --------
    >>> parse_proposition('exists "Bluff" when p < 1/2').when[0].text
    'p < 1/2'
    """
    known = vocabulary or Vocabulary()
    try:
        return _read(text, known)
    except ModelError as error:
        advice = error.advice or ""
        if isinstance(text, str) and len(text) <= LENGTH and text.isprintable():
            near = nearest(text, lambda other: _reads(other, known), known.names, known.measures, known.regions)
            advice += f"{'; ' * bool(advice)}a proposition near it: {near}"
        raise ModelError(
            error.message,
            key="proposition",
            formula=error.formula,
            column=error.column,
            advice=f"{advice}\n   = the grammar: {GRAMMAR}",
        ) from None


def _reads(text: str, known: Vocabulary) -> bool:
    try:
        _read(text, known)
    except ModelError:
        return False
    return True


def _read(text: object, known: Vocabulary) -> Proposition:
    if not isinstance(text, str):
        raise ModelError(f"a proposition is text, not {type(text).__name__}", advice="write it in quotes")
    if len(text) > LENGTH:
        raise ModelError(f"a proposition has at most {LENGTH} characters", advice="state its parts one by one")
    if not text.isprintable():
        raise ModelError("a proposition is one line of plain text", advice="leave out tabs and line ends")
    return Reader(text, known).proposition()
