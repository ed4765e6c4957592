import type { ApiServices } from "../../api/types.ts";
import { ChoiceField, SelectField, TextField } from "../../ui/field.tsx";
import { type Draft, withService } from "./draft.ts";

const PURPOSES = [
  { value: "self", name: "For myself", explain: "Your own company uses the API." },
  { value: "client", name: "For a client", explain: "You run it on behalf of another company." },
] as const;

/** Step 1: what the project is, and for whom. */
export function StepDetails(props: {
  readonly draft: Draft;
  readonly services: ApiServices;
  readonly field: (pointer: string) => string | null;
  readonly onDraft: (draft: Draft) => void;
}) {
  const { draft, services, field, onDraft } = props;
  const service = services.items.find((item) => item.id === draft.apiService);
  // Once the country is fixed, what is offered there is left.
  const choices = services.items.filter(
    (item) => !draft.countryFixed || item.commercialCountries.includes(draft.commercialCountry),
  );
  const setClient = (change: Partial<Draft["client"]>) =>
    onDraft({ ...draft, client: { ...draft.client, ...change } });
  const nameOf = (code: string) => services.countries.find((country) => country.code === code)?.name ?? code;
  return (
    <>
      <TextField
        label="Project name"
        hint="Unique among your projects. You can change it later."
        value={draft.name}
        maxLength={64}
        wrong={field("/name")}
        onText={(name) => onDraft({ ...draft, name })}
      />
      <ChoiceField
        legend="Who is the project for?"
        value={draft.purpose}
        choices={PURPOSES}
        onChoice={(purpose) => onDraft({ ...draft, purpose })}
      />
      {draft.purpose === "client" ? (
        <>
          <TextField
            label="Client’s legal name"
            value={draft.client.legalName}
            wrong={field("/client/legalName") ?? field("/client")}
            onText={(legalName) => setClient({ legalName })}
          />
          <TextField
            label="Address line 1"
            value={draft.client.line1}
            wrong={field("/client/address/line1")}
            onText={(line1) => setClient({ line1 })}
          />
          <TextField
            label="Address line 2 (optional)"
            value={draft.client.line2}
            wrong={field("/client/address/line2")}
            onText={(line2) => setClient({ line2 })}
          />
          <TextField
            label="City"
            value={draft.client.city}
            wrong={field("/client/address/city")}
            onText={(city) => setClient({ city })}
          />
          <TextField
            label="State or region (optional)"
            value={draft.client.region}
            wrong={field("/client/address/region")}
            onText={(region) => setClient({ region })}
          />
          <TextField
            label="Postal code"
            value={draft.client.postalCode}
            wrong={field("/client/address/postalCode")}
            onText={(postalCode) => setClient({ postalCode })}
          />
          <SelectField
            label="Country"
            value={draft.client.country}
            options={services.countries.map(({ code, name }) => ({ value: code, name }))}
            wrong={field("/client/address/country")}
            onText={(country) => setClient({ country })}
          />
        </>
      ) : null}
      <SelectField
        label="API service"
        value={draft.apiService}
        options={choices.map(({ id, name, region }) => ({
          value: id,
          name: region === "" ? name : `${name} · ${region}`,
        }))}
        hint={service?.description}
        wrong={
          services.items.length === 0 ? "No API service is offered at the moment." : field("/apiService")
        }
        onText={(apiService) => onDraft(withService(draft, apiService, services))}
      />
      <SelectField
        label="Commercial country"
        value={draft.commercialCountry}
        disabled={draft.countryFixed}
        options={(service?.commercialCountries ?? []).map((code) => ({ value: code, name: nameOf(code) }))}
        hint={
          draft.countryFixed
            ? "Fixed since you proceeded."
            : "Where the service is used. It can't be changed after Proceed."
        }
        wrong={field("/commercialCountry")}
        onText={(commercialCountry) => onDraft({ ...draft, commercialCountry })}
      />
    </>
  );
}
