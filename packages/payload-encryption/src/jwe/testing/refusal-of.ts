import { PayloadError } from "../../payload-error.ts";

/** What a refusal shows to its caller; anything but a PayloadError is passed on. */
export function refusalOf(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof PayloadError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}
