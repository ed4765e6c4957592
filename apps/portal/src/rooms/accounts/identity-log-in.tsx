import { useQuery } from "@tanstack/react-query";
import { get, post } from "../../api/call.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** The other way in, where one is set up. */
export function IdentityLogIn() {
  const { busy, error, run } = useFormCall();
  const read = useQuery({
    queryKey: ["identity-service"],
    queryFn: () => get<{ service: { name: string } | null }>("/accounts/identity-service"),
    staleTime: 600_000,
  });
  const service = read.data?.service ?? null;
  if (service === null) return null;
  const go = () =>
    run(async () => {
      const { address } = await post<{ address: string }>("/accounts/log-in/identity/begin");
      window.location.assign(address);
    });
  return (
    <div className="stack">
      <Refusal error={error} />
      <button type="button" className="button" disabled={busy} onClick={go}>
        Log in with {service.name}
      </button>
    </div>
  );
}
