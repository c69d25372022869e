// The program under test: its commands, and a server of it on a store of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const target = resolve(root, process.env["CARGO_TARGET_DIR"] ?? "target");
const program = resolve(root, process.env["PROGRAM"] ?? join(target, "debug/bangdu"));

/** What a server says when it listens. */
const ready = /^(?:Bangdu|The public board) is ready at (\S+)\n/m;

/** Where the Rust tests leave every page as rendered from its samples. */
export const renderedPages = join(target, "pages");

/** Where screenshots go. */
export const screenshots = join(target, "screenshots");

/** A file of the shared data, which lies beside the checkout or further up. */
export function shared(path: string): string {
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    const file = join(folder, "shared/data", path);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Error(`../shared/data/${path} is missing: these tests need it`);
  }
}

/** Runs a command to its end and gives what it printed. */
export function bangdu(...args: string[]): string {
  if (!existsSync(program)) throw new Error(`${program} is missing: run cargo build --locked --workspace`);
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A directory for a store, gone when the tests are. */
export function emptyStore(): { data: string; remove: () => void } {
  const data = mkdtempSync(join(tmpdir(), "bangdu-"));
  return { data, remove: () => rmSync(data, { recursive: true, force: true }) };
}

/** A running server. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    /** What it said on its way up. */
    readonly said: string,
  ) {}

  /** Serves the store in `data` on a free port, and waits until it is ready; `more` are further options. */
  static async start(data: string, ...more: string[]): Promise<Server> {
    const server = await Server.up("serve", "--data", data, ...more);
    const answer = await fetch(`${server.url}/readyz`);
    if (!answer.ok) throw new Error(`/readyz answers ${answer.status}`);
    return server;
  }

  /** Shows a public copy and takes clues, as on the machine outside. */
  static board(dir: string, inbox: string): Promise<Server> {
    return Server.up("board", "--dir", dir, "--inbox", inbox);
  }

  private static async up(...command: string[]): Promise<Server> {
    const args = [...command, "--listen", "127.0.0.1:0", "--log", "warn"];
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const said = await new Promise<string>((up, failed) => {
      let text = "";
      child.stderr?.setEncoding("utf8").on("data", (more: string) => {
        text += more;
        if (ready.test(text)) up(text);
      });
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`bangdu ${command[0]} stopped with ${code}:\n${text}`)));
    });
    return new Server(child, ready.exec(said)?.[1] ?? "", said);
  }

  /** Stops it in order. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const stopped = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await stopped;
  }
}
