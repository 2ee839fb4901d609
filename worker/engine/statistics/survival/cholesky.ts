/**
 * Inverse of a symmetric positive definite matrix by Cholesky's factors.
 *
 * @param matrix n x n, row-major
 * @returns n x n, row-major; null where the matrix is not positive definite (collinear or constant covariates)
 */
export function invertPositive(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k];
      if (i > j) factor[i * n + j] = rest / factor[j * n + j];
      else if (rest > 1e-12 * Math.abs(matrix[i * n + i])) factor[i * n + i] = Math.sqrt(rest);
      else return null;
    }
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const solution = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let rest = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) rest -= factor[i * n + k] * solution[k];
      solution[i] = rest / factor[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let rest = solution[i];
      for (let k = i + 1; k < n; k++) rest -= factor[k * n + i] * solution[k];
      solution[i] = rest / factor[i * n + i];
      inverse[i * n + column] = solution[i];
    }
  }
  return inverse;
}
