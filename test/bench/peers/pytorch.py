"""Eager PyTorch as its careful user would write the inner loop: functional calls on tensors made ready beforehand, gradients by
`torch.autograd.grad`, no copies that could be avoided, and whichever memory format and Adam turn out to be fastest here.

Usage: python pytorch.py <threads>, 0 for as many as PyTorch takes. Requests: see peer.py.
"""

import itertools
import math
import sys
import time

import torch
import torch.nn.functional as F

from peer import serve


class Network:
    """The model as a list of functions of an activation, with parameters in PyTorch's layout.

    TensorFlow's `same` pads the odd cell behind, PyTorch's padding is alike on both sides. A convolution over mirrored images with mirrored
    kernels pads the odd cell before, and then PyTorch's own padding does: so nothing is padded by a copy.
    """

    def __init__(self, workload, memory_format):
        self.memory_format = memory_format
        self.mirrored = any(is_lopsided(layer) for layer in workload.layers)
        self.parameters = []
        self.functions = []
        views = iter([(shape, torch.tensor(values)) for _, shape, values in workload.parameters()])
        for before, layer in zip([None, *workload.layers], workload.layers):
            own = [self.arrange(layer, before, *next(views)) for _ in layer["parameters"]]
            self.functions.append(self.function_of(layer, own))
            self.parameters.extend(own)
        self.loss_function = {"meanSquaredError": F.mse_loss, "softmaxCrossEntropy": F.cross_entropy}[workload.loss]

    def arrange(self, layer, before, shape, values):
        """A parameter in PyTorch's layout. `before` is the layer before this one."""
        values = values.view(shape)
        if layer["kind"] == "conv2d" and len(shape) == 4:
            if self.mirrored:
                values = values.flip(0, 1)
            values = values.permute(3, 2, 0, 1).contiguous(memory_format=self.memory_format)
        elif layer["kind"] == "dense" and len(shape) == 2 and before is not None and before["kind"] == "flatten":
            # Rows in the order in which PyTorch flattens: channels first.
            height, width, channels = before["inputShape"]
            values = values.view(height, width, channels, -1)
            if self.mirrored:
                values = values.flip(0, 1)
            values = values.permute(2, 0, 1, 3).reshape(shape)
        return values.contiguous(
            memory_format=self.memory_format if values.dim() == 4 else torch.contiguous_format
        ).requires_grad_()

    def function_of(self, layer, own):
        kind = layer["kind"]
        if kind == "dense":
            weight, bias = own
            return lambda x: torch.addmm(bias, x, weight)
        if kind == "conv2d":
            padding = padding_of(layer)
            weight, bias = own if layer["bias"] else (*own, None)
            return lambda x: F.conv2d(x, weight, bias, layer["stride"], padding)
        if kind == "batchNorm":
            gamma, beta = own
            return lambda x: F.batch_norm(x, None, None, gamma, beta, True, 0, layer["epsilon"])
        if kind == "maxPool" and layer["padding"] == "valid" and not self.mirrored:
            return lambda x: F.max_pool2d(x, layer["size"], layer["stride"])
        simple = {"relu": lambda x: F.relu(x, inplace=True), "tanh": torch.tanh, "flatten": lambda x: torch.flatten(x, 1)}
        if kind not in simple:
            raise ValueError(f"This peer has no layer {kind} of this shape.")
        return simple[kind]

    def inputs(self, workload):
        """[samples, ...]"""
        values = torch.tensor(workload.inputs).view(-1, *workload.input_shape)
        if len(workload.input_shape) == 1:
            return values
        if self.mirrored:
            values = values.flip(1, 2)
        return values.permute(0, 3, 1, 2).contiguous(memory_format=self.memory_format)

    def loss(self, x, targets):
        for function in self.functions:
            x = function(x)
        return self.loss_function(x, targets)


