import { expect, test } from "vitest";
import { asRequest, forgetDraft, loadDraft, newDraft, saveDraft, withOffered, withService } from "./draft.ts";

function memory() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
    removeItem: (key: string) => values.delete(key),
  };
}

test("a draft survives a reload under the same id, so a repetition makes no second project", () => {
  const storage = memory();
  const draft = { ...newDraft(), name: "Payroll" };
  saveDraft(storage, draft);
  expect(loadDraft(storage)).toEqual(draft);
  forgetDraft(storage);
  expect(loadDraft(storage).draftId).not.toBe(draft.draftId);
});

test("what is stored is never trusted to be readable", () => {
  expect(loadDraft({ getItem: () => "{broken" }).name).toBe("");
  expect(loadDraft({ getItem: () => "[1]" }).name).toBe("");
});

test("a project for oneself carries no client", () => {
  expect(asRequest(newDraft())).not.toHaveProperty("client");
  expect(asRequest({ ...newDraft(), purpose: "client" })).toHaveProperty("client.address.country", "US");
});

const service = (id: string, commercialCountries: string[]) => ({
  id,
  name: id,
  region: "",
  description: "",
  commercialCountries,
});

test("with another service the country stays where the service is offered there, and is chosen anew where it isn't", () => {
  const services = {
    items: [service("open-finance-us", ["US"]), service("weather", ["CA", "US"]), service("tides", ["CA"])],
  };
  const draft = { ...newDraft(), countryFixed: true };
  expect(withService(draft, "weather", services)).toEqual({ ...draft, apiService: "weather" });
  expect(withService(draft, "tides", services)).toMatchObject({
    commercialCountry: "CA",
    countryFixed: false,
  });
});

test("a draft for a service that is offered no more is for the first that is", () => {
  const services = { items: [service("tides", ["CA"])] };
  expect(withOffered(newDraft(), services)).toMatchObject({ apiService: "tides", commercialCountry: "CA" });
  expect(withOffered(newDraft(), { items: [] }).apiService).toBe("open-finance-us");
});
