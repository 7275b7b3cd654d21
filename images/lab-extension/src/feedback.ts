/** Feedback that came back: what is said of it, and what is noted as seen. Pure. */

/** A week's newest feedback, as the notebook server tells of it. */
export interface IFeedback {
  week?: number;
  /** Counts the returns of that week; services without a count send the time alone. */
  number?: number;
  at?: string;
  seen?: boolean;
}

/** What the notebook server wants to know of feedback that was seen. */
export interface ISeenFeedback {
  week: number;
  feedback: number | string;
}

/** One sentence for each feedback that was not yet seen, and how it is noted as seen. */
export function unseen(all: readonly IFeedback[]): [string, ISeenFeedback][] {
  const found: [string, ISeenFeedback][] = [];
  for (const { week, number, at, seen } of all) {
    if (week && !seen) {
      const text = `There is feedback for week ${week}: see the folder feedback.`;
      found.push([text, { week, feedback: number || at || '' }]);
    }
  }
  return found;
}
