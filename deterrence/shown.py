"""A value that shows itself in a notebook."""

from __future__ import annotations


class Shown:
    """Gives a class the two methods a notebook looks for.

    How things look is the business of `deterrence.report.notebook`, which stands above every class that is shown. This
    is the one place that looks up at it, and only when a notebook asks.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        from deterrence.report.notebook import html

        return html(self)

    def _repr_latex_(self) -> str:
        from deterrence.report.notebook import latex

        return latex(self)
