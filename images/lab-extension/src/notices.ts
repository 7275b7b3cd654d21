/** Notifications about updates and feedback, and where "What changed" gets its content. */

import { Notification } from '@jupyterlab/apputils';
import type { IWeekNews } from './changes';
import { unseen, type IFeedback } from './feedback';
import type { IKept } from './guard';
import { answerLine, type IAnswer } from './request';
import { ask } from './server';
import { headline, type IFileNews } from './words';

interface INotices {
  weeks?: IWeekNews[];
  feedback?: IFeedback[];
  help?: IAnswer[];
}

export class Notices {
  constructor(private show: () => unknown) {}

  /** Say what came while JupyterLab was closed. */
  async look(): Promise<void> {
    const { weeks = [], feedback = [], help = [] } = await this.ask();
    this.sayAnswers(help);
    for (const one of weeks.filter(week => !week.seen)) {
      this.say(one.week, one.files);
    }
    for (const [text, seen] of unseen(feedback)) {
      Notification.info(text, { autoClose: false });
      note(seen);
    }
  }

  /** Say what instructors answered. */
  async answers(): Promise<void> {
    this.sayAnswers((await this.ask()).help ?? []);
  }

  /** Say what came just now. */
  updated(week: number, report: unknown): void {
    const files = (report as { files?: IFileNews[] } | null)?.files ?? [];
    if (headline(week, files)) {
      this.live.set(week, { week, files, at: new Date().toISOString() });
      this.say(week, files);
    }
  }

  /** Say that something is there twice because two windows changed it. */
  kept({ path, twice, aside }: IKept): void {
    const name = path.split('/').pop();
    const text = aside
      ? `${name} was changed in two places at once. Yours is saved; the other is in ${aside}.`
      : `${name} was changed in two places at once. Both are kept: look for the marked cells.`;
    if (aside || twice) {
      Notification.warning(text, { autoClose: false });
    }
  }

  /** All updates there are to tell of, newest first; they count as seen from now on. */
  async all(): Promise<IWeekNews[]> {
    const { weeks = [] } = await this.ask();
    for (const one of weeks.filter(week => !week.seen)) {
      note({ week: one.week, release: one.release });
    }
    const known = new Set(weeks.map(one => one.week));
    const fresh = [...this.live.values()].filter(one => !known.has(one.week));
    return [...fresh, ...weeks];
  }

  private sayAnswers(answers: readonly IAnswer[]): void {
    for (const one of answers.filter(each => each.id && !each.seen)) {
      Notification.info(answerLine(one), { autoClose: false });
      note({ help: one.id });
    }
  }

  private async ask(): Promise<INotices> {
    try {
      return await ask<INotices>('GET', 'notices');
    } catch {
      return {}; // without the course's service there is only what came while this page was open
    }
  }

  private say(week: number, files: IFileNews[]): void {
    const text = headline(week, files);
    const id = this.said.get(week);
    if (id) {
      Notification.dismiss(id);
    }
    if (text) {
      const actions = [{ label: 'Show what changed', callback: () => void this.show() }];
      this.said.set(week, Notification.info(text, { autoClose: false, actions }));
    }
  }

  private live = new Map<number, IWeekNews>();
  private said = new Map<number, string>();
}

/** Note that something was seen. Where that fails, it is told once more the next time. */
function note(seen: object): void {
  void ask('POST', 'notices/seen', seen).catch(() => undefined);
}
