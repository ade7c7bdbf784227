"""docs/models.md lists every shipped model as its file describes it; `pytest --regenerate` writes the page anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from deterrence.catalogue import load, models
from deterrence.model import Model

HEAD = """# The models

Every model that ships, with the paragraph that its file begins with. `deterrence show NAME` gives parameters,
definitions and payoffs with their reasons and sources, `deterrence check NAME` runs the claims, `deterrence solve NAME`
solves it, and [model-files.md](model-files.md) says how to write one. What scholars disagree about is not settled here:
a model shows at which settings each side is right (`deterrence list contested`).

```console
$ deterrence check critical-risk
Result: 3 of 3 claims hold
```

```pycon
>>> import deterrence as dt
>>> model = dt.load("salami-tactics")
>>> for clarity in (0, 1):
...     print(clarity, dt.solve(model.game(model.values(set={"trigger_clarity": clarity}))).points[0].point)
0 (Fraction(5, 9),)
1 (Fraction(5, 7),)

```

This page is written by a test from the files themselves.
"""
GROUPS = {
    "Crises and promises": ("extensive", "strategic"),
    "Continuous types": ("cutoff",),
    "Wars of attrition and bargains": ("attrition", "bargaining"),
    "Burdens": ("provision",),
    "Repeated play": ("repeated",),
    "Networks": ("network",),
}


def shipped(name: str) -> Model:
    found = load(name)
    assert isinstance(found, Model)
    return found


def entry(name: str) -> Iterator[str]:
    model = shipped(name)
    terms = ", ".join(f"`{term}`" for term in model.terms) or "none"
    sources = ", ".join(model.source) or "ours"
    yield f"### {name}\n\n*{model.title}*\n\n{model.about.strip()}\n\n"
    yield f"- form: {model.form}; status: {model.status}\n"
    yield f"- terms of pacts: {terms}\n- sources: {sources}\n"


def page() -> str:
    parts = [HEAD]
    for title, forms in GROUPS.items():
        parts.append(f"\n## {title}\n")
        parts += ["\n" + "".join(entry(name)) for name in models() if shipped(name).form in forms]
    return "".join(parts)


def test_the_page_of_models_is_what_the_files_say(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/models.md", page())


@pytest.mark.parametrize("name", models())
def test_every_model_is_on_the_page_and_has_a_paragraph(name: str) -> None:
    text = page()
    assert text.count(f"### {name}\n") == 1
    assert len(shipped(name).about.split()) >= 30
