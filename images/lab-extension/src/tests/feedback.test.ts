import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unseen } from '../feedback.js';

test('feedback is told with its week, and noted as seen with its number', () => {
  const text = 'There is feedback for week 3: see the folder feedback.';
  const told = unseen([{ week: 3, number: 2, at: '2026-05-04T07:00:00Z', seen: false }]);
  assert.deepEqual(told, [[text, { week: 3, feedback: 2 }]]);
});

test('what was seen is not told again; the same week with a later return is', () => {
  assert.deepEqual(unseen([{ week: 3, number: 2, seen: true }]), []);
  assert.equal(unseen([{ week: 3, number: 3, seen: false }])[0]?.[1].feedback, 3);
});

test('without a number the time tells one return from another', () => {
  assert.equal(unseen([{ week: 1, at: '2026-05-04' }])[0]?.[1].feedback, '2026-05-04');
});

test('what names no week is passed over', () => {
  assert.deepEqual(unseen([{}, { number: 1 }]), []);
});
