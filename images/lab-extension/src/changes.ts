/** The page "What changed": per file, with buttons that lead to the cells. */

import { Widget } from '@lumino/widgets';
import { filesOf, type IFileLine, type IFileNews } from './words';

/** Opens a file, at a cell if there is one. */
export type Open = (path: string, cell: string) => unknown;

/** One update of one week. */
export interface IWeekNews {
  week: number;
  release?: string;
  at?: string;
  seen?: boolean;
  files: IFileNews[];
}

/** Make the page's content. */
export function changesPage(weeks: readonly IWeekNews[], open: Open): Widget {
  const page = new Widget();
  page.id = 'llmhub-changes';
  page.title.label = 'What changed';
  page.title.closable = true;
  page.addClass('llmhub-changes');
  page.node.tabIndex = 0;
  page.node.append(element('h1', 'What changed in your labs'));
  if (weeks.length === 0) {
    page.node.append(element('p', 'Nothing yet: your labs are as you began them.'));
  }
  page.node.append(...weeks.map(week => section(week, open)));
  return page;
}

function section(week: IWeekNews, open: Open): HTMLElement {
  const node = element('section');
  node.append(element('h2', `Week ${week.week}`));
  if (week.at) {
    const when = new Date(week.at);
    node.append(element('p', isNaN(when.valueOf()) ? week.at : when.toLocaleString()));
  }
  const list = element('ul');
  list.append(...filesOf(week.week, week.files).map(file => item(file, open)));
  node.append(list);
  return node;
}

function item(file: IFileLine, open: Open): HTMLElement {
  const node = element('li');
  node.append(element('strong', file.name), element('p', file.text));
  if (file.open) {
    node.append(button(`Open ${file.open.split('/').pop()}`, () => open(file.open, '')));
  }
  const list = element('ul');
  for (const line of file.cells) {
    const row = element('li', `${line.text} `);
    if (line.cell) {
      const show = button('Show the cell', () => open(file.open, line.cell));
      show.setAttribute('aria-label', `Show the cell in ${file.name}: ${line.text}`);
      row.append(show);
    }
    list.append(row);
  }
  if (file.cells.length > 0) {
    node.append(list);
  }
  return node;
}

function element(name: string, text = ''): HTMLElement {
  const node = document.createElement(name);
  node.textContent = text; // never as HTML: names of files are the student's
  return node;
}

function button(label: string, click: () => unknown): HTMLElement {
  const node = element('button', label);
  node.className = 'jp-mod-styled jp-mod-accept llmhub-button';
  node.addEventListener('click', () => void click());
  return node;
}
