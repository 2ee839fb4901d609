import { expect, test } from "vitest";
import { leafOrder } from "../../web/src/engine/likeness.ts";

/** Euclidean distances of points on a line. */
function distances(points: readonly number[]): Float32Array {
  return Float32Array.from(points.flatMap((a) => points.map((b) => Math.abs(a - b))));
}

test("samples of two groups stand group by group, the group with the lower mean on the left", () => {
  const points = [9, 0, 10, 1, 9.5, 0.4];
  const order = [...leafOrder(distances(points), Float64Array.from(points))];
  expect(order.map((sample) => points[sample])).toEqual([0, 0.4, 1, 9, 9.5, 10]);
});

test("average linkage joins the third point to the cluster whose mean distance is smaller", () => {
  // By hand: 4 and 5 lie 1 apart; 8.4 lies 3.9 from both on average and 0 lies 4.5; so 8.4 joins before 0 does.
  const points = [0, 4, 5, 8.4];
  const order = [...leafOrder(distances(points), Float64Array.from([9, 1, 2, 3]))];
  expect(order).toEqual([1, 2, 3, 0]);
});

test("every sample stands once, with ties everywhere", () => {
  const order = [...leafOrder(new Float32Array(25).fill(1), new Float64Array(5))];
  expect(order.sort()).toEqual([0, 1, 2, 3, 4]);
});
