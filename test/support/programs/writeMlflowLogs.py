"""Writes a file store by MLflow, and prints how MLflow's own client reads it.

python writeMlflowLogs.py FOLDER COUNT SEED: one JSON object, by folder: {"figures": {name: [[step, value as text, time in
milliseconds], …]}, "parameters": {name: text}, "title": text, "state": text}
"""

import json
import logging
import math
import os
import random
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
folder, count, seed = os.path.abspath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)
NAMES = ["train/loss", "val/deep/acc", "a name: b", "f1.macro", "lr-Adam"]
STATES = {"FINISHED": "ended", "FAILED": "crashed", "KILLED": "ended", "RUNNING": "ended"}
client = MlflowClient("file://" + os.path.join(folder, "mlruns"))
experiments = [client.create_experiment(name) for name in ("first", "second # one")]
runs = []
for place in range(count):
    run = client.create_run(draw.choice(experiments), run_name=draw.choice([f"run {place}", f"a: '{place}' # \"b\"", f"名前 {place}"]))
    identity = run.info.run_id
    client.log_param(identity, "lr", draw.random() * 10 ** draw.randint(-9, 9))
    client.log_param(identity, "model/layers", draw.randint(1, 9))
    client.log_param(identity, "optimizer", draw.choice(["adam", "sgd\nwith momentum", "007", "1_000", "None"]))
    client.set_tag(identity, "who", draw.choice(["me", "you"]))
    for _ in range(draw.randint(0, 30)):
        values = [draw.gauss(0, 1) * 10 ** draw.randint(-30, 30), math.nan, math.inf, -math.inf, draw.randint(-9, 9)]
        # Long ago, so that nothing of it is at work; steps come in any order, and again.
        metrics = [
            Metric(name, draw.choice(values), 1_600_000_000_000 + draw.randint(0, 10**9), draw.randint(0, 40))
            for name in draw.sample(NAMES, draw.randint(1, 3))
        ]
        if draw.random() < 0.5:
            client.log_batch(identity, metrics=metrics)
        else:
            for metric in metrics:
                client.log_metric(identity, metric.key, metric.value, metric.timestamp, metric.step)
    status = draw.choice(list(STATES))
    if status != "RUNNING":
        client.set_terminated(identity, status)
    if draw.random() < 0.1:
        client.delete_run(identity)
    else:
        runs.append((identity, status))
found = {}
for identity, status in runs:
    run = client.get_run(identity)
    figures = {
        name: [[metric.step, repr(metric.value), metric.timestamp] for metric in client.get_metric_history(identity, name)]
        for name in run.data.metrics
    }
    where = os.path.relpath(run.info.artifact_uri.removeprefix("file://"), folder)
    own = {f"tags.{name}": text for name, text in run.data.tags.items() if not name.startswith("mlflow.")}
    found[os.path.dirname(where)] = {
        "figures": figures,
        "parameters": {**run.data.params, **own},
        "title": run.info.run_name,
        "state": STATES[status] if figures or status != "RUNNING" else "live",
    }
print(json.dumps(found))
