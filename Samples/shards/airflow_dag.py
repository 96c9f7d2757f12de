"""A DAG for Airflow 3: a plan, its shards as mapped tasks, and the merge of them.

Needs Rollcall on the workers, /etc/rollcall/rollcall.json with crisp-key beside it, and a folder that all workers share.
The pool holds the slots of the token, in whatever DAG they are taken:

    airflow pools set crisp_token 4 "slots of the Crisp token"
"""
import glob
import os
import subprocess
from datetime import datetime, timedelta

# In Airflow 2 these are in airflow.decorators and airflow.exceptions.
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException

SNAPSHOTS = "/srv/access"
SETTINGS = ("--config", "/etc/rollcall/rollcall.json")
SHARDS = 64
POOL, SLOTS = "crisp_token", 4
# The requests a minute that the token may send: each slot gets its part.
LIMIT = 600
# Another try may mend these, and goes on from there: an outage, a limit, an end by force.
WORTH_A_TRY = {69, 75, 130, 137, 143}


def rollcall(*arguments, done=(0,)):
    """Runs Rollcall, which says on standard error what happened and what to do next."""
    code = subprocess.run(["rollcall", *arguments], check=False).returncode
    # A signal's number is negative here.
    code = 128 - code if code < 0 else code
    if code in WORTH_A_TRY:
        raise RuntimeError(f"rollcall ended with {code}; the next try goes on from there")
    if code not in done:
        raise AirflowFailException(f"rollcall ended with {code}, which needs a person: see the log above")


@dag(
    schedule="15 2 * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1,
    default_args={"retries": 5, "retry_delay": timedelta(minutes=30)}, tags=["access"])
def access_shards():
    @task
    def plan(data_interval_end=None):
        # The day of the run, not of the try.
        folder = f"{SNAPSHOTS}/{data_interval_end:%Y-%m-%d}"
        subprocess.run(["install", "-d", "-m", "700", folder, f"{folder}/shards"], check=True)
        rollcall("plan", "crisp", *SETTINGS, "--crisp-all-websites", "--output", f"{folder}/plan.json")
        return folder

    @task(pool=POOL)
    def shard(number, folder):
        output = f"{folder}/shards/{number}"
        # A task may run twice. What is there is finished.
        if os.path.exists(output):
            return
        # 1 is a snapshot, too: the merge says what is missing in it, and ends with 1.
        rollcall(
            "export", *SETTINGS, "--plan", f"{folder}/plan.json", "--shard", f"{number}/{SHARDS}", "--output", output,
            "--resume", "--requests-per-minute", str(LIMIT // SLOTS), "--quiet", done=(0, 1))

    # Also after a shard that failed: the merge names all that is missing, and refuses.
    @task(trigger_rule="all_done")
    def merge(folder):
        rollcall("merge", *glob.glob(f"{folder}/shards/*[0-9]"), "--output", f"{folder}/snapshot", "--resume")

    folder = plan()
    shard.partial(folder=folder).expand(number=list(range(1, SHARDS + 1))) >> merge(folder)


access_shards()
