"""The run that this process trains."""

from __future__ import annotations

import json
import math
import os
import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any, Dict, Mapping, Optional, Union

Parameter = Union[int, float, str, bool]

_LONGEST_PAUSE_SECONDS = 0.1


class Run:
    """A run's own folder: its parameters, its figures, and what is asked of it."""

    def __init__(self, folder: Path, *, is_managed: bool) -> None:
        self._folder = folder
        self._is_managed = is_managed
        self._parameters, self._seed = _read_parameters(folder)
        self._is_signalled = threading.Event()
        self._lock = threading.Lock()
        # Whether the disk took a part of the last line.
        self._is_cut = False

    @property
    def folder(self) -> Path:
        """Whatever the program writes there stays with the run."""
        return self._folder

    @property
    def is_managed(self) -> bool:
        """Whether Reptile Lab has started this process."""
        return self._is_managed

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """By name, as the experiment file and the sweep say; empty without Reptile Lab."""
        return self._parameters

    @property
    def seed(self) -> int:
        """Of the run; 0 without Reptile Lab."""
        return self._seed

    @property
    def checkpoint_dir(self) -> Path:
        """Where checkpoints go, which are the program's own; made if missing."""
        folder = self._folder / "checkpoints"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def log(self, step: int, figures: Optional[Mapping[str, float]] = None, /, **named: float) -> None:
        """Writes figures of a step, by name: log(20, accuracy=0.9), log(20, {"test/accuracy": 0.9}).

        Numbers may be of any kind that float() takes, as a tensor of one element is; NaN and infinity are figures, too.
        Raises ValueError for a step that is no whole number from 0 on, and OSError when the disk does not take it.
        """
        if isinstance(step, bool) or int(step) != step or step < 0:
            raise ValueError(f"A step is a whole number from 0 on, and this is {step!r}.")
        line: Dict[str, Any] = {"step": int(step), "time": time.time()}
        for name, value in {**(figures or {}), **named}.items():
            if name in ("", "step", "time"):
                raise ValueError(f"A figure cannot be called {name!r}.")
            line[name] = _speakable(float(value))
        text = json.dumps(line, allow_nan=False) + "\n"
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Opened anew each time, and written at once: two processes of one run never mix their lines.
            descriptor = os.open(self._folder / "metrics.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                # What comes behind half a line would be lost with it.
                content = (("\n" if self._is_cut else "") + text).encode()
                length = len(content)
                while content:
                    content = content[os.write(descriptor, content) :]
                    self._is_cut = 0 < len(content) < length
            finally:
                os.close(descriptor)

    def should_stop(self) -> bool:
        """Whether the run is to stop: by SIGTERM, which is heard from the first call of `current` on, or by the file.

        Waits while the run is paused by a file.
        """
        while True:
            if self._is_signalled.is_set() or (self._folder / "stop").exists():
                return True
            if not (self._folder / "pause").exists():
                return False
            time.sleep(_LONGEST_PAUSE_SECONDS)

    def _hear_signals(self) -> None:
        """Instead of being ended by it. Without Reptile Lab, and in other threads than the main one, nothing changes."""
        if not self._is_managed or threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
            return

        def hear(_number: int, _frame: Optional[FrameType]) -> None:
            self._is_signalled.set()

        signal.signal(signal.SIGTERM, hear)


_current: Optional[Run] = None


def current(folder: Union[str, "os.PathLike[str]"] = "reptile-lab-run") -> Run:
    """The run that this process trains. Without Reptile Lab, one whose files go to `folder`, made when it is written to."""
    global _current
    named = os.environ.get("REPTILE_LAB_RUN")
    place = Path(named) if named else Path(folder)
    if _current is None or _current.folder != place:
        _current = Run(place, is_managed=bool(named))
        _current._hear_signals()
    return _current


def _speakable(value: float) -> Union[float, str]:
    """JSON has no words for these."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _read_parameters(folder: Path) -> "tuple[Mapping[str, Parameter], int]":
    try:
        text = (folder / "parameters.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, 0
    read = json.loads(text)
    return dict(read["parameters"]), int(read["seed"])
