/** What the commands ask the student, and what they say in the end. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import { Widget } from '@lumino/widgets';
import { weekOf } from './paths';
import { sentence } from './server';

/** The week that a command is about, the open lab's offered first; undefined: not said.
 *  `label` is what the button says that goes on. */
export async function askWeek(
  title: string,
  path: string,
  contents: Contents.IManager,
  label: string
): Promise<number | undefined> {
  const labs = await contents.get('labs').catch(() => undefined);
  const weeks = ((labs?.content ?? []) as Contents.IModel[])
    .map(one => weekOf(`labs/${one.name}/x`))
    .filter(week => week !== undefined)
    .sort((one, other) => one - other);
  if (weeks.length === 0) {
    await say(title, ['There is no lab in the folder labs yet.']);
    return undefined;
  }
  const here = weekOf(path);
  const current = here === undefined ? 0 : Math.max(weeks.indexOf(here), 0);
  const body = new Weeks(weeks, current);
  const buttons = [cancel(), Dialog.okButton({ label })];
  const done = await showDialog<number>({ title, body, buttons, focusNodeSelector: 'select' });
  return done.button.accept ? (done.value ?? undefined) : undefined;
}

/** Say something, a line a paragraph. */
export async function say(title: string, lines: string[]): Promise<void> {
  const body = paragraphs(lines);
  await showDialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] });
}

/** Say why something could not be done. */
export async function sayError(title: string, error: unknown): Promise<void> {
  await say(title, [sentence(error)]);
}

/** Ask whether to go on. */
export async function confirm(title: string, lines: string[], label: string): Promise<boolean> {
  const buttons = [cancel(), Dialog.warnButton({ label })];
  const done = await showDialog({ title, body: paragraphs(lines), buttons, defaultButton: 0 });
  return done.button.accept;
}

/** Ask for some words; undefined: the student does not want to. */
export async function askWords(
  title: string,
  lines: string[],
  label: string
): Promise<string | undefined> {
  const body = new Words(lines);
  const buttons = [cancel(), Dialog.okButton({ label })];
  const done = await showDialog<string>({ title, body, buttons, focusNodeSelector: 'textarea' });
  return done.button.accept ? (done.value ?? '') : undefined;
}

/** The way out of every question; Escape does the same. */
function cancel(): Dialog.IButton {
  return Dialog.cancelButton({ label: 'Cancel' });
}

/** A list of weeks inside its label: JupyterLab's own list has none that screen readers find. */
class Weeks extends Widget implements Dialog.IBodyWidget<number> {
  constructor(weeks: number[], current: number) {
    super();
    const label = document.createElement('label');
    label.textContent = 'Which lab?';
    this.field.append(...weeks.map(week => new Option(`Week ${week}`, String(week))));
    this.field.selectedIndex = current;
    label.append(this.field);
    this.node.append(label);
  }

  getValue(): number {
    return Number(this.field.value);
  }

  private field = document.createElement('select');
}

class Words extends Widget implements Dialog.IBodyWidget<string> {
  constructor(lines: string[]) {
    super({ node: paragraphs(lines).node });
    const label = document.createElement('label');
    label.textContent = 'Your question';
    this.field.className = 'llmhub-words jp-mod-styled';
    this.field.maxLength = 2000;
    label.append(this.field);
    this.node.append(label);
  }

  getValue(): string {
    return this.field.value.trim();
  }

  private field = document.createElement('textarea');
}

function paragraphs(lines: string[]): Widget {
  const widget = new Widget();
  for (const line of lines) {
    const node = document.createElement('p');
    node.textContent = line;
    widget.node.append(node);
  }
  return widget;
}
