"""Loads what `reptile-lab export --weights safetensors|npz` wrote into Keras (TensorFlow).

    model, description = load("run.npz")
    logits = model(images, training=False)

Images are [batch, height, width, channels] with values from 0 to 1: the file has PyTorch's layouts, which are turned
into Keras's here. Batch norm takes the statistics of the batch at hand in prediction, too, as the run does: call the
model, since `model.predict` cuts a batch into pieces of 32.
"""

import json

import keras
import numpy as np
from keras import ops


class BatchStatisticsNormalization(keras.layers.Layer):
    def __init__(self, epsilon, **options):
        super().__init__(**options)
        self.epsilon = epsilon

    def build(self, shape):
        self.gamma = self.add_weight(name="gamma", shape=(shape[-1],), initializer="ones")
        self.beta = self.add_weight(name="beta", shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        axes = list(range(len(x.shape) - 1))
        mean, variance = ops.moments(x, axes, keepdims=True)
        return (x - mean) / ops.sqrt(variance + self.epsilon) * self.gamma + self.beta


class EmbeddingMean(keras.layers.Layer):
    def __init__(self, tokens, units, **options):
        super().__init__(**options)
        self.tokens, self.units = tokens, units

    def build(self, shape):
        self.embedding = self.add_weight(name="embedding", shape=(self.tokens, self.units))

    def call(self, tokens):
        present = ops.cast(tokens >= 0, "float32")
        rows = ops.take(self.embedding, ops.maximum(ops.cast(tokens, "int32"), 0), axis=0)
        return ops.sum(rows * present[..., None], 1) / ops.maximum(ops.sum(present, 1, keepdims=True), 1)


class GaussianPolicy(keras.layers.Layer):
    def build(self, shape):
        self.deviations = self.add_weight(name="log_standard_deviation", shape=(shape[-1],))

    def call(self, means):
        return ops.concatenate([means, ops.zeros_like(means) + self.deviations], 1)


def layers_of(layer):
    """A layer of the description as Keras layers; padding is written out, so that it stands on the same sides."""
    kind = layer["kind"]
    top, bottom, left, right = layer.get("padding", (0, 0, 0, 0))
    border = ((top, bottom), (left, right))
    is_padded = any((top, bottom, left, right))
    if kind == "dense":
        return [keras.layers.Dense(layer["outputs"], use_bias=layer["bias"])]
    if kind == "conv2d":
        convolution = keras.layers.Conv2D(layer["outputs"], layer["kernel"], layer["stride"], use_bias=layer["bias"])
        return [keras.layers.ZeroPadding2D(border), convolution] if is_padded else [convolution]
    if kind == "batchNorm":
        return [BatchStatisticsNormalization(layer["epsilon"])]
    if kind in ("maxPool", "averagePool"):
        pool = keras.layers.MaxPooling2D if kind == "maxPool" else keras.layers.AveragePooling2D
        return [pool(layer["size"], layer["stride"], "same" if is_padded else "valid")]
    if kind == "globalPool":
        average, largest = keras.layers.GlobalAveragePooling2D, keras.layers.GlobalMaxPooling2D
        return [average() if layer["reduce"] == "average" else largest()]
    if kind == "embeddingBag":
        return [EmbeddingMean(layer["tokens"], layer["units"])]
    if kind == "gaussian":
        return [GaussianPolicy()]
    if kind == "dropout":
        return [keras.layers.Dropout(layer["rate"])]
    if kind == "flatten":
        return [keras.layers.Flatten()]
    return [keras.layers.Activation(kind)]


def read(file):
    if str(file).endswith(".npz"):
        with np.load(file) as arrays:
            description = json.loads(str(arrays["reptile_lab"]))
            return {name: arrays[name] for name in arrays if name != "reptile_lab"}, description
    from safetensors import safe_open

    with safe_open(file, framework="np") as tensors:
        description = json.loads(tensors.metadata()["reptile_lab"])
        return {name: tensors.get_tensor(name) for name in tensors.keys()}, description


def load(file):
    tensors, description = read(file)
    shape = description["input"]
    image = keras.Input(shape if len(shape) == 1 else (shape[1], shape[2], shape[0]), name="input")
    x, order = image, None  # how PyTorch orders the values of a flattened image: order[i] is Keras's place of value i
    weights = []
    for layer in description["layers"]:
        if layer["kind"] == "flatten" and len(x.shape) == 4:
            places = np.arange(np.prod(x.shape[1:])).reshape(x.shape[1:])
            order = places.transpose(2, 0, 1).reshape(-1)
        for made in layers_of(layer):
            x = made(x)
        own = {name.split(".")[1]: values for name, values in tensors.items() if name.split(".")[0] == layer["name"]}
        if own:
            weights.append((made, list(in_keras_layout(layer, own, order))))
        if layer["kind"] == "dense":
            order = None
    model = keras.Model(image, x)
    for made, values in weights:
        made.set_weights(values)
    return model, description


def in_keras_layout(layer, own, order):
    for values in own_in_order(own):
        if layer["kind"] == "conv2d" and values.ndim == 4:
            values = values.transpose(2, 3, 1, 0)
        elif layer["kind"] == "dense" and values.ndim == 2:
            values = values.T
            if order is not None:
                values = placed(values, order)
        elif layer["kind"] == "batchNorm" and order is not None:
            values = placed(values, order)
        yield values


def own_in_order(own):
    return [own[name] for name in ("weight", "bias", "log_standard_deviation") if name in own]


def placed(values, order):
    result = np.empty_like(values)
    result[order] = values
    return result
