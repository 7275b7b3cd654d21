/**
 * Saves of labs that lose nothing: what came to the disk meanwhile is merged into the open document.
 *
 * JupyterLab would ask whether to overwrite the file or to drop what is not saved; no student should
 * have to choose. The merge is the server's; here is what it needs, and what becomes of its answer.
 */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { applyNotebook, applyText, type INotebook } from './apply';
import { sameWords } from './difference';
import { weekOf } from './paths';
import { ask, CourseError } from './server';

export type Context = DocumentRegistry.Context;
type Content = INotebook | string;

/** The one method of JupyterLab's context that is replaced; not public, so its version is pinned. */
interface IInner {
  _maybeSave(options: Partial<Contents.IModel>): Promise<Contents.IModel>;
}

/** The server's answer to a save. */
interface ISaved {
  model: Contents.IModel;
  content?: Content;
  same?: string[];
  twice?: number;
  aside?: string;
}

/** What was kept twice in a save, for the student to be told. */
export interface IKept {
  path: string;
  twice: number;
  aside: string;
}

/** What a document held when it was last the same as its file. */
interface IBase {
  hash: string | undefined;
  content: Content;
}

const ROUNDS = 5;
const guarded = new WeakSet<Context>();

/** Guard a document's saves from now on; once or more often. */
export function guard(context: Context, tell: (kept: IKept) => void): void {
  const inner = context as unknown as IInner;
  if (guarded.has(context) || typeof inner._maybeSave !== 'function') {
    return;
  }
  guarded.add(context);
  const saver = new Saver(context, inner._maybeSave.bind(context), tell);
  inner._maybeSave = options => saver.save(options);
}

class Saver {
  constructor(
    private context: Context,
    private stock: IInner['_maybeSave'],
    private tell: (kept: IKept) => void
  ) {
    void context.ready.then(() => this.remember());
    // A reload, by the student for one. A save of ours has set the base already.
    context.fileChanged.connect(() => {
      if (this.base?.hash !== this.hash) {
        this.remember();
      }
    });
    context.saveState.connect((_, state) => {
      if (state === 'completed' && this.moved) {
        context.model.dirty = true; // typed during the save: JupyterLab takes it for saved
      }
    });
    context.model.contentChanged.connect(() => {
      this.moved = true;
    });
  }

  /** Save, one save after the other. */
  save(options: Partial<Contents.IModel>): Promise<Contents.IModel> {
    const path = this.context.path;
    this.moved = false;
    // Other line ends than the editor's own: only JupyterLab knows which.
    const foreign = typeof options.content === 'string' && options.content.includes('\r');
    if (weekOf(path) === undefined || !this.base || foreign) {
      return this.stock(options);
    }
    const mine = this.turn.then(() => this.merged(path));
    this.turn = mine.catch(() => undefined);
    return mine.catch(error => {
      if (error instanceof CourseError && [400, 404, 405].includes(error.status)) {
        return this.stock(options); // no text, or a server without our part
      }
      throw error;
    });
  }

  private async merged(path: string): Promise<Contents.IModel> {
    let sent = this.take();
    const known = { path, content: sent, hash: this.hash ?? '' };
    try {
      const { model } = await ask<ISaved>('POST', 'save', known);
      this.base = { hash: model.hash, content: sent };
      return model;
    } catch (error) {
      if (!(error instanceof CourseError && error.code === 'changed-on-disk')) {
        throw error;
      }
    }
    let base = this.base!.content;
    let answer: ISaved | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      answer = await ask<ISaved>('POST', 'save', { path, content: sent, base, hash: '' });
      this.told(path, answer);
      const now = this.snapshot();
      if (this.unmoved(sent, now)) {
        return this.apply(answer);
      }
      // Typed meanwhile: the disk has what was sent and more, so that is the new beginning.
      base = sent;
      sent = this.take();
    }
    this.base = { hash: 'unsettled', content: base };
    return { ...answer!.model, hash: 'unsettled' };
  }

  private apply(answer: ISaved): Contents.IModel {
    const { model, content } = answer;
    const moved = this.moved;
    if (content !== undefined && typeof content === 'string') {
      applyText(this.context.model as DocumentRegistry.ICodeModel, content);
    } else if (content !== undefined) {
      applyNotebook(this.context.model as INotebookModel, content, new Set(answer.same));
    }
    this.moved = moved;
    this.base = { hash: model.hash, content: content! };
    return model;
  }

  private told(path: string, answer: ISaved): void {
    if (answer.twice || answer.aside) {
      this.tell({ path, twice: answer.twice ?? 0, aside: answer.aside ?? '' });
    }
  }

  private unmoved(sent: Content, now: Content): boolean {
    if (typeof sent === 'string' || typeof now === 'string') {
      return sent === now;
    }
    return sameWords(sent.cells, now.cells);
  }

  private remember(): void {
    this.base = { hash: this.hash, content: this.snapshot() };
  }

  /** What is in the document now; from here on changes count as made during the save. */
  private take(): Content {
    this.moved = false;
    return this.snapshot();
  }

  private snapshot(): Content {
    const { model } = this.context;
    return this.context.path.endsWith('.ipynb')
      ? (model.toJSON() as unknown as INotebook)
      : model.toString();
  }

  private get hash(): string | undefined {
    return this.context.contentsModel?.hash;
  }

  private base: IBase | undefined;
  private moved = false;
  private turn: Promise<unknown> = Promise.resolve();
}
