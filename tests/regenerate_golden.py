"""Rewrite the golden messages of the broken files: ``python tests/regenerate_golden.py``; then read the difference."""

from __future__ import annotations

from pathlib import Path

from deterrence.catalogue import load_file
from deterrence.errors import ModelError

FOLDER = Path(__file__).parent / "golden" / "errors"


def main() -> None:
    """Load every broken file and write down what the error says."""
    for path in sorted(FOLDER.glob("*.toml")):
        try:
            load_file(path)
        except ModelError as error:
            message = str(error).replace(str(path), path.name)
            path.with_suffix(".expected").write_text(message + "\n", "utf-8")
        else:
            raise SystemExit(f"{path.name} loads: it is not broken")


if __name__ == "__main__":
    main()
