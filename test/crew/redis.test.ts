/** Crews of other machines: what dies, what is lost and asked for again, who is refused. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { file, folder, MAIN, mazurka } from '../support/command.js';
import { isThere, RedisServer, Running, until } from '../support/redis.js';

/** Twelve scenarios of 5 040 traces; each thread that begins one notes that, by process. */
file(
  'parts/adds.ts',
  `
import { AtomicWord } from 'mazurka';

export const adds = (word: AtomicWord) =>
  function* () {
    yield* word.addReturn(1);
  };
`,
);
const slow = file(
  'mine/slow.ts',
  `
import { AtomicWord, defineScenario } from 'mazurka';
import { adds } from '../parts/adds.js';

declare const process: { readonly pid: number; getBuiltinModule(name: string): { appendFileSync(path: string, text: string): void } };

const begun = new Set<string>();
const names = Array.from({ length: 12 }, (_, k) => 'slow-' + String.fromCharCode(97 + k));
export const scenarios = names.map((name) =>
  defineScenario({
    name,
    expect: { verdict: 'holds', traces: 5040 },
    boot() {
      if (!begun.has(name)) process.getBuiltinModule('node:fs').appendFileSync('${folder}/begun-' + process.pid, name + '\\n');
      begun.add(name);
      const word = new AtomicWord('word');
      return { world: null, threads: Object.fromEntries(Array.from({ length: 7 }, (_, k) => ['t' + k, adds(word)])) };
    },
  }),
);
`,
);

const CHECK = ['check', slow, '--strategy', 'traces', '--json'];
const HUNT = ['hunt', 'busy-list, no lock, no flush', '--threads', '2', '--operations', '2', '--runs', '30', '--json'];

const workers: Running[] = [];

/** Which scenarios each worker has begun. */
function begun(): Map<number, string[]> {
  const pids = workers.map(({ process: { pid } }) => pid!);
  const names = (pid: number) =>
    readFileSync(join(folder, `begun-${pid}`), 'utf8')
      .trim()
      .split('\n');
  return new Map(pids.filter((pid) => existsSync(join(folder, `begun-${pid}`))).map((pid) => [pid, names(pid)]));
}

function startWorkers(count: number, server: RedisServer): readonly Running[] {
  const more = Array.from({ length: count }, () => new Running(['worker', '--redis', server.url, '--workers', '1']));
  workers.push(...more);
  return more;
}

afterEach(async () => {
  for (const { process: child } of workers) child.kill('SIGKILL');
  for (const { ended } of workers.splice(0)) await ended;
  for (const name of readdirSync(folder)) if (name.startsWith('begun-')) rmSync(join(folder, name));
});

const distributed = ({ url }: RedisServer) => ['--distributed', '--redis', url];

