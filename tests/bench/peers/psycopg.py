#!/usr/bin/env python3
"""What one would write in an afternoon: psycopg2, a cursor on the server, sets in memory.

psycopg.py CONNECTION FIRST-DAY END-DAY FINESS-FILE: figures by establishment and month, as CSV on stdout.
"""
import sys
from collections import defaultdict

import psycopg2

connection_text, first, end, finess_file = sys.argv[1:5]
wanted = set(open(finess_file).read().split())
kinds = {
    "dossiers": "SELECT finess, dossier, ecrit_le FROM ecriture WHERE technique = 0 AND ecrit_le >= %s AND ecrit_le < %s",
    "agenda": "SELECT finess, dossier, debut FROM agenda WHERE annule = 0 AND debut >= %s AND debut < %s",
    "messages": "SELECT finess, message_id, envoye_le FROM mssante WHERE envoye_le >= %s AND envoye_le < %s",
    "dmp": "SELECT finess, document_id, depose_le FROM dmp WHERE depose_le >= %s AND depose_le < %s",
    "prescriptions": "SELECT finess, prescription_id, importee_le FROM prescription WHERE importee_le >= %s AND importee_le < %s",
    "liaison": "SELECT finess, note_id, ecrite_le FROM liaison WHERE ecrite_le >= %s AND ecrite_le < %s",
}
sets = {kind: defaultdict(set) for kind in kinds}
connection = psycopg2.connect(connection_text)
for kind, query in kinds.items():
    cursor = connection.cursor(name="lecture")
    cursor.itersize = 10000
    cursor.execute(query, (first, end))
    found = sets[kind]
    for finess, key, at in cursor:
        if finess in wanted:
            found[finess, at.year * 100 + at.month].add(key)
    cursor.close()

places = sorted(set().union(*(found.keys() for found in sets.values())))
for place in places:
    dossiers = sets["dossiers"][place]
    counts = [len(sets[kind][place]) for kind in ("messages", "dmp", "prescriptions", "liaison")]
    print(place[0], f"{place[1] // 100}-{place[1] % 100:02}", len(dossiers),
          len(dossiers & sets["agenda"][place]), *counts, sep=",")
