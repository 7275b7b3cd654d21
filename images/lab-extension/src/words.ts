/** What an update did, in plain words. Pure. */

/** What became of one change of the course's to a notebook. */
export interface ICellNews {
  id: string;
  state: string;
  why: string;
  offered?: string;
}

/** What became of one file. */
export interface IFileNews {
  path: string;
  state: string;
  at?: string;
  beside?: string;
  sentence?: string;
  cells?: ICellNews[];
}

/** One line about a cell, and the cell to show for it. */
export interface ICellLine {
  text: string;
  cell: string;
}

/** One file, as a student reads of it. */
export interface IFileLine {
  name: string;
  text: string;
  /** The file to open; empty: there is none. */
  open: string;
  cells: ICellLine[];
}

const FILE: Record<string, string> = {
  delivered: 'is as the course has it now',
  merged: 'has the course’s changes, and yours',
  'kept-own': 'keeps what you wrote where the course has something else',
  'left-deleted': 'stays deleted, as you left it',
  skipped: 'is updated the next time',
  failed: 'could not be updated'
};

const WHAT: Record<string, string> = {
  new: 'A new cell',
  text: 'A cell with another text',
  type: 'A cell of another kind',
  removed: 'A cell that the course removed',
  moved: 'A cell in another place',
  outputs: 'New outputs of a cell',
  metadata: 'New settings'
};

const MISSING = new Set(['left-deleted', 'removed']);

/** All files of an update that a student wants to hear of. */
export function filesOf(week: number, files: readonly IFileNews[]): IFileLine[] {
  return files
    .filter(file => file.state in FILE)
    .map(file => {
      const name = file.at ?? file.path;
      const gone = file.state === 'left-deleted';
      return {
        name,
        text: file.sentence ?? `This file ${FILE[file.state]}.`,
        open: gone ? '' : `labs/week${week}/${file.beside || name}`,
        cells: (file.cells ?? []).map(cellLine)
      };
    });
}

/** How many cells there are in two versions. */
export function conflicts(files: readonly IFileNews[]): number {
  const cells = files.flatMap(file => file.cells ?? []);
  return cells.filter(cell => cell.offered).length;
}

/** One sentence for a notification; empty: nothing to tell. */
export function headline(week: number, files: readonly IFileNews[]): string {
  if (filesOf(week, files).length === 0) {
    return '';
  }
  const twice = conflicts(files);
  const more =
    twice === 0
      ? ''
      : ` ${twice === 1 ? 'One cell is' : `${twice} cells are`} there twice:` +
        ' yours, and the course’s below, marked.';
  return `Week ${week} was updated. What you wrote is still there.${more}`;
}

function cellLine(cell: ICellNews): ICellLine {
  const what = WHAT[cell.why] ?? 'A cell';
  if (cell.offered) {
    return {
      text: `${what}: you changed it too. Yours stays, the course’s is right below, marked.`,
      cell: cell.offered
    };
  }
  const here = cell.id && !(MISSING.has(cell.state) || cell.why === 'removed');
  const said: Record<string, string> = {
    delivered: cell.why === 'removed' ? 'it is gone' : 'it is in your notebook',
    merged: 'it is in your notebook, with what you did',
    'kept-own': 'yours stays as it is',
    'left-deleted': 'you had deleted it, so it stays away'
  };
  return { text: `${what}: ${said[cell.state] ?? cell.state}.`, cell: here ? cell.id : '' };
}
