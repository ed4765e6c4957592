import { randomUUID } from "node:crypto";
import { decideCompany } from "../../companies/decide.ts";
import { readDocument } from "../../companies/document.ts";
import { afterStep } from "../../companies/rules.ts";
import { enterContract } from "../../contracts/enter.ts";
import { dayOf } from "../../contracts/rules.ts";
import { addCredential } from "../../credentials/add.ts";
import { deleteCredential } from "../../credentials/delete.ts";
import { rotateSecret } from "../../credentials/rotate-secret.ts";
import { credentialsOf } from "../../credentials/store.ts";
import { activateKey } from "../../encryption-keys/activate.ts";
import { addClientKey } from "../../encryption-keys/add-client-key.ts";
import { addMastercardKey } from "../../encryption-keys/add-mastercard-key.ts";
import { reportClientKey, reportMastercardKey } from "../../encryption-keys/report-compromised.ts";
import { revokeClientKey, revokeMastercardKey } from "../../encryption-keys/revoke.ts";
import { scheduleActivation } from "../../encryption-keys/schedule-activation.ts";
import { clientKeysOf, mastercardKeysOf } from "../../encryption-keys/store.ts";
import type { SignedIn } from "../../http/signed-in.ts";
import { BUILT_IN_SERVICE } from "../../key-book/products.ts";
import { languagesOf } from "../../notices/store.ts";
import { createProject } from "../../onboarding/create-project.ts";
import { companyOf, partnerOf } from "../../production-access/company-of-project.ts";
import { decideRequest } from "../../production-access/review.ts";
import { saveDraft } from "../../production-access/save-draft.ts";
import { requestOf } from "../../production-access/store.ts";
import { submitRequest } from "../../production-access/submit.ts";
import { suspendPartner } from "../../production-access/suspend.ts";
import { addDocument, changeOwnCompany, submitCompany } from "../../production-access/verify-company.ts";
import { commentOnRequest, withdrawRequest } from "../../production-access/withdraw.ts";
import { archiveProject } from "../../projects/archive-project.ts";
import {
  environmentsOf,
  companyOf as ownerCompanyOf,
  type Project,
  readProject,
} from "../../projects/store.ts";
import { acceptInvitation } from "../../projects/team/accept-invitation.ts";
import { invite } from "../../projects/team/invite.ts";
import { useOf } from "../../usage/read-use.ts";
import {
  actingAs,
  ensurePartner,
  newCertificateRequest,
  newestMailTo,
  operatorAt,
  type Stage,
} from "./stage.ts";
import type { Deed, Story } from "./story.ts";

/** Where a story has come to. */
interface Scene {
  readonly stage: Stage;
  readonly story: Story;
  readonly now: Date;
  /** When the whole story is over, for what is planned beyond it. */
  readonly end: Date;
  projectId: string;
}

type Play<Does extends Deed["does"]> = (
  scene: Scene,
  deed: Extract<Deed, { readonly does: Does }>,
) => Promise<unknown>;

const ANSWERS = {
  useCase: "We show people what they earn and spend, so that a lender can decide within the day.",
  data: "Accounts, balances and transactions of 24 months, deleted after 90 days.",
  volume: "About 40,000 calls a month in the first year.",
  contact: "The operations desk: operations@partners.example, at any hour.",
};
const PRODUCTS = ["accounts", "account-owner", "transactions"] as const;
const DAY_MS = 86_400_000;
const PAGE = Buffer.from("%PDF-1.4\n% a page that shows a company's name and address\n%%EOF\n").toString(
  "base64",
);

/** Does what a step of a story says, at its time, through the use cases that people's requests go through. */
export async function play(
  stage: Stage,
  story: Story,
  progress: { projectId: string },
  step: Story["steps"][number],
  end: Date,
): Promise<void> {
  const scene = { stage, story, now: step.at, end, projectId: progress.projectId };
  const perform = PLAYS[step.deed.does] as Play<Deed["does"]>;
  await perform(scene, step.deed);
  progress.projectId = scene.projectId;
}

