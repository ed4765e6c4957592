import { useState } from "react";
import { post } from "../../api/call.ts";
import type { Passkey } from "./passkey.ts";
import { ProvePassword } from "./prove-password.tsx";

export function RemovePasskey(props: { readonly passkey: Passkey; readonly onDone: () => Promise<void> }) {
  const { id, name } = props.passkey;
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button danger"
        aria-label={`Remove ${name}`}
        onClick={() => setOpen(true)}
      >
        Remove
      </button>
      {open ? (
        <ProvePassword
          title={`Remove ${name}`}
          says="It opens your account no more. Your device may still show it until you delete it there."
          label="Remove it"
          kind="danger"
          onClose={() => setOpen(false)}
          onProven={async (password) => {
            await post("/accounts/me/passkeys/remove", { id, password });
            setOpen(false);
            await props.onDone();
          }}
        />
      ) : null}
    </>
  );
}
