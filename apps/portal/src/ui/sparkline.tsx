/** Numbers over time as small bars, with their meaning as text. */
export function Sparkline(props: { readonly values: readonly number[]; readonly label: string }) {
  const most = Math.max(1, ...props.values);
  const step = WIDTH / Math.max(1, props.values.length);
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {props.values.map((value, index) => {
        // What there is, is seen, however little beside the rest.
        const height = value === 0 ? 1 : Math.max(3, (value / most) * HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={index}
            className={value === 0 ? "none" : undefined}
            x={index * step}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}

const WIDTH = 112;
const HEIGHT = 20;
