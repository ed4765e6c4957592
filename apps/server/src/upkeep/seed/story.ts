import { type Dice, diceOf } from "@gatehouse/test-drive/random/dice";
import type { Address } from "../../companies/rules.ts";
import type { Plan } from "../../production-access/rules.ts";
import { addressOf, companyName, personName, productName } from "./names.ts";

/** What somebody does in the story of a project. The provider's two operators are `first` and `second`. */
export type Deed =
  | { readonly does: "sign up" }
  | { readonly does: "make project"; readonly withKey: boolean }
  | {
      readonly does: "invite";
      readonly role: "admin" | "read-only";
      readonly joins: boolean;
      readonly as: Person;
    }
  | { readonly does: "add key"; readonly alias: string }
  | { readonly does: "activate key"; readonly alias: string }
  | { readonly does: "schedule key"; readonly alias: string; readonly inDays: number }
  | { readonly does: "revoke key"; readonly alias: string }
  | { readonly does: "report key"; readonly alias: string; readonly successor: string }
  | { readonly does: "add client key" }
  | { readonly does: "revoke client key" }
  | { readonly does: "report client key" }
  | { readonly does: "add credentials"; readonly description: string }
  | { readonly does: "rotate secret" }
  | { readonly does: "delete credentials" }
  | { readonly does: "submit company" }
  | { readonly does: "decide company"; readonly step: "approve" | "refuse" | "ask" }
  | { readonly does: "enter contract"; readonly plan: Plan; readonly days: number | null }
  | { readonly does: "save draft"; readonly plan: Plan }
  | { readonly does: "submit request"; readonly plan: Plan }
  | { readonly does: "withdraw request" }
  | { readonly does: "say"; readonly text: string }
  | {
      readonly does: "decide request";
      readonly by: "first" | "second";
      readonly decision: "approve" | "refuse" | "ask";
      readonly text: string | null;
    }
  | { readonly does: "suspend"; readonly by: "first" | "second" }
  | { readonly does: "archive" };

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** A partner with one of its projects. */
export interface Story {
  readonly partner: number;
  readonly person: Person;
  readonly company: { readonly name: string; readonly address: Address; readonly number: string };
  readonly project: {
    readonly name: string;
    readonly client: { readonly legalName: string; readonly address: Address } | null;
  };
  /** In the order of time. */
  readonly steps: readonly { readonly at: Date; readonly deed: Deed }[];
}

const DAY_MS = 86_400_000;

/**
 * Stories of so many partners, with one to four projects each: the same for the same word and moment. Whatever the dice say, the ways of a
 * request and the lives of keys are gone through in turn, so that a dozen partners show every state there is.
 *
 * @param now when all of it has happened
 */
export function storiesOf(partners: number, word: string, now: Date): Story[] {
  const stories: Story[] = [];
  for (let partner = 0; partner < partners; partner += 1) {
    const dice = diceOf(word, "partner", partner);
    const name = personName(dice);
    const person = { name, email: `${mailName(name)}.${partner + 1}@partners.example` };
    const company = {
      name: companyName(dice, partner),
      address: addressOf(dice),
      number: String(dice.between(100_000, 9_999_999_999)),
    };
    // A suspended partner does nothing more, so it has one project.
    const projects = wayOf(stories.length, 0) === SUSPENDED ? 1 : dice.pick([1, 1, 1, 2, 2, 3, 4]);
    for (let nth = 0; nth < projects; nth += 1) {
      stories.push(
        storyOf({ partner, person, company }, nth, stories.length, diceOf(word, partner, nth), now),
      );
    }
  }
  return stories;
}

