"""Writes logs by PyTorch Lightning's CSVLogger, and prints how Python's own csv module reads them.

python writeCsvLogs.py FOLDER COUNT SEED: one JSON object, by folder: {"figures": {name: [[step, value as text], …]},
"parameters": {name: value}}
"""

import csv
import json
import math
import os
import random
import sys

from lightning.pytorch.loggers import CSVLogger

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)
NAMES = ["train_loss", "val/acc", 'quo"ted, name', "naïve 名前", "lr-Adam"]
found = {}
for number in range(count):
    logger = CSVLogger(folder, name=draw.choice(["lightning_logs", "other"]), flush_logs_every_n_steps=draw.randint(1, 20))
    parameters = {"lr": draw.random(), "optimizer": "adam", "nesterov": True, "layers": 3}
    logger.log_hyperparams(parameters)
    for step in range(draw.randint(1, 60)):
        names = draw.sample(NAMES, draw.randint(1, 3))
        values = [draw.gauss(0, 1) * 10 ** draw.randint(-30, 30), math.nan, math.inf, -math.inf, draw.randint(-9, 9)]
        logger.log_metrics({name: draw.choice(values) for name in names}, step=step)
    logger.finalize("success")
    figures = {}
    with open(os.path.join(logger.log_dir, "metrics.csv"), newline="") as file:
        for row in csv.DictReader(file):
            for name, cell in row.items():
                if name != "step" and cell != "":
                    figures.setdefault(name, []).append([int(row["step"]), repr(float(cell))])
    found[os.path.relpath(logger.log_dir, folder)] = {"figures": figures, "parameters": parameters}
print(json.dumps(found))
