import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptLines } from '../receipt.js';

const RECEIPT = {
  number: 2,
  at_local: 'Mon 2 Nov 2026, 08:59',
  due_local: 'Mon 2 Nov 2026, 09:00',
  late: false,
  late_by: '',
  sha256: 'abc',
  files: ['lab.ipynb']
};

test('a receipt says when, whether in time, and the checksum', () => {
  const said = receiptLines(RECEIPT).join('\n');
  assert.match(said, /08:59, hand-in number 2/);
  assert.match(said, /in time \(deadline: Mon 2 Nov 2026, 09:00\)/);
  assert.match(said, /abc/);
});

test('a late receipt says by how much', () => {
  const said = receiptLines({ ...RECEIPT, late: true, late_by: '2 h' }).join('\n');
  assert.match(said, /late by 2 h/);
  assert.doesNotMatch(said, /in time/);
});

test('a receipt without anything still says something', () => {
  assert.ok(receiptLines({}).length >= 2);
});
