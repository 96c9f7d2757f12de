#!/usr/bin/env python3
"""Looks at what `rollcall export` shows on a real terminal (tmux), in a plain one, and in a pipe.

    Tests/Engines/screen.py --rollcall PATH

The services are simulated: they are slow, limit their requests, fail at times and recover. On terminals of 80, 60 and 40
columns, and on one that is resized, no line may be wider than the window, nothing may stay behind, and a pause is one
message. The answers of other commands, and the help, fit into 60 columns, and into a pipe they go as they are. Where escapes are not wanted (`NO_COLOR`, `TERM=dumb`, a pipe), there are none.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

# A block of lines: where to and how long, tenants, requests.
_TENANTS = re.compile(r"^(\d[\d,]* of \d[\d,]* tenants|listing )")
_SAMPLES = 24


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollcall", required=True, metavar="PATH")
    rollcall = pathlib.Path(parser.parse_args().rollcall).resolve()
    work = pathlib.Path(tempfile.mkdtemp(prefix="rollcall-screen-"))
    faults, total = [], 0
    server, environment = simulator(rollcall, work)
    try:
        for name, test in tests():
            total += 1
            try:
                test(rollcall, work / name.replace(" ", "-"), environment)
                print(f"ok: {name}")
            except AssertionError as fault:
                faults.append(name)
                print(f"FAILED: {name}: {fault}")
    finally:
        server.kill()
        shutil.rmtree(work)
    missing = [] if shutil.which("tmux") else ["tmux"]
    print(f"{total} screens looked at, {len(faults)} failed" + (f"; not there: {missing[0]}" if missing else ""))
    sys.exit(1 if faults or missing else 0)


def simulator(rollcall, work):
    """Starts services that are slow, limited and fail at times, and returns the settings that lead to them."""
    said = work / "simulator"
    server = subprocess.Popen(
        [rollcall, "simulate", "--websites", "60", "--operators", "3", "--latency", "40ms", "--rate-limit", "60/3s",
         "--fail", "4%"], stdout=said.open("w"))
    wait_until(lambda: "ROLLCALL_CRISP_API_KEY" in said.read_text(), "the simulator starts")
    settings = dict(re.findall(r"(ROLLCALL_\w+)='?([^'\n]+)'?", said.read_text()))
    return server, {**settings, "ROLLCALL_CRISP_ALL_WEBSITES": "true"}


def tests():
    if shutil.which("tmux"):
        for width in [80, 60, 40]:
            yield f"a terminal of {width} columns", lambda *a, width=width: terminal(*a, [width])
        yield "a terminal that is resized", lambda *a: terminal(*a, [100, 50, 90])
    yield "answers", answers
    yield "NO_COLOR", lambda r, f, e: plain(r, f, {**e, "TERM": "xterm-256color", "NO_COLOR": "1"})
    yield "a dumb terminal", lambda r, f, e: plain(r, f, {**e, "TERM": "dumb"})
    yield "a pipe", pipe


def command(rollcall, folder, *more):
    return [str(rollcall), "export", "crisp", "--output", str(folder), "--workers", "8", *more]


def terminal(rollcall, folder, environment, widths):
    """Runs an export in tmux, and looks again and again."""
    def tmux(*arguments):
        return subprocess.run(
            ["tmux", "-L", f"rollcall-{os.getpid()}-{folder.name}", *map(str, arguments)], check=True, capture_output=True,
            text=True).stdout

    script = " ".join(f"'{word}'" for word in command(rollcall, folder))
    flags = [flag for name, value in environment.items() for flag in ("-e", f"{name}={value}")]
    # More lines than messages, so that nothing scrolls away.
    tmux("-f", "/dev/null", "new-session", "-d", "-x", widths[0], "-y", 60, *flags,
         f"sh -c \"{script}; echo ended with $?; sleep 60\"")
    try:
        seen, screens = 0, []
        for width in widths:
            if width != widths[0]:
                tmux("resize-window", "-x", width, "-y", 60)
                time.sleep(0.7)
            for _ in range(_SAMPLES // len(widths)):
                time.sleep(0.25)
                screen = tmux("capture-pane", "-p").rstrip("\n").split("\n")
                screens.append(screen)
                if any(line.startswith("ended with") for line in screen):
                    break
                blocks = [line for line in screen if _TENANTS.match(line)]
                seen += bool(blocks)
                check(len(blocks) <= 1, "more than one block is on the screen", screen)
                check(all(len(line) <= width for line in screen), "a line is too wide", screen)
                if blocks:
                    block = screen[screen.index(blocks[0]):]
                    check(len(block) <= 3, "the block is longer than four lines", screen)
        check(seen >= 4, f"the block was seen {seen} times", screens[-1])
        wait_until(lambda: "ended with" in tmux("capture-pane", "-p"), "the export ends", 60)
        screen = tmux("capture-pane", "-p").rstrip("\n").split("\n")
        check(not any(_TENANTS.match(line) for line in screen), "the block stayed behind", screen)
        check("ended with 0" in screen or "ended with 1" in screen, "the export failed", screen)
        check(sum("complete: 60 tenants" in line for line in screen) <= 1, "the summary is there twice", screen)
    finally:
        tmux("kill-server")


def answers(rollcall, folder, environment):
    """Asks for texts on a terminal of 60 columns, and in a pipe."""
    folder.mkdir()
    for name in ("older", "newer"):
        made = subprocess.run(
            [rollcall, "demo", "--quiet", "--operators", "40" if name == "older" else "44", "--output", folder / name],
            env=environment, capture_output=True, text=True, timeout=60)
        check(made.returncode == 0, "the demo fails", [made.stderr])
    for words in (
            ["access", "newer"], ["access", "newer", "--email", "nobody-with-a-long-name@example.com"],
            ["diff", "older", "newer"], ["stats", "newer"], ["verify", "newer"], ["convert", "--preset", "list"],
            ["--help"], ["help"], ["sql", "--help"]):
        lines = on_a_terminal(rollcall, words, folder, environment, 60)
        piped = subprocess.run(
            [rollcall, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60).stdout
        # A word that is wider than the window stays whole, and so does a command in the help, which people copy.
        wide = [line for line in lines if len(line) > 60 and len(line.split()) > 1
                and not ("elp" in " ".join(words) and line.startswith("  rollcall "))]
        check(not wide, f"{' '.join(words)} is wider than the window", wide)
        check(any(len(line) > 60 for line in piped.split("\n")), f"{' '.join(words)} is wrapped in a pipe", [piped])
        if words[0] != "stats":
            check("".join("".join(lines).split()).replace("#", "") == "".join(piped.split()).replace("#", ""),
                  f"{' '.join(words)} is another text on a terminal", lines)


def on_a_terminal(rollcall, words, folder, environment, width):
    """The lines of a command whose window has so many columns."""
    child, descriptor = pty.fork()
    if child == 0:
        os.chdir(folder)
        # The window has its width before the command begins.
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        os.execve(rollcall, [str(rollcall), *words], environment)
    written = b""
    while data := read(descriptor):
        written += data
    os.waitpid(child, 0)
    os.close(descriptor)
    return written.decode().split("\r\n")


def read(descriptor):
    """What a terminal has; nothing at its end, which is an error of its own."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def plain(rollcall, folder, environment):
    """Runs an export on a terminal that wants no escapes, and asks for a line by a signal."""
    child, descriptor = pty.fork()
    if child == 0:
        os.execve(rollcall, command(rollcall, folder, "--progress", "always"), environment)
    written, asked = b"", False
    begin = time.monotonic()
    while time.monotonic() - begin < 60:
        if select.select([descriptor], [], [], 0.25)[0]:
            data = read(descriptor)
            if not data:
                break
            written += data
        if not asked and time.monotonic() - begin > 1.5:
            asked = True
            os.kill(child, signal.SIGUSR1)
    os.waitpid(child, 0)
    lines = written.decode().split("\r\n")
    check(b"\x1b" not in written, "there are escapes", lines)
    progress = [line for line in lines if re.match(r"\d+:\d\d:\d\d, ", line)]
    # One that was asked for, and one at the end.
    check(len(progress) >= 2, "there is no line of progress", lines)
    pauses(lines)


def pipe(rollcall, folder, environment):
    done = subprocess.run(command(rollcall, folder), env=environment, capture_output=True, text=True, timeout=60)
    check(done.returncode in (0, 1), "the export failed", [done.stderr])
    check("\x1b" not in done.stderr + done.stdout and "\r" not in done.stderr, "there are escapes", [done.stderr])
    pauses(done.stderr.split("\n"))


def pauses(lines):
    """One message a pause, not one a request: 60 requests in three seconds are few pauses, and short ones are none."""
    whole = re.sub(r"\n\s+", " ", "\n".join(lines)).split("\n")
    told = [line for line in whole if "429" in line and "trying again" in line]
    check(len(told) <= 6, f"{len(told)} messages about limits", lines)
    check(not any(line.count("trying again") > 1 for line in whole), "messages run into each other", lines)


def check(holds, fault, lines):
    assert holds, fault + "\n    " + "\n    ".join(lines)


def wait_until(holds, what, seconds=20):
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() - begin < seconds, f"not in time: {what}"
        time.sleep(0.1)


main()
