"""Database engines, each started, loaded through its own client where it has one, and asked for its rows.

An engine has

    load(sql, folder)   runs SQL as its users would; False with the engine's words if it failed
    rows(table)         every row, a dictionary of all columns as `read.Stored` has them
    tables()            the names of the tables that are there
"""


class NotHere(Exception):
    """The engine cannot be had on this machine; in words."""
