"""A stand-in for Airflow, which is large: decorators that take down a DAG's tasks, and a run of them as their rules say."""

import concurrent.futures
import datetime
import importlib.util
import sys
import types

from schedulers.trial import SAMPLES

_RUN = datetime.datetime(2026, 11, 27, 2, 15)


class FailException(Exception):
    """What no further try mends."""


class Node:
    """A call of a task, or one for each value of what it is mapped over."""

    def __init__(self, task, arguments, mapped=None):
        self.task, self.arguments, self.mapped, self.result = task, arguments, mapped or [{}], None

    def __rshift__(self, other):
        return other


class Task:
    def __init__(self, dag, function, **options):
        self._dag, self.function, self.options, self._partial = dag, function, options, {}

    def __call__(self, *arguments):
        names = self.function.__code__.co_varnames
        return self._noted(Node(self, dict(zip(names, arguments))))

    def partial(self, **arguments):
        self._partial = arguments
        return self

    def expand(self, **lists):
        (name, values), = lists.items()
        return self._noted(Node(self, self._partial, [{name: value} for value in values]))

    def _noted(self, node):
        self._dag.append(node)
        return node


class Airflow:
    """The sample, imported with the stand-in."""

    def __init__(self):
        self.nodes = []
        self.day = f"{_RUN:%Y-%m-%d}"
        sdk, exceptions = types.ModuleType("airflow.sdk"), types.ModuleType("airflow.sdk.exceptions")
        sdk.dag = self._dag
        sdk.task = self._task
        exceptions.AirflowFailException = FailException
        stand_in = {"airflow": types.ModuleType("airflow"), "airflow.sdk": sdk, "airflow.sdk.exceptions": exceptions}
        before = {name: sys.modules.get(name) for name in stand_in}
        sys.modules.update(stand_in)
        specification = importlib.util.spec_from_file_location("airflow_dag", SAMPLES / "airflow_dag.py")
        self.module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(self.module)
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module

    def _dag(self, **options):
        self.options = options

        def decorated(function):
            def made():
                self.nodes.clear()
                function()
            return made
        return decorated

    def _task(self, function=None, **options):
        if function is None:
            return lambda function: Task(self.nodes, function, **options)
        return Task(self.nodes, function, **options)

    def run(self):
        """Runs the tasks one after the other, those that are mapped in the slots of their pool; gives the tasks that failed."""
        self.module.access_shards()
        retries, failed = self.options["default_args"]["retries"], []
        for node in self.nodes:
            if failed and node.task.options.get("trigger_rule") != "all_done":
                failed.append(node.task.function.__name__)
                continue
            with concurrent.futures.ThreadPoolExecutor(self.module.SLOTS) as pool:
                ends = list(pool.map(lambda mapped, node=node: self._instance(node, mapped, retries), node.mapped))
            if not all(ends):
                failed.append(node.task.function.__name__)
        return failed

    @staticmethod
    def _instance(node, mapped, retries):
        arguments = {**node.arguments, **mapped}
        arguments = {name: value.result if isinstance(value, Node) else value for name, value in arguments.items()}
        if "data_interval_end" in node.task.function.__code__.co_varnames:
            arguments["data_interval_end"] = _RUN
        for _ in range(retries + 1):
            try:
                node.result = node.task.function(**arguments)
                return True
            except FailException:
                return False
            except RuntimeError:
                pass
        return False