const PLAYS: { readonly [Does in Deed["does"]]: Play<Does> } = {
  "sign up": async (scene) => partnerIn(scene),
  "make project": async (scene, { withKey }) => {
    const { name, client } = scene.story.project;
    const made = await createProject(scene.stage, await who(scene), {
      draftId: randomUUID(),
      name,
      purpose: client === null ? "self" : "client",
      ...(client === null ? {} : { client }),
      apiService: BUILT_IN_SERVICE,
      commercialCountry: "US",
      sandboxDescription: "Tests",
      ...(withKey ? { mastercardEncryptionKey: await newKey("first") } : {}),
    });
    scene.projectId = made.projectId;
  },
  invite: async (scene, { role, joins, as }) => {
    const { database, providerName: provider, publicUrl } = scene.stage;
    const context = { database, mail: () => ({ provider, publicUrl }) };
    await invite(context, await who(scene), { projectId: scene.projectId, email: as.email, role });
    if (!joins) return;
    const token = /#token=(\S+)/.exec(await newestMailTo(database, as.email))?.[1] ?? "";
    const invited = await ensurePartner(scene.stage, as, scene.story.company.name, scene.now);
    await acceptInvitation(context, actingAs(invited, scene.now), { token, source: as.email });
  },
  "add key": async (scene, { alias }) =>
    addMastercardKey(scene.stage, await who(scene), { ...place(scene), ...(await newKey(alias)) }),
  "activate key": async (scene, { alias }) =>
    activateKey(scene.stage.database, await who(scene), await mastercardKey(scene, alias)),
  "schedule key": async (scene, { alias, inDays }) =>
    scheduleActivation(scene.stage.database, await who(scene), {
      ...(await mastercardKey(scene, alias)),
      at: new Date(scene.end.getTime() + inDays * DAY_MS),
    }),
  "revoke key": async (scene, { alias }) =>
    revokeMastercardKey(scene.stage.database, await who(scene), await mastercardKey(scene, alias)),
  "report key": async (scene, { alias, successor }) =>
    reportMastercardKey(scene.stage, await who(scene), {
      ...(await mastercardKey(scene, alias)),
      successor: await newKey(successor),
    }),
  "add client key": async (scene) => addClientKey(scene.stage, await who(scene), place(scene)),
  "revoke client key": async (scene) => {
    const which = await clientKey(scene);
    const deps = { database: scene.stage.database, useOfKey: useOf };
    await revokeClientKey(deps, await who(scene), { ...which, confirmCalls: null });
  },
  "report client key": async (scene) =>
    reportClientKey(scene.stage, await who(scene), await clientKey(scene)),
  "add credentials": async (scene, { description }) =>
    addCredential(scene.stage, await who(scene), { ...place(scene), description }),
  "rotate secret": async (scene) =>
    rotateSecret(scene.stage, await who(scene), { ...(await newestCredential(scene)), overlapHours: 24 }),
  "delete credentials": async (scene) =>
    deleteCredential(scene.stage.database, await who(scene), {
      ...(await newestCredential(scene)),
      evenIfLast: false,
    }),
  "submit company": async (scene) => {
    const { database } = scene.stage;
    const { projectId, story } = scene;
    const by = await who(scene);
    const { name, address, number } = story.company;
    if (story.project.client === null)
      await changeOwnCompany(database, by, { projectId, legalName: name, address });
    // Every other company is found by its number; the rest show a document.
    const method = story.partner % 2 === 0 ? "company-id" : "review";
    if (method === "review") {
      const document = readDocument({ name: "register.pdf", content: PAGE });
      await addDocument(database, by, { projectId, document });
    }
    const companyNumber = method === "company-id" ? number : null;
    await submitCompany(database, by, { projectId, method, companyNumber, note: null });
  },
  "decide company": async (scene, { step }) => {
    const { database, providerName, publicUrl } = scene.stage;
    const company = await companyOf(database, await project(scene));
    if (company === null || afterStep(company.verification, step) === null)
      throw new Error("a story decides about a company that nobody has submitted");
    const text = step === "approve" ? null : "The address differs from the one in the register.";
    const deps = { database, providerName, publicUrl: () => publicUrl, languagesOf };
    await decideCompany(deps, operatorAt(scene.stage, "second", "company.decide", scene.now), {
      companyId: company.id,
      step,
      text,
    });
  },
  "enter contract": async (scene, { plan, days }) => {
    const partner = await partnerOf(scene.stage.database, await project(scene));
    const day = dayOf(scene.now);
    const what = {
      number: `C-${day}-${scene.projectId.slice(-8)}`,
      companyId: partner.id,
      apiService: BUILT_IN_SERVICE,
      plan,
      products: [...PRODUCTS],
      validFrom: day,
      validTo: days === null ? null : dayOf(new Date(scene.now.getTime() + days * DAY_MS)),
      executedOn: day,
    };
    await enterContract(
      scene.stage.database,
      operatorAt(scene.stage, "first", "contract.enter", scene.now),
      what,
      null,
    );
  },
  "save draft": async (scene, { plan }) => {
    const { useCase, data } = ANSWERS;
    await saveDraft(scene.stage.database, await who(scene), {
      projectId: scene.projectId,
      plan,
      answers: { useCase, data },
    });
  },
  "submit request": async (scene, { plan }) => {
    const { projectId } = scene;
    const first = (await requestOf(scene.stage.database, projectId))?.environmentId == null;
    await submitRequest(scene.stage, await who(scene), {
      projectId,
      plan,
      answers: ANSWERS,
      description: "Production",
      mastercardEncryptionKey: first ? await newKey("production") : null,
    });
  },
  "withdraw request": async (scene) =>
    withdrawRequest(scene.stage.database, await who(scene), scene.projectId),
  say: async (scene, { text }) =>
    commentOnRequest(scene.stage.database, await who(scene), { projectId: scene.projectId, text }),
  "decide request": async (scene, { by, decision, text }) => {
    const { database } = scene.stage;
    const request = await requestOf(database, scene.projectId);
    if (request === null) throw new Error("a story decides about a request that nobody has made");
    const deps = { database, productionUpstream: "https://openfinance.example" };
    await decideRequest(deps, operatorAt(scene.stage, by, "production.decide", scene.now), {
      requestId: request.id,
      decision,
      text,
    });
  },
  suspend: async (scene, { by }) => {
    const company = await ownerCompanyOf(scene.stage.database, await project(scene));
    const { database, providerName: provider, publicUrl } = scene.stage;
    const deps = { database, mail: () => ({ provider, publicUrl }) };
    await suspendPartner(deps, operatorAt(scene.stage, by, "partner.suspend", scene.now), {
      companyId: company?.id ?? "",
      reason: "Calls from places that the contract doesn't name.",
    });
  },
  archive: async (scene) => archiveProject(scene.stage.database, await who(scene), scene.projectId, true),
};

