/** A line above JupyterLab for each file that others may look at; it stays until that is over. */

import { Widget } from '@lumino/widgets';
import type { Deed, IBannerLine } from './request';

export class Banner extends Widget {
  constructor(private act: (id: number, deed: Deed) => unknown) {
    super();
    this.id = 'llmhub-banner';
    this.addClass('llmhub-banner');
    this.node.setAttribute('role', 'status');
    this.hide();
  }

  /** Show these lines; what is there already stays as it is, with the keyboard in it. */
  showLines(lines: readonly IBannerLine[]): void {
    const told = JSON.stringify(lines);
    if (told === this.told) {
      return;
    }
    this.told = told;
    const focused = this.node.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    this.node.replaceChildren(...lines.map(line => this.row(line)));
    this.setHidden(lines.length === 0);
    this.parent?.setHidden(lines.length === 0);
    this.node.style.minHeight = `${36 * lines.length}px`;
    this.parent?.fit();
    this.node.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  private row(line: IBannerLine): HTMLElement {
    const row = document.createElement('div');
    const text = document.createElement('span');
    text.textContent = line.text;
    row.append(text);
    for (const [deed, label] of line.deeds) {
      const button = document.createElement('button');
      button.className = 'llmhub-button jp-mod-styled';
      button.textContent = label;
      button.dataset.key = `${deed}-${line.id}`;
      button.addEventListener('click', () => void this.act(line.id, deed));
      row.append(button);
    }
    return row;
  }

  private told = '[]';
}
