"""Predicts with what `reptile-lab export --weights onnx` wrote, in onnxruntime.

    python run_onnx.py model.onnx inputs.npy        # inputs: [batch, channels, height, width], float32
"""

import sys

import numpy as np
import onnxruntime


def load(file):
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def predict(session, inputs):
    """Outputs of one batch. Batch norm takes its statistics from this batch: what else is in it matters."""
    (wanted,) = session.get_inputs()
    kind = np.int64 if wanted.type == "tensor(int64)" else np.float32
    (outputs,) = session.run(None, {wanted.name: np.asarray(inputs).astype(kind)})
    return outputs


if __name__ == "__main__":
    print(predict(load(sys.argv[1]), np.load(sys.argv[2])))
