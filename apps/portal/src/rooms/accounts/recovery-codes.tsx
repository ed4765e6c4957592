import { saveFile } from "../../key-workshop/save-file.ts";
import { Callout } from "../../ui/page.tsx";

/** The one look at them that there is. */
export function RecoveryCodes(props: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  return (
    <div className="stack">
      <Callout kind="good">The app is set up: your next log-in asks for its code.</Callout>
      <p>
        Keep these recovery codes where you find them without your phone. Each stands in for the app once.
        They are not shown again.
      </p>
      <ul className="mono">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() =>
            saveFile(new TextEncoder().encode(`${props.codes.join("\n")}\n`), "gatehouse-recovery-codes.txt")
          }
        >
          Download as a file
        </button>
        <button type="button" className="button primary" onClick={props.onKept}>
          I have kept them
        </button>
      </div>
    </div>
  );
}
