/**
 * Scripts by which shells complete what is typed.
 *
 * @module
 */
import { type CommandWords, type OptionWords, wordsAfter } from "./completion-words.ts";

const name = "govuk-edge";

/** The way to a command as one text, with a blank before each word: ` config print`. */
function wayText(way: readonly string[]): string {
  return way.map((word) => ` ${word}`).join("");
}

/** Every option that a value follows, behind the way to its command. */
function valued(words: readonly CommandWords[]): { readonly place: string; readonly option: OptionWords }[] {
  return words.flatMap(({ way, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map((option) => ({ place: `${wayText(way)} ${option.text}`, option })),
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const alternatives = (texts: readonly string[]) => texts.map((text) => `"${text}"`).join("|");

/** Where no word fits, bash completes names of files. */
export function bashScript(words: readonly CommandWords[]): string {
  const ways = words.filter(({ way }) => way.length > 0).map(({ way }) => wayText(way));
  const free = valued(words).filter(({ option }) => option.choices.length === 0);
  const chosen = valued(words).filter(({ option }) => option.choices.length > 0);
  const values = [
    `    ${alternatives(free.map(({ place }) => place))}) return ;;`,
    ...chosen.map(
      ({ place, option }) =>
        `    "${place}") COMPREPLY=($(compgen -W "${option.choices.join(" ")}" -- "$cur")); return ;;`,
    ),
  ];
  const after = words.map((command) => {
    const list = wordsAfter(command).map(({ text }) => text);
    return `    "${wayText(command.way)}") words="${list.join(" ")}" ;;`;
  });
  return `# bash completion for ${name}: eval "$(${name} completion bash)"
_govuk_edge() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" way="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$way \${COMP_WORDS[i]}" in
      ${alternatives(ways)}) way="$way \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$way \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join("\n")}
  esac
  case "$way" in
${after.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _govuk_edge ${name}
`;
}

/** Words with what they mean. */
export function zshScript(words: readonly CommandWords[]): string {
  const ways = words.filter(({ way }) => way.length > 0).map(({ way }) => wayText(way));
  const values = valued(words).map(({ place, option }) => {
    const complete = option.choices.length > 0 ? `compadd -- ${option.choices.join(" ")}` : "_files";
    return `    ("${place}") ${complete}; return ;;`;
  });
  const told = (text: string, description: string) =>
    quoted(`${text.replaceAll(":", "\\:")}:${description.replaceAll(":", "\\:")}`);
  const after = words.map((command) => {
    const list = wordsAfter(command).map(({ text, description }) => told(text, description));
    return `    ("${wayText(command.way)}") found=(${list.join(" ")}) ;;`;
  });
  return `#compdef ${name}
# zsh completion for ${name}: eval "$(${name} completion zsh)"
_govuk_edge() {
  local way="" i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$way \${words[i]}" in
      (${alternatives(ways)}) way="$way \${words[i]}" ;;
    esac
  done
  case "$way \${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case "$way" in
${after.join("\n")}
  esac
  _describe -o '${name}' found
  _files
}
if [ "\${funcstack[1]}" = _govuk_edge ]; then _govuk_edge "$@"; else compdef _govuk_edge ${name}; fi
`;
}

/** Words with what they mean; each line stands for itself. */
export function fishScript(words: readonly CommandWords[]): string {
  const ways = words.filter(({ way }) => way.length > 0).map(({ way }) => quoted(wayText(way)));
  const lines = words.flatMap((command) => {
    const when = `-n "__govuk_edge_at ${quoted(wayText(command.way))}"`;
    const simple = command.commands.map(
      ({ text, description }) => `complete -c ${name} ${when} -f -a ${text} -d ${fishQuoted(description)}`,
    );
    const choices = command.arguments.map((text) => `complete -c ${name} ${when} -f -a ${text}`);
    const options = command.options.map(({ text, description, takesValue, choices: values }) => {
      const value = values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : takesValue ? " -r" : "";
      return `complete -c ${name} ${when} -l ${text.slice(2)}${value} -d ${fishQuoted(description)}`;
    });
    return [...simple, ...choices, ...options];
  });
  return `# fish completion for ${name}: ${name} completion fish | source
function __govuk_edge_at
    set -l way ''
    for word in (commandline -opc)[2..-1]
        switch "$way $word"
            case ${ways.join(" ")}
                set way "$way $word"
        end
    end
    test "$way" = "$argv[1]"
end
${lines.join("\n")}
`;
}

/** Within single quotes fish has its own way to write one. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
