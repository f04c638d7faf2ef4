"""What the own readers of MLflow, TensorBoard and W&B make of an export, as JSON: read_export.py FORMAT FOLDER."""

import json
import math
import os
import sys


def plain(value):
    return value if math.isfinite(value) else str(value)


def read_mlflow(folder):
    # MLflow 3 wants to be told that a file store is meant.
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    from pathlib import Path

    from mlflow.tracking import MlflowClient

    client = MlflowClient(tracking_uri=Path(folder).as_uri())
    found = []
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id]):
            found.append(
                {
                    "experiment": experiment.name,
                    "id": run.info.run_id,
                    "name": run.info.run_name,
                    "status": run.info.status,
                    "start": run.info.start_time,
                    "params": run.data.params,
                    "tags": run.data.tags,
                    "metrics": {
                        key: [[m.step, plain(m.value), m.timestamp] for m in client.get_metric_history(run.info.run_id, key)]
                        for key in run.data.metrics
                    },
                    "artifacts": sorted(artifact.path for artifact in client.list_artifacts(run.info.run_id)),
                }
            )
    return found


def read_tensorboard(folder):
    from tensorboard.backend.event_processing import data_provider, event_accumulator, plugin_event_multiplexer
    from tensorboard.context import RequestContext
    from tensorboard.plugins import base_plugin
    from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

    scalars = {}
    for name in sorted(os.listdir(folder)):
        accumulator = event_accumulator.EventAccumulator(os.path.join(folder, name), size_guidance={"scalars": 0})
        accumulator.Reload()
        scalars[name] = {
            tag: [[event.step, plain(event.value), event.wall_time] for event in accumulator.Scalars(tag)]
            for tag in accumulator.Tags()["scalars"]
        }
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(folder)
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, folder)
    backend = backend_context.Context(base_plugin.TBContext(data_provider=provider))
    experiment = get_experiment.Handler(RequestContext(), backend, "", api_pb2.GetExperimentRequest()).run()
    statuses = [api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING]
    request = api_pb2.ListSessionGroupsRequest(start_index=0, slice_size=100, allowed_statuses=statuses)
    for info in experiment.metric_infos:
        request.col_params.add().metric.CopyFrom(info.name)
    groups = list_session_groups.Handler(RequestContext(), backend, "", request).run().session_groups
    sessions = [
        {
            "seed": group.hparams["seed"].number_value if "seed" in group.hparams else None,
            "status": api_pb2.Status.Name(session.status),
            "metrics": {value.name.tag: [value.training_step, plain(value.value)] for value in session.metric_values},
        }
        for group in groups
        for session in group.sessions
    ]
    return {
        "scalars": scalars,
        "hparams": [info.name for info in experiment.hparam_infos],
        "sessions": sessions,
    }


def read_wandb(folder):
    import glob

    import wandb

    # The reader says that it is for W&B's own process alone.
    wandb._assert_is_internal_process = True
    from wandb.proto import wandb_internal_pb2
    from wandb.sdk.internal.datastore import DataStore

    def items(found):
        return {"/".join([i.key] if i.key else list(i.nested_key)): json.loads(i.value_json) for i in found}

    runs = []
    for file in sorted(glob.glob(os.path.join(folder, "offline-run-*", "run-*.wandb"))):
        store = DataStore()
        store.open_for_scan(file)
        run = {"kinds": [], "history": [], "files": sorted(os.listdir(os.path.join(os.path.dirname(file), "files")))}
        while True:
            data = store.scan_data()
            if data is None:
                break
            record = wandb_internal_pb2.Record()
            record.ParseFromString(data)
            kind = record.WhichOneof("record_type")
            run["kinds"].append(kind)
            assert record.num == len(run["kinds"])
            if kind == "run":
                said = record.run
                run.update(id=said.run_id, project=said.project, name=said.display_name, config=items(said.config.update))
                run["start"] = said.start_time.seconds
            elif kind == "history":
                values = {key: plain(value) for key, value in items(record.history.item).items()}
                run["history"].append([record.history.step.num, values])
            elif kind == "summary":
                run["summary"] = {key: plain(value) for key, value in items(record.summary.update).items()}
            elif kind == "files":
                run["saved"] = [saved.path for saved in record.files.files]
            elif kind == "exit":
                run["exit"] = record.exit.exit_code
        runs.append(run)
    return runs


readers = {"wandb-offline": read_wandb, "mlflow": read_mlflow, "tensorboard": read_tensorboard}
print(json.dumps(readers[sys.argv[1]](sys.argv[2])))
