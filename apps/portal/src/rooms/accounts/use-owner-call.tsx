import { type ReactNode, useState } from "react";
import { ApiProblem } from "../../api/call.ts";
import { useFormCall } from "../../ui/use-form-call.ts";
import { ShowSecondFactor } from "./show-second-factor.tsx";

/**
 * Runs a call that changes how the account is opened. Where the server asks for a second factor first, a dialog does, and the call is made
 * again once it was shown.
 *
 * @returns `asks`: the dialog, to stand beside the form and not within it
 */
export function useOwnerCall() {
  const { run: runOnce, ...form } = useFormCall();
  const [waiting, setWaiting] = useState<(() => Promise<void>) | null>(null);
  const run = (call: () => Promise<void>): Promise<void> =>
    runOnce(async () => {
      try {
        await call();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== "second-factor-not-shown") throw error;
        setWaiting(() => call);
      }
    });
  const asks: ReactNode =
    waiting === null ? null : (
      <ShowSecondFactor
        onShown={() => {
          setWaiting(null);
          void run(waiting);
        }}
        onClose={() => setWaiting(null)}
      />
    );
  return { ...form, run, asks };
}
