import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerLine, bannerLines, type IRequest } from '../request.js';

const ASKED: IRequest = { id: 4, path: 'labs/week3/lab.ipynb', state: 'open', until: null };
const ALLOWED: IRequest = { ...ASKED, state: 'allowed', until: '2026-05-04T14:30:00Z' };
const time = (at: string) => at.slice(11, 16);

function text(request: IRequest, trouble?: string): string | undefined {
  const told = new Map(trouble ? [[4, trouble]] : []);
  return bannerLines([request], told, time)[0]?.text;
}

for (const [who, said] of [
  [[], 'The instructors of your group'],
  [['ines'], 'ines'],
  [['ines', 'tom'], 'ines and tom'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more']
] as const) {
  test(`${who.length} may look`, () => {
    const line = text({ ...ALLOWED, may_look: [...who] });
    assert.equal(line, `${said} may look at lab.ipynb until 14:30.`);
  });
}

test('who has looked is told, with the last time of each', () => {
  const looked = [
    { who: 'tom', at: '2026-05-04T13:40:00Z' },
    { who: 'ines', at: '2026-05-04T13:41:00Z' },
    { who: 'tom', at: '2026-05-04T13:50:00Z' }
  ];
  assert.match(text({ ...ALLOWED, looked }) ?? '', /tom looked at 13:50\. ines looked at 13:41\.$/);
});

test('a copy that did not go is told', () => {
  assert.match(text(ALLOWED, 'Too large.') ?? '', /No newer copy was sent: Too large\.$/);
});

test('nobody may look: no line before somebody would like to', () => {
  assert.equal(text(ASKED), undefined);
  assert.equal(text({ ...ASKED, state: 'ended', wanted_by: 'tom' }), undefined);
  assert.equal(text({ ...ASKED, wanted_by: 'tom' }), 'tom would like to look at lab.ipynb.');
  assert.match(text({ ...ASKED, state: 'expired' }) ?? '', /^Nobody may look at lab\.ipynb any more/);
});

test('a question about no file has no line', () => {
  assert.equal(text({ ...ASKED, path: '', state: 'expired' }), undefined);
});

test('an answer with words, and one without', () => {
  const answer = { id: 4, path: 'labs/week3/lab.ipynb', by: 'tom', words: 'Cell 3.' };
  assert.equal(answerLine(answer), 'tom answers about lab.ipynb: Cell 3.');
  assert.equal(answerLine({ id: 4, by: 'tom' }), 'tom has answered your question.');
});
