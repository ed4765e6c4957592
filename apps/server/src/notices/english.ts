import type { KeyFacts } from "./kinds.ts";
import type { Scene, Words } from "./wording.ts";

const CONSEQUENCE = {
  client: "Requests encrypted with it are refused from then on.",
  mastercard: "Encrypted answers can't be made with it from then on, and encrypted requests are refused.",
};
const NEXT = {
  client:
    "Create its successor, let your programs encrypt with that one, then revoke the old key. Several can be in use at once, so nothing has to stop.",
  mastercard:
    "Add its successor, give it to every program that reads answers, then activate it. The old key stays until you revoke it.",
};
const SUCCESSOR = {
  made: "Requests encrypted with it are refused. Its successor is made: download it and give it to your programs.",
  "none-needed":
    "It was revoked before, so requests encrypted with it are refused already. From now on nobody can bring it back.",
  "to-be-made":
    "Requests encrypted with it are refused. It has no successor yet, because the key store can't be reached at the moment: once it is back, create a Client Encryption Key in the project and give it to your programs.",
  "to-be-added":
    "It has no successor yet, so encrypted answers can't be made and encrypted requests are refused: add a new key in the project and give it to every program that reads answers. The first one is active at once, unless another one waits: then activate one.",
  unproven:
    "Answers are encrypted with its successor from now on. Nobody has proven yet to hold that one's private half: make sure that every program that reads answers has it, and rehearse it, or activate a proven key.",
};
const OLD_SECRET = {
  stopped: "The old Partner Secret and all running tokens have stopped working.",
  "works-on":
    "The old Partner Secret works on for a while: give the new one to your programs before that ends.",
  "overlap-ended": "Old Partner Secrets that still worked have stopped, and so have all running tokens.",
};
const NOT_YOU = "If nobody of your team meant this, revoke what was made and tell your provider.";

const WEBHOOK = {
  paused: {
    headline: "was paused",
    means: (host: string, project: string) =>
      `What happens in ${project} is not sent to ${host} until somebody resumes its webhook.`,
  },
  resumed: {
    headline: "was resumed",
    means: (host: string, project: string) => `What happens in ${project} is sent to ${host} again.`,
  },
  kinds: {
    headline: "gets other messages",
    means: (host: string, project: string) =>
      `Somebody has chosen anew which kinds of messages about ${project} are sent to ${host}.`,
  },
  secret: {
    headline: "has a new secret",
    means: (host: string, project: string) =>
      `Messages about ${project} to ${host} are signed with a new secret. For a day they carry the signature of the old one as well.`,
  },
};

const ROLE = { admin: "an admin", "read-only": "a read-only member" };
const PLAN = { "test-drive-premium": "Test Drive Premium", production: "Production" };
const PUT_RIGHT = "If this is not as it should be, have an admin of the project put it right.";
const theyWrote = (words: string | null) => (words === null ? [] : [`They wrote: ${words}`]);
const shown = ({ name, email }: { name: string; email: string }) => `${name} (${email})`;

const where = (scene: Scene) =>
  `the project “${scene.project}”${scene.environment === null ? "" : ` (${scene.environment === "sandbox" ? "Sandbox" : "Production"})`}`;
const a = (key: KeyFacts, scene: Scene) =>
  key.keyType === "client"
    ? "A Client Encryption Key"
    : `The ${scene.provider} Encryption Key “${key.alias}”`;
const utc = (at: string) => `${at.slice(0, 16).replace("T", " ")} UTC`;
const days = (count: number) => (count === 1 ? "a day" : `${count} days`);

