"""What runs the shards of a plan: real schedulers, and stand-ins that do what a sample's own rules say.

    real, clusters      Slurm, GNU parallel; Dask and Spark
    played, rules       Kubernetes, AWS Batch, GitHub Actions and Airflow, which do not run here
    stored              object storage between shards and merge
    trial               the simulated service, the plan, and a folder for each trial
"""


class NotHere(Exception):
    """What cannot run on this machine, in words."""
