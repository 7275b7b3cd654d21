/** Ask for help with the open file; while others may look, say so, and send newer copies. */

import type { Context } from './guard';
import { Banner } from './banner';
import { askWords, say, sayError } from './dialogs';
import { bannerLines, type Deed, type IRequest } from './request';
import { ask, sentence } from './server';

const OFTEN = 10_000; // milliseconds between two looks while a question is open
const TITLE = 'Ask for help';

export class Help {
  /** `ended`: what is done when a question was closed, by whomever. */
  constructor(private ended: () => unknown) {}

  readonly banner = new Banner((id, deed) => this.act(id, deed));

  /** Send a file again whenever it was saved, as long as others may look at it. */
  watch(context: Context): void {
    this.open.add(context);
    context.disposed.connect(() => this.open.delete(context));
    context.saveState.connect((_, state) => {
      const request = this.requests.find(one => one.path === context.path);
      if (state === 'completed' && request?.state === 'allowed') {
        void this.send(request).then(() => this.show());
      }
    });
  }

  /** Ask the instructors of the own group; they may look at this file then. */
  async ask(path: string, save: () => Promise<unknown>): Promise<void> {
    if (!path) {
      await say(TITLE, ['Open the notebook or file that your question is about, then ask again.']);
      return;
    }
    const lines = [
      `Your question is about ${path}.`,
      'If you ask, the instructors of your group may look at a copy of this file for an hour, and at nothing else. You see who looked, and can stop it at any time.'
    ];
    const words = await askWords(TITLE, lines, 'Ask, and let them look');
    if (words === undefined) {
      return;
    }
    try {
      await save();
      const made = await ask<IRequest>('POST', 'help', { path, words });
      this.note(made.id, made.copy_error?.message);
      await say(TITLE, ['Your group’s instructors have your question.']);
    } catch (error) {
      await sayError(TITLE, error);
    }
    await this.look();
  }

  /** Take all questions back: nobody may look any more. */
  async stop(): Promise<void> {
    try {
      await ask('DELETE', 'help');
      await say('Help is over', [
        'Your question is closed, and nobody may look at your file any more.'
      ]);
    } catch (error) {
      await sayError(TITLE, error);
    }
    await this.look();
  }

  /** Look how the questions stand, and again later while one is open. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    const before = this.requests;
    try {
      const { help = [] } = await ask<{ help?: IRequest[] }>('GET', 'help');
      this.requests = help.filter(one => one.state !== 'ended');
      const open = new Set(this.requests.map(one => one.id));
      if (before.some(one => !open.has(one.id))) {
        void this.ended();
      }
      const wanted = this.requests.filter(one => one.state === 'allowed' && one.wanted);
      await Promise.all(wanted.map(one => this.saveAndSend(one)));
    } catch {
      // The service does not answer. What was allowed ends at its time all the same.
    }
    this.show();
    clearTimeout(this.timer);
    if (this.requests.length > 0) {
      this.timer = window.setTimeout(() => void this.look(), OFTEN);
    }
  }

  private async act(id: number, deed: Deed): Promise<void> {
    try {
      if (deed === 'stop') {
        await ask('DELETE', `help?id=${id}`);
      } else {
        const made = await ask<IRequest>('POST', 'help/consent', { id });
        this.note(id, made.copy_error?.message);
      }
    } catch (error) {
      await sayError(TITLE, error);
    }
    await this.look();
  }

  /** Send what is on the screen, not what was last saved. */
  private async saveAndSend(request: IRequest): Promise<void> {
    const here = [...this.open].find(one => one.path === request.path && one.model.dirty);
    const sent = here && (await here.save().then(
      () => true, // which has sent it
      () => false
    ));
    if (!sent) {
      await this.send(request);
    }
  }

  private async send({ id }: IRequest): Promise<void> {
    try {
      await ask('POST', 'help/copy', { id });
      this.note(id);
    } catch (error) {
      this.note(id, sentence(error));
    }
  }

  private note(id: number, trouble?: string): void {
    if (trouble) {
      this.trouble.set(id, trouble);
    } else {
      this.trouble.delete(id);
    }
  }

  private show(): void {
    this.banner.showLines(bannerLines(this.requests, this.trouble));
  }

  private open = new Set<Context>();
  private requests: IRequest[] = [];
  private trouble = new Map<number, string>();
  private timer = 0;
}
