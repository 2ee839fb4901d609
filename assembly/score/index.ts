/** Scores of one sample: free functions over addresses, no allocation, no imports. */
export { score } from "./tasks";