class Contestant:
    def __init__(self, workload, memory_format, fused):
        self.workload = workload
        self.network = Network(workload, memory_format)
        self.parameters = self.network.parameters
        self.start = [parameter.detach().clone() for parameter in self.parameters]
        self.inputs = self.network.inputs(workload)
        targets = torch.tensor(workload.targets)
        classes = workload.loss == "softmaxCrossEntropy"
        self.targets = targets.long() if classes else targets.view(-1, workload.target_size)
        self.batches = list(zip(self.inputs.split(workload.batch), self.targets.split(workload.batch)))
        self.take_step, self.reset_optimizer = optimizer_of(workload.optimizer, self.parameters, fused)
        layout = "channels_last" if memory_format is torch.channels_last else "contiguous"
        adam = {"adam": ", fused Adam" if fused else ", foreach Adam"}.get(workload.optimizer["kind"], "")
        self.description = f"PyTorch {torch.__version__.split('+')[0]} eager{f', {layout}' if len(workload.input_shape) == 3 else ''}{adam}"

    def reset(self):
        with torch.no_grad():
            torch._foreach_copy_(self.parameters, self.start)
        self.reset_optimizer()

    def losses(self, numbers):
        """Of steps on the mini-batches with these numbers, then once more of the first."""
        self.reset()
        losses = [self.take_step(self.network.loss(*self.batches[number])).item() for number in numbers]
        with torch.no_grad():
            return [*losses, self.network.loss(*self.batches[numbers[0]]).item()]

    def run_loops(self, count):
        for _ in range(count):
            for inputs, targets in self.batches:
                self.take_step(self.network.loss(inputs, targets))

    def run_meta_iterations(self, count):
        meta = self.workload.meta
        for _ in range(count):
            theta = [parameter.detach().clone() for parameter in self.parameters]
            moved = [torch.zeros_like(parameter) for parameter in theta]
            for _ in range(meta["metaBatch"]):
                self.adapt(meta["taskSamples"], meta["innerSteps"])
                with torch.no_grad():
                    torch._foreach_add_(moved, torch._foreach_sub(self.parameters, theta))
                    torch._foreach_copy_(self.parameters, theta)
            with torch.no_grad():
                torch._foreach_add_(self.parameters, moved, alpha=meta["metaStepSize"] / meta["metaBatch"])

    def adapt(self, task_samples, steps):
        support = torch.randint(len(self.inputs), (task_samples,))
        inputs, targets = self.inputs[support], self.targets[support]
        batch = self.workload.batch
        order = torch.cat([torch.randperm(task_samples) for _ in range(math.ceil(steps * batch / task_samples))])
        for chosen in order[: steps * batch].split(batch):
            self.take_step(self.network.loss(inputs[chosen], targets[chosen]))


def optimizer_of(optimizer, parameters, fused):
    """A function that takes one step along the gradient of a loss and returns the loss, and one that forgets the steps taken."""
    rate = optimizer["learningRate"]
    if optimizer["kind"] == "sgd":

        def descend(loss):
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                torch._foreach_add_(parameters, gradients, alpha=-rate)
            return loss.detach()

        return descend, lambda: None
    if optimizer["kind"] != "adam":
        raise ValueError(f"This peer has no optimizer {optimizer['kind']}.")
    return (fused_adam if fused else foreach_adam)(optimizer, parameters)


def fused_adam(optimizer, parameters):
    beta2 = optimizer["beta2"]
    adam = torch.optim.Adam(parameters, lr=optimizer["learningRate"], betas=(0.0, beta2), fused=True)
    group = adam.param_groups[0]
    steps = 0

    def step(loss):
        nonlocal steps
        steps += 1
        # TensorFlow adds epsilon before it corrects the bias of the moments, PyTorch after it.
        group["eps"] = optimizer["epsilon"] / math.sqrt(1 - beta2**steps)
        # Not `torch.autograd.grad`: the fused kernel takes a gradient to be laid out like its parameter, which only `backward` sees to.
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        return loss.detach()

    def reset():
        nonlocal steps
        steps = 0
        adam.state.clear()

    return step, reset


def foreach_adam(optimizer, parameters):
    """Without first moments there is less to do than in `torch.optim.Adam`."""
    beta2 = optimizer["beta2"]
    moments = [torch.zeros_like(parameter) for parameter in parameters]
    steps = 0

    def step(loss):
        nonlocal steps
        steps += 1
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            torch._foreach_mul_(moments, beta2)
            torch._foreach_addcmul_(moments, gradients, gradients, value=1 - beta2)
            roots = torch._foreach_sqrt(moments)
            torch._foreach_add_(roots, optimizer["epsilon"])
            rate = optimizer["learningRate"] * math.sqrt(1 - beta2**steps)
            torch._foreach_addcdiv_(parameters, gradients, roots, value=-rate)
        return loss.detach()

    def reset():
        nonlocal steps
        steps = 0
        torch._foreach_zero_(moments)

    return step, reset


def is_lopsided(layer):
    if layer["kind"] != "conv2d" or layer["padding"] == "valid":
        return False
    before, after = same_padding(layer)
    return before != after


def padding_of(layer):
    """Cells on either side; where `same` is lopsided, on the side before of mirrored images."""
    return 0 if layer["padding"] == "valid" else max(same_padding(layer))


def same_padding(layer):
    height, width, _ = layer["inputShape"]
    kernel, stride = layer["kernel"], layer["stride"]
    both = {max((math.ceil(size / stride) - 1) * stride + kernel - size, 0) for size in (height, width)}
    cells = both.pop()
    if both or cells - cells // 2 - cells // 2 > 1:
        raise ValueError("This peer pads rows and columns alike.")
    return cells // 2, cells - cells // 2


def load(workload):
    """The fastest of the ways that a user would try."""
    images = len(workload.input_shape) == 3
    formats = [torch.contiguous_format, torch.channels_last] if images else [torch.contiguous_format]
    adams = [True, False] if workload.optimizer["kind"] == "adam" else [False]
    ways = [Contestant(workload, *way) for way in itertools.product(formats, adams)]
    return min(ways, key=speed) if len(ways) > 1 else ways[0]


def speed(contestant):
    contestant.run_loops(2)
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        contestant.run_loops(1)
        times.append(time.perf_counter() - begin)
    contestant.reset()
    return sorted(times)[1]


if __name__ == "__main__":
    threads = int(sys.argv[1])
    if threads > 0:
        torch.set_num_threads(threads)
    torch.manual_seed(0)
    serve(load)
