/** When a change is likely to be over. All times are milliseconds since the change was asked for. */
export interface Window {
    from: number;
    to: number;
    /** Between two looks in it. */
    every: number;
}

/** Where looks are placed, for waits that share them or for one alone. */
export interface Plan extends Window {
    /** Single looks before that. */
    early: readonly number[];
}

/** When a kind of change is usually over. */
export interface Pace {
    one: Plan;
    many: Plan;
    /** Single looks where Atlas answers much faster than usual. */
    hurried: readonly number[];
}

/**
 * The times that Atlas has been seen to take. How close the looks are is read from the plots in docs/contributing/polling.md.
 */
export const paces = {
    creating: {
        one: { early: [2500, 5000, 8000], from: 10_900, to: 12_500, every: 250 },
        many: { early: [4000], from: 11_000, to: 12_500, every: 600 },
        hurried: [250, 1000, 3000],
    },
    updating: {
        one: { early: [1000], from: 2000, to: 4500, every: 300 },
        many: { early: [], from: 2000, to: 4500, every: 600 },
        hurried: [250, 600],
    },
    deleting: {
        one: { early: [], from: 4000, to: 20_000, every: 900 },
        many: { early: [2500], from: 8000, to: 33_000, every: 1000 },
        hurried: [400, 1000, 2500],
    },
} as const satisfies Record<string, Pace>;

/** The least distance of any two looks. */
export const closest = 250;
const least = 500;
const most = 10_000;
const share = 0.05;

/** What is known of a wait when its next look is placed. */
export interface Situation {
    /** Milliseconds since the change was asked for. */
    waited: number;
    pace: Pace;
    /** Whether a look serves several waits. */
    isShared: boolean;
    /** Whether no older wait of its kind looks ahead of it. */
    leads: boolean;
    /** Whether Atlas limits the requests: then none is spent on guesses that others wait for. */
    isLimited: boolean;
    /** Whether Atlas answers much faster than usual. */
    hurries: boolean;
    /** When changes of its kind were over that this process has watched. */
    learned?: Learned | undefined;
}

/** Spans in which changes were over: after the first moment, and by the second. The latest span stands last. */
export type Learned = readonly Pick<Window, "from" | "to">[];

/** More spans than these are no pattern. */
const mostSpans = 4;
/** In a learned span, looks are no closer than this share of the time waited. */
const learnedShare = 0.01;

/**
 * When to look next, in milliseconds since the change was asked for: at the early moments, closely where the change is
 * likely, and past that every 5 % of the time waited, between half a second and ten.
 */
export function nextLook({
    waited,
    pace,
    isShared,
    leads,
    isLimited,
    hurries,
    learned = [],
}: Situation): number {
    const usual: Plan = isShared ? pace.many : pace.one;
    const spans = learned.map(({ from, to }) => ({
        from,
        to,
        every: Math.max(usual.every, from * learnedShare),
    }));
    const moments = [usual, ...spans].map(({ from, to, every }) => {
        if (waited >= to) {
            return lookAgain(waited);
        }
        return waited + closest > from ? waited + every : from;
    });
    const usualGuesses = isShared && isLimited ? [] : usual.early;
    const guesses = leads && learned.length === 0 ? [...usualGuesses, ...(hurries ? pace.hurried : [])] : [];
    const early = guesses.filter((moment) => moment >= waited + closest || waited === 0);
    return Math.min(...moments, ...early);
}

/** The look that follows where nothing is known: 5 % of the time waited later. */
export function lookAgain(waited: number): number {
    return waited + Math.min(Math.max(waited * share, least), most);
}

/** Adds what was seen of a change that was not yet over at one moment, and was at another. */
export function learn(learned: Learned = [], notYet: number, over: number): Learned {
    const near = ({ from, to }: Learned[number]): boolean => from <= over && to >= notYet;
    const spans = [...learned.filter(near), { from: notYet, to: over }];
    const merged = {
        from: Math.min(...spans.map(({ from }) => from)),
        to: Math.max(...spans.map(({ to }) => to)),
    };
    return [...learned.filter((span) => !near(span)), merged].slice(-mostSpans);
}
