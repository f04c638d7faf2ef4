"""The package by itself: python3 -m unittest discover -s python/tests."""

import errno
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import reptile_lab


class RunTest(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name) / "run"

    def lines(self) -> list:
        return [json.loads(line) for line in (self.folder / "metrics.jsonl").read_text().splitlines()]

    def test_works_without_reptile_lab(self) -> None:
        run = reptile_lab.current(self.folder)
        self.assertEqual((dict(run.parameters), run.seed, run.is_managed), ({}, 0, False))
        self.assertFalse(run.should_stop())
        self.assertFalse(self.folder.exists())
        self.assertIs(signal.getsignal(signal.SIGTERM), signal.SIG_DFL)

    def test_logs_figures_by_name(self) -> None:
        run = reptile_lab.current(self.folder)
        run.log(3, {"test/accuracy": 0.5}, loss=2)
        run.log(4, loss=math.nan, up=math.inf, down=-math.inf)
        first, second = self.lines()
        self.assertGreater(first.pop("time"), 1e9)
        second.pop("time")
        self.assertEqual(first, {"step": 3, "test/accuracy": 0.5, "loss": 2.0})
        self.assertEqual(second, {"step": 4, "loss": "NaN", "up": "Infinity", "down": "-Infinity"})

    def test_refuses_what_is_no_step_and_no_figure(self) -> None:
        run = reptile_lab.current(self.folder)
        for step in (-1, 1.5, True):
            self.assertRaises(ValueError, run.log, step, loss=1)
        self.assertRaises(ValueError, run.log, 1, {"step": 1})
        self.assertRaises(ValueError, run.log, 1, {"": 1})
        self.assertFalse(self.folder.exists())

    def test_never_mixes_lines_of_threads(self) -> None:
        run = reptile_lab.current(self.folder)
        name = "x" * 300
        threads = [threading.Thread(target=lambda: [run.log(i, {name: i}) for i in range(100)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(self.lines()), 800)

    def test_loses_no_figure_after_one_that_the_disk_took_half(self) -> None:
        run = reptile_lab.current(self.folder)
        run.log(1, loss=1)
        write = os.write
        calls = []

        def write_half(descriptor: int, content: bytes) -> int:
            calls.append(content)
            if len(calls) > 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return write(descriptor, content[:10])

        with mock.patch("os.write", write_half):
            self.assertRaises(OSError, run.log, 2, loss=2)
        run.log(3, loss=3)
        run.log(4, loss=4)
        lines = (self.folder / "metrics.jsonl").read_text().splitlines()
        self.assertEqual([json.loads(line)["step"] for line in (lines[0], *lines[2:])], [1, 3, 4])
        self.assertEqual(len(lines[1]), 10)

    def test_stops_by_a_file_and_waits_while_it_is_paused(self) -> None:
        run = reptile_lab.current(self.folder)
        run.checkpoint_dir.joinpath("1").write_text("")
        (self.folder / "pause").touch()
        answers = []
        asking = threading.Thread(target=lambda: answers.append(run.should_stop()))
        asking.start()
        (self.folder / "stop").touch()
        asking.join()
        self.assertEqual(answers, [True])

    def test_reads_parameters_and_hears_signals_of_reptile_lab(self) -> None:
        self.folder.mkdir()
        written = {"parameters": {"lr": 0.1, "name": "x"}, "seed": 7}
        (self.folder / "parameters.json").write_text(json.dumps(written))
        program = (
            "import os, signal, reptile_lab\n"
            "run = reptile_lab.current()\n"
            "assert dict(run.parameters) == {'lr': 0.1, 'name': 'x'} and run.seed == 7 and run.is_managed\n"
            "assert not run.should_stop()\n"
            "os.kill(os.getpid(), signal.SIGTERM)\n"
            "assert run.should_stop()\n"
            "run.log(1, loss=run.parameters['lr'])\n"
        )
        environment = {**os.environ, "REPTILE_LAB_RUN": str(self.folder), "PYTHONPATH": sys.path[0]}
        subprocess.run([sys.executable, "-c", program], env=environment, check=True)
        self.assertEqual(self.lines()[0]["loss"], 0.1)


class IntervalTest(unittest.TestCase):
    def test_is_that_of_students_t(self) -> None:
        interval = reptile_lab.mean_with_interval([1.0, 2.0, 3.0, 4.0])
        self.assertAlmostEqual(interval.mean, 2.5)
        self.assertAlmostEqual(interval.ci95, 3.18245 * math.sqrt(5 / 3) / 2, places=4)

    def test_agrees_with_tables_where_it_is_computed(self) -> None:
        for freedom, quantile in ((31, 2.0395), (40, 2.0211), (60, 2.0003), (120, 1.9799), (1000, 1.9623)):
            values = [-1.0, 1.0] * ((freedom + 1) // 2) + ([0.0] if freedom % 2 == 0 else [])
            mean = sum(values) / len(values)
            deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / freedom)
            found = reptile_lab.mean_with_interval(values).ci95 / (deviation / math.sqrt(len(values)))
            self.assertAlmostEqual(found, quantile, places=4)

    def test_is_unknown_of_one_and_refused_of_none(self) -> None:
        self.assertTrue(math.isnan(reptile_lab.mean_with_interval([1]).ci95))
        self.assertRaises(ValueError, reptile_lab.mean_with_interval, [])


if __name__ == "__main__":
    unittest.main()
