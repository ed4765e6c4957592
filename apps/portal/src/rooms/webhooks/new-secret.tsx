import { CopyText } from "../../ui/copy-text.tsx";
import { Callout } from "../../ui/page.tsx";

/** The one time that a secret is shown. */
export function NewSecret(props: {
  readonly host: string;
  readonly secret: string;
  readonly warning: string | null;
  readonly onKept: () => void;
}) {
  return (
    <Callout kind="good">
      <div className="stack" role="status">
        <p>
          <strong>The secret for {props.host}.</strong> Your program checks with it that a message comes from
          here. It is shown this once: put it where your program keeps its secrets.
        </p>
        {props.warning === null ? null : <Callout kind="warn">{props.warning}</Callout>}
        <CopyText text={props.secret} name="webhook secret" />
        <div>
          <button type="button" className="button" onClick={props.onKept}>
            I have kept it
          </button>
        </div>
      </div>
    </Callout>
  );
}
