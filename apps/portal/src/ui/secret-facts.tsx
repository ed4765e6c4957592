import { CopyText } from "./copy-text.tsx";
import { Callout } from "./page.tsx";

export interface Secrets {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
}

/** New credentials, to be copied. */
export function SecretFacts({ secrets }: { readonly secrets: Secrets }) {
  return (
    <dl className="facts">
      <dt>Partner ID</dt>
      <dd>
        <CopyText text={secrets.partnerId} name="Partner ID" />
      </dd>
      <dt>Partner Secret</dt>
      <dd>
        <CopyText text={secrets.partnerSecret} name="Partner Secret" />
      </dd>
      <dt>App Key</dt>
      <dd>
        <CopyText text={secrets.appKey} name="App Key" />
      </dd>
    </dl>
  );
}

/** Stands beside SecretFacts where they are never shown again. */
export function OnlyNow() {
  return (
    <Callout kind="warn">
      This is the only moment at which the secret and the App Key can be seen. Put them away now.
    </Callout>
  );
}
