"""Games of papers that more than one file needs."""

from __future__ import annotations

# von Stengel (1999), New maximal numbers of equilibria in bimatrix games: 6 x 6, with 75 equilibria
VON_STENGEL_ROW = [
    [9504, -660, 19976, -20526, 1776, -8976],
    [-111771, 31680, -130944, 168124, -8514, 52764],
    [397584, -113850, 451176, -586476, 29216, -178761],
    [171204, -45936, 208626, -263076, 14124, -84436],
    [1303104, -453420, 1227336, -1718376, 72336, -461736],
    [737154, -227040, 774576, -1039236, 48081, -300036],
]
_ORDER = (4, 5, 2, 3, 0, 1)
VON_STENGEL_COLUMN = [[VON_STENGEL_ROW[i][j] for i in _ORDER] for j in _ORDER]
