import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "../audit/tables.ts";
import type { SignedIn, Who } from "../http/signed-in.ts";
import { addMember } from "../onboarding/testing/age-rows.ts";
import { openTestDesk, type TestDesk } from "../onboarding/testing/open-desk.ts";
import { projects } from "../projects/tables.ts";
import { linkCompany } from "./link-company.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const ADDRESS = { line1: "1 Main Street", city: "Springfield", postalCode: "12345", country: "US" };
const CLIENT = { legalName: "Client Corp", address: ADDRESS };
const NAMES = { id: "company_id", name: "company_name", address: "company_address", country: null };
const CLAIMS = {
  company_id: "1234567",
  company_name: "Client Corp.",
  company_address: {
    street_address: "2 Main Street",
    locality: "Springfield",
    postal_code: "12345",
    country: "US",
  },
};

async function newProject(changes: Record<string, unknown> = {}) {
  const ada = await desk.join();
  const { body } = await desk.post("/api/v1/projects", desk.draft(changes), ada);
  const id: string = body.project.id;
  return { id, ada, at: `/api/v1/projects/${id}/company` };
}
const forClient = () => newProject({ purpose: "client", client: CLIENT });

const whoIs = (signedIn: SignedIn): Who => ({
  signedIn,
  origin: { accountId: signedIn.id, actor: signedIn.email, address: "192.0.2.1", requestId: "a-request" },
  now: desk.now(),
});

/** As after a log-in at a service that says these claims. */
const linkAs = (as: SignedIn, projectId: string, claims: Record<string, unknown> = CLAIMS) =>
  linkCompany(desk.database, whoIs(as), {
    projectId,
    identity: { issuer: "https://id.example", subject: "radia", claims },
    names: NAMES,
    serviceName: "ACME Identity",
  }).then(
    () => "linked",
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const verificationOf = async (project: { at: string; ada: SignedIn }) =>
  (await desk.get(project.at, project.ada)).body.company?.verification ?? "unverified";

test("a client is verified at once, with what the service vouches for, also in its project", async () => {
  const project = await forClient();
  expect(await linkAs(project.ada, project.id)).toBe("linked");
  const { body } = await desk.get(project.at, project.ada);
  expect(body.company).toMatchObject({
    verification: "verified",
    method: "linked",
    companyNumber: "1234567",
    legalName: "Client Corp.",
    address: { line1: "2 Main Street" },
  });
  expect(body.company.timeline.at(-1)).toMatchObject({ kind: "linked", author: project.ada.email });
  const [row] = await desk.database.select().from(projects).where(eq(projects.id, project.id));
  expect(row?.client).toEqual({ legalName: body.company.legalName, address: body.company.address });
  expect(await linkAs(project.ada, project.id)).toBe("wrong-state");
});

test("another company is refused with what differs, nothing is verified, and the trail says who came with what", async () => {
  const project = await forClient();
  const other = { ...CLAIMS, company_name: "Evil Corp" };
  expect(await linkAs(project.ada, project.id, other)).toBe("company-mismatch");
  expect(await linkAs(project.ada, project.id, {})).toBe("company-mismatch");
  expect(await verificationOf(project)).toBe("unverified");
  const trail = await desk.database.select().from(auditEntries).where(eq(auditEntries.chain, project.id));
  const refused = trail.filter(({ action }) => action === "company.link-refused");
  expect(refused.map(({ after }) => after)).toMatchObject([
    { identity: "radia", reason: expect.stringContaining("“Evil Corp”") },
    { identity: "radia", reason: expect.stringContaining("vouches for no company") },
  ]);
});

test("a review that is under way ends by linking, and another company ID than the one submitted doesn't fit", async () => {
  const project = await forClient();
  const review = { method: "company-id", companyNumber: "7654321" };
  await desk.post(`${project.at}/verification`, review, project.ada);
  expect(await linkAs(project.ada, project.id)).toBe("company-mismatch");
  expect(await verificationOf(project)).toBe("in-review");
  expect(await linkAs(project.ada, project.id, { ...CLAIMS, company_id: "7654321" })).toBe("linked");
  expect(await verificationOf(project)).toBe("verified");
});

test("one's own company is linked by its own people alone, and by its own name", async () => {
  const project = await newProject();
  const lin = await desk.join();
  await addMember(desk.database, { projectId: project.id, email: lin.email, role: "admin" });
  const ours = { ...CLAIMS, company_name: "Ada & Co" };
  expect(await linkAs(lin, project.id, ours)).toBe("company-not-open");
  expect(await linkAs(project.ada, project.id)).toBe("company-mismatch");
  expect(await linkAs(project.ada, project.id, ours)).toBe("linked");
});

test("who only reads links nothing, and strangers find no project", async () => {
  const project = await forClient();
  const [reader, stranger] = [await desk.join(), await desk.join()];
  await addMember(desk.database, { projectId: project.id, email: reader.email, role: "read-only" });
  expect(await linkAs(reader, project.id)).toBe("not-allowed");
  expect(await linkAs(stranger, project.id)).toBe("not-found");
});

test("of many at the same moment one links, and the rest find it done", async () => {
  const project = await forClient();
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => linkAs(project.ada, project.id)));
  expect(outcomes.sort()).toEqual(["linked", "wrong-state", "wrong-state", "wrong-state"]);
});

test("where no service vouches for companies nothing can be begun, and the page knows", async () => {
  const project = await forClient();
  const { body } = await desk.get(project.at, project.ada);
  expect([body.identityService, body.can.link]).toEqual([
    null,
    { allowed: false, reason: "identity-service-missing" },
  ]);
  expect((await desk.post(`${project.at}/identity/begin`, {}, project.ada)).status).toBe(404);
});
