/**
 * What ends a command with a message for a person, rather than a stack.
 *
 * @module
 */

/** 1: it could not be done here and now; 2: it was asked for wrongly. */
export type ExitCode = 1 | 2;

/** A command cannot go on. The message is whole sentences: what is wrong, and what to do. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The code of a system error such as EADDRINUSE; null for other errors. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What an error says, in one text. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
