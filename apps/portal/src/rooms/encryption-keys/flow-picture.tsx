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
    <div className="flow" role="img" aria-label={label}>
      <div className="party">
        {props.from}
        <span className="soft">encrypts</span>
      </div>
      <div className="wire">
        {props.what}
        <span className="arrow" />
        <span className="soft">{shortId(props.kid)}</span>
      </div>
      <div className="party">
        {props.to}
        <span className="soft">decrypts</span>
      </div>
    </div>
  );
}
