"""A raw Zarr array of the bench as AnnData in HDF5: python h5ad.py IN.zarr OUT.h5ad"""
import json
import sys
from pathlib import Path

import anndata
import numpy
import pandas

root, out = Path(sys.argv[1]), sys.argv[2]
meta = json.loads((root / "zarr.json").read_text())
samples, genes = meta["shape"]
chunks = sorted((root / "c").iterdir(), key=lambda folder: int(folder.name))
values = numpy.concatenate([numpy.fromfile(chunk / "0", "<f4").reshape(-1, genes) for chunk in chunks])[:samples]
names = meta["attributes"]
matrix = anndata.AnnData(values, pandas.DataFrame(index=names["samples"]), pandas.DataFrame(index=names["genes"]))
matrix.write_h5ad(out)
