import { shortId } from "../../ui/format.ts";

/** Who encrypts, who decrypts, and with which key. */
export function FlowPicture(props: {
  readonly kid: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}) {
  const label = `${props.what} is encrypted by ${props.from.toLowerCase()} and decrypted by ${props.to.toLowerCase()}, key ${shortId(props.kid)}`;
  return (
    <svg className="flow wide" viewBox="0 0 420 84" role="img" aria-label={label}>
      <rect className="party" x="1" y="18" width="118" height="48" rx="6" />
      <text x="60" y="39" textAnchor="middle">
        {props.from}
      </text>
      <text x="60" y="55" textAnchor="middle" className="soft">
        encrypts
      </text>
      <path className="arrow" d="M124 42 H 288" />
      <path className="head" d="M288 36 L298 42 L288 48 Z" />
      <text x="210" y="32" textAnchor="middle">
        {props.what}
      </text>
      <text x="210" y="60" textAnchor="middle" className="soft">
        {shortId(props.kid)}
      </text>
      <rect className="party" x="301" y="18" width="118" height="48" rx="6" />
      <text x="360" y="39" textAnchor="middle">
        {props.to}
      </text>
      <text x="360" y="55" textAnchor="middle" className="soft">
        decrypts
      </text>
    </svg>
  );
}
