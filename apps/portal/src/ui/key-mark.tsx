const SIZE = 5;
const HALF = 3;

/** A small picture of a fingerprint, mirrored left to right, to compare by eye. */
export function KeyMark(props: { readonly hex: string; readonly size?: number }) {
  const cells = Array.from(
    { length: SIZE * HALF },
    (_, index) => Number.parseInt(props.hex[index] ?? "0", 16) % 2 === 1,
  );
  const on = (row: number, column: number) =>
    cells[row * HALF + (column < HALF ? column : SIZE - 1 - column)] === true;
  const size = props.size ?? 28;
  return (
    <svg className="key-mark" width={size} height={size} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      {Array.from({ length: SIZE * SIZE }, (_, index) => [Math.floor(index / SIZE), index % SIZE] as const)
        .filter(([row, column]) => on(row, column))
        .map(([row, column]) => (
          <rect key={`${row}-${column}`} x={column} y={row} width={1} height={1} fill="currentColor" />
        ))}
    </svg>
  );
}
