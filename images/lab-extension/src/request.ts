/** A question to the instructors, in words. Pure. */

/** A question as the course's service tells it. */
export interface IRequest {
  id: number;
  path: string;
  state: 'open' | 'allowed' | 'expired' | 'ended';
  until?: string | null;
  wanted?: boolean;
  wanted_by?: string;
  may_look?: string[];
  looked?: { who: string; at: string }[];
  copy_error?: { message: string };
}

/** What an instructor answered. */
export interface IAnswer {
  id: number;
  path?: string;
  words?: string;
  by?: string;
  seen?: boolean;
}

/** A button beside a line, by what it does. */
export type Deed = 'stop' | 'allow';

/** One line of the banner. */
export interface IBannerLine {
  id: number;
  text: string;
  deeds: [Deed, string][];
}

const SHOWN = 3; // names in one sentence

/** The lines of the banner: what may be looked at, and what somebody would like to look at. */
export function bannerLines(
  requests: readonly IRequest[],
  trouble: ReadonlyMap<number, string> = new Map(),
  time: (at: string) => string = clock
): IBannerLine[] {
  return requests
    .filter(one => one.path)
    .map(one => lineOf(one, trouble.get(one.id), time))
    .filter(line => line !== undefined);
}

/** The sentence of a notification about an answer. */
export function answerLine(answer: IAnswer): string {
  const about = answer.path ? ` about ${nameOf(answer.path)}` : '';
  const by = answer.by || 'Your instructor';
  return answer.words
    ? `${by} answers${about}: ${answer.words}`
    : `${by} has answered your question${about}.`;
}

function lineOf(
  one: IRequest,
  trouble: string | undefined,
  time: (at: string) => string
): IBannerLine | undefined {
  const name = nameOf(one.path);
  if (one.state === 'allowed') {
    const last = new Map((one.looked ?? []).map(look => [look.who, look.at]));
    const looks = [...last].map(([who, at]) => ` ${who} looked at ${time(at)}.`).join('');
    const who = names(one.may_look ?? []);
    const text = `${who} may look at ${name} until ${time(one.until ?? '')}.${looks}`;
    return {
      id: one.id,
      text: trouble ? `${text} No newer copy was sent: ${trouble}` : text,
      deeds: [
        ['stop', 'Stop'],
        ['allow', 'One hour from now']
      ]
    };
  }
  const deeds: [Deed, string][] = [
    ['allow', 'Let them look for an hour'],
    ['stop', 'Take the question back']
  ];
  if (one.wanted_by && one.state !== 'ended') {
    return { id: one.id, text: `${one.wanted_by} would like to look at ${name}.`, deeds };
  }
  if (one.state === 'expired') {
    const text = `Nobody may look at ${name} any more. Your question is still open.`;
    return { id: one.id, text, deeds };
  }
  return undefined;
}

function names(who: readonly string[]): string {
  if (who.length === 0) {
    return 'The instructors of your group';
  }
  const rest = who.length - SHOWN;
  const first = rest > 0 ? [...who.slice(0, SHOWN), `${rest} more`] : [...who];
  const last = first.pop();
  return first.length ? `${first.join(', ')} and ${last}` : String(last);
}

function nameOf(path: string): string {
  return path.split('/').pop() ?? path;
}

function clock(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
