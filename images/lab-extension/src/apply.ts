/** Bring an open document to another content without closing, reloading or scrolling anything. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { edit, sourceOf, steps, type ICell } from './difference';

type Shared = INotebookModel['sharedModel'];
type SharedCell = Shared['cells'][number];

/** A notebook as its file has it; only what is looked at here. */
export interface INotebook {
  cells: ICell[];
  metadata: Record<string, unknown>;
}

/** Change the cells of an open notebook that are not in `same`; the others are not touched. */
export function applyNotebook(
  model: INotebookModel,
  wanted: INotebook,
  same: ReadonlySet<string>
): void {
  const shared = model.sharedModel;
  const before = shared.cells.map(cell => cell.toJSON() as unknown as ICell);
  const { stay, remove, insert } = steps(before, wanted.cells);
  const moving = new Map(remove.map(place => [before[place]!.id, before[place]!]));
  // Not undoable: an undo would take the course's change away, and save that as the student's.
  shared.transact(() => {
    for (const [was, now] of stay) {
      if (!same.has(wanted.cells[now]!.id ?? '')) {
        change(shared.cells[was]!, before[was]!, wanted.cells[now]!);
      }
    }
    for (const place of remove.reverse()) {
      shared.deleteCell(place);
    }
    for (const place of insert) {
      const cell = wanted.cells[place]!;
      const here = same.has(cell.id ?? '') ? moving.get(cell.id) : undefined;
      shared.insertCell(place, (here ?? cell) as unknown as Parameters<Shared['insertCell']>[1]);
    }
    for (const [key, value] of Object.entries(wanted.metadata)) {
      if (JSON.stringify(shared.getMetadata(key)) !== JSON.stringify(value)) {
        shared.setMetadata(key, value as never);
      }
    }
  }, false);
}

/** Change an open text. */
export function applyText(model: DocumentRegistry.ICodeModel, wanted: string): void {
  const found = edit(model.sharedModel.getSource(), wanted);
  if (found) {
    model.sharedModel.updateSource(found.start, found.end, found.text);
  }
}

function change(shared: SharedCell, before: ICell, wanted: ICell): void {
  const found = edit(sourceOf(before), sourceOf(wanted));
  if (found) {
    shared.updateSource(found.start, found.end, found.text);
  }
  const { trusted } = before.metadata;
  const metadata = trusted === undefined ? wanted.metadata : { ...wanted.metadata, trusted };
  shared.setMetadata(metadata as never);
  if ('setOutputs' in shared) {
    const results = [before.outputs, before.execution_count];
    if (JSON.stringify(results) !== JSON.stringify([wanted.outputs, wanted.execution_count])) {
      shared.setOutputs(wanted.outputs as never);
      shared.execution_count = wanted.execution_count as number | null;
    }
  }
}
