/** Cells that came beside the student's own are marked, for eyes and for screen readers. */

import type { NotebookPanel } from '@jupyterlab/notebook';

const LABELS: Record<string, string> = {
  'course-update': 'New version by the course',
  'other-version': 'Version from another window'
};
const CLASS = 'llmhub-marked';
const PAUSE = 50;

/** Mark the cells of a notebook, now and whenever cells change. */
export function markCells(panel: NotebookPanel): void {
  const mark = () => {
    for (const cell of panel.content.widgets) {
      const label = labelOf(cell.model.getMetadata('tags'));
      cell.toggleClass(CLASS, label !== '');
      if (label) {
        cell.node.dataset.llmhubLabel = label;
        cell.node.setAttribute('aria-label', label);
      } else if (cell.node.dataset.llmhubLabel) {
        delete cell.node.dataset.llmhubLabel;
        cell.node.removeAttribute('aria-label');
      }
    }
  };
  let waiting = 0;
  const later = () => {
    // The model tells of a new cell before there is anything of it to be seen.
    window.clearTimeout(waiting);
    waiting = window.setTimeout(mark, PAUSE);
  };
  void panel.revealed.then(later);
  panel.content.modelContentChanged.connect(later);
}

function labelOf(tags: unknown): string {
  const all = Array.isArray(tags) ? tags : [];
  return all.map(tag => LABELS[String(tag)]).find(label => label) ?? '';
}
