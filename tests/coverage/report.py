#!/usr/bin/env python3
"""What the tests have reached, from the counts that they left: report.py BUILD [folder…]

Of each folder: lines and branches, then the branches that nothing took. A condition has two branches, each taken once
it was true, or false. Without a folder: those of FOLDERS, of which at least LEAST percent of the branches must be
taken and the others be listed with a reason in uncovered.toml, no more and no less; and the connectors, of which at
least LEAST_LINES percent of the lines must be reached.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tomllib

FOLDERS = {
    "core": ["daemon/core"],
    "seal": ["daemon/seal"],
    "store": ["daemon/store", "daemon/sqlite"],
    "deliver": ["daemon/deliver"],
}
LEAST = 95.0
CONNECTORS = "connectors"
LEAST_LINES = 90.0
LIST = pathlib.Path("tests/coverage/uncovered.toml")


def export(build):
    """Counts of every file of the product, by its path."""
    profile = build / "coverage.profdata"
    raw = sorted(map(str, (build / "profiles").glob("*.profraw")))
    if not raw:
        sys.exit(f"{build}/profiles: no counts; run the tests first")
    subprocess.run(["llvm-profdata-14", "merge", "-sparse", "-o", profile, *raw], check=True)
    programs = [path for path in sorted([*build.glob("bin/*"), *build.glob("tests/**/test_*")])
                if path.is_file() and os.access(path, os.X_OK)]
    objects = [argument for path in programs for argument in ("-object", str(path))]
    # The first is given without its option.
    exported = subprocess.run(["llvm-cov-14", "export", *objects[1:], f"-instr-profile={profile}"],
                              check=True, stdout=subprocess.PIPE, text=True).stdout
    root = str(pathlib.Path.cwd()) + "/"
    files = json.loads(exported)["data"][0]["files"]
    return {file["filename"].removeprefix(root): file for file in files}


def branches(path, file):
    """(line, column, end line, end column) → [times true, times false], of all instantiations together."""
    found = collections.defaultdict(lambda: [0, 0])
    for line, column, end_line, end_column, yes, no, *_ in file["branches"]:
        counts = found[(line, column, end_line, end_column)]
        counts[0] += yes
        counts[1] += no
    return found


def condition(source, place):
    line, column, end_line, end_column = place
    if line == end_line:
        return source[line - 1].encode()[column - 1:end_column - 1].decode()
    parts = [source[line - 1].encode()[column - 1:].decode(), *source[line:end_line - 1],
             source[end_line - 1].encode()[:end_column - 1].decode()]
    return " ".join(part.strip() for part in parts)


def is_branch(text, line):
    """Not what the compiler decides, nor that none of a switch's cases holds: -Wswitch has them all named."""
    return text != "true" and "if constexpr (" not in line and f"switch ({text})" not in line


class Folder:
    def __init__(self, files, paths):
        self.lines = self.lines_reached = self.branches = self.branches_taken = 0
        self.never = []  # (file, line's number, line's text, "condition: true|false")
        for path, file in sorted(files.items()):
            if not any(path.startswith(folder.rstrip("/") + "/") for folder in paths):
                continue
            lines = file["summary"]["lines"]
            self.lines += lines["count"]
            self.lines_reached += lines["covered"]
            source = pathlib.Path(path).read_text().splitlines()
            for place, counts in sorted(branches(path, file).items()):
                line = source[place[0] - 1].strip()
                text = condition(source, place)
                if not is_branch(text, line):
                    continue
                for count, side in zip(counts, ("true", "false")):
                    self.branches += 1
                    if count > 0:
                        self.branches_taken += 1
                    else:
                        self.never.append((path, place[0], line, f"{text}: {side}"))

    def percent(self, of, whole):
        return 100.0 * of / whole if whole else 100.0

    def text(self):
        return (f"lignes {self.percent(self.lines_reached, self.lines):.1f} % ({self.lines_reached}/{self.lines}), "
                f"branches {self.percent(self.branches_taken, self.branches):.1f} % "
                f"({self.branches_taken}/{self.branches})")


def listed():
    """(file, line's text, branch) of uncovered.toml."""
    entries = set()
    for group in tomllib.loads(LIST.read_text()).get("branches", []):
        if not group["why"].strip():
            sys.exit(f"{LIST}: a reason is missing")
        for line, never in group["never"].items():
            for one in [never] if isinstance(never, str) else never:
                entries.add((group["file"], line, one))
    return entries


def hold(folders):
    """Compares with what is asked and listed. False when something is wrong."""
    good = True
    for name, folder in folders.items():
        if folder.percent(folder.branches_taken, folder.branches) < LEAST:
            print(f"{name} : moins de {LEAST:.0f} % des branches")
            good = False
    entries = listed()
    never = {(path, line, text): number
             for folder in folders.values() for path, number, line, text in folder.never}
    for (path, line, text), number in sorted(never.items()):
        if (path, line, text) not in entries:
            print(f"{path}:{number} : absente de {LIST} : {text}")
            good = False
    for path, line, text in sorted(entries - never.keys()):
        print(f"{path} : {LIST} nomme une branche prise ou disparue : « {line} », {text}")
        good = False
    return good


def main():
    build = pathlib.Path(sys.argv[1])
    files = export(build)
    wanted = {name: [name] for name in sys.argv[2:]} or FOLDERS
    folders = {name: Folder(files, paths) for name, paths in wanted.items()}
    for name, folder in folders.items():
        print(f"── {name} : {folder.text()}")
        for path, number, _, text in folder.never:
            print(f"{path}:{number}: {text}")
    print()
    for name, folder in folders.items():
        print(f"{name} : {folder.text()}")
    if wanted is FOLDERS:
        connectors = Folder(files, [CONNECTORS])
        print(f"{CONNECTORS} : {connectors.text()}")
        enough = connectors.percent(connectors.lines_reached, connectors.lines) >= LEAST_LINES
        if not enough:
            print(f"{CONNECTORS} : moins de {LEAST_LINES:.0f} % des lignes")
        if not hold(folders) or not enough:
            sys.exit(1)


main()
