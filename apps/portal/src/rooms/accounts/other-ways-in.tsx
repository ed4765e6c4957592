import { useQuery } from "@tanstack/react-query";
import { get, post } from "../../api/call.ts";
import type { Me } from "../../api/types.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { signByPasskey } from "./authenticator.ts";

export interface Ways {
  readonly service: {
    readonly name: string;
    readonly signUp: boolean;
    readonly namesCompany: boolean;
  } | null;
  readonly passkeys: boolean;
}

/** What one can log in by besides a password, as far as it is set up. */
export function OtherWaysIn(props: { readonly onDone: (account: Me["account"]) => Promise<void> }) {
  const { busy, error, run } = useFormCall();
  const read = useQuery({
    queryKey: ["identity-service"],
    queryFn: () => get<Ways>("/accounts/identity-service"),
    staleTime: 600_000,
  });
  if (read.data === undefined) return null;
  const { service, passkeys } = read.data;
  const toService = () =>
    run(async () => {
      const { address } = await post<{ address: string }>("/accounts/log-in/identity/begin");
      window.location.assign(address);
    });
  const byPasskey = () =>
    run(async () => {
      const answer = await signByPasskey(await post<object>("/accounts/log-in/passkey/begin"));
      await props.onDone(
        (await post<{ account: Me["account"] }>("/accounts/log-in/passkey", answer)).account,
      );
    });
  return (
    <div className="stack">
      <Refusal error={error} />
      {passkeys && "PublicKeyCredential" in window ? (
        <button type="button" className="button" disabled={busy} onClick={byPasskey}>
          Log in with a passkey
        </button>
      ) : null}
      {service === null ? null : (
        <button type="button" className="button" disabled={busy} onClick={toService}>
          Log in with {service.name}
        </button>
      )}
    </div>
  );
}
