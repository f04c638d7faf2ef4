"""Writes logs by DVCLive, and prints how Python's own csv, json and yaml read them.

python writeDvcliveLogs.py FOLDER COUNT SEED: one JSON object, by folder: {"figures": {name: [[step, value as text], …]},
"parameters": {name: value}}
"""

import contextlib
import csv
import json
import logging
import math
import os
import random
import sys

os.environ["DVCLIVE_TEST"] = "1"
os.environ["DVC_NO_ANALYTICS"] = "1"
from dvclive import Live

logging.disable(logging.CRITICAL)
folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)
NAMES = ["train/loss", "val/deep/acc", 'quo"ted, name', "naïve 名前", "lr-Adam"]


def number(value):
    return repr(float(value))


found = {}
for place in range(count):
    directory = os.path.join(folder, f"experiment-{place:03}", draw.choice(["dvclive", "logs"]))
    parameters = {"lr": draw.random() * 1e-6, "optimizer": "adam", "nesterov": True, "layers": 3, "text": "1e-5 or so"}
    sessions = draw.randint(1, 2)
    with contextlib.redirect_stdout(sys.stderr):
        for session in range(sessions):
            live = Live(directory, save_dvc_exp=False, report=None, resume=session > 0 or draw.random() < 0.2)
            live.log_params(parameters)
            for _ in range(draw.randint(1, 30)):
                values = [draw.gauss(0, 1) * 10 ** draw.randint(-30, 30), math.nan, math.inf, -math.inf, draw.randint(-9, 9)]
                for name in draw.sample(NAMES, draw.randint(1, 3)):
                    live.log_metric(name, draw.choice(values), timestamp=name == "lr-Adam")
                live.log_metric("unplotted/figure", draw.choice(values), plot=False)
                live.log_metric("word", draw.choice(["warm", "cold"]))
                move = draw.random()
                if move < 0.1 and live.step > 3:
                    live.step = live.step - draw.randint(1, 3)
                elif move < 0.9:
                    live.next_step()
            live.end()
    figures = {}
    metrics = os.path.join(directory, "plots", "metrics")
    for parent, _, files in os.walk(metrics):
        for file in files:
            name = os.path.relpath(os.path.join(parent, file), metrics)[: -len(".tsv")].replace(os.sep, "/")
            if name == "word":
                continue
            with open(os.path.join(parent, file), newline="", encoding="utf-8") as opened:
                for row in csv.DictReader(opened, delimiter="\t"):
                    figures.setdefault(name, []).append([int(row["step"]), number(row[os.path.basename(name)])])
    with open(os.path.join(directory, "metrics.json"), encoding="utf-8") as opened:
        summary = json.load(opened)
    figures["unplotted/figure"] = [[summary["step"], number(summary["unplotted"]["figure"])]]
    found[os.path.relpath(directory, folder)] = {"figures": figures, "parameters": parameters}
print(json.dumps(found))
