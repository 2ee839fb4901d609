/** Coefficients of the radiosensitivity index as Eschrich et al. 2009 print them, in the order of the paper. */
export const RSI_WEIGHTS: Readonly<Record<string, number>> = {
  AR: -0.0098009,
  JUN: 0.0128283,
  STAT1: 0.0254552,
  PRKCB: -0.0017589,
  RELA: -0.0038171,
  ABL1: 0.1070213,
  SUMO1: -0.0002509,
  PAK2: -0.0092431,
  HDAC1: -0.0204469,
  IRF1: -0.0441683,
};
