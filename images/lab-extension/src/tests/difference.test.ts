import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, sameWords, steps, type ICell } from '../difference.js';

const code = (id: string, source = id): ICell => ({ id, cell_type: 'code', source, metadata: {} });
const text = (id: string, source = id): ICell => ({ ...code(id, source), cell_type: 'markdown' });
const book = (ids: string): ICell[] => [...ids].map(id => code(id));

for (const [before, after, found] of [
  ['same', 'same', undefined],
  ['', 'new', { start: 0, end: 0, text: 'new' }],
  ['print(1)', 'print(12)', { start: 7, end: 7, text: '2' }],
  ['aaa', 'aa', { start: 2, end: 3, text: '' }],
  ['one two', 'one three two', { start: 5, end: 5, text: 'hree t' }]
] as const) {
  test(`the edit from "${before}" to "${after}"`, () => {
    assert.deepEqual(edit(before, after), found);
    const made = found
      ? before.slice(0, found.start) + found.text + before.slice(found.end)
      : before;
    assert.equal(made, after);
  });
}

for (const [before, after, staying] of [
  ['abc', 'abc', 'abc'],
  ['abc', 'axbc', 'abc'],
  ['abc', 'ac', 'ac'],
  ['abcd', 'dabc', 'abc'],
  ['abcd', 'bcda', 'bcd'],
  ['abc', 'xyz', ''],
  ['', 'ab', '']
] as const) {
  test(`the steps from ${before} to ${after} leave ${staying} alone`, () => {
    const [was, wanted] = [book(before), book(after)];
    const { stay, remove, insert } = steps(was, wanted);
    assert.equal(stay.map(([place]) => before[place]).join(''), staying);
    const made = [...was];
    for (const place of remove.toReversed()) {
      made.splice(place, 1);
    }
    for (const place of insert) {
      made.splice(place, 0, wanted[place]!);
    }
    assert.deepEqual(made, wanted);
  });
}

test('a cell of another kind is another cell', () => {
  assert.deepEqual(steps([code('a')], [text('a')]), { stay: [], remove: [0], insert: [0] });
});

test('outputs are no words', () => {
  assert.ok(sameWords([code('a')], [{ ...code('a'), outputs: [1] }]));
  assert.ok(!sameWords([code('a')], [code('a', 'b')]));
  assert.ok(!sameWords([code('a')], []));
});
