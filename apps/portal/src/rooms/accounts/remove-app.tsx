import { useState } from "react";
import { post } from "../../api/call.ts";
import { ProveBoth } from "./prove-both.tsx";

export function RemoveApp(props: { readonly onDone: () => Promise<void> }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Remove the app
      </button>
      {open ? (
        <ProveBoth
          title="Remove the authenticator app"
          says="From then on your password alone opens your account. Your recovery codes are void."
          label="Remove"
          kind="danger"
          onClose={() => setOpen(false)}
          onProven={async (proof) => {
            await post("/accounts/me/second-factor/remove", proof);
            setOpen(false);
            await props.onDone();
          }}
        />
      ) : null}
    </div>
  );
}
