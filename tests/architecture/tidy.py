"""clang-tidy on many units at once: tidy.py BUILD UNIT...

A unit costs clang-tidy the reading of its headers, seconds for each; units of one folder read the same ones. They are
put together, a batch in a file of its own with the flags of its folder. A batch that has something to say, be it only
that two units use one name, is halved until each half is silent or a single unit: what is printed is of units alone.
"""

import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

BATCH = 12
NOISE = re.compile(r"^\d+ warnings? (and \d+ errors? )?generated|^Suppressed|^Use -header-filter")


class Tidy:
    def __init__(self, build):
        self.batches = pathlib.Path(build, "batches")
        self.batches.mkdir(parents=True, exist_ok=True)
        entries = json.loads(pathlib.Path(build, "compile_commands.json").read_text())
        self.commands = {entry["file"]: entry for entry in entries}
        self.numbers = itertools.count()

    def run(self, units):
        """What clang-tidy says of these units read as one; nothing where all is well."""
        entry = self.commands[units[0]]
        folder = self.batches / str(next(self.numbers))
        folder.mkdir(exist_ok=True)
        batch = folder / "batch.cpp"
        batch.write_text("".join(f'#include "{unit}"\n' for unit in units))
        command = entry["command"].replace(units[0], str(batch.resolve()))
        (folder / "compile_commands.json").write_text(
            json.dumps([{"directory": entry["directory"], "file": str(batch.resolve()), "command": command}])
        )
        # The flags are g++'s: clang does not know them all.
        done = subprocess.run(
            ["clang-tidy", "-p", folder, "--quiet", "--extra-arg=-Wno-unused-command-line-argument", batch],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = [line for line in done.stdout.splitlines() if not NOISE.match(line)]
        return said or ([f"{units[0]}: clang-tidy: {done.returncode}"] if done.returncode else [])

    def check(self, units):
        said = self.run(units)
        if not said or len(units) == 1:
            return said
        half = len(units) // 2
        return self.check(units[:half]) + self.check(units[half:])


def main():
    build, *units = sys.argv[1:]
    tidy = Tidy(build)
    folders = collections.defaultdict(list)
    for unit in units:
        path = os.path.abspath(unit)
        if path not in tidy.commands:
            sys.exit(f"{unit} is compiled by no target")
        # A program's main.cpp has a target and flags of its own.
        folders[os.path.dirname(path), os.path.basename(path) == "main.cpp"].append(path)
    batches = [
        folder[first : first + BATCH] for folder in folders.values() for first in range(0, len(folder), BATCH)
    ]
    batches.sort(key=len, reverse=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = [line for lines in pool.map(tidy.check, batches) for line in lines]
    print("\n".join(said) if said else "clang-tidy : rien à redire")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
