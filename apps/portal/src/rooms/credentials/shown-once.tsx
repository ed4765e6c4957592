import { Dialog } from "../../ui/dialog.tsx";
import { OnlyNow, SecretFacts, type Secrets } from "../../ui/secret-facts.tsx";

/** New credentials outside a Sandbox: the one moment at which their secrets can be seen. */
export function ShownOnce(props: { readonly secrets: Secrets; readonly onClose: () => void }) {
  return (
    <Dialog title="The new credentials" onClose={props.onClose}>
      <SecretFacts secrets={props.secrets} />
      <OnlyNow />
      <div className="row">
        <button type="button" className="button primary" onClick={props.onClose}>
          I have put them away
        </button>
      </div>
    </Dialog>
  );
}
