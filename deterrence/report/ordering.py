"""What `deterrence compare --order` prints."""

from __future__ import annotations

from deterrence import __version__
from deterrence.compare import Comparison
from deterrence.order import partial_order
from deterrence.report.document import Document


def order_document(comparison: Comparison) -> Document:
    """The partial order of the pacts of a comparison."""
    order = partial_order(comparison)
    table = order.table()
    data = {"version": __version__, "model": comparison.model_names[0], **order.to_dict()}
    return Document(table.title, (table,), data)