export const english: Words = {
  say: {
    "project.created": (_, scene) => ({
      subject: `Your project “${scene.project}” is ready`,
      paragraphs: [
        `The project “${scene.project}” has been made, with Sandbox credentials and keys for the ${scene.provider} API.`,
        "If this wasn't you, change your password and tell us.",
      ],
    }),
    "project.archived": (_, scene) => ({
      subject: `The project “${scene.project}” was archived`,
      paragraphs: [
        `The project “${scene.project}” is out of its members' lists. Nothing stops: credentials, keys and reminders go on.`,
      ],
    }),
    "project.brought-back": (_, scene) => ({
      subject: `The project “${scene.project}” is out of the archive`,
      paragraphs: [`The project “${scene.project}” is in its members' lists again.`],
    }),
    "project.deleted": (_, scene) => ({
      subject: `The project “${scene.project}” was deleted`,
      paragraphs: [
        `The project “${scene.project}” at ${scene.provider} was deleted. All its credentials and keys have stopped.`,
        "If this is not as it should be, tell us.",
      ],
    }),
    "member.invited": ({ email, role }, scene) => ({
      subject: `Somebody was invited to “${scene.project}”`,
      paragraphs: [`${email} was invited to ${where(scene)} as ${ROLE[role]}.`, PUT_RIGHT],
    }),
    "member.joined": (person, scene) => ({
      subject: `The team of “${scene.project}” has changed`,
      paragraphs: [`${shown(person)} has joined ${where(scene)} as ${ROLE[person.role]}.`, PUT_RIGHT],
    }),
    "member.role-changed": (person, scene) => ({
      subject: `The team of “${scene.project}” has changed`,
      paragraphs: [`${shown(person)} is ${ROLE[person.role]} of ${where(scene)} now.`, PUT_RIGHT],
    }),
    "member.removed": (person, scene) => ({
      subject: `The team of “${scene.project}” has changed`,
      paragraphs: [`${shown(person)} was removed from ${where(scene)}.`, PUT_RIGHT],
    }),
    "member.left": (person, scene) => ({
      subject: `The team of “${scene.project}” has changed`,
      paragraphs: [`${shown(person)} has left ${where(scene)}.`, PUT_RIGHT],
    }),
    "webhook.added": ({ host }, scene) => ({
      subject: `A webhook of “${scene.project}” was added`,
      paragraphs: [`What happens in ${where(scene)} is sent to ${host} from now on.`, PUT_RIGHT],
    }),
    "webhook.changed": ({ host, change }, scene) => ({
      subject: `A webhook of “${scene.project}” ${WEBHOOK[change].headline}`,
      paragraphs: [WEBHOOK[change].means(host, where(scene)), PUT_RIGHT],
    }),
    "webhook.removed": ({ host }, scene) => ({
      subject: `A webhook of “${scene.project}” was removed`,
      paragraphs: [`What happens in ${where(scene)} is no longer sent to ${host}.`, PUT_RIGHT],
    }),
    "production.requested": ({ plan }, scene) => ({
      subject: `${PLAN[plan]} requested for “${scene.project}”`,
      paragraphs: [
        `${PLAN[plan]} access was requested for the project “${scene.project}”. Its credentials and keys are there already and work once the request is approved.`,
      ],
    }),
    "production.withdrawn": ({ plan }, scene) => ({
      subject: `The request for “${scene.project}” was withdrawn`,
      paragraphs: [
        `The request of ${PLAN[plan]} access for the project “${scene.project}” was withdrawn. It can be submitted again.`,
      ],
    }),
    "production.more-information": ({ plan, words }, scene) => ({
      subject: `Your request for “${scene.project}” needs more information`,
      paragraphs: [
        `${scene.provider} needs more information for the request of ${PLAN[plan]} access for the project “${scene.project}”.`,
        ...theyWrote(words),
      ],
    }),
    "production.approved": ({ plan, words }, scene) => ({
      subject: `Your request for “${scene.project}” was approved`,
      paragraphs: [
        `The request of ${PLAN[plan]} access for the project “${scene.project}” was approved. Its credentials and keys work now.`,
        ...theyWrote(words),
      ],
    }),
    "production.refused": ({ plan, words }, scene) => ({
      subject: `Your request for “${scene.project}” was refused`,
      paragraphs: [
        `The request of ${PLAN[plan]} access for the project “${scene.project}” was refused.`,
        ...theyWrote(words),
      ],
    }),
    "production.ending": ({ plan, contract, because, endsAt, daysLeft }, scene) => ({
      subject: `${PLAN[plan]} of “${scene.project}” ends in ${days(daysLeft)}`,
      paragraphs: [
        because === "trial-over"
          ? `${PLAN[plan]} of the project “${scene.project}” ends at ${utc(endsAt)}, in ${days(daysLeft)}: its time is over then. Its calls are refused at the gateway from that moment on.`
          : `The contract ${contract}, on which ${PLAN[plan]} of the project “${scene.project}” rests, ends at ${utc(endsAt)}, in ${days(daysLeft)}. Its calls are refused at the gateway from that moment on.`,
        "Agree on the next contract in time, then request access again on the project's page: what there is goes on meanwhile.",
      ],
    }),
    "production.ended": ({ contract, reason }, scene) => ({
      subject: `Production of “${scene.project}” has ended`,
      paragraphs: [
        `${scene.provider} has withdrawn the contract ${contract}. Calls of the project “${scene.project}” in Production, which rest on it, are refused at the gateway.`,
        `The reason: ${reason}`,
        "Under another contract, request access again on the project's page.",
      ],
    }),
    "partner.suspended": ({ reason }, scene) => ({
      subject: `${scene.provider} has suspended “${scene.project}”`,
      paragraphs: [
        `${scene.provider} has suspended your company's access: all calls of the project “${scene.project}” are refused at the gateway.`,
        `The reason: ${reason}`,
      ],
    }),
    "partner.resumed": (_, scene) => ({
      subject: `${scene.provider} has resumed “${scene.project}”`,
      paragraphs: [
        `${scene.provider} has resumed your company's access: calls of the project “${scene.project}” go through as before.`,
      ],
    }),
    "key.created": (key, scene) => ({
      subject: `A new encryption key in “${scene.project}”`,
      paragraphs: [
        `${a(key, scene)} was added to ${where(scene)}.`,
        key.keyType === "client"
          ? "Requests can be encrypted with it at once, beside the others."
          : "It waits until somebody activates it, unless it is the first one.",
      ],
    }),
    "key.activated": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” was activated${key.schedule === null ? "" : " as scheduled"}`,
      paragraphs: [
        key.schedule === null
          ? `${a(key, scene)} of ${where(scene)} was activated.`
          : `${a(key, scene)} of ${where(scene)} was to be activated at ${utc(key.schedule.at)}, scheduled by ${key.schedule.by}.`,
        "It is active: answers are encrypted with it. Every program that reads answers needs it now.",
      ],
    }),
    "key.activation-scheduled": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” is to be activated`,
      paragraphs: [
        `${a(key, scene)} of ${where(scene)} is to be activated at ${utc(key.at)}.`,
        "Every program that reads answers needs it from then on.",
      ],
    }),
    "key.activation-cancelled": (key, scene) => ({
      subject: `The activation planned in “${scene.project}” was cancelled`,
      paragraphs: [
        `${a(key, scene)} of ${where(scene)} won't be activated at ${utc(key.at)}. Answers are encrypted with the same key as before.`,
      ],
    }),
    "key.activation-refused": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” could not be activated as scheduled`,
      paragraphs: [
        `${a(key, scene)} of ${where(scene)} was to be activated at ${utc(key.at)}, scheduled by ${key.scheduledBy}.`,
        `It was not activated: ${key.reason} Answers are encrypted with the same key as before, and nothing more is scheduled.`,
      ],
    }),
    "key.revoked": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” was revoked`,
      paragraphs: [
        `${a(key, scene)} of ${where(scene)} was revoked.`,
        key.keyType === "client"
          ? "Requests encrypted with it are refused. Was it a mistake? Your provider can bring it back for a while."
          : "It can't be activated any more.",
      ],
    }),
    "key.expiring": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” expires in ${days(key.daysLeft)}`,
      paragraphs: [
        `The ${key.keyType === "client" ? `Client Encryption Key ${key.kid.slice(0, 8)}…` : `${scene.provider} Encryption Key “${key.alias}”`} of ${where(scene)} expires on ${key.notAfter.slice(0, 10)}, in ${days(key.daysLeft)}. ${CONSEQUENCE[key.keyType]}`,
        NEXT[key.keyType],
      ],
    }),
    "key.compromised": (key, scene) => ({
      subject: `An encryption key of “${scene.project}” was reported as compromised`,
      paragraphs: [
        `${a(key, scene)} of ${where(scene)} was reported as compromised${key.successor === "none-needed" ? "" : ", and was revoked at once"}.`,
        key.successor === null
          ? "Answers are no longer encrypted with it. Programs that read answers need its successor."
          : SUCCESSOR[key.successor],
        "What was encrypted with it before may be known to others: find out what that was, and tell whom it concerns.",
      ],
    }),
    "key.restored": (key, scene) => ({
      subject: `A revoked encryption key of “${scene.project}” is in use again`,
      paragraphs: [
        `${scene.provider} has brought back a Client Encryption Key of ${where(scene)} that was revoked. Requests encrypted with it are taken again.`,
        `The reason given: ${key.reason}`,
        "If you didn't ask for this, revoke the key again. If others may have its private half, report it as compromised: then nobody can bring it back.",
      ],
    }),
    "key.destroyed": (_, scene) => ({
      subject: `A revoked encryption key of “${scene.project}” is destroyed`,
      paragraphs: [
        `The private half of a Client Encryption Key of ${where(scene)} that was revoked is destroyed. Nobody can bring it back.`,
      ],
    }),
    "credential.created": (_, scene) => ({
      subject: `New credentials in “${scene.project}”`,
      paragraphs: [
        `A set of credentials was added to ${where(scene)}: programs can log in with it.`,
        NOT_YOU,
      ],
    }),
    "credential.secret-changed": (credential, scene) => ({
      subject:
        credential.old === "overlap-ended"
          ? `Old secrets of “${scene.project}” have stopped`
          : `A Partner Secret of “${scene.project}” was changed`,
      paragraphs: [
        credential.old === "overlap-ended"
          ? `The time in which old secrets of credentials of ${where(scene)} worked on was ended.`
          : `Credentials of ${where(scene)} have a new Partner Secret.`,
        OLD_SECRET[credential.old],
      ],
    }),
    "credential.deleted": (_, scene) => ({
      subject: `Credentials of “${scene.project}” were deleted`,
      paragraphs: [
        `A set of credentials of ${where(scene)} was deleted. Its Partner ID, Secret and App Key have stopped, and so have all tokens.`,
      ],
    }),
  },
  labels: {
    kid: "Key ID (kid)",
    partnerId: "Partner ID",
    by: "By",
    byServer: "Gatehouse itself",
    alsoIn: (names, more) =>
      `The same goes for: ${names.map((name) => `“${name}”`).join(", ")}${more === 0 ? "" : `, and ${more} more`}.`,
    open: "Open it",
    openConsole: "Open the console",
    whySecurity: "You get this because it is about the security of a project that you belong to.",
    whyChoice: (url) => `You get this as a member of the project. Choose which mails you get: ${url}`,
  },
};
