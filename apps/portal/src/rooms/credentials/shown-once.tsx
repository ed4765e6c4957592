import { CopyText } from "../../ui/copy-text.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Callout } from "../../ui/page.tsx";

export interface Secrets {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
}

/** New credentials outside a Sandbox: the one moment at which their secrets can be seen. */
export function ShownOnce(props: { readonly secrets: Secrets; readonly onClose: () => void }) {
  const { partnerId, partnerSecret, appKey } = props.secrets;
  return (
    <Dialog title="The new credentials" onClose={props.onClose}>
      <dl className="facts">
        <dt>Partner ID</dt>
        <dd>
          <CopyText text={partnerId} name="Partner ID" />
        </dd>
        <dt>Partner Secret</dt>
        <dd>
          <CopyText text={partnerSecret} name="Partner Secret" />
        </dd>
        <dt>App Key</dt>
        <dd>
          <CopyText text={appKey} name="App Key" />
        </dd>
      </dl>
      <Callout kind="warn">
        This is the only moment at which the secret and the App Key can be seen. Put them away now.
      </Callout>
      <div className="row">
        <button type="button" className="button primary" onClick={props.onClose}>
          I have put them away
        </button>
      </div>
    </Dialog>
  );
}
