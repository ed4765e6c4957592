import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, patch } from "../../api/call.ts";
import type { ApiServices, Project } from "../../api/types.ts";
import { ChoiceField, SelectField, TextField } from "../../ui/field.tsx";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useTeamCall } from "./use-team.ts";

const PURPOSES = [
  { value: "self", name: "For yourself", explain: "Your own company uses the API." },
  { value: "client", name: "For a client", explain: "You run it on behalf of another company. It stays so." },
] as const;

const NO_CLIENT = {
  legalName: "",
  line1: "",
  line2: "",
  city: "",
  region: "",
  postalCode: "",
  country: "US",
};

export function EditForm(props: { readonly project: Project }) {
  const { project } = props;
  const [name, setName] = useState(project.name);
  const [purpose, setPurpose] = useState(project.purpose);
  const [client, setClient] = useState({
    ...NO_CLIENT,
    ...project.client?.address,
    ...(project.client === null ? {} : { legalName: project.client.legalName }),
  });
  const [saved, setSaved] = useState(false);
  const { busy, error, field, change } = useTeamCall(project.id);
  const services = useQuery({ queryKey: ["api-services"], queryFn: () => get<ApiServices>("/api-services") });
  const mayEditClient = project.can.editClient.allowed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSaved(false);
    void change(async () => {
      const { legalName, ...address } = client;
      const withClient =
        purpose === "client" && mayEditClient ? { purpose, client: { legalName, address } } : {};
      await patch(`/projects/${project.id}`, { name, ...withClient });
      setSaved(true);
    });
  };
  const line = (key: keyof typeof NO_CLIENT, label: string) => (
    <TextField
      label={label}
      value={client[key]}
      wrong={field(key === "legalName" ? "/client/legalName" : `/client/address/${key}`)}
      onText={(text) => setClient({ ...client, [key]: text })}
    />
  );
  return (
    <Card title="Project">
      <form className="stack" onSubmit={submit} noValidate>
        <div role="status">{saved ? <Callout kind="good">Saved.</Callout> : null}</div>
        <TextField label="Project name" value={name} wrong={field("/name")} onText={setName} />
        {project.purpose === "self" ? (
          <ChoiceField legend="Whom is it for?" value={purpose} choices={PURPOSES} onChoice={setPurpose} />
        ) : null}
        {purpose === "client" && mayEditClient ? (
          <div className="grid-2">
            {line("legalName", "Client’s legal name")}
            {line("line1", "Address line 1")}
            {line("line2", "Address line 2 (optional)")}
            {line("city", "City")}
            {line("region", "State or region (optional)")}
            {line("postalCode", "Postal code")}
            <SelectField
              label="Country of the address"
              value={client.country}
              options={(services.data?.countries ?? []).map(({ code, name: shown }) => ({
                value: code,
                name: shown,
              }))}
              wrong={field("/client/address/country")}
              onText={(country) => setClient({ ...client, country })}
            />
          </div>
        ) : null}
        {mayEditClient ? null : (
          <p className="soft">The client company is verified, so its details don’t change any more.</p>
        )}
        <Refusal error={error} />
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Save
          </button>
        </div>
      </form>
    </Card>
  );
}
