"""
Prints as JSON what Airflow finds in a folder of DAGs: python dag_facts.py FOLDER

The Docker and Amazon providers are not installed with the tests' Airflow. Small stand-ins of their operators take the arguments
that the real ones take and end with a code as told; all else is the real code.
"""

import json
import logging
import os
import sys
import types
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

CODES = (0, 1, 2, 75, 99, 130, 137)


class DockerOperator(BaseOperator):
    template_fields = ("command",)

    def __init__(self, *, command, environment, private_environment, image, network_mode, mount_tmp_dir, auto_remove, **kwargs):
        super().__init__(**kwargs)
        self.command, self.container, self.cli, self.code = command, None, self, 0

    def execute(self, context):
        self.container = {"Id": "1"}
        if self.code != 0:
            raise AirflowException("Docker container failed")
        return said(0)

    def wait(self, container):
        return {"StatusCode": self.code}

    def logs(self, container, tail):
        return said(self.code).encode()

    def remove_container(self, container, force):
        self.container = None


class EcsRunTaskOperator(BaseOperator):
    template_fields = ("overrides",)

    def __init__(self, *, overrides, cluster, task_definition, launch_type, network_configuration, container_name,
                 awslogs_group, awslogs_stream_prefix, reattach, **kwargs):
        super().__init__(**kwargs)
        self.overrides, self.cluster, self.container_name = overrides, cluster, container_name
        self.arn, self.client, self.task_log_fetcher, self.code = None, self, self, 0

    def execute(self, context):
        self.arn = "arn"
        if self.code != 0:
            raise AirflowException("This task is not in success state")
        return said(0)

    def describe_tasks(self, cluster, tasks):
        return {"tasks": [{"containers": [{"name": "aside", "exitCode": 0}, {"name": self.container_name, "exitCode": self.code}]}]}

    def get_last_log_message(self):
        return said(self.code)


def said(code):
    return json.dumps({"rows": 7, "error": f"it ended with {code}"} if code else {"rows": 7})


def stand_in(operator, *path):
    for i in range(3, len(path) + 1):
        sys.modules.setdefault(".".join(path[:i]), types.ModuleType(".".join(path[:i])))
    setattr(sys.modules[".".join(path)], operator.__name__, operator)


def task_facts(task):
    command = getattr(task, "bash_command", None) or getattr(task, "command", None) or getattr(task, "overrides", None)
    return {
        "type": type(task).__name__,
        "after": sorted(task.upstream_task_ids),
        "pool": task.pool,
        "command": json.dumps(command),
        "outlets": [each.name for each in task.outlets],
        "retries": task.retries,
        "timeoutSeconds": task.execution_timeout.total_seconds() if task.execution_timeout else None,
        "triggerRule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
    }


def outcome(task, code):
    """How a task ends in Airflow when its command ends with a code: its state, and what it says or pushes."""
    pushed = {}
    ti = types.SimpleNamespace(xcom_push=lambda key, value: pushed.update(value))
    task.code, task.date = code, "2019-06-01"
    try:
        return ["success", json.dumps(task.execute({"ti": ti, "outlet_events": {}}))]
    except AirflowSkipException:
        return ["skipped", json.dumps(pushed)]
    except AirflowFailException as fault:
        return ["failed", str(fault)]
    except AirflowException as fault:
        return ["up_for_retry", str(fault)]


stand_in(DockerOperator, "airflow", "providers", "docker", "operators", "docker")
stand_in(EcsRunTaskOperator, "airflow", "providers", "amazon", "aws", "operators", "ecs")
bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
facts = {
    "errors": {os.path.basename(file): error for file, error in bag.import_errors.items()},
    "seconds": {os.path.basename(stat.file): stat.duration.total_seconds() for stat in bag.dagbag_stats},
    "providers": sorted(name for name in sys.modules if name.startswith("fleetlake.")),
    "dags": {
        dag.dag_id: {
            "catchup": dag.catchup,
            "maxActiveRuns": dag.max_active_runs,
            "tags": sorted(dag.tags),
            "hasDoc": bool(dag.doc_md),
            "tasks": {task.task_id: task_facts(task) for task in dag.tasks},
        }
        for dag in bag.dags.values()
    },
}
extract = bag.dags["fleetlake_daily"].get_task("extract") if "fleetlake_daily" in bag.dags else None
if extract is not None and type(extract).__name__ != "BashTask":
    facts["outcomes"] = {code: outcome(extract, code) for code in CODES}
print(json.dumps(facts))
