import { useState } from "react";
import { ApiProblem } from "../api/call.ts";

/** Runs a call for a form: busy while it runs, the refusal kept until the next try. */
export function useFormCall() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async (call: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await call();
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error("Something went wrong. Try again."));
    } finally {
      setBusy(false);
    }
  };
  const field = (pointer: string) => (error instanceof ApiProblem ? error.field(pointer) : null);
  return { busy, error, field, run };
}
