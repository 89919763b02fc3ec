import { arrow, box, picture, text } from './svg.js';

/** One step of a call. */
export interface Step {
  readonly does: string;
  readonly detail: string;
  /** How the call ends here: an outcome, and its reason or what follows from it. */
  readonly ends?: readonly [outcome: string, why: string];
  /** Where it stands in `src/`. */
  readonly file: string;
}

const CONSENT: Step = {
  does: 'Consent',
  detail: 'an explicit yes, asked at each call',
  ends: ['skipped', 'no-consent'],
  file: 'consent.ts',
};

export const CREATE: readonly Step[] = [
  CONSENT,
  {
    does: 'random_id',
    detail: 'made when left out',
    ends: ['skipped', 'no-random-id: it is empty'],
    file: 'records/make-random-id.ts',
  },
  {
    does: 'Check and complete',
    detail: 'fields, limits, defaults',
    ends: ['failed', 'invalid-record'],
    file: 'records/check.ts',
  },
  {
    does: 'Redact, then beforeSend',
    detail: 'the hook sees what leaves',
    ends: ['skipped', 'dropped by the hook'],
    file: 'delivery/requests.ts',
  },
  {
    does: 'Send',
    detail: 'repeated inside the deadline',
    ends: ['failed', 'update creates the record'],
    file: 'delivery/create-delivery.ts',
  },
  { does: 'created', detail: 'or existing, or accepted', file: 'outcomes.ts' },
];

export const UPDATE: readonly Step[] = [
  CONSENT,
  {
    does: 'random_id',
    detail: 'of the create',
    ends: ['skipped', 'no-random-id: it is empty'],
    file: 'records/random-id.ts',
  },
  {
    does: 'Status and exit code',
    detail: 'the end reported first counts',
    ends: ['failed', 'invalid-record'],
    file: 'records/end.ts',
  },
  {
    does: 'Guard',
    detail: 'one end per installation',
    ends: ['skipped', 'already-updated'],
    file: 'delivery/update-delivery.ts',
  },
  {
    does: 'Find the record',
    detail: 'after a create on its way',
    ends: ['skipped', 'not-found'],
    file: 'delivery/find-target.ts',
  },
  {
    does: 'Redact, then beforeSend',
    detail: 'the hook sees what leaves',
    ends: ['skipped', 'dropped by the hook'],
    file: 'delivery/requests.ts',
  },
  {
    does: 'Send',
    detail: 'repeated inside the deadline',
    ends: ['failed', 'guard open: call again'],
    file: 'delivery/send-end.ts',
  },
  { does: 'updated', detail: 'or accepted; the guard closes', file: 'outcomes.ts' },
];

const WIDTH = 950;
const BOX = 250;
const STEP = 64;
const TOP = 60;

/** The way of a create and of an update, from consent to outcome. */
export function callPicture(): string {
  return picture({
    width: WIDTH,
    height: TOP + UPDATE.length * STEP + 4,
    title: 'The way of a call',
    description: `create: ${inWords(CREATE)} update: ${inWords(UPDATE)}`,
    shapes: [...column('create', CREATE, 24), ...column('update', UPDATE, 24 + WIDTH / 2)],
  });
}

function column(name: string, steps: readonly Step[], x: number): string[] {
  return [
    text('title', x, 36, `${name}()`),
    ...steps.flatMap((step, index) => {
      const y = TOP + index * STEP;
      const isLast = index === steps.length - 1;
      return [
        box(isLast ? 'end' : 'box', x, y, BOX, 44),
        text('', x + 12, y + 19, step.does),
        text('small', x + 12, y + 36, step.detail),
        ...(isLast ? [] : [arrow(x + 24, y + 44, x + 24, y + STEP - 1)]),
        ...(step.ends === undefined ? [] : endShape(step.ends, x + BOX, y)),
      ];
    }),
  ];
}

function endShape([outcome, why]: readonly [string, string], x: number, y: number): string[] {
  return [arrow(x, y + 22, x + 22, y + 22), text('code', x + 28, y + 19, outcome), text('small', x + 28, y + 36, why)];
}

function inWords(steps: readonly Step[]): string {
  return steps
    .map(({ does, detail, ends }) => `${does}, ${detail}${ends === undefined ? '' : `, else ${ends[0]}, ${ends[1]}`}.`)
    .join(' ');
}
