#!/usr/bin/env python3
"""The tables of docs/performances.md, from the results of a run.

report.py RESULTS-DIRECTORY DOCUMENT: puts each table between its markers; the rest of the document stays.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

results_directory, document = map(pathlib.Path, sys.argv[1:3])


def results(name):
    path = results_directory / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def number(value, digits=1):
    """French: a comma, and spaces between thousands."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}" if isinstance(value, float) else f"{value:,}"
    return text.replace(",", "\u202f").replace(".", ",")


def table(head, lines):
    rows = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    rows += ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join(rows)


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 2**20
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return (
        f"{os.cpu_count()} cœurs {cpu[1] if cpu else '?'}, {number(memory, 0)} Gio, Linux {os.uname().release}, "
        f"le {datetime.date.today():%d/%m/%Y}, version {commit or '?'}."
    )


def load():
    lines = []
    for name, line in results("load").items():
        lines.append([
            name if "ratio" in line else f"*{name}*",
            number(line.get("rows")),
            number(line.get("members")),
            number(line["seconds"], 2),
            number(line.get("bare_s"), 2),
            number(line.get("ratio"), 1),
            number(line["cpu_s"], 2),
            number(line["server_cpu_s"], 2),
            number(line["rss_mib"], 0),
            {True: "oui", False: "**non**"}.get(line.get("same"), ""),
        ])
    head = ["", "lignes", "éléments", "durée (s)", "lecture nue (s)", "rapport", "processeur (s)", "processeur du SGBD (s)", "mémoire (Mio)",
            "mêmes chiffres"]
    return table(head, lines)


def poll():
    lines = [
        [name] + [number(line.get(key), 1) for key in ("ms", "best_ms", "daemon_cpu_ms", "reader_cpu_ms", "server_cpu_ms")]
        + [number(line.get("store_mib"), 1)]
        for name, line in results("poll").items()
    ]
    return table(["", "médiane (ms)", "meilleure (ms)", "processeur du service (ms)", "du lecteur (ms)",
                  "du SGBD (ms)", "magasin (Mio)"], lines)


def close():
    lines = [[name, number(line["freeze_ms"], 0), number(line["cpu_ms"], 0), number(line["with_reads_ms"], 0)] for name, line in results("close").items()]
    return table(["49 ESMS", "chiffres, rapport, scellé (ms)", "dont processeur (ms)", "relecture comprise (ms)"], lines)


def france():
    lines = [
        [name, number(line["projects"]), number(line["establishments"]), number(line["persons"]), number(line["events"]),
         number(line["day_s"], 0), number(line["close_s"], 0), number(line["sealed"]), number(line["rss_mib"], 0),
         number(line["store_gib"], 2)]
        for name, line in results("france").items()
    ]
    return table(["", "projets", "ESMS", "personnes", "événements du jour", "la journée (s)", "le mois (s)",
                  "rapports scellés", "mémoire (Mio)", "magasins (Gio)"], lines)


def idle():
    lines = [
        [name, number(line["rss_mib"], 1), number(line["wake_ups_per_s"], 2), number(line["cpu_percent"], 3), number(line["seconds"])]
        for name, line in results("idle").items()
    ]
    return table(["", "mémoire (Mio)", "réveils par seconde", "processeur (%)", "observé (s)"], lines)


def scaling():
    lines = []
    for name, line in results("scaling").items():
        if "gain" in line:
            lines.append([name, f"{number(line['one_core_s'], 2)} s sur un cœur", f"{number(line['two_cores_s'], 2)} s sur deux",
                          f"× {number(line['gain'], 2)}", ""])
        else:
            lines.append([name, f"{number(line['seconds'], 2)} s", f"{number(line['us_per_event'], 2)} µs l'événement",
                          f"{number(line['cpu_us_per_event'], 2)} µs de processeur", f"{number(line['rss_mib'], 0)} Mio"])
    return table(["", "durée", "", "", "mémoire"], lines)


def parts():
    lines = []
    for line in results("parts").get("benchmarks", []):
        unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[line["time_unit"]]
        seconds = line["cpu_time"] * unit
        rate = line.get("items_per_second")
        shown = f"{number(seconds * 1e9, 0)} ns" if seconds < 1e-6 else (
            f"{number(seconds * 1e6, 1)} µs" if seconds < 1e-3 else f"{number(seconds * 1e3, 2)} ms")
        lines.append([f"`{line['name']}`", shown, f"{number(rate / 1e6, 2)} M/s" if rate else ""])
    return table(["partie", "temps de processeur", "éléments"], lines)