describe.skipIf(!isThere)('workers on other machines', () => {
  it('say the same as one thread, though one of them is killed and Redis begins again', async () => {
    const alone = mazurka(...CHECK);
    expect(alone.status).toBe(0);
    for (const name of readdirSync(folder)) if (name.startsWith('begun-')) rmSync(join(folder, name));
    const server = await RedisServer.start();
    const all = startWorkers(3, server);
    const check = new Running([...CHECK, ...distributed(server)]);
    await until(() => begun().size === 3);
    const victim = all.find(({ process: { pid } }) => begun().get(pid!)!.length === 1)!;
    const [task] = begun().get(victim.process.pid!)!;
    victim.process.kill('SIGKILL');
    await server.end();
    await server.begin();
    const { code, stdout, stderr } = await check.ended;
    expect(stderr).toContain('is lost; trying again');
    expect([code, stdout]).toEqual([0, alone.stdout]);
    // What it was at was done again.
    expect([...begun().values()].flat().filter((name) => name === task)).toHaveLength(2);
    // Nothing of the run is left.
    expect(server.ask('keys', '*:run:*')).toBe('');
    expect(server.ask('keys', 'mazurka:tasks:*-*')).not.toMatch(/tasks:[0-9a-f]{8}-/);
    await server.end();
  });

  it('are asked again for what Redis has forgotten', async () => {
    const server = await RedisServer.start();
    const check = new Running([...CHECK, ...distributed(server)]);
    await until(() => server.ask('llen', 'mazurka:tasks:wait') === '12');
    await until(() => check.stderr.includes(`no worker is connected to ${server.url}; start some: mazurka worker`));
    server.ask('flushall');
    startWorkers(2, server);
    const { code, stdout } = await check.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdicts).toHaveLength(12);
    await server.end();
  });

  it('take no source that is not what it should be', async () => {
    const server = await RedisServer.start();
    const check = new Running([...CHECK, ...distributed(server)]);
    await until(() => server.ask('llen', 'mazurka:tasks:wait') === '12');
    const key = server.ask('keys', '*:sources');
    for (const field of server.ask('hkeys', key).split('\n')) server.ask('hset', key, field, 'process.exit(0);');
    startWorkers(1, server);
    const { code, stderr } = await check.ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/given up after 5 attempts \((mine\/slow|parts\/adds).ts is not what was sent\)/);
    expect(begun().size).toBe(0);
    await server.end();
  });

  it('hunt, too', async () => {
    const server = await RedisServer.start();
    startWorkers(2, server);
    const { code, stdout } = await new Running([...HUNT, ...distributed(server)]).ended;
    expect([code, stdout]).toEqual([1, mazurka(...HUNT).stdout]);
    await server.end();
  });

  it('drop everything when the command is stopped', async () => {
    const server = await RedisServer.start();
    const [only] = startWorkers(1, server);
    const endless = file(
      'endless.ts',
      readFileSync(join(folder, slow), 'utf8').replace('length: 7', 'length: 12').replace('../parts', './parts'),
    );
    const check = new Running(['check', endless, '--strategy', 'traces', ...distributed(server)]);
    await until(() => begun().size === 1);
    check.process.kill('SIGINT');
    const { code, stderr } = await check.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped in scenario \d+ of 12/);
    expect(server.ask('keys', '*:run:*')).toBe('');
    await until(() => server.ask('llen', 'mazurka:tasks:active') === '0');
    expect(server.ask('llen', 'mazurka:tasks:wait')).toBe('0');
    // It is free for others.
    const next = await new Running(['check', 'extra-prefetch-v2', ...distributed(server)]).ended;
    expect(next).toMatchObject({ code: 0, stderr: '' });
    only!.process.kill('SIGINT');
    expect((await only!.ended).code).toBe(130);
    await server.end();
  });

  it('that are asked to go leave what they have begun to others', async () => {
    const server = await RedisServer.start();
    const [first] = startWorkers(1, server);
    const check = new Running([...CHECK, ...distributed(server)]);
    await until(() => begun().size === 1);
    first!.process.kill('SIGINT');
    expect((await first!.ended).code).toBe(130);
    startWorkers(1, server);
    const { code, stdout } = await check.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).verdicts).toHaveLength(12);
    await server.end();
  });

  it('of another version refuse, and leave the tasks to others', async () => {
    const server = await RedisServer.start();
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const other = join(folder, 'other');
    mkdirSync(other);
    cpSync(join(root, 'dist'), join(other, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(other, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
    const changed = join(other, 'dist/scheduler/step.js');
    writeFileSync(changed, `${readFileSync(changed, 'utf8')}\n`);
    const main = join(other, 'dist/cli/main.js');
    const old = new Running(['worker', '--redis', server.url], {}, main);
    workers.push(old);
    await until(() => old.stderr.includes('waiting for tasks'));
    const check = new Running([...CHECK, ...distributed(server)]);
    const { code, stderr } = await old.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/has tasks of another version of mazurka \(\w{12}; this is \w{12}\): install the same one/);
    startWorkers(1, server);
    const checked = await check.ended;
    expect([checked.code, JSON.parse(checked.stdout).verdicts.length]).toEqual([0, 12]);
    await server.end();
  });

  it('need the password, which is in the environment and is never shown', async () => {
    const server = await RedisServer.start('port', '--requirepass', 'secret');
    const withPassword = (password: string) => ({ REDIS_URL: `redis://:${password}@127.0.0.1:${server.port}` });
    for (const command of [['worker'], ['check', 'two-zones', '--distributed']]) {
      const wrong = await new Running(command, withPassword('secrecy')).ended;
      expect(wrong).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr).toMatch(/^mazurka: --redis redis:\/\/127.0.0.1:\d+: no connection \(WRONGPASS /);
      expect(wrong.stderr).not.toContain('secrecy');
    }
    const worker = new Running(['worker', '--workers', '1'], withPassword('secret'));
    workers.push(worker);
    const { code, stderr } = await new Running(['check', 'two-zones', '--distributed'], withPassword('secret')).ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(worker.stderr).not.toContain('secret');
    await server.end();
  });
});

