"""What the peers share: they answer requests, lines of JSON on standard input, with lines of JSON on standard output.

{"command": "load", "workload": {...}}    -> {"description": "..."}: builds the model; see `Workload` for what comes
{"command": "losses", "first": b, "steps": k} -> {"losses": [...]}: from the starting weights, the mean loss before each of k steps, on the
                                             mini-batches from number b on (after the last comes number 0); then that of number b after them
{"command": "timeSteps", "loops": n, "warm": w} -> {"seconds": s}: of n inner loops, after one that is not timed if w
{"command": "timeMetaIterations", "count": n, "warm": w} -> {"seconds": s}: of n meta-iterations of Reptile, as above
{"command": "memory"}                     -> {"bytes": n}: the process's resident memory, null where the system does not say
{"command": "quit"}                       ends the process

A request that fails is answered with {"error": "..."}.
"""

import array
import json
import os
import sys
import time
import traceback


class Workload:
    """A model, its starting weights and its data, as the bench wrote them: little-endian float32, row-major."""

    def __init__(self, description):
        self.layers = description["layers"]
        self.loss = description["loss"]
        self.optimizer = description["optimizer"]
        self.input_shape = description["inputShape"]
        self.target_size = description["targetSize"]
        self.batch = description["batch"]
        self.steps = description["steps"]
        self.meta = description["meta"]
        self.weights = read_floats(description["weights"])
        # [steps * batch, ...]: the mini-batches of one inner loop; tasks of meta-iterations are drawn from them too.
        self.inputs = read_floats(description["inputs"])
        self.targets = read_floats(description["targets"])
        if self.optimizer["reduction"] != "mean" or self.optimizer.get("beta1", 0) != 0:
            raise ValueError("The peers know steps along the mean loss, and Adam without first moments.")

    def parameters(self):
        """(name, shape, values) of each parameter, in the order of the layers."""
        for layer in self.layers:
            for view in layer["parameters"]:
                yield view["name"], view["shape"], self.weights[view["offset"] : view["offset"] + view["size"]]


def read_floats(path):
    values = array.array("f")
    with open(path, "rb") as file:
        values.frombytes(file.read())
    if sys.byteorder != "little":
        values.byteswap()
    return values


def serve(load):
    """Answers requests until the input ends. `load(workload)` returns a contestant with the methods named like the commands."""
    # Whatever a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    contestant = None
    for line in sys.stdin:
        request = json.loads(line)
        command = request["command"]
        try:
            if command == "quit":
                return
            if command == "load":
                contestant = load(Workload(request["workload"]))
                answer = {"description": contestant.description}
            elif command == "losses":
                numbers = [(request["first"] + step) % contestant.workload.steps for step in range(request["steps"])]
                answer = {"losses": contestant.losses(numbers)}
            elif command == "timeSteps":
                answer = {"seconds": timed(contestant.run_loops, request["loops"], contestant.reset, request["warm"])}
            elif command == "timeMetaIterations":
                answer = {"seconds": timed(contestant.run_meta_iterations, request["count"], contestant.reset, request["warm"])}
            elif command == "memory":
                answer = {"bytes": resident_bytes()}
            else:
                raise ValueError(f"There is no command {command}.")
        except Exception as error:  # Every failure belongs to the one who asked.
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def timed(run, count, reset, warm):
    reset()
    if warm:
        run(1)
        reset()
    begin = time.perf_counter()
    run(count)
    return time.perf_counter() - begin


def resident_bytes():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        pass
    try:
        import resource
    except ImportError:
        return None
    # The largest so far, for want of the present figure; macOS counts it in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
