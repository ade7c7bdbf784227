"""Words into LaTeX, and a booktabs table from cells that are already LaTeX.

Nothing here knows what a cell is: `deterrence.table` turns numbers into LaTeX and hands strings over. A document that
includes the result needs `\\usepackage{booktabs}` and nothing else.
"""

# ruff: noqa: RUF001 -- the letters that look alike are what this table is about
from __future__ import annotations

from collections.abc import Sequence

# What TeX reads as a command, and what its default fonts lack. "[" and "*" are here because a row that starts with
# one would be taken for an argument of the line break before it.
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\u00a0": "~",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "−": "$-$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "≠": r"$\neq$",
    "→": r"$\to$",
    "∞": r"$\infty$",
    "∈": r"$\in$",
}
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "varepsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "varphi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Δ": "Delta",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ω": "Omega",
}
_TRANSLATION = str.maketrans({**_ESCAPES, **{letter: f"$\\{name}$" for letter, name in _GREEK.items()}})

_LONG = 40  # characters past which a column of words is set as a paragraph


def escape(text: str) -> str:
    """Ordinary words as LaTeX that prints them and does nothing else.

    Examples
    --------
    >>> print(escape("AT&T pays 50% of c_D"))
    AT\\&T pays 50\\% of c\\_D
    """
    return text.translate(_TRANSLATION)


def booktabs(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: Sequence[str],
    *,
    caption: str = "",
    label: str = "",
    notes: Sequence[str] = (),
) -> str:
    """A `table` environment in the style of booktabs, from cells, caption and notes that are already LaTeX.

    Long columns of words are set as paragraphs so that the table stays on the page.
    """
    long = [
        column for column, side in enumerate(align) if side == "l" and any(len(row[column]) > _LONG for row in rows)
    ]
    share = f"{0.4 / len(long):.2f}" if long else ""
    sides = "".join(f"p{{{share}\\linewidth}}" if column in long else side for column, side in enumerate(align))
    lines = [r"\begin{table}[htbp]", r"  \centering"]
    if caption:
        lines.append(rf"  \caption{{{caption}}}")
    if label:
        lines.append(rf"  \label{{{label}}}")
    lines += [rf"  \begin{{tabular}}{{@{{}}{sides}@{{}}}}", r"    \toprule", _row(header), r"    \midrule"]
    lines += [_row(row) for row in rows]
    lines += [r"    \bottomrule", r"  \end{tabular}"]
    if notes:
        lines += [r"  \par\medskip", r"  \parbox{\linewidth}{\footnotesize"]
        lines.append("    " + "\n    \\par ".join(notes) + "}")
    lines.append(r"\end{table}")
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "    " + " & ".join(cells) + r" \\"
