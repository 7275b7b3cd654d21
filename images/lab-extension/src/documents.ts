/** The open documents of labs: saved when an update asks, brought up to date when it is done. */

import type { Contents } from '@jupyterlab/services';
import type { Context } from './guard';
import { isOf, weekOf } from './paths';

export class Documents {
  constructor(private contents: Contents.IManager) {}

  /** Note an open document, until it is closed. */
  add(context: Context): void {
    if (!this.open.has(context)) {
      this.open.add(context);
      context.disposed.connect(() => this.open.delete(context));
    }
  }

  /** Save what is not yet saved of a week. */
  async save(week: number): Promise<void> {
    const dirty = this.of(week).filter(one => one.model.dirty);
    await Promise.allSettled(dirty.map(one => one.save()));
  }

  /** Bring what is open of a week to what the disk has; without a week: of all. */
  async catchUp(week?: number): Promise<void> {
    await Promise.allSettled(this.of(week).map(one => this.refresh(one)));
  }

  private of(week?: number): Context[] {
    return [...this.open].filter(
      one =>
        one.isReady &&
        (week === undefined ? weekOf(one.path) !== undefined : isOf(one.path, week))
    );
  }

  private async refresh(context: Context): Promise<void> {
    // What is gone from the disk stays open, and is not written again before it is edited.
    const disk = await this.contents.get(context.path, { content: false, hash: true });
    if (disk.hash !== context.contentsModel?.hash) {
      await context.save();
    }
  }

  private open = new Set<Context>();
}
