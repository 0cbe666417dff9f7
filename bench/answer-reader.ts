/**
 * The end of each answer on a connection that is used again and again, found with as little work as can be:
 * answers are 200, and say how long they are.
 *
 * @module
 */
const headEnd = Buffer.from("\r\n\r\n");
const longestHead = 16_384;

/**
 * Reads what comes on one connection, where one answer is awaited at a time.
 *
 * @returns takes the next bytes, and says whether the answer ended with them
 * @throws {Error} (what is returned) when an answer is not 200 or does not say its length
 */
export function answerReader(): (chunk: Buffer) => boolean {
  let head: Buffer | null = null;
  /** Bytes of the body still to come; null before the end of the head. */
  let left: number | null = null;
  return (chunk) => {
    if (left === null) {
      head = head === null ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(headEnd);
      if (end === -1) {
        if (head.length > longestHead) throw new Error("The head of an answer does not end.");
        return false;
      }
      left = lengthIn(head.toString("latin1", 0, end)) - (head.length - end - headEnd.length);
    } else left -= chunk.length;
    if (left < 0) throw new Error("An answer is longer than it says.");
    if (left > 0) return false;
    [head, left] = [null, null];
    return true;
  };
}

function lengthIn(head: string): number {
  const [, length] = /\r\ncontent-length: *([0-9]+)/i.exec(head) ?? [];
  if (!head.startsWith("HTTP/1.1 200 ") || length === undefined)
    throw new Error(`Not 200 with a length, but:\n${head}`);
  return Number(length);
}