describe.skipIf(!isThere)('TLS', () => {
  it('is spoken to rediss://, with a user of Redis', async () => {
    const [key, cert] = [join(folder, 'redis.key'), join(folder, 'redis.crt')];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ]);
    expect(made.status).toBe(0);
    const tls = [
      '--tls-cert-file',
      cert,
      '--tls-key-file',
      key,
      '--tls-ca-cert-file',
      cert,
      '--tls-auth-clients',
      'no',
    ];
    const user = ['--user', 'mazurka', 'on', '>secret', '~*', '&*', '+@all'];
    const server = await RedisServer.start('tls-port', ...tls, ...user);
    const env = { REDIS_URL: `rediss://mazurka:secret@localhost:${server.port}`, NODE_EXTRA_CA_CERTS: cert };
    workers.push(new Running(['worker', '--workers', '1'], env));
    const { code, stderr } = await new Running(['check', 'two-zones', '--distributed'], env).ended;
    expect([code, stderr]).toEqual([0, '']);
    await server.end();
  });
});

describe('a distributed command', () => {
  it.each([
    [['check', 'two-zones', '--redis', 'redis://localhost'], '--redis is for --distributed'],
    [['check', 'two-zones', '--distributed', '--workers', '2'], 'with --distributed write it to mazurka worker'],
    [['check', 'two-zones', '--distributed'], 'there is no address of Redis: write --redis'],
    [['hunt', 'percpu-2005', '--distributed', '--redis', 'localhost'], '--redis: expected an address such as redis:'],
    [['worker', '--redis', 'http://localhost:6379'], '--redis: expected an address such as redis:'],
    [['worker', '--redis', 'redis://127.0.0.1:1'], '--redis redis://127.0.0.1:1: no connection (connect ECONNREFUSED'],
    [['worker', '--redis', 'redis://127.0.0.1:1', '--workers', '0'], '--workers: expected a whole number above 0'],
  ])('%s is refused', (args, why) => {
    const { status, stdout, stderr } = mazurka(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
  });

  it('says what to install where that is missing', () => {
    const root = dirname(dirname(dirname(MAIN)));
    const bare = join(folder, 'bare');
    mkdirSync(join(bare, 'node_modules'), { recursive: true });
    cpSync(join(root, 'dist'), join(bare, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(bare, 'package.json'));
    for (const name of readdirSync(join(root, 'node_modules')))
      if (!['bullmq', 'ioredis'].includes(name) && existsSync(join(root, 'node_modules', name)))
        symlinkSync(join(root, 'node_modules', name), join(bare, 'node_modules', name));
    const run = new Running(['worker', '--redis', 'redis://127.0.0.1:1'], {}, join(bare, 'dist/cli/main.js'));
    return run.ended.then(({ code, stderr }) => {
      expect(code).toBe(2);
      expect(stderr).toBe('mazurka: --redis needs two packages that are not installed: npm install bullmq ioredis\n');
    });
  });
});
