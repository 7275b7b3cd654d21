/** What the course's service says of a hand-in, in words. Pure. */

export interface IReceipt {
  number?: number;
  at?: string;
  at_local?: string;
  due_local?: string | null;
  late?: boolean;
  late_by?: string;
  sha256?: string;
  files?: unknown[];
}

/** A receipt, a line a paragraph. */
export function receiptLines(receipt: IReceipt): string[] {
  const { number, late, late_by: by, due_local: due, sha256, files } = receipt;
  const time = receipt.at_local || receipt.at;
  const deadline = due ? ` (deadline: ${due})` : '';
  return [
    ...(time ? [`Received: ${time}${number ? `, hand-in number ${number}` : ''}.`] : []),
    late ? `This is late${by ? ` by ${by}` : ''}${deadline}.` : `This is in time${deadline}.`,
    ...(files ? [`Files: ${files.length}.`] : []),
    ...(sha256 ? [`Checksum (SHA-256): ${sha256}`] : []),
    'You may hand in again as often as you like. Nobody can change what you handed in.'
  ];
}
