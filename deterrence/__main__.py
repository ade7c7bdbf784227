"""``python -m deterrence``."""

from deterrence.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
