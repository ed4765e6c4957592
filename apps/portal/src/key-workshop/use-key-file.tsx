import type { KeyFormat } from "@gatehouse/keystore/key-file/write-key-file";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { isRefusal, resend } from "../api/resend.ts";
import type { Issued } from "../api/types.ts";
import { Callout } from "../ui/page.tsx";
import { KeyBench, type KeyWishes } from "./key-bench.ts";

type Progress = "making-key" | "asking-for-certificate" | "writing-file";

const PROGRESS_TEXT: Readonly<Record<Progress, string>> = {
  "making-key": "Making the key pair in this browser …",
  "asking-for-certificate": "Asking the provider for a certificate …",
  "writing-file": "Writing the protected key file …",
};

/**
 * Makes keys and their files. `inDoubt`: a request was sent and no answer has come, so the server may hold a key whose private half is in
 * this page alone; the next `make` sends the same request again. After `make` the key is kept, so that `write` gives its files of other
 * forms too, until `discard`.
 */
export function useKeyFile() {
  const bench = useRef<KeyBench | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [inDoubt, setInDoubt] = useState(false);
  const discard = () => {
    bench.current?.close();
    bench.current = null;
    setInDoubt(false);
  };
  useEffect(() => () => bench.current?.close(), []);

  /** `certify` sends the request to the server, which takes it twice, and brings what was issued; nothing else leaves this browser. */
  const make = async (wishes: KeyWishes, certify: (certificateRequest: string) => Promise<Issued>) => {
    const own = bench.current ?? new KeyBench(wishes);
    bench.current = own;
    let sent = inDoubt;
    try {
      setProgress("making-key");
      const request = await own.request;
      setProgress("asking-for-certificate");
      const issued = await resend(async () => {
        try {
          const answer = await certify(request);
          sent = true;
          return answer;
        } catch (error) {
          // A refusal after an answer that was lost says nothing of what the first request has done.
          sent ||= !isRefusal(error);
          throw error;
        }
      });
      setProgress("writing-file");
      await own.takeCertificate(issued, wishes);
      const file = await own.writeFile("p12");
      setInDoubt(false);
      return file;
    } catch (error) {
      if (sent) setInDoubt(true);
      else discard();
      throw error;
    } finally {
      setProgress(null);
    }
  };
  const write = async (format: KeyFormat) => {
    if (bench.current === null) throw new Error("This page doesn't hold the key any more.");
    return bench.current.writeFile(format);
  };
  return { make, write, discard, progress, inDoubt };
}

/** What the maker of keys is doing, or why the page must stay open. */
export function KeyProgress(props: { readonly progress: Progress | null; readonly inDoubt: boolean }) {
  if (props.progress !== null) {
    return (
      <div role="status">
        <Callout>{PROGRESS_TEXT[props.progress]}</Callout>
      </div>
    );
  }
  return props.inDoubt ? (
    <Callout kind="warn">
      No answer has come, and the key may be in use already. Its private half is in this page alone: stay here
      and try again.
    </Callout>
  ) : null;
}

/** Asks before the page is left while it holds a private key that is in no file yet. */
export function useUnsavedKey(unsaved: boolean): void {
  useBlocker({
    shouldBlockFn: () =>
      unsaved &&
      !window.confirm("The key file is not downloaded yet and can't be had again. Leave all the same?"),
    enableBeforeUnload: () => unsaved,
  });
}
