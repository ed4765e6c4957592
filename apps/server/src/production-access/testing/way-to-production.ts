import { eq } from "drizzle-orm";
import { expect } from "vitest";
import type { SignedIn } from "../../http/signed-in.ts";
import { keyBook } from "../../key-book/tables.ts";
import type { TestDesk } from "../../onboarding/testing/open-desk.ts";

const ADDRESS = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
export const ANSWERS = { useCase: "An app.", data: "Accounts.", volume: "1000", contact: "ops" };
export const DAY_MS = 86_400_000;

type Fields = Record<string, unknown>;
export interface OneProject {
  readonly id: string;
  readonly ada: SignedIn;
  readonly at: string;
}

/**
 * The steps of the way to Production, as partners and operators take them.
 *
 * @param grace an administrator, who enters contracts and verifies companies
 */
export function wayToProduction(desk: TestDesk, grace: SignedIn) {
  const day = (ahead: number) => new Date(desk.now().getTime() + ahead * DAY_MS).toISOString().slice(0, 10);
  let numbers = 0;

  async function newProject(): Promise<OneProject> {
    const ada = await desk.join();
    const { body } = await desk.post("/api/v1/projects", desk.draft(), ada);
    const id: string = body.project.id;
    return { id, ada, at: `/api/v1/projects/${id}` };
  }

  async function enterContract(companyId: string | null, changes: Fields = {}) {
    numbers += 1;
    const contract = {
      number: `C-${numbers}`,
      companyId,
      plan: "production",
      products: ["accounts", "transactions"],
      validFrom: day(-10),
      validTo: day(10),
      executedOn: day(-11),
      ...changes,
    };
    return desk.post("/api/v1/operator/contracts", { contract }, grace);
  }

  async function verify(project: OneProject) {
    await desk.put(`${project.at}/company`, { legalName: "Ada & Co", address: ADDRESS }, project.ada);
    const number = { method: "company-id", companyNumber: "123456" };
    const { body } = await desk.post(`${project.at}/company/verification`, number, project.ada);
    const at = `/api/v1/operator/companies/${body.company.id}`;
    await desk.post(`${at}/decision`, { decision: "approve" }, grace);
    return at;
  }

  const submit = (project: { readonly at: string; readonly ada: SignedIn }, changes: Fields = {}) =>
    desk.post(
      `${project.at}/environments`,
      { plan: "production", answers: ANSWERS, ...changes },
      project.ada,
    );

  /** Submitted, with a verified company and a contract, so that only operators are missing. */
  async function readyToApprove(contract: Fields = {}, changes: Fields = {}) {
    const project = await newProject();
    const company = await verify(project);
    const entered = await enterContract(project.ada.companyId, contract);
    const { body } = await submit(project, changes);
    const { id } = body.production.request;
    const contractId: string = entered.body.id;
    return { ...project, issued: body.issued, company, contractId, desk: `/api/v1/operator/requests/${id}` };
  }

  const decide = (at: string, as: SignedIn, decision = "approve", text: string | null = "Because.") =>
    desk.post(`${at}/decision`, { decision, text }, as);
  /** With the approval of two operators. */
  async function approved(second: SignedIn, contract: Fields = {}, changes: Fields = {}) {
    const project = await readyToApprove(contract, changes);
    await decide(project.desk, second);
    expect((await decide(project.desk, grace)).body.request.state).toBe("approved");
    return project;
  }

  const productionOf = async (project: { readonly at: string; readonly ada: SignedIn }) =>
    (await desk.get(project.at, project.ada)).body.project.environments[1];
  const bookEntry = async (id: string) =>
    (await desk.database.select().from(keyBook).where(eq(keyBook.id, id)))[0]?.entry;

  return {
    day,
    newProject,
    enterContract,
    verify,
    submit,
    readyToApprove,
    decide,
    approved,
    productionOf,
    bookEntry,
  };
}
