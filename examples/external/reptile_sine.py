"""Reptile on sine waves in PyTorch: five waves a meta-iteration, eight steps of gradient descent on ten points of each.

It runs by itself as well: then figures go to reptile-lab-run/metrics.jsonl.
"""

import copy
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import reptile_lab

run = reptile_lab.current()
settings = {"inner_rate": 0.02, "meta_rate": 0.1, "inner_steps": 8, "meta_batch": 5, "steps": 400, **run.parameters}
torch.manual_seed(run.seed)
torch.set_num_threads(1)
checkpoint = run.checkpoint_dir / "state.pt"

net = torch.nn.Sequential(
    torch.nn.Linear(1, 64), torch.nn.Tanh(), torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1)
)


def wave(generator=None):
    """A task: 50 points of a wave of random amplitude and phase."""
    amplitude, phase = 0.1 + 4.9 * torch.rand(1, generator=generator), torch.pi * torch.rand(1, generator=generator)
    x = torch.linspace(-5, 5, 50).unsqueeze(1)
    return x, amplitude * torch.sin(x + phase)


def adapt(x, y, steps):
    """Gradient descent on a task, from the net as it is; gives a net of its own."""
    task_net = copy.deepcopy(net)
    optimizer = torch.optim.SGD(task_net.parameters(), lr=float(settings["inner_rate"]))
    for _ in range(steps):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(task_net(x), y).backward()
        optimizer.step()
    return task_net


def evaluate():
    """Query losses of 20 held-out waves after 10 steps on 10 points, the same waves each time."""
    generator = torch.Generator().manual_seed(12345)
    losses = []
    for _ in range(20):
        x, y = wave(generator)
        support = torch.randperm(50, generator=generator)[:10]
        adapted = adapt(x[support], y[support], 10)
        losses.append(torch.nn.functional.mse_loss(adapted(x), y).item())
    return reptile_lab.mean_with_interval(losses)


first = 1
if checkpoint.exists():
    state = torch.load(checkpoint)
    net.load_state_dict(state["net"])
    torch.set_rng_state(state["random"])
    first = state["step"] + 1

steps = int(settings["steps"])
for step in range(first, steps + 1):
    rate = float(settings["meta_rate"]) * (1 - (step - 1) / steps)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    change = {name: torch.zeros_like(value) for name, value in before.items()}
    for _ in range(int(settings["meta_batch"])):
        x, y = wave()
        batch = torch.randperm(50)[:10]
        after = adapt(x[batch], y[batch], int(settings["inner_steps"])).state_dict()
        for name in change:
            change[name] += (after[name] - before[name]) / int(settings["meta_batch"])
    net.load_state_dict({name: before[name] + rate * change[name] for name in before})
    if step % 20 == 0 or step == steps:
        held_out = evaluate()
        run.log(step, {"eval/loss": held_out.mean, "eval/loss_ci95": held_out.ci95, "meta_rate": rate})
        torch.save({"net": net.state_dict(), "random": torch.get_rng_state(), "step": step}, checkpoint)
    if run.should_stop():
        break
