"""Loads exported weights by the code in examples/export and prints the largest difference to what was expected.

    predict.py (torch|keras|onnx) FOLDER...      each with model.*, inputs.npy (raw float32), outputs, shape.json
"""

import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "examples" / "export"))


def numbers(file, shape):
    return np.fromfile(file, "<f4").reshape(shape)


def outputs_of(kind, file, inputs):
    if kind == "torch":
        import reptile_torch
        import torch

        model, _ = reptile_torch.load(file)
        with torch.no_grad():
            return model(torch.from_numpy(inputs)).numpy()
    if kind == "keras":
        import reptile_keras

        model, _ = reptile_keras.load(file)
        return np.asarray(model(np.moveaxis(inputs, 1, -1) if inputs.ndim == 4 else inputs, training=False))
    import run_onnx

    return run_onnx.predict(run_onnx.load(file), inputs)


kind, *folders = sys.argv[1:]
differences = {}
for folder in map(pathlib.Path, folders):
    shape = json.loads((folder / "shape.json").read_text())
    inputs = numbers(folder / "inputs.f32", shape["inputs"])
    expected = numbers(folder / "outputs.f32", shape["outputs"])
    endings = ["onnx"] if kind == "onnx" else ["safetensors", "npz"]
    for ending in endings:
        found = outputs_of(kind, folder / f"model.{ending}", inputs)
        assert found.shape == expected.shape, (found.shape, expected.shape)
        scale = max(1, np.abs(expected).max())
        differences[f"{folder.name} {ending}"] = float(np.abs(found - expected).max() / scale)
print(json.dumps(differences))
