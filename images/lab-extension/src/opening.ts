/** Open a file of a lab, at a cell. */

import type { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookPanel } from '@jupyterlab/notebook';

/** Open a file; if it is a notebook with that cell, make the cell the active one. */
export async function openAt(
  manager: IDocumentManager,
  path: string,
  cell: string
): Promise<void> {
  const widget = manager.openOrReveal(path);
  if (!cell || !(widget instanceof NotebookPanel)) {
    return;
  }
  await widget.revealed;
  const { content } = widget;
  const place = content.widgets.findIndex(one => one.model.id === cell);
  if (place >= 0) {
    content.activeCellIndex = place;
    await content.scrollToItem(place, 'center');
    content.widgets[place]!.node.focus();
  }
}
