/**
 * Everything that reads what others send.
 *
 * @module
 */
import { formReaders } from "./forms.ts";
import type { Fuzzed } from "./fuzz.ts";
import { parsers } from "./parsers.ts";
import { tokenReaders } from "./tokens.ts";

/** The edge's parsers, and the mocks' readers of tokens and forms. */
export const all: readonly Fuzzed[] = [...parsers, ...tokenReaders, ...formReaders];

/** What leads the fuzzer: the program itself. */
export const ofProgram = (url: string): boolean => url.includes("/src/");
