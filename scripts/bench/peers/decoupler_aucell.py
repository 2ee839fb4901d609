"""AUCell by decoupler: python decoupler_aucell.py MATRIX.tsv SETS.gmt SCORES.tsv

The last line says the version, and the seconds that reading and scoring took. What it compiles when it is first called is
compiled before the clock starts.
"""
import json
import sys
import time

import decoupler
import numpy
import pandas


def aucell(samples, net):
    return decoupler.mt.aucell(samples, net, tmin=1, verbose=False)


tiny = pandas.DataFrame(numpy.random.default_rng(1).random((4, 60)), columns=[f"g{i}" for i in range(60)])
aucell(tiny, pandas.DataFrame({"source": "s", "target": [f"g{i}" for i in range(9)]}))

matrix, gmt, out = sys.argv[1:]
begun = time.perf_counter()
expression = pandas.read_csv(matrix, sep="\t", index_col=0).T
with open(gmt) as file:
    lines = [line.rstrip("\n").split("\t") for line in file]
net = pandas.DataFrame([(name, gene) for name, _, *genes in lines for gene in genes], columns=["source", "target"])
read = time.perf_counter() - begun

begun = time.perf_counter()
scores = aucell(expression, net)
score = time.perf_counter() - begun

table = scores[0] if isinstance(scores, tuple) else scores
table.T.astype(float).to_csv(out, sep="\t", float_format="%.17g")
print(json.dumps({"version": decoupler.__version__, "read": read, "score": score}))
