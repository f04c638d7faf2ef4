"""Repeats adaptations in PyTorch by the code in examples/export; prints the largest differences of their parameters.

    adapt.py FOLDER...      each with start.safetensors, perhaps start.optimizer.safetensors, adapted.safetensors,
                            and case.json: inputs, targets, inputShape, batches
"""

import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "examples" / "export"))

import reptile_torch  # noqa: E402

differences = {}
for folder in map(pathlib.Path, sys.argv[1:]):
    case = json.loads((folder / "case.json").read_text())
    model, description = reptile_torch.load(folder / "start.safetensors")
    optimizer = folder / "start.optimizer.safetensors"
    inputs = torch.tensor(case["inputs"], dtype=torch.float32).reshape(-1, *description["input"])
    targets = torch.tensor(case["targets"], dtype=torch.float32)
    if description["loss"] != "softmaxCrossEntropy":
        targets = targets.reshape(len(inputs), -1)
    reptile_torch.adapt(
        model, description, inputs, targets, case["batches"], optimizer_file=optimizer if optimizer.exists() else None
    )
    adapted, told = reptile_torch.read(folder / "adapted.safetensors")
    assert told["parameters"] == "adapted", told
    found = model.state_dict()
    assert set(found) == set(adapted)
    start, _ = reptile_torch.read(folder / "start.safetensors")
    moved = max(float((start[name] - adapted[name]).abs().max()) for name in adapted)
    assert moved > 1e-3, f"{folder}: nothing was learned"
    differences[folder.name] = max(float((found[name] - adapted[name]).abs().max()) for name in adapted)
print(json.dumps(differences))
