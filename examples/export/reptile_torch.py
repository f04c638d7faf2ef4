"""Loads what `reptile-lab export --weights safetensors|npz` wrote into PyTorch, and adapts it as the run does.

    model, description = load("run.safetensors")
    adapt(model, description, images, labels, optimizer_file="run.optimizer.safetensors")
    probabilities = predict(model, images, queries, description).softmax(-1)

Images are [batch, channels, height, width] with values from 0 to 1, texts [batch, tokens] with -1 for no token.
"""

import json
from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Pad(nn.Module):
    """Padding "same" puts the odd row and column behind, which PyTorch's layers cannot say."""

    def __init__(self, padding, value, layer):
        super().__init__()
        top, bottom, left, right = padding
        self.border, self.value = (left, right, top, bottom), value
        self.layer = layer

    def forward(self, x):
        return self.layer(F.pad(x, self.border, value=self.value))


class PaddedConvolution(nn.Conv2d):
    def __init__(self, padding, *arguments, **options):
        super().__init__(*arguments, **options)
        top, bottom, left, right = padding
        self.border = (left, right, top, bottom)

    def forward(self, x):
        return super().forward(F.pad(x, self.border))


class AveragePool(nn.Module):
    """Where padding does not count, on whichever side it stands."""

    def __init__(self, size, stride, padding):
        super().__init__()
        top, bottom, left, right = padding
        self.border, self.size, self.stride = (left, right, top, bottom), size, stride

    def forward(self, x):
        pool = lambda image: F.avg_pool2d(F.pad(image, self.border), self.size, self.stride)
        return pool(x) / pool(torch.ones_like(x[:1, :1]))


class BatchNorm(nn.Module):
    """By the mean and the biased variance of the batch at hand, in training and in prediction alike."""

    def __init__(self, features, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.epsilon = epsilon

    def forward(self, x):
        return F.batch_norm(x, None, None, self.weight, self.bias, training=True, eps=self.epsilon)


class EmbeddingMean(nn.Module):
    def __init__(self, tokens, units):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(tokens, units))

    def forward(self, tokens):
        present = (tokens >= 0).unsqueeze(-1).to(self.weight.dtype)
        rows = F.embedding(tokens.clamp(min=0).long(), self.weight) * present
        return rows.sum(1) / present.sum(1).clamp(min=1)


class GaussianPolicy(nn.Module):
    def __init__(self, components):
        super().__init__()
        self.log_standard_deviation = nn.Parameter(torch.zeros(components))

    def forward(self, means):
        return torch.cat([means, self.log_standard_deviation.expand_as(means)], 1)


def layer_of(layer):
    kind = layer["kind"]
    if kind == "dense":
        return nn.Linear(layer["inputs"], layer["outputs"], bias=layer["bias"])
    if kind == "conv2d":
        sizes = layer["inputs"], layer["outputs"], layer["kernel"], layer["stride"]
        return PaddedConvolution(layer["padding"], *sizes, bias=layer["bias"])
    if kind == "batchNorm":
        return BatchNorm(layer["features"], layer["epsilon"])
    if kind == "maxPool":
        return Pad(layer["padding"], -float("inf"), nn.MaxPool2d(layer["size"], layer["stride"]))
    if kind == "averagePool":
        return AveragePool(layer["size"], layer["stride"], layer["padding"])
    if kind == "globalPool":
        pool = nn.AdaptiveAvgPool2d(1) if layer["reduce"] == "average" else nn.AdaptiveMaxPool2d(1)
        return nn.Sequential(pool, nn.Flatten())
    if kind == "embeddingBag":
        return EmbeddingMean(layer["tokens"], layer["units"])
    if kind == "gaussian":
        return GaussianPolicy(layer["components"])
    if kind == "dropout":
        return nn.Dropout(layer["rate"])
    return {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "flatten": nn.Flatten}[kind]()


def build(description):
    """The network of a description: its `state_dict` has the names and shapes of the file."""
    return nn.Sequential(OrderedDict((layer["name"], layer_of(layer)) for layer in description["layers"]))


def read(file):
    """Tensors by name, and the description that stands beside them."""
    if str(file).endswith(".npz"):
        with np.load(file) as arrays:  # allow_pickle is off unless one asks for it
            description = json.loads(str(arrays["reptile_lab"]))
            return {name: torch.from_numpy(arrays[name]) for name in arrays if name != "reptile_lab"}, description
    from safetensors import safe_open

    with safe_open(file, framework="pt") as tensors:
        description = json.loads(tensors.metadata()["reptile_lab"])
        return {name: tensors.get_tensor(name) for name in tensors.keys()}, description


