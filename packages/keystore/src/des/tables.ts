/** The tables of FIPS 46-3. Positions count bits from 1, the most significant first, as there. */

/** Eight columns of the input, each read upwards. */
export const INITIAL_PERMUTATION = [58, 60, 62, 64, 57, 59, 61, 63].flatMap((last) =>
  Array.from({ length: 8 }, (_, row) => last - 8 * row),
);

export const FINAL_PERMUTATION = INITIAL_PERMUTATION.map(
  (_, bit) => INITIAL_PERMUTATION.indexOf(bit + 1) + 1,
);

/** E: each group of four bits with its neighbours. */
export const EXPANSION = Array.from({ length: 48 }, (_, bit) => {
  const position = 4 * Math.floor(bit / 6) + (bit % 6);
  return ((position + 31) % 32) + 1;
});

// biome-ignore format: as printed in the standard
export const PERMUTATION = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
  2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

// biome-ignore format: as printed in the standard
export const PERMUTED_CHOICE_1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];

// biome-ignore format: as printed in the standard
export const PERMUTED_CHOICE_2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

/** By how much each half of the key is rotated before each round. */
export const ROTATIONS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** S1 to S8, a hex digit an entry, the four rows one after the other. */
export const SUBSTITUTIONS = [
  "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
  "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
  "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
  "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
  "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
  "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
  "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
  "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
].map((digits) => Array.from(digits, (digit) => Number.parseInt(digit, 16)));
