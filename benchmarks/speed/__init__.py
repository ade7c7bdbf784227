"""How fast we are against every peer, and how often each is wrong: ``python -m benchmarks.speed``."""

import os
import sys
from pathlib import Path

for _library in ("OPENBLAS", "OMP", "MKL"):  # matrices are small: threads of linear algebra would only disturb
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# the published games and the reader of lrsnash are those of the tests
sys.path.append(str(Path(__file__).parents[2] / "tests"))