def build():
    lines = [[name, number(line["seconds"], 0)] for name, line in results("build").items()]
    return table(["construction, deux cœurs", "durée (s)"], lines)


def targets():
    """What was aimed at, and whether this run reaches it."""
    lines = []

    def aim(what, limit, value, digits=1, at_least=False):
        if value is None:
            return
        held = value >= limit if at_least else value <= limit
        lines.append([what, ("≥ " if at_least else "≤ ") + number(limit, digits if limit % 1 else 0), number(value, digits),
                      "tenu" if held else "**manqué**"])

    loads = results("load")
    for engine in ("postgresql", "mariadb"):
        for shape, limit in (("distincts", 4.0), ("répétés", 2.0)):
            line = loads.get(f"{engine}, {shape}", {})
            aim(f"chargement {engine}, {shape} : fois la lecture nue", limit, line.get("ratio"))
            aim(f"chargement {engine}, {shape} : mémoire (Mio)", 48.0, line.get("rss_mib"))
    for shape in ("distincts", "répétés"):
        own = loads.get(f"postgresql, {shape}")
        peers = [line["seconds"] for name, line in loads.items() if name.endswith(f", {shape}") and "same" in line]
        if own and peers:
            aim(f"chargement, {shape} : part du meilleur autre moyen", 1.0, own["seconds"] / min(peers), 2)
    polls = results("poll")
    nothing = [line for name, line in polls.items() if name.startswith("rien")]
    # Over the same months, whatever they are: "rien de neuf, 10 mois" beside "psql + curl, 10 mois".
    shares = []
    for name, line in polls.items():
        what, _, months = name.rpartition(", ")
        others = [other["server_cpu_ms"] for its, other in polls.items()
                  if its.endswith(f", {months}") and "reader_cpu_ms" not in other]
        if what.startswith("rien") and others:
            shares.append(line["server_cpu_ms"] / max(min(others), 0.1))
    if shares:
        aim("lecture : processeur du SGBD, part du plus économe des autres moyens", 1.0, max(shares), 2)
    if nothing:
        aim("lecture sans rien de neuf (ms)", 10.0, max(line["ms"] for line in nothing))
    closes = results("close")
    if closes:
        aim("arrêté de 49 ESMS (ms)", 200.0, max(line["freeze_ms"] for line in closes.values()), 0)
    for name, line in results("france").items():
        if name == "France":
            aim("France, la journée (s)", 300.0, line["day_s"], 0)
            aim("France, le mois (s)", 120.0, line["close_s"], 0)
            aim("France, mémoire (Mio)", 512.0, line["rss_mib"], 0)
            aim("France, magasins (Gio)", 3.0, line["store_gib"], 2)
    for line in results("idle").values():
        aim("au repos, mémoire (Mio)", 20.0, line["rss_mib"])
        aim("au repos, réveils par seconde", 2.0, line["wake_ups_per_s"], 2)
    scale = results("scaling")
    aim("deux cœurs plutôt qu'un", 1.6, scale.get("deux sources", {}).get("gain"), 2, at_least=True)
    each = [line["us_per_event"] for line in scale.values() if "us_per_event" in line]
    if len(each) > 1:
        aim("de 10^5 à 10^7 : le plus cher sur le moins cher", 1.15, max(each) / min(each), 2)
    built = results("build")
    if built:
        aim("construction depuis zéro (s)", 240.0, built["depuis zéro"]["seconds"], 0)
        aim("construction après un fichier du cœur (s)", 15.0, built["un fichier du cœur"]["seconds"], 0)
    return table(["objectif", "limite", "mesuré", ""], lines)


makers = {"machine": machine, "objectifs": targets, "load": load, "poll": poll, "close": close, "france": france,
          "idle": idle, "scaling": scaling, "parts": parts, "build": build}
text = document.read_text()
for name, make in makers.items():
    if name not in ("machine", "objectifs") and not results(name):
        continue  # not measured: what stands there stays
    begin, end = f"<!-- mesures : {name} -->", "<!-- fin -->"
    if begin not in text:
        sys.exit(f"{document}: il manque {begin}")
    head, rest = text.split(begin, 1)
    text = f"{head}{begin}\n{make()}\n{end}{rest.split(end, 1)[1]}"
document.write_text(text)
