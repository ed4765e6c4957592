import { useState } from "react";
import { post } from "../../api/call.ts";
import { ProvePassword } from "./prove-password.tsx";

export function RemoveApp(props: { readonly onDone: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Remove the app
      </button>
      {open ? (
        <ProvePassword
          title="Remove the authenticator app"
          says="From then on a log-in by password asks for no code. Your recovery codes are void."
          label="Remove"
          kind="danger"
          onClose={() => setOpen(false)}
          onProven={async (password) => {
            await post("/accounts/me/second-factor/remove", { password });
            setOpen(false);
            await props.onDone();
          }}
        />
      ) : null}
    </div>
  );
}
