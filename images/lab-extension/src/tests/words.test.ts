import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOf, weekOf } from '../paths.js';
import { filesOf, headline, type IFileNews } from '../words.js';

for (const [path, week] of [
  ['labs/week3/lab.ipynb', 3],
  ['labs/week12/data/x.csv', 12],
  ['labs/week3.backup-1/lab.ipynb', undefined],
  ['labs/week0/lab.ipynb', undefined],
  ['labs/week3', undefined],
  ['apps/labs/week3/lab.ipynb', undefined]
] as const) {
  test(`${path} is of week ${week}`, () => {
    assert.equal(weekOf(path), week);
    assert.equal(isOf(path, 3), week === 3);
  });
}

const CELL = { id: 'ask', state: 'kept-own', why: 'text', offered: 'ask-update' };
const FILE: IFileNews = { path: 'lab.ipynb', state: 'kept-own', cells: [CELL] };

test('a file that is as it was is not worth a word', () => {
  const files = [{ path: 'lab.ipynb', state: 'unchanged' }];
  assert.deepEqual(filesOf(3, files), []);
  assert.equal(headline(3, files), '');
});

test('a cell that is there twice leads to the new one, and is counted', () => {
  const [file] = filesOf(3, [FILE]);
  assert.equal(file!.cells[0]!.cell, 'ask-update');
  assert.match(headline(3, [FILE]), /One cell is there twice/);
});

test('a cell that is not there has no place to go to', () => {
  const cells = [{ id: 'old', state: 'delivered', why: 'removed' }];
  assert.equal(filesOf(3, [{ ...FILE, cells }])[0]!.cells[0]!.cell, '');
});

test('what lies beside is what is opened', () => {
  const beside = { path: 'a.py', state: 'kept-own', beside: 'a.updated-0002.py', sentence: 'Why.' };
  const [file] = filesOf(3, [beside]);
  assert.deepEqual([file!.open, file!.text], ['labs/week3/a.updated-0002.py', 'Why.']);
});