function partnerIn({ stage, story, now }: Scene): Promise<SignedIn> {
  return ensurePartner(stage, story.person, story.company.name, now);
}

async function who(scene: Scene) {
  return actingAs(await partnerIn(scene), scene.now);
}

function place({ projectId }: Scene) {
  return { projectId, environment: "sandbox" } as const;
}

async function newKey(alias: string): Promise<{ alias: string; certificateRequest: string }> {
  return { alias, certificateRequest: await newCertificateRequest(alias) };
}

async function project({ stage, projectId }: Scene): Promise<Project> {
  const found = await readProject(stage.database, projectId);
  if (found === null) throw new Error("a project that was made is gone");
  return found;
}

async function sandboxOf({ stage, projectId }: Scene): Promise<string> {
  const all = await environmentsOf(stage.database, projectId);
  return all.find(({ type }) => type === "sandbox")?.id ?? "";
}

async function mastercardKey(scene: Scene, alias: string) {
  const keys = await mastercardKeysOf(scene.stage.database, await sandboxOf(scene));
  return { projectId: scene.projectId, keyId: keys.find((key) => key.alias === alias)?.id ?? "" };
}

/** The oldest that is in use. */
async function clientKey(scene: Scene) {
  const keys = await clientKeysOf(scene.stage.database, await sandboxOf(scene));
  const oldest = keys
    .filter(({ revokedAt }) => revokedAt === null)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0];
  return { projectId: scene.projectId, keyId: oldest?.id ?? "" };
}

async function newestCredential(scene: Scene) {
  const all = await credentialsOf(scene.stage.database, await sandboxOf(scene));
  const newest = all.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
  return { projectId: scene.projectId, credentialId: newest?.id ?? "" };
}
