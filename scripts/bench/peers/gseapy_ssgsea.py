"""ssGSEA by GSEApy: python gseapy_ssgsea.py MATRIX.tsv SETS.gmt SCORES.tsv

The last line says the version, and the seconds that reading and scoring took.
"""
import json
import sys
import time

import gseapy
import pandas

matrix, gmt, out = sys.argv[1:]
begun = time.perf_counter()
expression = pandas.read_csv(matrix, sep="\t", index_col=0)
with open(gmt) as file:
    sets = {line.split("\t")[0]: line.rstrip("\n").split("\t")[2:] for line in file}
read = time.perf_counter() - begun

begun = time.perf_counter()
result = gseapy.ssgsea(
    expression, sets, outdir=None, min_size=1, max_size=10_000, weight=0.25, threads=1, no_plot=True, verbose=False
)
score = time.perf_counter() - begun

table = result.res2d.pivot(index="Term", columns="Name", values="ES")
table.astype(float).to_csv(out, sep="\t", float_format="%.17g")
print(json.dumps({"version": gseapy.__version__, "read": read, "score": score}))
