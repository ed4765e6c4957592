import { useState } from "react";
import { post } from "../../api/call.ts";
import { ProveBoth } from "./prove-both.tsx";

export function RenewCodes(props: { readonly onDone: (codes: string[]) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        New recovery codes
      </button>
      {open ? (
        <ProveBoth
          title="New recovery codes"
          says="Ten new codes take the place of the old ones, which work no more."
          label="Make them"
          kind="primary"
          onClose={() => setOpen(false)}
          onProven={async (proof) => {
            const path = "/accounts/me/second-factor/recovery-codes";
            const { recoveryCodes } = await post<{ recoveryCodes: string[] }>(path, proof);
            setOpen(false);
            props.onDone(recoveryCodes);
          }}
        />
      ) : null}
    </div>
  );
}
