"""Writes TensorBoard log folders by the writers that people use, and prints how TensorBoard itself reads them.

python writeLogs.py FOLDER COUNT SEED: one JSON object, by folder: {tag: [[step, value as text], …]}
"""

import json
import math
import os
import random
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)


def value():
    return draw.choice([draw.gauss(0, 1), draw.gauss(0, 1) * 10 ** draw.randint(-30, 30), math.nan, math.inf, -math.inf, 0.0])


def steps():
    kind = draw.randint(0, 3)
    length = draw.randint(1, 40)
    if kind == 0:
        return range(length)
    if kind == 1:
        return [draw.randint(0, 50) for _ in range(length)]
    return sorted(draw.randint(0, 10**9) for _ in range(length))


TAGS = ["loss", "train/loss", "val/accuracy", "naïve/名前", "a b c", "x" * 200]


def scalars(write):
    for tag in draw.sample(TAGS, draw.randint(1, 4)):
        for step in steps():
            write(tag, value(), step)


def torch_writer(path, **options):
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(path, **options)
    style = draw.randint(0, 2)
    scalars(lambda tag, v, step: writer.add_scalar(tag, v, step, new_style=style > 0, double_precision=style > 1))
    writer.add_text("note", "text", 0)
    writer.add_histogram("weights", __import__("numpy").arange(10.0), 1)
    if draw.random() < 0.5:
        writer.add_scalars("both", {"one": 1.0, "two": value()}, 3)
    if draw.random() < 0.5:
        writer.add_hparams({"lr": draw.random(), "optimizer": "adam", "nesterov": True}, {"hparam/accuracy": 0.5})
    writer.close()


def torch_restart(path):
    torch_writer(path)
    torch_writer(path, purge_step=draw.randint(0, 60), filename_suffix=".again")


def tensorboardx_writer(path):
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(path, purge_step=draw.choice([None, draw.randint(0, 40)]))
    scalars(writer.add_scalar)
    writer.close()


def tensorflow2_writer(path):
    import tensorflow as tf

    writer = tf.summary.create_file_writer(path)
    with writer.as_default():
        scalars(lambda tag, v, step: tf.summary.scalar(tag, v, step=step))
        tf.summary.text("note", "text", step=0)
        tf.summary.image("image", tf.zeros([1, 4, 4, 3]), step=0)
    writer.close()


def tensorflow1_writer(path):
    import tensorflow.compat.v1 as tf1

    def write():
        writer = tf1.summary.FileWriter(path, filename_suffix=f".{draw.randint(0, 9)}")
        if draw.random() < 0.5:
            log = tf1.SessionLog(status=tf1.SessionLog.START)
            writer.add_session_log(log, draw.randint(0, 40))
        scalars(lambda tag, v, step: writer.add_summary(tf1.Summary(value=[tf1.Summary.Value(tag=tag, simple_value=v)]), step))
        writer.close()

    import tensorflow as tf

    with tf.Graph().as_default():
        write()
        if draw.random() < 0.5:
            write()


def keras_writer(path):
    import numpy
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    x = numpy.ones([8, 2], "float32")
    callback = tf.keras.callbacks.TensorBoard(path, write_graph=draw.random() < 0.5)
    model.fit(x, x[:, :1], epochs=3, validation_data=(x, x[:, :1]), verbose=0, callbacks=[callback])


def available(module):
    try:
        __import__(module)
        return True
    except ImportError:
        return False


def read(path):
    from tensorboard.backend.event_processing import plugin_event_accumulator as accumulators
    from tensorboard.util import tensor_util

    accumulator = accumulators.EventAccumulator(path, size_guidance={accumulators.TENSORS: 0})
    accumulator.Reload()
    try:
        tags = accumulator.PluginTagToContent("scalars")
    except KeyError:
        return {}
    tell = lambda tag: [[event.step, repr(float(tensor_util.make_ndarray(event.tensor_proto).item()))] for event in accumulator.Tensors(tag)]
    return {tag: tell(tag) for tag in tags}


writers = [tensorboardx_writer] if available("tensorboardX") else []
if available("torch"):
    writers += [torch_writer, torch_restart]
if available("tensorflow"):
    writers += [tensorflow2_writer, tensorflow1_writer]

for number in range(count):
    writer = keras_writer if available("tensorflow") and number % 50 == 7 else writers[number % len(writers)]
    writer(os.path.join(folder, f"{number:03}-{writer.__name__}"))

found = {}
for path, _, names in os.walk(folder):
    if any("tfevents" in name for name in names):
        found[os.path.relpath(path, folder)] = read(path)
print(json.dumps(found))
