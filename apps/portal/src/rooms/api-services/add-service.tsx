import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { NEW_SERVICE, SERVICES_PATH, SERVICES_QUERY, type ServicePage } from "./service.ts";

/** Name and id; the rest is said on the service's own page, before it is offered. */
export function AddService() {
  const [name, setName] = useState("");
  const [id, setId] = useState("");
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const body = { id, service: { ...NEW_SERVICE, name } };
      const page = await post<ServicePage>(SERVICES_PATH, body);
      queries.setQueryData([...SERVICES_QUERY, id], page);
      await queries.invalidateQueries({ queryKey: SERVICES_QUERY, exact: true });
      await navigate({ to: "/operator/api-services/$serviceId", params: { serviceId: id } });
    });
  };
  return (
    <Card title="Add an API service" explain="Partners see it when it is offered, and not before.">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          wrong={field("/service/name")}
          onText={setName}
        />
        <TextField
          label="Id"
          hint="Small letters, digits and dashes. Programs name the service by it; it never changes."
          value={id}
          maxLength={40}
          wrong={field("/id")}
          onText={setId}
        />
        <Refusal error={error} />
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Add the service
          </button>
        </div>
      </form>
    </Card>
  );
}
