"""What came of a campaign."""

import collections


class Report:
    """Counts cases, and prints those that failed."""

    _SHOWN = 25

    def __init__(self):
        self.cases = 0
        self.failed = 0
        self.notes = collections.Counter()

    def add(self, problems, notes):
        self.cases += 1
        self.failed += bool(problems)
        self.notes.update(notes)

    def tell(self, problems, repetition):
        """Prints what was wrong with a case, and how to see it again."""
        if self.failed > self._SHOWN:
            return
        print("FAILED: " + "\n        ".join(problems))
        print(f"  repeat: {repetition}", flush=True)
        if self.failed == self._SHOWN:
            print("Further failures are only counted.", flush=True)

    def merge(self, other):
        self.cases += other.cases
        self.failed += other.failed
        self.notes += other.notes

    def __str__(self):
        notes = ", ".join(f"{count} {note}" for note, count in sorted(self.notes.items()))
        return f"{self.cases} cases, {self.failed} failed" + (f" ({notes})" if notes else "")
