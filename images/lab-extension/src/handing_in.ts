/** Hand in, and start afresh. */

import type { Contents } from '@jupyterlab/services';
import { askWeek, confirm, say, sayError } from './dialogs';
import type { Documents } from './documents';
import { receiptLines, type IReceipt } from './receipt';
import { ask } from './server';

/** Hand a week in, with what is open saved first. */
export async function handIn(
  path: string,
  documents: Documents,
  contents: Contents.IManager
): Promise<void> {
  const week = await askWeek('Hand in', path, contents, 'Hand in');
  if (week === undefined) {
    return;
  }
  try {
    await documents.save(week);
    const receipt = await ask<IReceipt>('POST', 'submit', { week });
    await say(`Week ${week} is handed in`, receiptLines(receipt));
  } catch (error) {
    await sayError(`Week ${week} was not handed in`, error);
  }
}

/** Put a week's folder aside, and the course's in its place. */
export async function startAfresh(
  path: string,
  documents: Documents,
  contents: Contents.IManager
): Promise<void> {
  const title = 'Start a lab afresh';
  const week = await askWeek(title, path, contents, 'Continue');
  if (week === undefined) {
    return;
  }
  const lines = [
    `You get the files of week ${week} as the course has them now.`,
    'Your own folder is kept: it gets another name, beside the new one.'
  ];
  if (!(await confirm(title, lines, `Start week ${week} afresh`))) {
    return;
  }
  try {
    await documents.save(week);
    const report = await ask<{ backup?: string }>('POST', 'afresh', { week });
    await documents.catchUp(week);
    const where = report.backup ? `Your earlier work is in labs/${report.backup}.` : '';
    await say(`Week ${week} is fresh`, [where || 'There was no earlier work to keep.']);
  } catch (error) {
    await sayError(title, error);
  }
}
