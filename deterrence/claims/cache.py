"""What was decided is kept by content: the same question to the same code is not asked twice.

The key is a hash of everything an answer rests on, so that nothing in the folder can be stale. A file that is broken,
or of another shape, counts as absent and is written anew; a folder that cannot be written to is no mistake.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = "DETERRENCE_CACHE"  # environment variable that names another folder
LARGEST = 2_000_000  # bytes of a file that is read


def folder() -> Path:
    """Where decided claims are kept: what DETERRENCE_CACHE names, else the user's folder for caches."""
    given = os.environ.get(FOLDER)
    if given:
        return Path(given)
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA")
        base = Path(home) if home else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        home = os.environ.get("XDG_CACHE_HOME")
        base = Path(home) if home and os.path.isabs(home) else Path.home() / ".cache"
    return base / "deterrence" / "claims"


def key(content: Mapping[str, Any], files: Iterable[Path] = ()) -> str:
    """The name under which an answer is kept: a hash of a question, of data files, and of the code that answers."""
    seen = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode())
    seen.update(_code().encode())
    for path in sorted(files):
        seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()


def recall(name: str) -> Any:
    """What is kept under a name; None where nothing is, or nothing that can be read."""
    try:
        path = folder() / f"{name}.json"
        if path.stat().st_size > LARGEST:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RuntimeError, RecursionError):
        return None


def keep(name: str, answer: Mapping[str, Any]) -> None:
    """Keep an answer, whole or not at all."""
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=place, prefix=".", suffix=".json")
    except (OSError, RuntimeError):  # no home, or no room
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(answer, file, ensure_ascii=False, allow_nan=False)
        os.replace(written, place / f"{name}.json")
    except OSError:
        Path(written).unlink(missing_ok=True)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise


@cache
def _code() -> str:
    """A hash of this package's own source: another version is another answer."""
    package = Path(__file__).resolve().parent.parent
    seen = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        seen.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()