function storyOf(
  who: Pick<Story, "partner" | "person" | "company">,
  nth: number,
  index: number,
  dice: Dice,
  now: Date,
): Story {
  const way = wayOf(index, nth);
  const life = inTurn(LIVES, index);
  const name = productName(dice);
  const project = {
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}${nth === 0 ? "" : ` ${nth + 1}`}`,
    // One project is the partner's own at most, so that no two ask for the same company.
    client:
      nth > 0 || dice.chance(35)
        ? { legalName: companyName(dice, 1_000 + index), address: addressOf(dice) }
        : null,
  };
  const start = dice.between(...life.begun);
  const steps: { day: number; deed: Deed }[] = [];
  // Whichever project comes first finds nobody; the others find the account.
  steps.push({ day: start + 0.2, deed: { does: "sign up" } });
  steps.push({ day: start, deed: { does: "make project", withKey: life.withKey } });
  for (const [after, deed] of [...life.deeds, ...team(dice, index)]) steps.push({ day: start - after, deed });
  // What is asked of the provider is recent: that is what a queue shows.
  const asked = Math.min(start - 1, dice.between(...way.asked));
  for (const [after, deed] of way.deeds) steps.push({ day: Math.max(0.01, asked - after), deed });
  const at = (day: number) => new Date(now.getTime() - day * DAY_MS);
  return {
    ...who,
    project,
    steps: steps.sort((a, b) => b.day - a.day).map(({ day, deed }) => ({ at: at(day), deed })),
  };
}

function team(dice: Dice, index: number): [number, Deed][] {
  const invited: [number, Deed][] = [];
  for (let nth = 0; nth < dice.pick([0, 1, 1, 2, 3]); nth += 1) {
    const name = personName(dice);
    const as = { name, email: `${mailName(name)}.${index}-${nth}@team.example` };
    const role = dice.chance(35) ? "admin" : "read-only";
    invited.push([dice.between(1, 6), { does: "invite", role, joins: dice.chance(70), as }]);
  }
  return invited;
}

/** Lives of keys and credentials: days before now when the project was made, and what was done how many days after. */
const LIVES: readonly {
  readonly begun: readonly [number, number];
  readonly withKey: boolean;
  readonly deeds: readonly (readonly [number, Deed])[];
}[] = [
  { begun: [8, 60], withKey: true, deeds: [[2, { does: "add client key" }]] },
  { begun: [8, 20], withKey: false, deeds: [] },
  {
    begun: [30, 200],
    withKey: true,
    deeds: [
      [9, { does: "add key", alias: "successor" }],
      [10, { does: "add credentials", description: "Second data center" }],
    ],
  },
  {
    begun: [150, 320],
    withKey: true,
    deeds: [
      [60, { does: "add key", alias: "spring" }],
      [62, { does: "activate key", alias: "spring" }],
      [70, { does: "revoke key", alias: "first" }],
      [71, { does: "add client key" }],
      [80, { does: "revoke client key" }],
      [82, { does: "rotate secret" }],
    ],
  },
  {
    begun: [20, 90],
    withKey: true,
    deeds: [
      [6, { does: "report key", alias: "first", successor: "after the incident" }],
      [7, { does: "report client key" }],
    ],
  },
  {
    begun: [9, 16],
    withKey: true,
    // So short a time ago that its private half is still there.
    deeds: [
      [2, { does: "add client key" }],
      [5, { does: "revoke client key" }],
    ],
  },
  { begun: [310, 362], withKey: true, deeds: [[40, { does: "add credentials", description: "Reporting" }]] },
  { begun: [370, 420], withKey: true, deeds: [[300, { does: "add client key" }]] },
  {
    begun: [40, 80],
    withKey: true,
    deeds: [
      [20, { does: "add key", alias: "next" }],
      [38, { does: "schedule key", alias: "next", inDays: 7 }],
      [12, { does: "add credentials", description: "Old batch job" }],
      [15, { does: "delete credentials" }],
    ],
  },
];

const COMPANY_VERIFIED: readonly (readonly [number, Deed])[] = [
  [0, { does: "submit company" }],
  [1, { does: "decide company", step: "approve" }],
];
const approval = (by: "first" | "second", text: string | null): Deed => ({
  does: "decide request",
  by,
  decision: "approve",
  text,
});

interface Way {
  readonly asked: readonly [number, number];
  readonly deeds: readonly (readonly [number, Deed])[];
}

const SUSPENDED: Way = {
  asked: [20, 90],
  deeds: [
    ...COMPANY_VERIFIED,
    [1.2, { does: "enter contract", plan: "production", days: 730 }],
    [1.5, { does: "submit request", plan: "production" }],
    [3, approval("first", null)],
    [4, approval("second", null)],
    [12, { does: "suspend", by: "first" }],
    [12.2, { does: "suspend", by: "second" }],
  ],
};

/** Ways of a request for Production: days before now when it began, and what was done how many days after. */
const WAYS: readonly Way[] = [
  { asked: [1, 2], deeds: [] },
  { asked: [1, 9], deeds: [[0, { does: "save draft", plan: "production" }]] },
  {
    asked: [2, 30],
    deeds: [
      [0, { does: "submit company" }],
      [0.1, { does: "submit request", plan: "production" }],
    ],
  },
  {
    asked: [6, 20],
    deeds: [
      ...COMPANY_VERIFIED,
      [1.2, { does: "enter contract", plan: "production", days: 730 }],
      [1.5, { does: "submit request", plan: "production" }],
      [3, approval("first", "Use case and volume are plausible.")],
    ],
  },
  {
    asked: [5, 25],
    deeds: [
      [0, { does: "submit company" }],
      [0.5, { does: "decide company", step: "ask" }],
      [1, { does: "submit request", plan: "production" }],
      [
        2,
        { does: "decide request", by: "first", decision: "ask", text: "How long do you keep transactions?" },
      ],
      [2.5, { does: "say", text: "We are asking our data protection officer." }],
    ],
  },
  {
    asked: [12, 120],
    deeds: [
      ...COMPANY_VERIFIED,
      [1.2, { does: "enter contract", plan: "production", days: 730 }],
      [1.5, { does: "submit request", plan: "production" }],
      [3, approval("first", null)],
      [4, approval("second", "Welcome.")],
    ],
  },
  {
    asked: [10, 60],
    deeds: [
      [0, { does: "submit company" }],
      [1, { does: "decide company", step: "refuse" }],
      [1.5, { does: "submit request", plan: "production" }],
      [
        4,
        {
          does: "decide request",
          by: "second",
          decision: "refuse",
          text: "The use is not covered by consent.",
        },
      ],
    ],
  },
  {
    asked: [4, 40],
    deeds: [
      [0, { does: "submit request", plan: "test-drive-premium" }],
      [1, { does: "withdraw request" }],
    ],
  },
  {
    asked: [8, 30],
    deeds: [
      ...COMPANY_VERIFIED,
      [1.5, { does: "submit request", plan: "production" }],
      [3, { does: "decide request", by: "first", decision: "ask", text: "Name a contact for the night." }],
      [5, { does: "submit request", plan: "production" }],
    ],
  },
  {
    asked: [10, 60],
    deeds: [
      ...COMPANY_VERIFIED,
      [1.2, { does: "enter contract", plan: "test-drive-premium", days: 365 }],
      [1.5, { does: "submit request", plan: "test-drive-premium" }],
      [2, approval("second", null)],
      [3, approval("first", null)],
    ],
  },
  SUSPENDED,
  {
    asked: [9, 30],
    deeds: [
      ...COMPANY_VERIFIED,
      // Over before the request came: it can't be approved.
      [1.2, { does: "enter contract", plan: "production", days: 1 }],
      [6, { does: "submit request", plan: "production" }],
    ],
  },
  { asked: [1, 7], deeds: [[0, { does: "archive" }]] },
];

function wayOf(index: number, nth: number): Way {
  const way = inTurn(WAYS, index);
  return way === SUSPENDED && nth > 0 ? inTurn(WAYS, index + 1) : way;
}

function inTurn<T>(all: readonly T[], index: number): T {
  const one = all[index % all.length];
  if (one === undefined) throw new Error("there is nothing to take in turn");
  return one;
}

/** A name as it stands before the @: letters of ASCII and points. */
function mailName(name: string): string {
  return name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("ø", "o")
    .replaceAll(/[^a-z ]/g, "")
    .replaceAll(" ", ".");
}
