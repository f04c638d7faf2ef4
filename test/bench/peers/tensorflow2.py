"""TensorFlow 2 as its careful user would write the inner loop: all steps in one `tf.function`, parameters updated by TensorFlow's own
kernels, fused batch norm. `eager` runs the same Python without `tf.function`.

Usage: python tensorflow2.py <graph|eager> <threads>, 0 for as many as TensorFlow takes. Requests: see peer.py.
"""

import math
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import numpy as np
import tensorflow as tf

from peer import serve


class Contestant:
    def __init__(self, workload, graph):
        self.workload = workload
        self.start = [np.asarray(values, np.float32).reshape(shape) for _, shape, values in workload.parameters()]
        self.parameters = [tf.Variable(values) for values in self.start]
        self.functions = []
        own = iter(self.parameters)
        for layer in workload.layers:
            self.functions.append(function_of(layer, [next(own) for _ in layer["parameters"]]))
        self.first_moments, self.second_moments = ([tf.Variable(tf.zeros_like(values)) for values in self.start] for _ in range(2))
        self.beta1_power, self.beta2_power = tf.Variable(1.0), tf.Variable(1.0)
        self.inputs = tf.constant(np.asarray(workload.inputs, np.float32).reshape(-1, workload.batch, *workload.input_shape))
        classes = workload.loss == "softmaxCrossEntropy"
        targets = np.asarray(workload.targets, np.int32 if classes else np.float32)
        self.targets = tf.constant(targets.reshape(-1, workload.batch, *([] if classes else [workload.target_size])))
        self.description = f"TensorFlow {tf.__version__} {'tf.function' if graph else 'eager'}"
        self.take_steps = tf.function(self.take_steps_eagerly) if graph else self.take_steps_eagerly
        self.adapt = tf.function(self.adapt_eagerly) if graph else self.adapt_eagerly

    def loss(self, x, targets):
        for function in self.functions:
            x = function(x)
        if self.workload.loss == "meanSquaredError":
            return tf.reduce_mean(tf.math.squared_difference(x, targets))
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=x))

    def take_step(self, inputs, targets):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(self.parameters)
            loss = self.loss(inputs, targets)
        self.update(tape.gradient(loss, self.parameters))
        return loss

    def update(self, gradients):
        optimizer = self.workload.optimizer
        rate = optimizer["learningRate"]
        if optimizer["kind"] == "sgd":
            for parameter, gradient in zip(self.parameters, gradients):
                tf.raw_ops.ResourceApplyGradientDescent(var=parameter.handle, alpha=rate, delta=gradient)
            return
        if optimizer["kind"] != "adam":
            raise ValueError(f"This peer has no optimizer {optimizer['kind']}.")
        beta1, beta2 = optimizer["beta1"], optimizer["beta2"]
        self.beta1_power.assign(self.beta1_power * beta1)
        self.beta2_power.assign(self.beta2_power * beta2)
        powers = {"beta1_power": self.beta1_power.read_value(), "beta2_power": self.beta2_power.read_value()}
        settings = {"lr": rate, "beta1": beta1, "beta2": beta2, "epsilon": optimizer["epsilon"]}
        for parameter, first, second, gradient in zip(self.parameters, self.first_moments, self.second_moments, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=parameter.handle, m=first.handle, v=second.handle, **powers, **settings, grad=gradient
            )

    def take_steps_eagerly(self, inputs, targets):
        """One step for each mini-batch; their losses."""
        return [self.take_step(inputs[step], targets[step]) for step in range(inputs.shape[0])]

    def adapt_eagerly(self, theta, inputs, targets, batches):
        """From theta, one step for each row of sample numbers in `batches`; the way that the parameters moved."""
        for parameter, value in zip(self.parameters, theta):
            parameter.assign(value)
        for step in range(self.workload.meta["innerSteps"]):
            self.take_step(tf.gather(inputs, batches[step]), tf.gather(targets, batches[step]))
        return [parameter - value for parameter, value in zip(self.parameters, theta)]

    def reset(self):
        for parameter, value in zip(self.parameters, self.start):
            parameter.assign(value)
        for moment in (*self.first_moments, *self.second_moments):
            moment.assign(tf.zeros_like(moment))
        for power in (self.beta1_power, self.beta2_power):
            power.assign(1.0)

    def losses(self, numbers):
        """Of steps on the mini-batches with these numbers, then once more of the first."""
        self.reset()
        losses = self.take_steps(tf.gather(self.inputs, numbers), tf.gather(self.targets, numbers))
        return [*map(float, losses), float(self.loss(self.inputs[numbers[0]], self.targets[numbers[0]]))]

    def run_loops(self, count):
        for _ in range(count):
            losses = self.take_steps(self.inputs, self.targets)
        losses[-1].numpy()

    def run_meta_iterations(self, count):
        meta = self.workload.meta
        pool = [tf.reshape(values, [-1, *values.shape[2:]]) for values in (self.inputs, self.targets)]
        drawn = meta["innerSteps"] * self.workload.batch
        rounds = math.ceil(drawn / meta["taskSamples"])
        theta = [parameter.read_value() for parameter in self.parameters]
        for _ in range(count):
            moved = [tf.zeros_like(value) for value in theta]
            for _ in range(meta["metaBatch"]):
                chosen = tf.random.uniform([meta["taskSamples"]], maxval=pool[0].shape[0], dtype=tf.int32)
                support = [tf.gather(values, chosen) for values in pool]
                order = tf.concat([tf.random.shuffle(tf.range(meta["taskSamples"])) for _ in range(rounds)], 0)
                batches = tf.reshape(order[:drawn], [meta["innerSteps"], self.workload.batch])
                moved = [a + b for a, b in zip(moved, self.adapt(theta, *support, batches))]
            theta = [value + way * (meta["metaStepSize"] / meta["metaBatch"]) for value, way in zip(theta, moved)]
        theta[0].numpy()


def function_of(layer, own):
    kind = layer["kind"]
    if kind == "dense":
        weight, bias = own
        return lambda x: tf.nn.bias_add(tf.matmul(x, weight), bias)
    if kind == "conv2d" and not layer["bias"]:
        return lambda x: tf.nn.conv2d(x, own[0], layer["stride"], layer["padding"].upper())
    if kind == "batchNorm":
        gamma, beta = own
        return lambda x: tf.compat.v1.nn.fused_batch_norm(x, gamma, beta, epsilon=layer["epsilon"], is_training=True)[0]
    if kind == "maxPool":
        return lambda x: tf.nn.max_pool2d(x, layer["size"], layer["stride"], layer["padding"].upper())
    simple = {"relu": tf.nn.relu, "tanh": tf.tanh, "flatten": lambda x: tf.reshape(x, [x.shape[0], -1])}
    if kind not in simple:
        raise ValueError(f"This peer has no layer {kind} of this shape.")
    return simple[kind]


if __name__ == "__main__":
    mode, threads = sys.argv[1], int(sys.argv[2])
    if threads > 0:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.random.set_seed(0)
    serve(lambda workload: Contestant(workload, mode == "graph"))
