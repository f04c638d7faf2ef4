"""Means over tasks with their intervals, as Reptile Lab gives them."""

from __future__ import annotations

import math
from typing import Iterable, NamedTuple

# Of 1 to 30 degrees of freedom, two-sided 95 %.
_QUANTILES = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


class Interval(NamedTuple):
    """A mean, and half its 95 % interval over tasks: NaN of fewer than two."""

    mean: float
    ci95: float


def mean_with_interval(values: Iterable[float]) -> Interval:
    """By Student's t distribution. Raises ValueError where there are no values."""
    numbers = [float(value) for value in values]
    if not numbers:
        raise ValueError("There is no mean of no values.")
    count = len(numbers)
    mean = math.fsum(numbers) / count
    if count < 2:
        return Interval(mean, math.nan)
    variance = math.fsum((value - mean) ** 2 for value in numbers) / (count - 1)
    return Interval(mean, _quantile(count - 1) * math.sqrt(variance / count))


def _quantile(freedom: int) -> float:
    """Beyond the table by the expansion of Cornish and Fisher: within 1e-5 of it."""
    if freedom <= len(_QUANTILES):
        return _QUANTILES[freedom - 1]
    z = 1.959963984540054
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
