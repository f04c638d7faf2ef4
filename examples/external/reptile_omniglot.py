"""Reptile on Omniglot in PyTorch: to tell five characters apart that it has never seen, from one drawing of each.

The drawings are those that `reptile-lab data get omniglot` brings; the parameter "data" names their folder where that is
another one than here. It needs PyTorch and Pillow.
"""

import copy
import os
import sys
from pathlib import Path

import numpy
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import reptile_lab

run = reptile_lab.current()
settings = {
    "data": "", "steps": 2000, "meta_batch": 5, "meta_rate": 1.0, "inner_steps": 5, "inner_rate": 0.001,
    "filters": 64, "eval_every": 100, "eval_tasks": 50, "eval_steps": 50, **run.parameters,
}  # fmt: skip
user = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "reptile-lab" / "data"
data = Path(str(settings["data"]) or Path(os.environ.get("REPTILE_LAB_DATA") or user) / "omniglot").expanduser()
checkpoint = run.checkpoint_dir / "state.pt"
torch.manual_seed(run.seed)
torch.set_num_threads(1)


def read_characters(part):
    """[characters, 20, 28, 28], 1 for paper and 0 for ink, as the reference code of Reptile has them."""
    folders = sorted(folder for folder in (data / part).glob("*/*") if folder.is_dir())
    if not folders:
        sys.exit(f'No characters lie in {data / part}. Bring them by "reptile-lab data get omniglot", or name their folder in "data".')
    files = [sorted(folder.glob("*.png")) for folder in folders]
    pixels = [[numpy.asarray(Image.open(file).resize((28, 28))) for file in drawings] for drawings in files]
    return torch.from_numpy(numpy.array(pixels, dtype=numpy.float32))


def block(inputs, outputs):
    # No running statistics: those of one task say nothing of the next.
    norm = torch.nn.BatchNorm2d(outputs, track_running_stats=False)
    return [torch.nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False), norm, torch.nn.ReLU()]


filters = int(settings["filters"])
layers = [layer for inputs in (1, filters, filters, filters) for layer in block(inputs, filters)]
net = torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Linear(4 * filters, 5))


def task(characters, shots, turned=False, generator=None):
    """Five characters, each turned by some quarters where that is asked for: `shots` drawings of each, and five others."""
    draw = lambda size: torch.randperm(size, generator=generator)
    chosen = []
    for character in draw(len(characters))[:5]:
        drawings = characters[character][draw(20)]
        chosen.append(torch.rot90(drawings, int(draw(4)[0]), (1, 2)) if turned else drawings)
    images = torch.stack(chosen).unsqueeze(2)
    labels = lambda number: torch.arange(5).repeat_interleave(number)
    support, query = images[:, :shots].flatten(0, 1), images[:, shots : shots + 5].flatten(0, 1)
    return support, labels(shots), query, labels(5)


def adapt(images, labels, steps, batch, generator=None):
    """Adam without momentum, from the net as it is and anew for each task; gives a net of its own."""
    task_net = copy.deepcopy(net)
    optimizer = torch.optim.Adam(task_net.parameters(), lr=float(settings["inner_rate"]), betas=(0.0, 0.999))
    for _ in range(steps):
        chosen = torch.randperm(len(images), generator=generator)[:batch]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(task_net(images[chosen]), labels[chosen]).backward()
        optimizer.step()
    return task_net


def evaluate():
    """Accuracies on held-out characters, the same tasks each time; all queries in one batch (transductive)."""
    generator = torch.Generator().manual_seed(12345)
    accuracies = []
    for _ in range(int(settings["eval_tasks"])):
        images, labels, queries, answers = task(held_out, 1, generator=generator)
        adapted = adapt(images, labels, int(settings["eval_steps"]), 5, generator)
        accuracies.append((adapted(queries).argmax(1) == answers).float().mean().item())
    return reptile_lab.mean_with_interval(accuracies)


training, held_out = read_characters("images_background"), read_characters("images_evaluation")
first, steps = 1, int(settings["steps"])
if checkpoint.exists():
    state = torch.load(checkpoint)
    net.load_state_dict(state["net"])
    torch.set_rng_state(state["random"])
    first = state["step"] + 1

for step in range(first, steps + 1):
    rate = float(settings["meta_rate"]) * (1 - (step - 1) / steps)
    before = [value.detach().clone() for value in net.parameters()]
    change = [torch.zeros_like(value) for value in before]
    for _ in range(int(settings["meta_batch"])):
        images, labels, _, _ = task(training, 10, turned=True)
        adapted = adapt(images, labels, int(settings["inner_steps"]), 10)
        for total, value, start in zip(change, adapted.parameters(), before):
            total += (value.detach() - start) / int(settings["meta_batch"])
    with torch.no_grad():
        for value, start, total in zip(net.parameters(), before, change):
            value.copy_(start + rate * total)
    if step % int(settings["eval_every"]) == 0 or step == steps:
        accuracy = evaluate()
        run.log(step, {"eval/accuracy": accuracy.mean, "eval/accuracy_ci95": accuracy.ci95, "meta_rate": rate})
        torch.save({"net": net.state_dict(), "random": torch.get_rng_state(), "step": step}, checkpoint)
    if run.should_stop():
        break
