"""What can go wrong, in four classes. Every message is advice: what was wrong, where, what would be right."""

from __future__ import annotations


class DeterrenceError(Exception):
    """Base of every error this package raises on purpose."""


class ModelError(DeterrenceError):
    """A model, pact, term or formula that cannot be read as it stands.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    file, key
        The file and the key path inside it, e.g. ``payoffs."attack defend".Patron``.
    formula, column
        The formula's text and the 0-based column the caret goes under.
    advice
        What would be right.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        key: str | None = None,
        formula: str | None = None,
        column: int | None = None,
        advice: str | None = None,
    ) -> None:
        self.message, self.file, self.key = message, file, key
        self.formula, self.column, self.advice = formula, column, advice
        super().__init__(message)

    def __str__(self) -> str:
        lines = [self.message]
        place = ": ".join(part for part in (self.file, self.key) if part)
        if place:
            lines.append(f"  --> {place}")
        if self.formula is not None:
            lines.append(f"   |  {self.formula}")
            if self.column is not None:
                lines.append(f"   |  {' ' * self.column}^")
        if self.advice:
            lines.append(f"   = {self.advice}")
        return "\n".join(lines)

    def located(self, file: str | None = None, key: str | None = None) -> ModelError:
        """The same error with its place filled in where it was still open."""
        return ModelError(
            self.message,
            file=self.file or file,
            key=self.key or key,
            formula=self.formula,
            column=self.column,
            advice=self.advice,
        )


class GameError(DeterrenceError, ValueError):
    """Numbers or a tree that do not make a game."""


class SolverError(DeterrenceError):
    """A question the named method does not answer; the message says what it accepts."""
