/** HTTP/2 frame by frame (RFC 9113 §4, RFC 7541 without compression), so that a client may break its rules. */

const types = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const;
/** Flags: of HEADERS and DATA, the end of the stream; of HEADERS and CONTINUATION, the end of the fields. */
export const endStream = 1;
export const endHeaders = 4;

/** A frame of a type, on a stream. */
export function frame(type: keyof typeof types, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head.writeUInt8(types[type], 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** What every client says first. */
export const preface = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame("settings", 0, 0, Buffer.alloc(0)),
]);

/** Fields as they are, each a literal without a place in the table (RFC 7541 §6.2.2). */
export function fieldBlock(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

/** A field that gets a place in the table, and is then named again and again (RFC 7541 §6.1, §6.2.1). */
export function repeatedField(name: string, value: string, times: number): Buffer {
  return Buffer.concat([Buffer.from([0x40]), text(name), text(value), Buffer.alloc(times, 0x80 | 62)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.byteLength), bytes]);
}

/** RFC 7541 §5.1, with a prefix of seven bits. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const errors = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
];
/** Statuses with a place in the static table (RFC 7541, appendix A), from place 8 on. */
const statuses = ["200", "204", "206", "304", "400", "404", "500"];

/** What a server said to a client's first stream, or to the connection, in words; and whether that is all. */
export function saidIn(bytes: Buffer): { readonly words: string; readonly done: boolean } {
  const words: string[] = [];
  let done = false;
  for (let at = 0; at + 9 <= bytes.byteLength; ) {
    const length = bytes.readUIntBE(at, 3);
    const [type, flags] = [bytes.readUInt8(at + 3), bytes.readUInt8(at + 4)];
    const payload = bytes.subarray(at + 9, at + 9 + length);
    if (payload.byteLength < length) break;
    at += 9 + length;
    if (type === types.headers) words.push(statuses[(payload[0] ?? 0) - 0x88] ?? "another status");
    if (type === types.reset) words.push(`reset: ${errors[payload.readUInt32BE(0)]}`);
    if (type === types.goaway) words.push(`connection ended: ${errors[payload.readUInt32BE(4)]}`);
    const ended = (type === types.headers || type === types.data) && (flags & endStream) !== 0;
    done ||= ended || type === types.reset || type === types.goaway;
  }
  return { words: [...new Set(words)].join(", "), done };
}
