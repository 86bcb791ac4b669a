import { parseArgs } from 'node:util';
import { IMPORT_FORMATS, importFormatSchema } from '@syncline/shared/control';
import { z } from 'zod';

export const HELP = `syncline: sends files to a running Syncline, and has its figures checked

Usage
  pnpm syncline import FILE... [options]
  pnpm syncline check [--url URL]      Compare the figures kept ready with the log; build them anew where they differ
  pnpm syncline rebuild [--url URL]    Build them anew

Files
  X posts as JSON lines (v1.1 or v2 of the API), tables of posts about a brand, events as NDJSON or CSV, and any
  CSV with a column mapping, as events or as advertising spend; plain or gzip. The format is found from the content.
  "-" reads standard input.

Options
  --url URL         The server (default: $SYNCLINE_URL, else http://127.0.0.1:8787)
  --format FORMAT   ${IMPORT_FORMATS.join(', ')}
  --mapping NAME    A saved column mapping by name or id, or a file ending in .json that holds one
  --name NAME       What the import is called (default: the name of the file)
  --deletes WHICH   Which posts delete notices remove: earlier (default: those that the file itself does not
                    hold) or all
  --dry-run         Say what the files would do, and keep nothing
  --quiet           Print the summary only
  --help            This text

Exit code
  0 everything was taken in; 1 lines were refused or a file failed; 2 wrong usage, or the server cannot be reached

Examples
  pnpm syncline import posts.jsonl.gz
  pnpm syncline import posts.jsonl.gz --dry-run
  pnpm syncline import ads.csv --mapping ads.json --url https://syncline.example.org
`;

/** Work on the interval cells of the server. */
export interface CellsCommand {
  command: 'check' | 'rebuild';
  url: string;
}

export interface ImportCommand {
  command: 'import';
  files: string[];
  url: string;
  format: z.infer<typeof importFormatSchema>;
  mapping: string | undefined;
  name: string | undefined;
  deletes: 'earlier' | 'all';
  dryRun: boolean;
  quiet: boolean;
}

/** Wrong usage; the message says what is wrong. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const optionsSchema = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address, such as http://127.0.0.1:8787' }),
  format: importFormatSchema.default('auto'),
  mapping: z.string().min(1).optional(),
  name: z.string().min(1).max(255).optional(),
  deletes: z.enum(['earlier', 'all']).default('earlier'),
  'dry-run': z.boolean().default(false),
  quiet: z.boolean().default(false),
});

/** Reads the command line; null asks for help. Throws UsageError. */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ImportCommand | CellsCommand | null {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) return null;
  const [command, ...files] = positionals;
  if (command !== 'import' && command !== 'check' && command !== 'rebuild')
    throw new UsageError(`There is no command "${command ?? ''}"; there are import, check and rebuild.`);
  if (command !== 'import' && files.length > 0) throw new UsageError(`${command} takes no file.`);
  if (command === 'import' && files.length === 0) throw new UsageError('Name at least one file to import.');
  if (values.name !== undefined && files.length > 1) throw new UsageError('--name needs exactly one file.');
  const { help: _, ...given } = values;
  const parsed = optionsSchema.safeParse({
    ...given,
    url: values.url ?? (environment.SYNCLINE_URL || 'http://127.0.0.1:8787'),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(`--${String(issue?.path[0])}: ${issue?.message ?? 'cannot be used'}`);
  }
  const { mapping, name, 'dry-run': dryRun, ...rest } = parsed.data;
  const url = rest.url.replace(/\/+$/, '');
  if (command !== 'import') return { command, url };
  return { command, files, mapping, name, dryRun, ...rest, url };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        format: { type: 'string' },
        mapping: { type: 'string' },
        name: { type: 'string' },
        deletes: { type: 'string' },
        'dry-run': { type: 'boolean' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
