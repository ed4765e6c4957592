import { useState } from "react";
import { post } from "../../api/call.ts";
import { ProvePassword } from "./prove-password.tsx";

export function RenewCodes(props: { readonly onDone: (codes: string[]) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        New recovery codes
      </button>
      {open ? (
        <ProvePassword
          title="New recovery codes"
          says="Ten new codes take the place of the old ones, which work no more."
          label="Make them"
          kind="primary"
          onClose={() => setOpen(false)}
          onProven={async (password) => {
            const path = "/accounts/me/second-factor/recovery-codes";
            const { recoveryCodes } = await post<{ recoveryCodes: string[] }>(path, { password });
            setOpen(false);
            props.onDone(recoveryCodes);
          }}
        />
      ) : null}
    </div>
  );
}
