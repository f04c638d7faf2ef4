"""What a Python program tells Reptile Lab while it trains, and hears from it.

    import reptile_lab

    run = reptile_lab.current()
    for step in range(run.parameters.get("steps", 1000)):
        ...
        run.log(step, accuracy=accuracy)
        if run.should_stop():
            break

The contract is files alone (docs/external-trainers.md), so the same program works without Reptile Lab: then figures go to
a folder beside it, there are no parameters but its own, and nobody asks it to stop.
"""

from reptile_lab._interval import Interval, mean_with_interval
from reptile_lab._run import Run, current

__all__ = ["Interval", "Run", "current", "mean_with_interval"]