def load(file):
    tensors, description = read(file)
    model = build(description)
    model.load_state_dict(tensors, strict=True)
    model.eval()
    return model, description


class InnerOptimizer:
    """The run's inner optimizer. Adam adds epsilon before it corrects the bias, as TensorFlow does and PyTorch does not."""

    def __init__(self, model, description, file=None):
        self.adaptation = description["adaptation"]
        self.settings = self.adaptation["innerOptimizer"]
        self.decay = self.settings.get("weightDecay") or {"kind": "none"}
        self.state = read(file)[0] if file else {}
        self.steps = int(self.state.get("steps", 0))
        self.parameters = dict(model.named_parameters())
        if self.adaptation["algorithm"] == "anil":  # moves the output layer alone
            head = [layer["name"] for layer in description["layers"] if layer["kind"] == "dense"][-1]
            self.parameters = {name: value for name, value in self.parameters.items() if name.split(".")[0] == head}

    def moment(self, name, kind):
        return self.state.setdefault(f"{name}.{kind}", torch.zeros_like(self.parameters[name]))

    def step(self, loss_of_model, batch_size):
        """`loss_of_model()` is the mean loss of the batch."""
        with torch.no_grad():
            if self.decay["kind"] == "factor":
                for parameter in self.parameters.values():
                    parameter *= self.decay["factor"]
        scale = batch_size if self.settings["reduction"] == "sum" else 1
        gradients = torch.autograd.grad(loss_of_model() * scale, list(self.parameters.values()))
        with torch.no_grad():
            self.steps += 1
            for (name, parameter), gradient in zip(self.parameters.items(), self.clipped(gradients)):
                if self.decay["kind"] == "l2":
                    gradient = gradient + self.decay["rate"] * parameter
                elif self.decay["kind"] == "decoupled":
                    parameter *= 1 - self.settings["learningRate"] * self.decay["rate"]
                parameter -= self.move(name, gradient)

    def clipped(self, gradients):
        clip = self.settings.get("clipGradient") or {"kind": "none"}
        if clip["kind"] == "value":
            return [gradient.clamp(-clip["at"], clip["at"]) for gradient in gradients]
        if clip["kind"] == "norm":
            norm = torch.sqrt(sum((gradient.double() ** 2).sum() for gradient in gradients))
            factor = (clip["at"] / norm.clamp(min=clip["at"])).float()
            return [gradient * factor for gradient in gradients]
        return gradients

    def move(self, name, gradient):
        rate = self.settings["learningRate"]
        if f"{name}.step_size" in self.state:  # of Meta-SGD
            return self.state[f"{name}.step_size"] * gradient
        if self.settings["kind"] == "sgd":
            return rate * gradient
        if self.settings["kind"] == "momentum":
            return rate * self.moment(name, "momentum_buffer").mul_(self.settings["momentum"]).add_(gradient)
        beta1, beta2 = self.settings["beta1"], self.settings["beta2"]
        second = self.moment(name, "exp_avg_sq").mul_(beta2).add_((1 - beta2) * gradient**2)
        first = self.moment(name, "exp_avg").mul_(beta1).add_((1 - beta1) * gradient) if beta1 != 0 else gradient
        corrected = rate * (1 - beta2**self.steps) ** 0.5 / (1 - beta1**self.steps)
        return corrected * first / (second.sqrt() + self.settings["epsilon"])


def loss_of(outputs, targets, description):
    if description["loss"] == "softmaxCrossEntropy":
        return F.cross_entropy(outputs, targets.long())
    return F.mse_loss(outputs, targets)


def adapt(model, description, inputs, targets, batches=None, steps=None, optimizer_file=None):
    """Takes inner steps. `batches` lists the samples of each; by default the whole support set, every time.

    `adapt --json` of the command line prints the batches that it took. Dropout draws as PyTorch does, not as the run.
    """
    optimizer = InnerOptimizer(model, description, optimizer_file)
    steps = description["adaptation"]["innerSteps"] if steps is None else steps
    model.train()
    for batch in batches or [range(len(inputs))] * steps:
        batch = list(batch)
        optimizer.step(lambda: loss_of(model(inputs[batch]), targets[batch], description), len(batch))
    model.eval()


@torch.no_grad()
def predict(model, support, queries, description):
    """Outputs on queries: all in one batch where the run is transductive, each one with the support set otherwise."""
    if description["adaptation"]["transductive"]:
        return model(queries)
    return torch.stack([model(torch.cat([support, query[None]]))[-1] for query in queries])
