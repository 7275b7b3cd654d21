/** What has to be done to one version to get another. Pure. */

/** A cell as its file has it; only what is looked at here. */
export interface ICell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  [key: string]: unknown;
}

/** The one piece of a text that differs: characters `start` to `end` become `text`. */
export interface IEdit {
  start: number;
  end: number;
  text: string;
}

/** Which cells of a notebook stay, go, and come. */
export interface ISteps {
  /** Pairs of positions, before and after, of cells that stay in their order. */
  stay: [number, number][];
  /** Positions before, of cells to be removed; a cell that moves goes and comes. */
  remove: number[];
  /** Positions after, of cells to be put in. */
  insert: number[];
}

/** A cell's text in one piece. */
export function sourceOf(cell: ICell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

/** The one edit that makes `after` of `before`, so that a cursor outside it stays. */
export function edit(before: string, after: string): IEdit | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) {
    tail++;
  }
  return { start: head, end: before.length - tail, text: after.slice(head, after.length - tail) };
}

/** Which cells stay: as many as can in their order, so that a running one is not disturbed. */
export function steps(before: readonly ICell[], after: readonly ICell[]): ISteps {
  const places = new Map(before.map((cell, place) => [keyOf(cell), place]));
  const common: [number, number][] = [];
  after.forEach((cell, place) => {
    const was = places.get(keyOf(cell));
    if (was !== undefined) {
      common.push([was, place]);
    }
  });
  const stay = rising(common);
  const kept = new Set(stay.map(pair => pair[0]));
  const met = new Set(stay.map(pair => pair[1]));
  return {
    stay,
    remove: [...before.keys()].filter(place => !kept.has(place)),
    insert: [...after.keys()].filter(place => !met.has(place))
  };
}

/** Whether two notebooks have the same cells with the same texts; their outputs may differ. */
export function sameWords(one: readonly ICell[], other: readonly ICell[]): boolean {
  return (
    one.length === other.length &&
    one.every((cell, place) => {
      const there = other[place]!;
      return keyOf(cell) === keyOf(there) && sourceOf(cell) === sourceOf(there);
    })
  );
}

/** What a cell is known by: one that became of another type is another. */
function keyOf(cell: ICell): string {
  return `${cell.cell_type} ${cell.id}`;
}

/** The longest part of the pairs, ordered by their second number, of which the first rises. */
function rising(pairs: [number, number][]): [number, number][] {
  const length: number[] = [];
  const previous: number[] = [];
  let best = -1;
  pairs.forEach((pair, i) => {
    length[i] = 1;
    previous[i] = -1;
    for (let j = 0; j < i; j++) {
      if (pairs[j]![0] < pair[0] && length[j]! >= length[i]!) {
        length[i] = length[j]! + 1;
        previous[i] = j;
      }
    }
    if (best < 0 || length[i]! > length[best]!) {
      best = i;
    }
  });
  const result: [number, number][] = [];
  for (let i = best; i >= 0; i = previous[i]!) {
    result.unshift(pairs[i]!);
  }
  return result;
}
