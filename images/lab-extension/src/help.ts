/** Ask for help with the open file, and take that back. */

import { askWords, say, sayError } from './dialogs';
import { ask } from './server';

/** Ask the instructors of the own group; they may look at this file then. */
export async function askForHelp(path: string, save: () => Promise<unknown>): Promise<void> {
  const title = 'Ask for help';
  if (!path) {
    await say(title, ['Open the notebook or file that your question is about, then ask again.']);
    return;
  }
  const lines = [
    `Your question is about ${path}.`,
    'If you ask, the instructors of your group may look at this file, and only for a while.'
  ];
  const words = await askWords(title, lines, 'Ask, and let them look');
  if (words === undefined) {
    return;
  }
  try {
    await save();
    await ask('POST', 'help', { path, words });
    await say(title, ['Your group’s instructors have your question.']);
  } catch (error) {
    await sayError(title, error);
  }
}

/** Take the question back: nobody may look any more. */
export async function stopHelp(): Promise<void> {
  const title = 'Help is over';
  try {
    await ask('DELETE', 'help');
    await say(title, ['Your question is closed, and nobody may look at your file any more.']);
  } catch (error) {
    await sayError('Ask for help', error);
  }
}
