"""Symbols of names, for text and for LaTeX. A file's own symbol is printed only where it is harmless."""

# ruff: noqa: RUF001 - Greek letters are what the table below is about
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from deterrence.formula.notation import GREEK, symbol
from deterrence.pact import vocabulary

if TYPE_CHECKING:
    from deterrence.model import Model

_COMMANDS = {*GREEK, "mathrm", "mathit", "bar", "hat", "tilde", "underline", "overline", "prime", "ell", "varphi"}
_COMMANDS |= {"varepsilon", "min", "max"}
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_LETTERS |= {"Delta": "Δ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω", "varphi": "φ", "varepsilon": "ε"}


def safe(latex: str) -> bool:
    """Whether a symbol from a file is mathematics and nothing else: known commands, letters, scripts, closed braces."""
    if not re.fullmatch(r"[A-Za-z0-9\\{}_^+\-' ,*]{1,60}", latex) or latex.count("{") != latex.count("}"):
        return False
    rest = re.sub(r"\\([A-Za-z]+)", lambda match: "x" if match[1] in _COMMANDS else "\\", latex)
    depth = 0
    for letter in rest:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return "\\" not in rest and not re.search(r"[_^]\s*(?:[_^}]|$)", rest) and rest[:1] not in ("_", "^")


def symbols(model: Model) -> dict[str, str]:
    """The LaTeX symbol of every name of a model: the declared one, else a readable one."""
    declared = {name: vocabulary()[name].symbol for name in model.terms}
    declared |= {name: parameter.symbol for name, parameter in model.parameters.items()}
    declared |= {name: definition.symbol for name, definition in model.define.items()}
    declared |= {name: cutoff.symbol for name, cutoff in model.cutoffs.items()}
    return {name: given if given and safe(given) else symbol(name) for name, given in declared.items()}


def readable(latex: str) -> str:
    """A symbol in letters: ``\\theta_{\\mathrm{clear}}`` is ``θ_clear``."""

    def letter(match: re.Match[str]) -> str:
        return _LETTERS.get(match[1], "" if match[1] in ("mathrm", "mathit") else match[1])

    return re.sub(r"\\([A-Za-z]+)\s*", letter, latex).replace("{", "").replace("}", "").strip()


def shown_symbols(model: Model) -> Mapping[str, str]:
    """Every name's symbol in letters."""
    return {name: readable(latex) for name, latex in symbols(model).items()}
