/** A headless Chromium for the pages of the trace viewer: offline, opened from the file, and nothing may go wrong in it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { folder, MAIN } from '../support/command.js';

const PATHS = [process.env.CHROMIUM_PATH ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Null where there is none: then the tests of pages are skipped, but not in CI. */
export const executablePath = PATHS.find((path) => path !== '' && existsSync(path)) ?? null;
if (executablePath === null) {
  const how = 'install it (apt-get install chromium) or name it in CHROMIUM_PATH';
  if (process.env.CI === 'true') throw new Error(`there is no Chromium for the tests of the viewer: ${how}`);
  console.warn(`the tests of the viewer in a browser are skipped, for there is no Chromium: ${how}`);
}

let browser: Browser | null = null;
afterAll(() => browser?.close());

/** The compiled command, beside the test: pages that are needed later are written meanwhile. Resolves to the exit code and what it printed. */
export function writing(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

interface Opened {
  readonly page: Page;
  /** Errors, messages of the console, and requests of anything but the page itself. */
  readonly complaints: readonly string[];
}

/** Opens a file of the test's folder. */
export async function open(name: string, theme: 'light' | 'dark' = 'light'): Promise<Opened> {
  browser ??= await chromium.launch({ executablePath: executablePath!, headless: true });
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1400, height: 900 },
    colorScheme: theme,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(join(folder, name)).href;
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return { page, complaints };
}
