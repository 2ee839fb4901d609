# ssGSEA by GSVA: Rscript gsva.R MATRIX.tsv SETS.gmt SCORES.tsv
# The last line says the version, and the seconds that reading and scoring took.
suppressPackageStartupMessages({
  library(GSVA)
  fast <- requireNamespace("data.table", quietly = TRUE)
})
if (fast) data.table::setDTthreads(1)
words <- commandArgs(trailingOnly = TRUE)
seconds <- function() proc.time()[["elapsed"]]

begun <- seconds()
table <- if (fast) data.table::fread(words[1], sep = "\t", data.table = FALSE) else read.delim(words[1], check.names = FALSE)
expr <- as.matrix(table[, -1])
rownames(expr) <- table[[1]]
rm(table)
lines <- strsplit(readLines(words[2]), "\t")
sets <- setNames(lapply(lines, function(line) line[-(1:2)]), vapply(lines, `[`, "", 1))
read <- seconds() - begun

begun <- seconds()
scores <- if (packageVersion("GSVA") < "1.50") {
  gsva(expr, sets, method = "ssgsea", ssgsea.norm = FALSE, parallel.sz = 1, verbose = FALSE)
} else {
  gsva(ssgseaParam(expr, sets, normalize = FALSE), BPPARAM = BiocParallel::SerialParam(), verbose = FALSE)
}
score <- seconds() - begun

write.table(format(scores, digits = 15), words[3], sep = "\t", quote = FALSE, col.names = NA)
reader <- if (fast) "data.table" else "read.delim"
cat(sprintf('{"version": "%s, read by %s", "read": %.3f, "score": %.3f}\n', packageVersion("GSVA"), reader, read, score))
