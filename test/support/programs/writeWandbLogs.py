"""Writes offline runs by W&B, and prints how W&B's own classes read their files: by its DataStore where this version has it.

python writeWandbLogs.py FOLDER COUNT SEED: one JSON object, by folder: {"figures": {name: [[step, value as text], …]},
"parameters": {name: value}, "title": text, "state": text}
"""

import contextlib
import glob
import json
import math
import os
import random
import struct
import sys
import zlib

os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_CONSOLE="off", WANDB_DISABLE_GIT="true")
os.environ.update(WANDB_X_DISABLE_STATS="true", WANDB_X_DISABLE_META="true", WANDB_ERROR_REPORTING="false")
import wandb
from wandb.proto import wandb_internal_pb2

try:
    from wandb.sdk.internal.datastore import DataStore
except ImportError:
    DataStore = None

folder, count, seed = os.path.abspath(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)
NAMES = ["train/loss", "val/deep/acc", "a.name, \"b\"", "naïve 名前", "lr-Adam"]
BLOCK = 32768


def unframed(file):
    """The records of a file, for versions whose reader is not Python."""
    with open(file, "rb") as opened:
        content = opened.read()
    at, record = 7, b""
    while at + 7 <= len(content):
        if BLOCK - at % BLOCK < 7:
            at += BLOCK - at % BLOCK
            continue
        checksum, length, kind = struct.unpack("<IHB", content[at : at + 7])
        data = content[at + 7 : at + 7 + length]
        assert zlib.crc32(data, zlib.crc32(bytes([kind]))) == checksum
        record = data if kind in (1, 2) else record + data
        if kind in (1, 4):
            yield record
        at += 7 + length


def records(file):
    if DataStore is None:
        yield from unframed(file)
        return
    wandb._assert_is_internal_process = True
    store = DataStore()
    store.open_for_scan(file)
    while (data := store.scan_data()) is not None:
        yield data


def flat(value, name):
    if isinstance(value, dict):
        if "_type" not in value:
            for key, part in value.items():
                yield from flat(part, f"{name}.{key}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield name, repr(float(value))


def nested(items):
    values = {}
    for item in items:
        *outer, last = item.nested_key or [item.key]
        place = values
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = json.loads(item.value_json)
    return values


def settings(value, name, found):
    if isinstance(value, dict):
        for key, part in value.items():
            settings(part, f"{name}.{key}" if name else key, found)
    elif isinstance(value, list):
        found[name] = ",".join(str(part) for part in value)
    elif value is not None:
        found[name] = value


def read(file):
    figures, parameters, title, state, step = {}, {}, None, "ended", 0
    for data in records(file):
        record = wandb_internal_pb2.Record()
        record.ParseFromString(data)
        kind = record.WhichOneof("record_type")
        if kind == "history":
            step = record.history.step.num
            for key, value in nested(record.history.item).items():
                if not key.startswith("_"):
                    for name, text in flat(value, key):
                        figures.setdefault(name, []).append([step, text])
        elif kind == "summary":
            values = nested(record.summary.update)
            if "best" in values:
                figures["best"] = [[step, repr(float(values["best"]))]]
        elif kind in ("run", "config"):
            updates = (record.run.config if kind == "run" else record.config).update
            settings({key: value for key, value in nested(updates).items() if key != "_wandb"}, "", parameters)
            title = record.run.display_name or title
        elif kind == "exit":
            state = "crashed" if record.exit.exit_code else "ended"
    return {"figures": figures, "parameters": parameters, "title": title, "state": state}


with contextlib.redirect_stdout(sys.stderr):
    for place in range(count):
        config = {"lr": draw.random(), "nested": {"layers": [1, 2, 3], "on": True}, "optimizer": "adam", "none": None}
        run = wandb.init(project="p", dir=folder, config=config, name=draw.choice([f"run {place}", f"名前 {place}"]))
        for step in range(draw.randint(1, 40)):
            values = [draw.gauss(0, 1) * 10 ** draw.randint(-30, 30), math.nan, math.inf, -math.inf, draw.randint(-9, 9)]
            row = {name: draw.choice(values) for name in draw.sample(NAMES, draw.randint(1, 3))}
            if draw.random() < 0.2:
                row |= {"nested": {"x": draw.random()}, "word": "hi", "flag": True}
            if draw.random() < 0.1:
                row["histogram"] = wandb.Histogram(np_histogram=([draw.randint(0, 9)], [0, 1]))
            if draw.random() < 0.05:
                # Longer than a block of the file.
                row["long"] = "x" * draw.randint(1, 100_000)
            run.log(row, step=step * draw.randint(1, 2) if draw.random() < 0.3 else None)
        run.config.update({"late": draw.randint(1, 9)})
        if draw.random() < 0.5:
            run.summary["best"] = draw.random()
        run.finish(exit_code=draw.choice([0, 0, 1]))
files = glob.glob(os.path.join(folder, "wandb", "offline-run-*", "run-*.wandb"))
print(json.dumps({os.path.relpath(os.path.dirname(file), folder): read(file) for file in files}))
